"""Preferences: whether a phone may ring for its member now, and if not, when.

Hours are those of the member's own clock. They are compared as instants, so that an hour which a change of the
clock skips or repeats is no case of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
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

# by these comes what is not muted; a text is asked for
USUAL = (Channel.PUSH, Channel.EMAIL)
# what is between a member and those who lead is shown to no system of theirs
CONFIDENTIAL = frozenset(
    {
        NotificationKind.THREAD_MESSAGE,
        NotificationKind.FEEDBACK_REQUESTED,
        NotificationKind.FEEDBACK_GIVEN,
        NotificationKind.OFF_DAY_FLAG,
        NotificationKind.NUDGE,
    }
)

_DAY = timedelta(days=1)


def check(preferences: Preferences, *, for_organization: bool) -> None:
    """Refuse wishes that can't be kept.

    Raises:
        InvalidInputError: Quiet hours that end when they start, a budget out of range, a digest by another way than
            push or e-mail, or a text of what is confidential or was not the member's own wish.
    """
    quiet = preferences.quiet_hours
    if quiet is not None and quiet.starts_at == quiet.ends_at:
        raise InvalidInputError(
            "Quiet hours end at another time than they start; to be told nothing, mute the kinds.",
            path=("quietHours", "endsAt"),
        )
    if preferences.digest is not None and preferences.digest.by not in USUAL:
        raise InvalidInputError("A digest comes by push or by e-mail.", path=("digest", "by"))
    if preferences.daily_budget is not None and not 0 <= preferences.daily_budget <= MOST_A_DAY:
        raise InvalidInputError(
            f"A daily budget is from 0 to {MOST_A_DAY}; null is no limit.", path=("dailyBudget",)
        )
    if preferences.texted & CONFIDENTIAL:
        kinds = ", ".join(sorted(CONFIDENTIAL))
        raise InvalidInputError(
            f"What is between a member and those who lead is not texted: {kinds}.", path=("kinds",)
        )
    if preferences.texted and for_organization:
        raise InvalidInputError(
            "Each member decides about texts: leave `text` out.", path=("kinds",)
        )


def wishing(
    before: Preferences, kind: NotificationKind, channel: Channel, *, is_wanted: bool
) -> Preferences:
    """Return the wishes once a kind is wanted, or no longer wanted, by a channel."""
    if channel is Channel.TEXT:
        others = before.texted - {kind}
        return replace(before, texted=others | {kind} if is_wanted else others)
    unmuted = before.muted - {(kind, channel)}
    return replace(before, muted=unmuted if is_wanted else unmuted | {(kind, channel)})


def is_wished(preferences: Preferences, kind: NotificationKind) -> bool:
    """Tell whether a kind is wanted by any channel."""
    return kind in preferences.texted or any(
        (kind, channel) not in preferences.muted for channel in USUAL
    )


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

    An e-mail rings nobody, so that it keeps neither quiet hours nor the budget. A digest keeps no budget, and neither
    does a text, of which each kind was asked for.
    What is dropped stays in the inbox, and the digest tells of it. `sent_today` counts other notifications
    that rang on the member's own day.
    """
    is_muted = (due.kind, due.channel) in preferences.muted
    if is_muted or (due.channel is Channel.TEXT and due.kind not in preferences.texted):
        return DropReason.MUTED
    if due.channel is Channel.EMAIL or due.kind in preferences.urgent:
        return None
    if quiet_ends_at is not None:
        return quiet_ends_at if quiet_ends_at < due.expires_at else DropReason.QUIET_HOURS
    # a digest is what tells of the others
    if due.kind is NotificationKind.DIGEST or due.channel is Channel.TEXT:
        return None
    budget = preferences.daily_budget
    return DropReason.OVER_BUDGET if budget is not None and sent_today >= budget else None
