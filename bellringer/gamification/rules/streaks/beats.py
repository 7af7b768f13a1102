"""The beats of a streak: the days or weeks that it counts, when one is asked for and when it holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import Targets
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.words import Cadence, PeriodKind, StreakCondition

_DAY = timedelta(days=1)
_ANY_ZONE = "UTC"  # the dates of a week are the same in all of them


@dataclass(frozen=True, slots=True)
class Beat:
    """A day, or a week of the organization, in the member's own dates: [starts_on, ends_on)."""

    starts_on: date
    ends_on: date

    def days(self) -> Iterator[date]:
        """Yield the dates in it."""
        on = self.starts_on
        while on < self.ends_on:
            yield on
            on += _DAY


def beat_of(playbook: Playbook, streak: Streak, on: date) -> Beat:
    """Return the beat that holds a date."""
    if streak.cadence is Cadence.DAY:
        return Beat(on, on + _DAY)
    week = period_of(PeriodKind.WEEK, on, playbook.calendars, _ANY_ZONE)
    return Beat(week.starts_on, week.ends_on or on + _DAY)


def first_day(playbook: Playbook, streak: Streak, on: date) -> date:
    """Return the first day of the beat that holds a date."""
    return on if streak.cadence is Cadence.DAY else beat_of(playbook, streak, on).starts_on


def between(playbook: Playbook, streak: Streak, after: date, before: date | None) -> Iterator[Beat]:
    """Yield the beats after the one that holds `after`, up to the one that holds `before`, excluded."""
    beat = beat_of(playbook, streak, after)
    end = None if before is None else first_day(playbook, streak, before)
    while end is None or beat.ends_on < end:
        beat = beat_of(playbook, streak, beat.ends_on)
        yield beat


def is_asked(playbook: Playbook, member: MemberFacts, beat: Beat) -> bool:
    """Tell whether the member has a working day in a beat: only such a one can be missed."""
    return any(is_working_day(playbook, member, on) for on in beat.days())


def counts(playbook: Playbook, member: MemberFacts, beat: Beat) -> bool:
    """Tell whether a beat may lengthen a run: as it is asked for, or because days off count too."""
    return calendar_at(playbook.calendars, beat.starts_on).counts_days_off or is_asked(
        playbook, member, beat
    )


def needed(streak: Streak, targets: Targets, beat: Beat) -> int | None:
    """Return what a beat needs to hold; None where a goal is asked for and there is none."""
    if streak.condition is StreakCondition.GOAL_MET:
        return targets.get((beat.starts_on, beat.ends_on))
    return streak.threshold


def holds(streak: Streak, targets: Targets, beat: Beat, total: int) -> bool:
    """Tell whether the condition holds for what a beat came to."""
    least = needed(streak, targets, beat)
    return least is not None and total >= least


def total_of(days: Mapping[date, int], beat: Beat) -> int:
    """Return what the days of a beat come to."""
    if beat.ends_on - beat.starts_on == _DAY:
        return days.get(beat.starts_on, 0)
    return sum(days.get(on, 0) for on in beat.days())
