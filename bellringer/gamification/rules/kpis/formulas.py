"""The formulas: exact numbers in, an exact value out, or the reason why there is none."""

from dataclasses import dataclass
from fractions import Fraction

from bellringer.gamification.facts.kpis.measured import Sample, TimeSpent
from bellringer.gamification.rules.recording.shares import WHOLE_BP
from bellringer.words import KpiGap

LARGEST = 2**53 - 1  # what a client can read exactly
_HUNDREDTHS = 100
_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value or why there is none, and what was divided by what, in whole units."""

    value: Fraction | None = None
    gap: KpiGap | None = None
    numerator: int | None = None
    denominator: int | None = None


def ratio(numerator: int, denominator: int) -> Figure:
    """Return numerator ÷ denominator; nothing divides by 0 or less."""
    if denominator <= 0:
        return Figure(
            gap=KpiGap.ZERO_DENOMINATOR, numerator=numerator, denominator=max(denominator, 0)
        )
    return Figure(
        value=Fraction(numerator, denominator), numerator=numerator, denominator=denominator
    )


def win_rate(won: int, lost: int) -> Figure:
    """Return won ÷ (won + lost)."""
    return ratio(won, won + lost)


def growth(revenue: int, prior: int) -> Figure:
    """Return (revenue - prior) ÷ prior; growth from nothing is no number, not 0 and not infinite."""
    if prior <= 0:
        return Figure(gap=KpiGap.NO_PRIOR, numerator=revenue - prior, denominator=0)
    return Figure(
        value=Fraction(revenue - prior, prior), numerator=revenue - prior, denominator=prior
    )


def mean(sample: Sample | None, *, per: int = 1) -> Figure:
    """Return the mean of a sample, in units of `per`."""
    if sample is None or sample.count == 0:
        return Figure(gap=KpiGap.NO_DATA, numerator=0, denominator=0)
    return Figure(
        value=Fraction(sample.total, sample.count * per),
        numerator=sample.total // per,
        denominator=sample.count,
    )


def median(sample: Sample | None, *, per: int = 1) -> Figure:
    """Return the median of a sample, in units of `per`."""
    if sample is None or sample.count == 0:
        return Figure(gap=KpiGap.NO_DATA, denominator=0)
    return Figure(value=sample.median / per, denominator=sample.count)


def customer_time(spent: TimeSpent | None) -> Figure:
    """Return time with customers ÷ time logged; told in full minutes."""
    if spent is None:
        return ratio(0, 0)
    found = ratio(spent.with_customers, spent.logged)
    return Figure(
        value=found.value,
        gap=found.gap,
        numerator=spent.with_customers // _SECONDS,
        denominator=spent.logged // _SECONDS,
    )


def lifetime_value(
    *, revenue: int, deals: int, purchases: int | None, years: int | None, margin: int | None
) -> Figure:
    """Return average deal size × purchases a year × years × margin.

    Purchases and years come in hundredths, the margin in ten-thousandths.
    """
    size = ratio(revenue, deals)
    if purchases is None or years is None or margin is None:
        return Figure(gap=KpiGap.NO_INPUT, numerator=revenue, denominator=size.denominator)
    if size.value is None:
        return size
    worth = size.value * Fraction(purchases, _HUNDREDTHS) * Fraction(years, _HUNDREDTHS)
    return Figure(
        value=worth * Fraction(margin, WHOLE_BP), numerator=revenue, denominator=size.denominator
    )


def acquisition_cost(spend: int | None, customers: int) -> Figure:
    """Return what was spent to win customers ÷ the new customers won."""
    if spend is None:
        return Figure(gap=KpiGap.NO_INPUT, denominator=customers)
    return ratio(spend, customers)


def scaled(value: Fraction, factor: int) -> int:
    """Return a value in whole parts of 1 ÷ factor, to the nearest, halves away from zero."""
    exact = value * factor
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole
