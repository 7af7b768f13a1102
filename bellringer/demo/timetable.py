"""When each part of Brightwater's story is told, apart from what its people do day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bellringer.demo import (
    badges,
    boards,
    check_ins,
    competitions,
    days_off,
    expectations,
    feed,
    feedback,
    goals,
    growth,
    kpis,
    meetings,
    months,
    off_days,
    one_on_ones,
    people,
    pulses,
    scoring,
    streaks,
    threads,
)
from bellringer.demo.brightwater import Part

_OPENING = (
    *(scoring.rules, scoring.levels, streaks.streaks, badges.badges),
    *(boards.seasons, boards.boards, days_off.year, months.settings),
    *(goals.year, people.customers, people.quiet_evenings, competitions.teams),
    *(feed.sizes, check_ins.cadences, off_days.settings, kpis.rules),
)
# days after the first
_MOVES, _HIDES, _DUELS, _PROFITS, _LOOKS_AGAIN = 24, 30, 38, 40, 45
# days before today
_SAILS, _LEAVES, _LOOKS_BACK = 20, 3, 1
_ASKED, _ANSWERED, _CLOSED, _TRAINS = 17, 15, 10, 8
_MONTHLY = (goals.month, kpis.spend, competitions.mission)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A part that is told once for its period."""

    part: Part
    period: str

    @property
    def name(self) -> str:
        """Return the name under which it is noted."""
        return f"demo-{self.part.__module__.rpartition('.')[2]}-{self.part.__name__}"


def scenes(on: date, *, first: date, today: date) -> Iterator[Scene]:
    """Return what is told on a day, in order; told again, it is known by its name and period."""
    month, number = f"{on:%Y-%m}", (on - first).days
    if number == 0:
        yield from (Scene(part=part, period="once") for part in _OPENING)
    if number == 0 or on.day == 1:
        yield from (Scene(part=part, period=month) for part in _MONTHLY)
    by_day = {
        months.NOMINATED_ON: months.nominations,
        months.VOTED_ON: months.votes,
        months.DECIDED_ON: months.decision,
    }
    if on.day in by_day:
        yield Scene(part=by_day[on.day], period=month)
    once = {
        _MOVES: people.move,
        _HIDES: people.hide,
        _DUELS: competitions.duel,
        _PROFITS: goals.quarter,
        _LOOKS_AGAIN: boards.second_look,
        (sails_on(today) - first).days: days_off.day_off,
        (leaves_on(today) - first).days: days_off.leave,
        (today - first).days - _LOOKS_BACK: badges.for_the_past,
        (today - first).days - _ASKED: pulses.ask,
        (today - first).days - _TRAINS: growth.training,
        (today - first).days - _ANSWERED: pulses.answer,
        (today - first).days - _CLOSED: pulses.close,
    }
    if number in once:
        yield Scene(part=once[number], period="once")
    if number == (today - first).days - one_on_ones.DAYS_AGO:
        yield Scene(part=one_on_ones.signed, period="once")
    if number == (today - first).days - _LOOKS_BACK:
        yield from (Scene(part=each, period="once") for each in (one_on_ones.coming, meetings.held))
        yield from (Scene(part=part, period="once") for part in (feed.talk, feed.lunch))
        yield from (Scene(part=part, period="again") for part in (pulses.ask, pulses.answer_early))
        yield Scene(part=expectations.published, period="once")
        yield Scene(part=threads.question, period="once")
        yield Scene(part=feedback.both_ways, period="once")
        yield Scene(part=growth.lesson, period="once")
    if on - timedelta(days=1) == off_days.slow_on(today):
        yield Scene(part=off_days.talk, period=f"{on}")
    if on > today - timedelta(days=check_ins.DAYS):
        yield Scene(part=check_ins.yesterday if on < today else check_ins.today, period=f"{on}")
    if on == today:
        yield Scene(part=scoring.boost, period=f"{on}")


def sails_on(today: date) -> date:
    """Return the day on which a team's day off is entered."""
    return today - timedelta(days=_SAILS)


def leaves_on(today: date) -> date:
    """Return the day on which a member's leave is entered."""
    return today - timedelta(days=_LEAVES)
