"""Scores that are derived: by heads, and against one's own baseline."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bellringer.gamification.facts.members import MemberFacts, TeamSpan
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period, organization_day
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.words import ScoreKind

BASELINE_PERIODS = 3
PER_HEAD_SCALE = 100

_DAY = timedelta(days=1)


def heads_until(playbook: Playbook, period: Period, *, now: datetime) -> date:
    """Return the day before which heads count in a period: so far with today, in the end the whole of it."""
    tomorrow = organization_day(playbook.calendars, now) + _DAY
    until = tomorrow if period.ends_on is None else min(tomorrow, period.ends_on)
    return max(until, period.starts_on + _DAY)


def spans_present(member: MemberFacts) -> Iterator[TeamSpan]:
    """Yield a member's time in teams as far as the member had not left."""
    left_on = member.left_on
    for span in member.teams:
        if left_on is None:
            yield span
        elif span.starts_on < left_on:
            yield replace(span, ends_on=min(span.ends_on or left_on, left_on))


def member_days(spans: Iterable[TeamSpan], *, since: date, until: date) -> int:
    """Return how many days spans of one team have in [since, until)."""
    return sum(
        max(0, (min(span.ends_on or until, until) - max(span.starts_on, since)).days)
        for span in spans
    )


def per_head(total: int, *, days: int, member_days: int) -> int | None:
    """Return hundredths of a metric by average daily headcount, floored; None where there was nobody.

    The average of heads over the days is member_days ÷ days.
    """
    return PER_HEAD_SCALE * days * total // member_days if member_days else None


@lru_cache(maxsize=1024)
def earlier_periods(playbook: Playbook, board: Board, starts_on: date) -> tuple[date, ...]:
    """Return the starts of the three periods before one, the latest first; none where no baseline is asked for."""
    found: list[date] = []
    if board.score_kind is ScoreKind.IMPROVEMENT:
        while len(found) < BASELINE_PERIODS:
            before = period_for(playbook, board, (found[-1] if found else starts_on) - _DAY)
            if before is None:
                break
            found.append(before.starts_on)
    return tuple(found)


def baseline(numerators: Iterable[int | None]) -> int | None:
    """Return the mean of what was done in earlier periods, the latest first, floored.

    Periods with nothing between others count as 0; those before the earliest in which something was done do
    not, so that a newcomer is measured by the time there was. None where nothing was done in any of them.
    """
    done = list(numerators)
    while done and done[-1] is None:
        done.pop()
    return sum(each or 0 for each in done) // len(done) if done else None
