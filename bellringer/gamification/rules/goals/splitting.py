"""Splits: a goal in parts of one period each, along the organization's calendar, that add up to it exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.errors import NotSmartError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.gamification.rules.goals.smart import check_milestones
from bellringer.gamification.rules.recording.shares import split
from bellringer.gamification.rules.texts import TITLE_LIMIT
from bellringer.words import FiscalPattern, PeriodKind

PARTS_LIMIT = 60
WEIGHT_LIMIT = 1_000_000_000
PERIODS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)

Dates = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a goal: what people call it, and its terms."""

    title: str
    terms: GoalTerms


def dates_of(playbook: Playbook, terms: GoalTerms, into: PeriodKind) -> tuple[Dates, ...]:
    """Return the periods that tile a goal's days; those that stand out at either end are cut.

    Raises:
        NotSmartError: They are fewer than two, more than 60, or not to be split into.
    """
    if into not in PERIODS:
        raise NotSmartError(
            "A goal is split into weeks, months, quarters or years.", path=("into",)
        )
    found: list[Dates] = []
    on = terms.starts_on
    while on < terms.ends_on and len(found) <= PARTS_LIMIT:
        zone = calendar_at(playbook.calendars, on).timezone
        until = period_of(into, on, playbook.calendars, zone).ends_on or terms.ends_on
        found.append((on, min(until, terms.ends_on)))
        on = found[-1][1]
    if not 2 <= len(found) <= PARTS_LIMIT:
        raise NotSmartError(f"A goal is split into 2 to {PARTS_LIMIT} parts.", path=("into",))
    return tuple(found)


def a_year_before(playbook: Playbook, dates: Sequence[Dates], into: PeriodKind) -> list[Dates]:
    """Return the days to which those of the parts compare: weeks with weeks, calendar months with their like."""
    moved = []
    for first, until in dates:
        pattern = calendar_at(playbook.calendars, first).fiscal_pattern
        in_weeks = into is PeriodKind.WEEK or pattern is FiscalPattern.WEEKS_445
        moved.append((_earlier(first, in_weeks), _earlier(until, in_weeks)))
    return moved


def check_weights(weights: Sequence[int], number: int) -> Sequence[int]:
    """Return weights that were given, one for each part.

    Raises:
        NotSmartError: They are not as many as the parts, negative, too large, or all zero.
    """
    if (
        len(weights) != number
        or not all(0 <= each <= WEIGHT_LIMIT for each in weights)
        or not any(weights)
    ):
        raise NotSmartError(
            f"Give {number} weights, one for each part, from 0 to {WEIGHT_LIMIT}, and not all 0.",
            path=("weights",),
        )
    return weights


def parts_of(
    title: str,
    terms: GoalTerms,
    dates: Sequence[Dates],
    weights: Sequence[int],
    into: PeriodKind,
    *,
    milestones: Sequence[int] | None = None,
) -> tuple[Part, ...]:
    """Return the parts: what is missing from baseline to target, by largest remainder, ties to the earlier part.

    A floor is split alike. What weighs nothing, such as days off, carries nothing and is left out.

    Raises:
        NotSmartError: A part would be nothing, or the milestones can't be.
    """
    carrying = [(each, weight) for each, weight in zip(dates, weights, strict=True) if weight]
    dates, weights = [each for each, _ in carrying], [weight for _, weight in carrying]
    targets = split(terms.target - terms.baseline, weights)
    floors: Sequence[int | None] = [None] * len(dates)
    if terms.floor_target is not None:
        floors = split(terms.floor_target, weights)
    if not all(targets) or not all(floor is None or floor > 0 for floor in floors):
        raise NotSmartError(
            "A part would be nothing: split into fewer, or by other shares.", path=("shares",)
        )
    marks = terms.milestones if milestones is None else tuple(milestones)
    check_milestones(marks, path=("milestones",))
    return tuple(
        Part(
            title=_title(title, first, until, into),
            terms=replace(
                terms,
                target=target,
                baseline=0,
                floor_target=floor,
                starts_on=first,
                ends_on=until,
                milestones=marks,
            ),
        )
        for (first, until), target, floor in zip(dates, targets, floors, strict=True)
    )


def working_day_weights(
    days_of: Sequence[Sequence[date]],
) -> Sequence[int]:
    """Return how many working days each part has.

    Raises:
        NotSmartError: None has any.
    """
    weights = [len(days) for days in days_of]
    if not any(weights):
        raise NotSmartError("There is no working day in these days.", path=("shares",))
    return weights


def history_weights(totals: Sequence[int]) -> Sequence[int]:
    """Return what the same periods of the year before brought; less than nothing counts as nothing.

    Raises:
        NotSmartError: They brought nothing.
    """
    weights = [max(0, total) for total in totals]
    if not any(weights):
        raise NotSmartError("The year before has nothing to go by.", path=("shares",))
    return weights


def _earlier(on: date, in_weeks: bool) -> date:
    if in_weeks:
        return on - timedelta(weeks=52)
    return (on - timedelta(days=1) if (on.month, on.day) == (2, 29) else on).replace(
        year=on.year - 1
    )


def _title(title: str, first: date, until: date, into: PeriodKind) -> str:
    # a fiscal month of weeks has the name of the calendar's in which most of it lies
    middle, last = first + (until - first) / 2, until - timedelta(days=1)
    label = f"{middle:%Y-%m}" if into is PeriodKind.MONTH else f"{first} – {last}"
    return f"{title[: TITLE_LIMIT - len(label) - 2]}, {label}"
