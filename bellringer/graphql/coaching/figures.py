"""Figures and KPIs of a member as they were when a one-to-one began; they never change."""

from datetime import date

from bellringer.gamification.facts.coaching.one_on_ones import Figure
from bellringer.gamification.rules.kpis.snapshots import KpiReading
from bellringer.graphql import describing
from bellringer.graphql.describing import said
from bellringer.graphql.kpis.series import KpiPoint, kpi_scale
from bellringer.graphql.metrics import scale_of
from bellringer.graphql.scalars import BigInt
from bellringer.words import KpiGap, KpiKey, KpiUnit, MetricUnit


@describing.output
class OneOnOneFigure:
    """A number of the member as it was when the talk began; it never changes. What does not apply is null."""

    key: str = said(
        "A metric's key, or `goal:` and what follows; stable, to compare one talk with another."
    )
    title: str = said("What it was called then.")
    unit: MetricUnit | None = said("What it counts.")
    scale: int = said("Divide by it to show it: 100 for cents, else often 1.")
    value: BigInt | None = said("The number: of a metric, this month's; of a goal, how far it was.")
    before: BigInt | None = said("Of a metric: that of the whole month before.")
    target: BigInt | None = said("Of a goal: its target.")
    attainment: int | None = said(
        "Of a goal: the part of the way that was done, in ten-thousandths."
    )
    expected_attainment: int | None = said(
        "Of a goal: the part of the way that was due by that morning, in ten-thousandths."
    )
    rank: int | None = said("Of points: the rank on points-month.")
    listed: int | None = said("Of points: among how many.")

    @classmethod
    def of(cls, figure: Figure, currency: str) -> "OneOnOneFigure":
        """Show what was kept."""

        def big(value: int | None) -> BigInt | None:
            return None if value is None else BigInt(value)

        return cls(
            key=figure.key,
            title=figure.title,
            unit=figure.unit,
            scale=1 if figure.unit is None else scale_of(figure.unit, currency),
            value=big(figure.value),
            before=big(figure.before),
            target=big(figure.target),
            attainment=figure.attained,
            expected_attainment=figure.expected,
            rank=figure.rank,
            listed=figure.listed,
        )


@describing.output
class OneOnOneKpi:
    """A KPI of the member as it was when the talk began, of the month of then; it never changes."""

    kpi: KpiKey = said("Which one; its formula stands in `kpiCatalogue`.")
    title: str = said("What it was called then; the name in English of what nobody names.")
    from_kind: str | None = said("What a CONVERSION counts from; null for others.")
    to_kind: str | None = said("What a CONVERSION counts to; null for others.")
    unit: KpiUnit = said("What the values count.")
    scale: int = said("Divide value, target and baseline by it to show them, e.g. 100 for cents.")
    starts_on: date = said("The month's first day, by the organization's calendar.")
    ends_on: date = said("The first day no longer.")
    value: BigInt | None = said("The value at that moment; null where it was undefined.")
    gap: KpiGap | None = said("Why there was no value; null where there was one.")
    numerator: BigInt | None = said("What was divided; null where nothing is.")
    denominator: BigInt | None = said("What it was divided by; null where nothing is.")
    target: BigInt | None = said("The target it had; null for none.")
    baseline: BigInt | None = said("What was usual before that month; null where too little was.")
    baseline_of: int = said("How many months before had a value.")

    @classmethod
    def of(cls, reading: KpiReading, currency: str) -> "OneOnOneKpi":
        """Show what was kept."""
        pick, point = reading.pick, KpiPoint.of(reading.point)
        return cls(
            kpi=pick.kpi,
            title=reading.title,
            from_kind=pick.from_kind,
            to_kind=pick.to_kind,
            unit=reading.unit,
            scale=kpi_scale(None, reading.unit, currency),
            starts_on=point.starts_on,
            ends_on=point.ends_on,
            value=point.value,
            gap=point.gap,
            numerator=point.numerator,
            denominator=point.denominator,
            target=point.target,
            baseline=point.baseline,
            baseline_of=point.baseline_of,
        )
