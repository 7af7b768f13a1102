"""What members wish to be told, when and where."""

from dataclasses import dataclass
from datetime import time

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.preferences import Digest, QuietHours
from bellringer.words import Channel, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreferences:
    """Set the caller's own wishes or, `for_organization`, those of all who have set none.

    `wanted` changes some kinds by some channels and leaves the others. `urgent` and `mails_phoneless` are the
    organization's alone.
    """

    by: Principal
    quiet_hours: QuietHours | None = None
    daily_budget: int | None = None
    digest: Digest | None = None
    warned_at: time | None = None
    wanted: tuple[tuple[NotificationKind, Channel, bool], ...] = ()
    urgent: frozenset[NotificationKind] = frozenset()
    mails_phoneless: bool = False
    for_organization: bool = False
