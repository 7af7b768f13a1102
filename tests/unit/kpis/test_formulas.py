"""Each formula against values worked out by hand, with nothing to divide by too."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.kpis.measured import Sample, TimeSpent
from bellringer.gamification.rules.kpis import formulas
from bellringer.gamification.rules.kpis.catalogue import CATALOGUE
from bellringer.gamification.rules.kpis.figures import FIGURES
from bellringer.gamification.rules.kpis.formulas import Figure, scaled
from bellringer.words import KpiGap, KpiKey

COUNTS = st.integers(0, 10**9)


def test_every_kpi_has_a_line_in_the_catalogue_and_a_formula() -> None:
    assert set(CATALOGUE) == set(FIGURES) == set(KpiKey)


def test_the_win_rate_is_won_of_all_that_was_closed() -> None:
    assert formulas.win_rate(4238, 2473) == Figure(
        value=Fraction(4238, 6711), numerator=4238, denominator=6711
    )
    assert scaled(Fraction(4238, 6711), 10_000) == 6315


def test_a_win_rate_of_nothing_closed_is_undefined_and_not_0() -> None:
    assert formulas.win_rate(0, 0) == Figure(
        gap=KpiGap.ZERO_DENOMINATOR, numerator=0, denominator=0
    )
    assert formulas.win_rate(0, 3).value == 0
    assert formulas.win_rate(3, 0).value == 1


@given(won=COUNTS, lost=COUNTS)
def test_a_win_rate_lies_between_none_and_all_and_what_is_lost_is_the_rest(
    won: int, lost: int
) -> None:
    found, rest = formulas.win_rate(won, lost).value, formulas.win_rate(lost, won).value
    if won + lost == 0:
        assert found is rest is None
    else:
        assert found is not None
        assert rest is not None
        assert 0 <= found <= 1
        assert found + rest == 1


@pytest.mark.parametrize(
    ("revenue", "prior", "value"),
    [(150, 100, Fraction(1, 2)), (0, 100, Fraction(-1)), (100, 100, Fraction(0))],
)
def test_growth_is_the_difference_of_the_prior_period(
    revenue: int, prior: int, value: Fraction
) -> None:
    assert formulas.growth(revenue, prior).value == value


@pytest.mark.parametrize("prior", [0, -5])
def test_growth_from_nothing_is_undefined(prior: int) -> None:
    found = formulas.growth(100, prior)
    assert (found.value, found.gap) == (None, KpiGap.NO_PRIOR)


@given(revenue=COUNTS, prior=st.integers(1, 10**9))
def test_the_prior_period_grown_by_its_growth_is_the_period(revenue: int, prior: int) -> None:
    grown = formulas.growth(revenue, prior).value
    assert grown is not None
    assert prior * (1 + grown) == revenue


def test_a_mean_and_a_median_are_of_the_same_values() -> None:
    sample = Sample(count=4, total=137, median=Fraction(81, 2))  # 0, 40, 41, 56
    assert formulas.mean(sample) == Figure(value=Fraction(137, 4), numerator=137, denominator=4)
    assert formulas.median(sample) == Figure(value=Fraction(81, 2), denominator=4)
    assert scaled(Fraction(81, 2), 100) == 4050


def test_seconds_become_minutes() -> None:
    sample = Sample(count=2, total=90, median=Fraction(45))
    assert formulas.mean(sample, per=60).value == Fraction(3, 4)
    assert formulas.median(sample, per=60).value == Fraction(3, 4)


@pytest.mark.parametrize("sample", [None, Sample(count=0, total=0, median=Fraction(0))])
def test_of_nothing_there_is_no_mean_and_no_median(sample: Sample | None) -> None:
    assert formulas.mean(sample).gap is KpiGap.NO_DATA
    assert formulas.median(sample).gap is KpiGap.NO_DATA
    assert formulas.mean(sample).value is formulas.median(sample).value is None


def test_the_average_deal_is_revenue_by_deals() -> None:
    assert formulas.ratio(10_001, 4).value == Fraction(10_001, 4)
    assert scaled(Fraction(10_001, 4), 1) == 2500
    # a smaller share of a split deal brings money and no count
    assert formulas.ratio(500, 0).gap is KpiGap.ZERO_DENOMINATOR


def test_the_share_of_time_with_customers_is_told_in_minutes() -> None:
    found = formulas.customer_time(TimeSpent(with_customers=5_400, logged=9_000))
    assert found == Figure(value=Fraction(3, 5), numerator=90, denominator=150)
    assert formulas.customer_time(None).gap is KpiGap.ZERO_DENOMINATOR


def test_what_a_customer_costs_needs_what_was_spent_and_somebody_won() -> None:
    assert formulas.acquisition_cost(90_000, 3).value == 30_000
    assert formulas.acquisition_cost(None, 3).gap is KpiGap.NO_INPUT
    assert formulas.acquisition_cost(90_000, 0).gap is KpiGap.ZERO_DENOMINATOR
    assert formulas.acquisition_cost(0, 2).value == 0


def test_what_a_customer_is_worth_is_size_times_frequency_times_years_times_margin() -> None:
    # 1 000.00 a deal, 1.5 deals a year, 4 years, 40 %
    found = formulas.lifetime_value(
        revenue=300_000, deals=3, purchases=150, years=400, margin=4_000
    )
    assert found.value == 240_000
    nothing = {"purchases": 150, "years": 400, "margin": 4_000}
    for missing in nothing:
        asked = {**nothing, missing: None}
        assert formulas.lifetime_value(revenue=1, deals=1, **asked).gap is KpiGap.NO_INPUT
    undone = formulas.lifetime_value(revenue=0, deals=0, purchases=1, years=1, margin=1)
    assert undone.gap is KpiGap.ZERO_DENOMINATOR


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 3), 3333),
        (Fraction(-1, 3), -3333),
        (Fraction(5, 100_000), 1),
        (Fraction(-5, 100_000), -1),
        (Fraction(4, 100_000), 0),
    ],
)
def test_a_value_goes_to_the_nearest_and_halves_away_from_zero(value: Fraction, shown: int) -> None:
    assert scaled(value, 10_000) == shown


@given(value=st.fractions(-1000, 1000), factor=st.sampled_from([1, 100, 10_000]))
def test_rounding_is_off_by_half_a_part_at_most_and_is_even_about_zero(
    value: Fraction, factor: int
) -> None:
    assert abs(value * factor - scaled(value, factor)) <= Fraction(1, 2)
    assert scaled(-value, factor) == -scaled(value, factor)
