"""Series of KPIs: each period's value beside its target and what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from bellringer.gamification.facts.kpis.measured import KpiNumbers, KpiPick, KpiQuestion
from bellringer.gamification.facts.kpis.terms import KpiRule
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import (
    ALL_TIME_STARTS_ON,
    Period,
    calendar_at,
    period_of,
)
from bellringer.gamification.rules.kpis import formulas
from bellringer.gamification.rules.kpis.catalogue import (
    BASELINE_LEAST,
    BASELINE_PERIODS,
    CATALOGUE,
    FACTORS,
)
from bellringer.gamification.rules.kpis.figures import Place, figure_of
from bellringer.gamification.rules.kpis.formulas import Figure
from bellringer.gamification.rules.kpis.picks import metric_of
from bellringer.gamification.rules.kpis.targets import target_of
from bellringer.words import (
    KpiGap,
    KpiKey,
    KpiUnit,
    MetricDirection,
    PeriodKind,
)

PERIODS = (
    PeriodKind.DAY,
    PeriodKind.WEEK,
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.YEAR,
)
MOST_POINTS = 60
FIRST_DAY, LAST_DAY = ALL_TIME_STARTS_ON, date(2999, 12, 31)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiPoint:
    """A KPI of the organization's days [starts_on, ends_on); numbers are whole parts of 1 ÷ the unit's factor.

    `gap` says why there is no value. `baseline` is the median over those of the preceding BASELINE_PERIODS
    full periods that have a value, of which there were `baseline_of`; None for fewer than BASELINE_LEAST.
    """

    starts_on: date
    ends_on: date
    is_over: bool
    value: int | None
    gap: KpiGap | None
    numerator: int | None
    denominator: int | None
    target: int | None
    baseline: int | None
    baseline_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiSeries:
    """One KPI of one subject over consecutive periods, the oldest first."""

    pick: KpiPick
    by: PeriodKind
    unit: KpiUnit
    direction: MetricDirection
    points: tuple[KpiPoint, ...]


def periods_asked(playbook: Playbook, question: KpiQuestion) -> tuple[Period, ...]:
    """Return the periods of a question, the oldest first, with those before that baselines and growth look at."""
    found: list[Period] = []
    on = question.until
    for _ in range(question.last + BASELINE_PERIODS + 1):
        zone = calendar_at(playbook.calendars, on).timezone
        found.append(period_of(question.by, on, playbook.calendars, zone))
        on = found[-1].starts_on - _DAY
    return tuple(reversed(found))


def series_of(
    playbook: Playbook,
    question: KpiQuestion,
    numbers: KpiNumbers,
    published: Sequence[KpiRule] = (),
    *,
    today: date,
) -> tuple[KpiSeries, ...]:
    """Return a subject's series in the order asked for; `published` holds the organization's targets.

    Raises:
        UnknownPickError: A metric or kind is not there.
    """
    periods = periods_asked(playbook, question)
    return tuple(
        _series(playbook, pick, question, periods, numbers, published, today)
        for pick in question.picks
    )


def _series(
    playbook: Playbook,
    pick: KpiPick,
    question: KpiQuestion,
    periods: Sequence[Period],
    numbers: KpiNumbers,
    published: Sequence[KpiRule],
    today: date,
) -> KpiSeries:
    metric = metric_of(playbook, pick)
    unit = KpiUnit(metric.unit) if metric else CATALOGUE[pick.kpi].unit
    factor = 1 if metric else FACTORS[unit]
    figures = [
        figure_of(
            Place(
                playbook=playbook,
                pick=pick,
                period=period,
                before=before,
                numbers=numbers,
                today=today,
            )
        )
        for before, period in pairwise(periods)
    ]
    first = len(figures) - question.last
    return KpiSeries(
        pick=pick,
        by=question.by,
        unit=unit,
        direction=metric.direction if metric else CATALOGUE[pick.kpi].direction,
        points=tuple(
            _point(
                periods[number + 1],
                figures[number],
                _usual(pick, periods, figures, number, numbers),
                target_of(pick, question.by, periods[number + 1].starts_on, numbers, published),
                factor=factor,
                today=today,
            )
            for number in range(first, len(figures))
        ),
    )


def _usual(
    pick: KpiPick,
    periods: Sequence[Period],
    figures: Sequence[Figure],
    number: int,
    numbers: KpiNumbers,
) -> list[Fraction]:
    """Return the values of the periods before; those before a metric was ever moved say nothing of it."""
    began_on = numbers.began_on.get(pick.metric_key or "")
    return [
        figure.value
        for place, figure in enumerate(figures[:number])
        if place >= number - BASELINE_PERIODS
        and figure.value is not None
        and (pick.kpi is not KpiKey.TOTAL or _has_begun(periods[place + 1], began_on))
    ]


def _has_begun(period: Period, began_on: date | None) -> bool:
    return began_on is not None and (period.ends_on is None or began_on < period.ends_on)


def _point(
    period: Period,
    figure: Figure,
    usual: Sequence[Fraction],
    target: int | None,
    *,
    factor: int,
    today: date,
) -> KpiPoint:
    value = None if figure.value is None else formulas.scaled(figure.value, factor)
    gap = figure.gap
    if value is not None and abs(value) > formulas.LARGEST:
        value, gap = None, KpiGap.OUT_OF_RANGE
    ends_on = period.ends_on or date.max
    return KpiPoint(
        starts_on=period.starts_on,
        ends_on=ends_on,
        is_over=ends_on <= today,
        value=value,
        gap=gap,
        numerator=figure.numerator,
        denominator=figure.denominator,
        target=target,
        baseline=(formulas.scaled(median(usual), factor) if len(usual) >= BASELINE_LEAST else None),
        baseline_of=len(usual),
    )
