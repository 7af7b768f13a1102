"""A member's day so far, and what is usual for the member at this time of this day of the week.

The norm of a kind is the median of the last 8 working days of the same weekday, up to the same time of the member's
own clock; of an even number the lower of the two in the middle. Days off, holidays and leave are no such days, nor
are those before the first on which anything was done. With fewer than 4 there is none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bellringer.gamification.facts.coaching.days import Cut, Done
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.clocks import own_clock_shows
from bellringer.gamification.rules.calendars.periods import (
    local_date,
    member_day,
    organization_zone,
    zone_at,
)
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.words import NormMissing

NORM_DAYS, LEAST_DAYS = 8, 4
LOOKS_BACK = timedelta(weeks=16)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindToday:
    """How many of a kind so far, and how many are usual by now; None where nothing is usual yet."""

    kind: str
    count: int
    norm: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """A member's own day so far; `norm_days` is how many days the norms are made of."""

    member_id: UUID
    on: date
    first_at: datetime | None
    last_at: datetime | None
    kinds: tuple[KindToday, ...]
    norm_days: int
    norm_missing: NormMissing | None


def middle(numbers: Sequence[int]) -> int:
    """Return the median; of an even number the lower of the two in the middle, in favour of who is measured."""
    return sorted(numbers)[(len(numbers) - 1) // 2]


def clock_of(playbook: Playbook, member: MemberFacts, at: datetime) -> tuple[date, time]:
    """Return the date and the time that the member's clock shows."""
    zone = zone_at(member.zones, at) or organization_zone(playbook.calendars, at)
    return local_date(at, zone), at.astimezone(ZoneInfo(zone)).time()


def worked_before(
    playbook: Playbook, member: MemberFacts, on: date, *, since: date
) -> Iterator[date]:
    """Yield the member's working days before a date, the latest first."""
    since = max(since, member.joined_on or date.min)
    while (on := on - _DAY) >= since:
        if is_working_day(playbook, member, on):
            yield on


def days_of_norm(playbook: Playbook, member: MemberFacts, on: date) -> tuple[date, ...]:
    """Return the days that today is held against, the latest first; none where today is a day off."""
    if not is_working_day(playbook, member, on):
        return ()
    before = worked_before(playbook, member, on, since=on - LOOKS_BACK)
    same = (each for each in before if each.weekday() == on.weekday())
    return tuple(each for each, _ in zip(same, range(NORM_DAYS), strict=False))


def cut_now(playbook: Playbook, member: MemberFacts, now: datetime) -> Cut:
    """Return the member's own day, all of it that is on record."""
    on = member_day(member.zones, playbook.calendars, now)
    # a phone's clock may run a little ahead
    return Cut(member_id=member.member_id, on=on, until=now + _DAY)


def cuts_of(playbook: Playbook, member: MemberFacts, now: datetime) -> tuple[Cut, ...]:
    """Return what has to be read to say how the member's day goes: today, and the days it is held against."""
    today = cut_now(playbook, member, now)
    _, clock = clock_of(playbook, member, now)
    return (
        today,
        *cuts_at(playbook, member, days_of_norm(playbook, member, today.on), clock),
    )


def cuts_at(
    playbook: Playbook, member: MemberFacts, days: Sequence[date], clock: time
) -> tuple[Cut, ...]:
    """Cut days of a member at a time of the member's clock; a day that never came to it is left out."""
    found = ((on, own_clock_shows(member.zones, playbook.calendars, on, clock)) for on in days)
    return tuple(
        Cut(member_id=member.member_id, on=on, until=until) for on, until in found if until
    )


def lived(days: Sequence[date], done: Mapping[date, Done]) -> tuple[date, ...]:
    """Leave out the days before the first on which anything was done: the member was not here yet."""
    begun = [on for on in days if on in done]
    return tuple(on for on in days if begun and on >= min(begun))


def today_of(
    playbook: Playbook, member: MemberFacts, done: Mapping[date, Done], *, now: datetime
) -> Today:
    """Say how the member's day goes; `done` is what was read of the days of `cuts_of`."""
    on = member_day(member.zones, playbook.calendars, now)
    so_far = done.get(on, Done())
    days = lived(days_of_norm(playbook, member, on), done)
    missing = None
    if not is_working_day(playbook, member, on):
        missing = NormMissing.DAY_OFF
    elif len(days) < LEAST_DAYS:
        missing = NormMissing.TOO_FEW_DAYS
    kinds = []
    for kind in playbook.kinds:
        count = so_far.counts.get(kind, 0)
        norm = None
        if missing is None:
            norm = middle([done.get(each, Done()).counts.get(kind, 0) for each in days])
        if count or norm:
            kinds.append(KindToday(kind=kind, count=count, norm=norm))
    return Today(
        member_id=member.member_id,
        on=on,
        first_at=so_far.first_at,
        last_at=so_far.last_at,
        kinds=tuple(kinds),
        norm_days=len(days),
        norm_missing=missing,
    )
