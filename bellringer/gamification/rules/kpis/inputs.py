"""What the organization gives for its KPIs: what may be given, and what holds for a period."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from bellringer.gamification.commands.kpis.inputs import GiveKpiInput
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.facts.kpis.measured import KpiInput, KpiNumbers
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import (
    ALL_TIME_STARTS_ON,
    Period,
    calendar_at,
    period_of,
)
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.recording.money import MAX_MINOR
from bellringer.words import KpiInputKind, PeriodKind

LARGEST: Mapping[KpiInputKind, int] = MappingProxyType(
    {
        KpiInputKind.ACQUISITION_SPEND: MAX_MINOR,
        KpiInputKind.GROSS_MARGIN: 10_000,
        KpiInputKind.PURCHASES_PER_YEAR: 100_000,
        KpiInputKind.LIFETIME_YEARS: 10_000,
    }
)


def month_of(calendars: Sequence[CalendarSpan], on: date) -> Period:
    """Return the fiscal month that holds a date."""
    return period_of(PeriodKind.MONTH, on, calendars, calendar_at(calendars, on).timezone)


def checked_input(playbook: Playbook, command: GiveKpiInput) -> KpiInput:
    """Return an input to keep.

    Raises:
        NotAllowedError: Only an admin gives inputs.
        InvalidInputError: The value is out of range, no fiscal month begins on that date, or it is for two.
    """
    check_administers(command.by)
    if command.member_id is not None and command.team_id is not None:
        raise InvalidInputError("Name a member or a team, not both.", path=("teamId",))
    most = LARGEST[command.kind]
    if command.value is not None and not 0 <= command.value <= most:
        raise InvalidInputError(f"{command.kind} lies between 0 and {most}.", path=("value",))
    if not ALL_TIME_STARTS_ON <= command.starts_on <= date(9000, 1, 1):
        raise InvalidInputError("This month is out of range.", path=("startsOn",))
    month = month_of(playbook.calendars, command.starts_on)
    if month.starts_on != command.starts_on:
        raise InvalidInputError(
            f"Give the first day of the fiscal month, here {month.starts_on}.", path=("startsOn",)
        )
    return KpiInput(kind=command.kind, starts_on=command.starts_on, value=command.value)


def in_force(numbers: KpiNumbers, kind: KpiInputKind, on: date) -> int | None:
    """Return the value in force on a date: the subject's own if there is one, else the organization's."""
    own = _latest(numbers.inputs, kind, on)
    return _latest(numbers.common_inputs, kind, on) if own is None else own


def spend_of(
    calendars: Sequence[CalendarSpan],
    inputs: Iterable[KpiInput],
    period: Period,
    *,
    today: date,
) -> int | None:
    """Return what was spent in the months of a period that have begun; None if one of them is not known."""
    known = {
        each.starts_on: each.value for each in inputs if each.kind is KpiInputKind.ACQUISITION_SPEND
    }
    spent, on = 0, period.starts_on
    while (
        period.ends_on is not None
        and on < period.ends_on
        and (on == period.starts_on or on <= today)
    ):
        value = known.get(on)
        if value is None:
            return None
        spent += value
        on = month_of(calendars, on).ends_on or date.max
    return spent


def _latest(inputs: Iterable[KpiInput], kind: KpiInputKind, on: date) -> int | None:
    held = [
        each
        for each in inputs
        if each.kind is kind and each.starts_on <= on and each.value is not None
    ]
    return max(held, key=lambda each: each.starts_on).value if held else None
