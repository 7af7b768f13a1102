"""Off-days: when a member has done far less than usual, and than the team usually has; private, and never at once.

A number is *far below* what it is held against if it is at most half of the median m, and lies more than 2.5 robust
standard deviations under it: x < m - 2.5 * 1.4826 * MAD, where MAD is the median of the distances from m, and 1.4826
makes it estimate the standard deviation of a normal distribution (Rousseeuw and Croux 1993; 2.5 as in Leys et al.
2013). Half of the days would have to be odd ones to move either. All of it is in whole numbers.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.facts.coaching.days import Done
from bellringer.gamification.facts.coaching.off_days import OffDay, OffDayFlag, OffDaySettings
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.gamification.rules.coaching.days import lived, middle, worked_before

HISTORY_DAYS, LEAST_DAYS = 20, 10
LEAST_COLLEAGUES = 2
LOOKS_BACK = timedelta(days=60)

_SPREADS = 37_065  # 2.5 * 1.4826, in ten-thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How much somebody did of all kinds by the hour: on the day itself, and on the working days before it."""

    today: int | None
    before: tuple[int, ...] = field(default=())


def days_before(playbook: Playbook, member: MemberFacts, on: date) -> tuple[date, ...]:
    """Return the last 20 working days of a member before a date, the latest first."""
    before = worked_before(playbook, member, on, since=on - LOOKS_BACK)
    return tuple(each for each, _ in zip(before, range(HISTORY_DAYS), strict=False))


def record_of(
    playbook: Playbook,
    member: MemberFacts,
    on: date,
    done: Mapping[date, Done],
    *,
    has_come: bool,
) -> Record:
    """Say what a member did by the hour; of the day itself where the member works on it, and its hour `has_come`."""
    days = lived(days_before(playbook, member, on), done)
    counts = has_come and is_working_day(playbook, member, on)
    return Record(
        today=done.get(on, Done()).total if counts else None,
        before=tuple(done.get(each, Done()).total for each in days),
    )


def is_looked_at(
    playbook: Playbook, member: MemberFacts, settings: OffDaySettings, on: date
) -> bool:
    """Tell whether a member's day is looked at: no day off, no leave, and not while the member is new."""
    if not settings.is_on or not member.is_active:
        return False
    if member.joined_on is not None and on < member.joined_on + timedelta(days=settings.ramp_days):
        return False
    return is_working_day(playbook, member, on)


def is_far_below(count: int, norm: int, spread: int) -> bool:
    """Tell whether a number is far below a median; `spread` is the median of the distances from it."""
    return norm > 0 and 2 * count <= norm and 10_000 * count < 10_000 * norm - _SPREADS * spread


def off_day(own: Record, colleagues: Iterable[Record]) -> OffDay | None:
    """Return what makes a day an off-day; None where it is none, or where too little is known to say so.

    A slow day of the team is nobody's: it is none where half of the colleagues who work are at half of their own norm
    or under it.
    """
    known = [each for each in colleagues if len(each.before) >= LEAST_DAYS]
    if own.today is None or len(own.before) < LEAST_DAYS or len(known) < LEAST_COLLEAGUES:
        return None
    team = [count for each in known for count in each.before]
    found = OffDay(
        count=own.today,
        own_norm=middle(own.before),
        own_spread=_spread(own.before),
        team_norm=middle(team),
        team_spread=_spread(team),
    )
    working = [each for each in known if each.today is not None]
    slow = [each for each in working if 2 * (each.today or 0) <= middle(each.before)]
    if working and 2 * len(slow) >= len(working):
        return None
    return found if still_is(found, own.today) else None


def still_is(found: OffDay, count: int) -> bool:
    """Tell whether a day is an off-day with what is on record of it by now."""
    return is_far_below(count, found.own_norm, found.own_spread) and is_far_below(
        count, found.team_norm, found.team_spread
    )


def lapsed(
    playbook: Playbook,
    member: MemberFacts,
    flags: Iterable[OffDayFlag],
    done: Mapping[date, Done],
    *,
    read: Collection[date],
) -> list[OffDayFlag]:
    """Return the flags that do not hold any more: it was a day off after all, or late activities came.

    `read` are the days of which `done` says all that is on record by now.
    """
    return [
        flag
        for flag in flags
        if not is_working_day(playbook, member, flag.on)
        or (flag.on in read and not still_is(flag.found, done.get(flag.on, Done()).total))
    ]


def is_pattern(
    settings: OffDaySettings, window: Collection[date], flagged: Collection[date]
) -> bool:
    """Tell whether one more off-day makes a pattern.

    `window` are the working days before it, `flagged` the days that were off-days and are not excused.
    """
    return 1 + len(set(window) & set(flagged)) >= settings.pattern_days


def window_of(
    playbook: Playbook, member: MemberFacts, settings: OffDaySettings, on: date
) -> tuple[date, ...]:
    """Return the working days before a date that belong to its window."""
    return days_before(playbook, member, on)[: settings.window_days - 1]


def check_settings(settings: OffDaySettings) -> None:
    """Pass settings that make sense.

    Raises:
        InvalidInputError: A number lies outside of its limits.
    """
    for name, path, low, high in (
        ("The window", "windowDays", 1, HISTORY_DAYS),
        ("A pattern", "patternDays", 1, settings.window_days),
        ("The time after joining", "rampDays", 0, 366),
    ):
        value = {
            "windowDays": settings.window_days,
            "patternDays": settings.pattern_days,
            "rampDays": settings.ramp_days,
        }[path]
        if not low <= value <= high:
            raise InvalidInputError(f"{name} has {low} to {high} days.", path=(path,))


def colleagues_of(member_id: UUID, team: Sequence[UUID]) -> tuple[UUID, ...]:
    """Return the others of a team."""
    return tuple(each for each in team if each != member_id)


def _spread(numbers: Sequence[int]) -> int:
    # of an even number the higher of the two in the middle: the wider spread is the kinder one
    norm = middle(numbers)
    distances = sorted(abs(each - norm) for each in numbers)
    return distances[len(distances) // 2]
