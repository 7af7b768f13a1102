"""What a member wants to be told, when and where."""

from dataclasses import dataclass
from datetime import time

from bellringer.words import Channel, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """[starts_at, ends_at) on the member's own clock, over midnight where it ends before it starts.

    With `on_days_off` the whole of each day is quiet on which the member does not work.
    """

    starts_at: time
    ends_at: time
    on_days_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """When a digest comes, on the member's own clock, and by which channel."""

    at: time = time(8)
    by: Channel = Channel.PUSH
    on_days_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The wishes that hold for a member: own ones, else the organization's (`is_own` false).

    `daily_budget` None is no limit. `digest` and `warned_at`, the hour of warnings that a streak ends with the day,
    are None where nobody has said anything. What `muted` does not name comes by push and e-mail; by text comes only
    what is `texted`, which is always the member's own wish, if `has_texts`: somebody takes them. `urgent` kinds keep
    neither quiet hours nor the budget.
    `mails_phoneless`: who has no phone gets by e-mail what would ring; like `urgent` the organization's alone.
    """

    is_own: bool = False
    quiet_hours: QuietHours | None = None
    daily_budget: int | None = None
    digest: Digest | None = None
    warned_at: time | None = None
    muted: frozenset[tuple[NotificationKind, Channel]] = frozenset()
    texted: frozenset[NotificationKind] = frozenset()
    has_texts: bool = False
    urgent: frozenset[NotificationKind] = frozenset()
    mails_phoneless: bool = False
