"""Preferences: whether a phone may ring for its member now, and if not, when.

Hours are those of the member's own clock. They are compared as instants, so that an hour which a change of the
clock skips or repeats is no case of its own.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences, QuietHours
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.clocks import instant_of
from bellringer.gamification.rules.calendars.periods import (
    local_date,
    organization_zone,
    starts_at,
    zone_at,
)
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.gamification.rules.deliveries import DropReason, DueDelivery
from bellringer.words import Channel, NotificationKind

MOST_A_DAY = 1_000
LOOKS_AHEAD = (
    400  # days: who is away for longer is told when the wait is over, if it is not stale then
)

_DAY = timedelta(days=1)


def check(preferences: Preferences) -> None:
    """Refuse wishes that can't be kept.

    Raises:
        InvalidInputError: Quiet hours that end when they start, a budget out of range, or a digest to a webhook.
    """
    quiet = preferences.quiet_hours
    if quiet is not None and quiet.starts_at == quiet.ends_at:
        raise InvalidInputError(
            "Quiet hours end at another time than they start; to be told nothing, mute the kinds.",
            path=("quietHours", "endsAt"),
        )
    if preferences.digest is not None and preferences.digest.by is Channel.WEBHOOK:
        raise InvalidInputError("A digest comes by push or by e-mail.", path=("digest", "by"))
    if preferences.daily_budget is not None and not 0 <= preferences.daily_budget <= MOST_A_DAY:
        raise InvalidInputError(
            f"A daily budget is from 0 to {MOST_A_DAY}; null is no limit.", path=("dailyBudget",)
        )


def muted_by(
    before: Collection[tuple[NotificationKind, Channel]],
    kind: NotificationKind,
    channel: Channel,
    *,
    is_wanted: bool,
) -> frozenset[tuple[NotificationKind, Channel]]:
    """Return what is muted once a kind is wanted, or no longer wanted, by a channel."""
    apart = frozenset(before) - {(kind, channel)}
    return apart if is_wanted else apart | {(kind, channel)}


def zone_of(playbook: Playbook, member: MemberFacts, at: datetime) -> str:
    """Return the zone of a member's own clock at an instant."""
    return zone_at(member.zones, at) or organization_zone(playbook.calendars, at)


def quiet_until(
    playbook: Playbook, member: MemberFacts, quiet: QuietHours, *, at: datetime
) -> datetime | None:
    """Return when the quiet hours around an instant end; None if it is not within any.

    Neighbouring quiet stretches are one: a night before a day off ends with the night after it.
    """
    zone = zone_of(playbook, member, at)
    ends: datetime | None = None
    for starts, until in _stretches(
        quiet,
        zone,
        since=local_date(at, zone) - _DAY,
        is_off=lambda on: not is_working_day(playbook, member, on),
    ):
        if starts > (ends or at):
            break
        if until > (ends or at):
            ends = until
    return ends


def _stretches(
    quiet: QuietHours, zone: str, *, since: date, is_off: Callable[[date], bool]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the quiet stretches from a date on, in order of their starts."""
    for on in (since + number * _DAY for number in range(LOOKS_AHEAD)):
        begins, ends = instant_of(on, quiet.starts_at, zone), instant_of(on, quiet.ends_at, zone)
        if quiet.on_days_off and is_off(on):
            yield starts_at(on, zone), starts_at(on + _DAY, zone)
        elif quiet.starts_at < quiet.ends_at:
            yield begins, ends
        if quiet.starts_at > quiet.ends_at:
            # the evening that begins here belongs to the day after as well, whatever that is
            yield begins, instant_of(on + _DAY, quiet.ends_at, zone)


def reason_to_wait(
    due: DueDelivery,
    preferences: Preferences,
    *,
    sent_today: int,
    quiet_ends_at: datetime | None,
) -> DropReason | datetime | None:
    """Say what the member's wishes make of what is due: drop it, wait until then, or None to send it.

    An e-mail rings nobody, so that it keeps neither quiet hours nor the budget; a digest keeps no budget.
    What is dropped stays in the inbox, and the digest tells of it. `sent_today` counts other notifications
    that rang on the member's own day.
    """
    if (due.kind, due.channel) in preferences.muted:
        return DropReason.MUTED
    if due.channel is Channel.EMAIL or due.kind in preferences.urgent:
        return None
    if quiet_ends_at is not None:
        return quiet_ends_at if quiet_ends_at < due.expires_at else DropReason.QUIET_HOURS
    if due.kind is NotificationKind.DIGEST:
        return None  # it is what tells of the others
    budget = preferences.daily_budget
    return DropReason.OVER_BUDGET if budget is not None and sent_today >= budget else None
