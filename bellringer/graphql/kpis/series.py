"""Series of KPIs, of whoever may see them."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.facts.kpis.measured import KpiPick, KpiQuestion, KpiSubject
from bellringer.gamification.rules.kpis import picks as picking
from bellringer.gamification.rules.kpis import series as rules
from bellringer.gamification.rules.kpis.catalogue import (
    BASELINE_LEAST,
    BASELINE_PERIODS,
    CATALOGUE,
    FACTORS,
    Kpi,
)
from bellringer.graphql import describing
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.metrics import Metric, metric_of, scale_of
from bellringer.graphql.scalars import BigInt
from bellringer.words import (
    KpiGap,
    KpiKey,
    KpiUnit,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    SubjectKind,
)


@describing.entry
class KpiPickInput:
    """One KPI to show."""

    kpi: KpiKey = said("Which one.")
    metric: str | None = said("For TOTAL: the key of the metric, e.g. revenue.", default=None)
    from_kind: str | None = said(
        "For CONVERSION: the kind of activity it counts from, e.g. demo.", default=None
    )
    to_kind: str | None = said(
        "For CONVERSION: the kind of activity it counts to, e.g. deal_won.", default=None
    )


@describing.output
class KpiDefinition:
    """What a KPI is."""

    key: KpiKey = said("Which one.")
    unit: KpiUnit = said("What its values count; those of TOTAL count what the metric counts.")
    direction: MetricDirection = said("Which way is good; of TOTAL, the metric says it.")
    formula: str = said("How it is worked out, with its denominator.")

    @classmethod
    def of(cls, kpi: Kpi) -> "KpiDefinition":
        """Show a line of the catalogue."""
        return cls(key=kpi.key, unit=kpi.unit, direction=kpi.direction, formula=kpi.formula)


@describing.output
class KpiPoint:
    """A KPI over one period: actual, target and what is usual, as whole numbers; divide by `scale` to show them."""

    starts_on: date = said("The period's first day, by the organization's calendar.")
    ends_on: date = said("The first day no longer.")
    is_over: bool = said("The period is over; until then the value still moves.")
    value: BigInt | None = said(
        "The actual value, to the nearest whole number, halves away from zero; null where it is undefined."
    )
    gap: KpiGap | None = said("Why there is no value; null where there is one.")
    numerator: BigInt | None = said(
        "What was divided (a mean's sum, growth's difference), in whole units; null where nothing is."
    )
    denominator: BigInt | None = said(
        "What it was divided by: closed deals for the win rate, the number of values for a mean or median."
    )
    target: BigInt | None = said(
        "For TOTAL the target of a goal that both sides agreed for this metric and exactly these days; for the "
        "others what the organization has published, for CUSTOMER_TIME without that 0.6; null without any."
    )
    baseline: BigInt | None = said(
        f"What is usual here: the median over those of the {BASELINE_PERIODS} full periods before that have a "
        f"value; null where fewer than {BASELINE_LEAST} have one."
    )
    baseline_of: int = said("How many periods before have a value.")

    @classmethod
    def of(cls, point: rules.KpiPoint) -> "KpiPoint":
        """Show a point."""
        return cls(
            starts_on=point.starts_on,
            ends_on=point.ends_on,
            is_over=point.is_over,
            value=_big(point.value),
            gap=point.gap,
            numerator=_big(point.numerator),
            denominator=_big(point.denominator),
            target=_big(point.target),
            baseline=_big(point.baseline),
            baseline_of=point.baseline_of,
        )


@describing.output
class KpiSeries:
    """One KPI over consecutive periods."""

    kpi: KpiKey = said("Which one.")
    metric: Metric | None = said("What a TOTAL adds up; null for others.")
    from_kind: str | None = said("What a CONVERSION counts from; null for others.")
    to_kind: str | None = said("What a CONVERSION counts to; null for others.")
    by: PeriodKind = said("How long each period is.")
    unit: KpiUnit = said("What the values count.")
    scale: int = said("Divide a value, target or baseline by it to show it, e.g. 100 for cents.")
    direction: MetricDirection = said("Which way is good.")
    points: list[KpiPoint] = said("The periods, the oldest first.")

    @classmethod
    def of(cls, context: Context, series: rules.KpiSeries) -> "KpiSeries":
        """Show a series."""
        currency = context.playbook.currency
        metric = picking.metric_of(context.playbook, series.pick)
        return cls(
            kpi=series.pick.kpi,
            metric=metric_of(metric, currency) if metric else None,
            from_kind=series.pick.from_kind,
            to_kind=series.pick.to_kind,
            by=series.by,
            unit=series.unit,
            scale=kpi_scale(metric.unit if metric else None, series.unit, currency),
            direction=series.direction,
            points=[KpiPoint.of(each) for each in series.points],
        )


Only = Annotated[
    list[KpiPickInput] | None,
    strawberry.argument(
        description=(
            f"Which KPIs, at most {picking.MOST_PICKS}, in this order; left out: the whole catalogue, with TOTAL "
            "of revenue and gross profit and CONVERSION of demos to deals won."
        )
    ),
]
By = Annotated[
    PeriodKind,
    strawberry.argument(
        description="How long each period is: DAY, WEEK, MONTH, QUARTER or YEAR of the fiscal calendar."
    ),
]
LastPeriods = Annotated[
    int,
    strawberry.argument(
        description=f"How many periods, 1 to {rules.MOST_POINTS}; 1 is only the last."
    ),
]
Until = Annotated[
    date | None,
    strawberry.argument(description="A day of the last period; today without it."),
]


async def kpis_of(
    info: Info,
    kind: SubjectKind,
    subject_id: UUID,
    only: list[KpiPickInput] | None,
    by: PeriodKind,
    last: int,
    until: date | None,
) -> list[KpiSeries]:
    """Show a subject's series."""
    question = question_of(info.context, only, by, last, until)
    subject = KpiSubject(kind=kind, subject_id=subject_id)
    found = await info.context.loaders.kpis.load((subject, question))
    return [KpiSeries.of(info.context, each) for each in found]


def catalogue() -> list[KpiDefinition]:
    """Show the catalogue."""
    return [KpiDefinition.of(kpi) for kpi in CATALOGUE.values()]


def question_of(
    context: Context,
    only: list[KpiPickInput] | None,
    by: PeriodKind,
    last: int,
    until: date | None,
) -> KpiQuestion:
    """Read what is asked.

    Raises:
        BadRequestError: It can't be asked.
    """
    if by not in rules.PERIODS:
        raise BadRequestError("INVALID_KPI", "KPIs come by DAY, WEEK, MONTH, QUARTER or YEAR.")
    if not 1 <= last <= rules.MOST_POINTS:
        raise BadRequestError("INVALID_KPI", f"`last` lies between 1 and {rules.MOST_POINTS}.")
    on = until or context.today
    if not rules.FIRST_DAY <= on <= rules.LAST_DAY:
        raise BadRequestError("INVALID_KPI", "`until` lies out of range.")
    if only is not None and not 1 <= len(only) <= picking.MOST_PICKS:
        raise BadRequestError("INVALID_KPI", f"Pick 1 to {picking.MOST_PICKS} KPIs.")
    picks = picking.usual_picks() if only is None else tuple(picked(each) for each in only)
    try:
        picking.metrics_needed(context.playbook, picks)
    except picking.UnknownPickError as unknown:
        raise BadRequestError("INVALID_KPI", str(unknown)) from None
    return KpiQuestion(picks=picks, by=by, last=last, until=on)


def total_of(metric_key: str) -> KpiPickInput:
    """Pick what a metric adds up to."""
    return KpiPickInput(kpi=KpiKey.TOTAL, metric=metric_key)


def picked(sent: KpiPickInput) -> KpiPick:
    """Read one KPI; what does not belong to it is left aside."""
    is_total, is_conversion = sent.kpi is KpiKey.TOTAL, sent.kpi is KpiKey.CONVERSION
    return KpiPick(
        kpi=sent.kpi,
        metric_key=sent.metric if is_total else None,
        from_kind=sent.from_kind if is_conversion else None,
        to_kind=sent.to_kind if is_conversion else None,
    )


def kpi_scale(metric_unit: MetricUnit | None, unit: KpiUnit, currency: str) -> int:
    """Return what to divide a KPI by to show it; a TOTAL has the unit of its metric."""
    if metric_unit is not None:
        return scale_of(metric_unit, currency)
    return scale_of(MetricUnit.MONEY, currency) if unit is KpiUnit.MONEY else FACTORS[unit]


def _big(number: int | None) -> BigInt | None:
    return None if number is None else BigInt(number)
