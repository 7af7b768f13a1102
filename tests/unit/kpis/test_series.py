"""Series of KPIs: which periods, what is usual, what is aimed at."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.kpis.measured import (
    KpiInput,
    KpiNumbers,
    KpiPick,
    KpiQuestion,
    Sample,
)
from bellringer.gamification.facts.kpis.terms import KpiRule, KpiTarget
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.built_ins import starting_playbook
from bellringer.gamification.rules.kpis.catalogue import CUSTOMER_TIME_LINE
from bellringer.gamification.rules.kpis.picks import UnknownPickError, usual_picks
from bellringer.gamification.rules.kpis.publishing import target_key
from bellringer.gamification.rules.kpis.series import KpiPoint, periods_asked, series_of
from bellringer.ids import new_id
from bellringer.words import FiscalPattern, KpiGap, KpiInputKind, KpiKey, KpiRuleKind, PeriodKind
from tests.builders import NOW

TODAY = date(2026, 3, 11)
PLAYBOOK = starting_playbook(org_id=new_id(), timezone="Europe/Berlin", currency="EUR", now=NOW)
REVENUE = KpiPick(kpi=KpiKey.TOTAL, metric_key="revenue")


def months(*totals: int, last: date = date(2026, 3, 1)) -> dict[tuple[str, date], int]:
    """Revenue by month, the last one last."""
    found, on = {}, last
    for total in reversed(totals):
        found["revenue", on] = total
        on = (on - timedelta(days=1)).replace(day=1)
    return found


def points(
    pick: KpiPick,
    numbers: KpiNumbers,
    *,
    by: PeriodKind = PeriodKind.MONTH,
    last: int = 1,
    playbook: Playbook = PLAYBOOK,
    until: date = TODAY,
) -> tuple[KpiPoint, ...]:
    question = KpiQuestion(picks=(pick,), by=by, last=last, until=until)
    [series] = series_of(playbook, question, numbers, today=TODAY)
    return series.points


def test_a_point_has_actual_target_and_what_is_usual() -> None:
    numbers = KpiNumbers(
        totals=months(10, 70, 20, 60, 30, 50, 90),
        began_on={"revenue": date(2025, 9, 2)},
        targets={("revenue", date(2026, 3, 1)): 100},
    )
    [point] = points(REVENUE, numbers)
    assert (point.starts_on, point.ends_on, point.is_over) == (
        date(2026, 3, 1),
        date(2026, 4, 1),
        False,
    )
    # the median of 10 70 20 60 30 50
    assert (point.value, point.target, point.baseline, point.baseline_of) == (90, 100, 40, 6)


def aimed(value: int, since: date, *, by: PeriodKind | None = None, version: int = 1) -> KpiRule:
    target = KpiTarget(pick=KpiPick(kpi=KpiKey.CUSTOMER_TIME), by=by, value=value)
    return KpiRule(
        kind=KpiRuleKind.TARGET,
        rule_key=target_key(target),
        version=version,
        effective_from=since,
        terms=target,
        published_at=NOW,
    )


def test_a_kpi_that_is_no_total_has_the_target_published_for_the_period_it_begins_in() -> None:
    published = (
        aimed(5_000, date(2026, 2, 1)),
        aimed(5_500, date(2026, 3, 1), version=2),
        aimed(7_000, date(2026, 3, 1), by=PeriodKind.MONTH),
    )
    pick = KpiPick(kpi=KpiKey.CUSTOMER_TIME)

    def targets(by: PeriodKind, last: int) -> list[int | None]:
        question = KpiQuestion(picks=(pick,), by=by, last=last, until=TODAY)
        [series] = series_of(PLAYBOOK, question, KpiNumbers(), published, today=TODAY)
        return [each.target for each in series.points]

    assert targets(PeriodKind.MONTH, 3) == [CUSTOMER_TIME_LINE, 5_000, 7_000]
    assert targets(PeriodKind.WEEK, 2) == [5_500, 5_500]
    [other] = points(KpiPick(kpi=KpiKey.WIN_RATE), KpiNumbers())
    assert other.target is None


def test_months_before_a_metric_ever_moved_do_not_make_less_usual() -> None:
    numbers = KpiNumbers(totals=months(60, 0, 50, 90), began_on={"revenue": date(2025, 12, 24)})
    [point] = points(REVENUE, numbers)
    assert (point.baseline, point.baseline_of) == (50, 3)
    [young] = points(REVENUE, replace(numbers, began_on={"revenue": date(2026, 1, 1)}))
    assert (young.baseline, young.baseline_of) == (None, 2)
    [new] = points(REVENUE, KpiNumbers())
    assert (new.value, new.baseline, new.baseline_of) == (0, None, 0)


def test_only_the_six_periods_before_are_usual_and_never_the_one_itself() -> None:
    numbers = KpiNumbers(
        totals=months(999_999, 1, 1, 1, 1, 1, 1, 999_999),
        began_on={"revenue": date(2025, 1, 1)},
    )
    [point] = points(REVENUE, numbers)
    assert (point.baseline, point.baseline_of) == (1, 6)


def test_growth_looks_at_the_period_before_the_first_that_is_shown() -> None:
    numbers = KpiNumbers(totals=months(100, 150, 0, 50))
    shown = points(KpiPick(kpi=KpiKey.SALES_GROWTH), numbers, last=4)
    assert [(each.value, each.gap) for each in shown] == [
        (None, KpiGap.NO_PRIOR),
        (5_000, None),
        (-10_000, None),
        (None, KpiGap.NO_PRIOR),
    ]


def test_undefined_periods_are_left_out_of_what_is_usual() -> None:
    on, totals = date(2026, 3, 1), {}
    for won in (1, 0, 2, 0, 4):
        totals["deals", on] = won
        totals["lost_deals", on] = 4 - won if won else 0
        on = (on - timedelta(days=1)).replace(day=1)
    [point] = points(KpiPick(kpi=KpiKey.WIN_RATE), KpiNumbers(totals=totals))
    assert (point.value, point.numerator, point.denominator) == (2_500, 1, 4)
    assert (point.baseline, point.baseline_of) == (None, 2)


@pytest.mark.parametrize("by", [PeriodKind.DAY, PeriodKind.WEEK])
def test_spend_is_not_known_for_days_and_weeks(by: PeriodKind) -> None:
    [point] = points(KpiPick(kpi=KpiKey.ACQUISITION_COST), KpiNumbers(), by=by)
    assert point.gap is KpiGap.PERIOD_TOO_SHORT


def spent(**values: int | None) -> tuple[KpiInput, ...]:
    numbers = {"jan": 1, "feb": 2, "mar": 3}
    return tuple(
        KpiInput(
            kind=KpiInputKind.ACQUISITION_SPEND,
            starts_on=date(2026, numbers[month], 1),
            value=value,
        )
        for month, value in values.items()
    )


@pytest.mark.parametrize(
    ("inputs", "value"),
    [
        (spent(jan=100, feb=200, mar=300), 300),
        (spent(jan=100, mar=300), None),
        (spent(jan=100, feb=200, mar=None), None),
        ((), None),
    ],
)
def test_a_quarter_costs_what_its_months_cost_if_each_is_known(
    inputs: tuple[KpiInput, ...], value: int | None
) -> None:
    numbers = KpiNumbers(inputs=inputs, customers={date(2026, 1, 1): 2})
    [point] = points(KpiPick(kpi=KpiKey.ACQUISITION_COST), numbers, by=PeriodKind.QUARTER)
    assert point.value == value
    assert point.gap is (None if value else KpiGap.NO_INPUT)


def test_months_that_have_not_begun_need_no_spend() -> None:
    numbers = KpiNumbers(inputs=spent(jan=100, feb=200, mar=300), customers={date(2026, 1, 1): 1})
    [point] = points(KpiPick(kpi=KpiKey.ACQUISITION_COST), numbers, by=PeriodKind.YEAR)
    assert point.value == 600


def test_a_value_holds_until_another_and_ones_own_goes_before_the_organizations() -> None:
    def held(kind: KpiInputKind, starts_on: date, value: int | None) -> KpiInput:
        return KpiInput(kind=kind, starts_on=starts_on, value=value)

    margin, january = KpiInputKind.GROSS_MARGIN, date(2026, 1, 1)
    common = (
        held(margin, january, 5_000),
        held(margin, date(2026, 2, 1), 1_000),
        held(margin, date(2026, 3, 1), None),
        held(KpiInputKind.LIFETIME_YEARS, january, 200),
        held(KpiInputKind.PURCHASES_PER_YEAR, january, 100),
    )
    numbers = KpiNumbers(
        totals=months(400, 400) | {("deals", date(2026, m, 1)): 1 for m in (1, 2, 3)},
        common_inputs=common,
    )
    pick = KpiPick(kpi=KpiKey.LIFETIME_VALUE)
    # what was taken back for March leaves February's
    assert [each.value for each in points(pick, numbers, last=2)] == [80, 80]
    own = replace(numbers, inputs=(held(margin, date(2026, 3, 1), 10_000),))
    assert [each.value for each in points(pick, own, last=2)] == [80, 800]


def test_the_share_of_time_with_customers_is_held_against_a_line() -> None:
    [point] = points(KpiPick(kpi=KpiKey.CUSTOMER_TIME), KpiNumbers())
    assert (point.value, point.gap, point.target) == (None, KpiGap.ZERO_DENOMINATOR, 6_000)


def test_a_number_too_big_to_be_read_is_not_shown() -> None:
    numbers = KpiNumbers(totals=months(1, 10**15))
    [point] = points(KpiPick(kpi=KpiKey.SALES_GROWTH), numbers)
    assert (point.value, point.gap) == (None, KpiGap.OUT_OF_RANGE)


def test_numbers_of_days_are_told_in_hundredths() -> None:
    sample = Sample(count=3, total=100, median=Fraction(41, 2))
    numbers = KpiNumbers(cycles={date(2026, 3, 1): sample})
    [mean] = points(KpiPick(kpi=KpiKey.SALES_CYCLE_MEAN), numbers)
    [median] = points(KpiPick(kpi=KpiKey.SALES_CYCLE_MEDIAN), numbers)
    assert (mean.value, mean.numerator, mean.denominator) == (3_333, 100, 3)
    assert (median.value, median.denominator) == (2_050, 3)


@pytest.mark.parametrize(
    "pick",
    [
        KpiPick(kpi=KpiKey.TOTAL),
        KpiPick(kpi=KpiKey.TOTAL, metric_key="luck"),
        KpiPick(kpi=KpiKey.CONVERSION, from_kind="demo"),
        KpiPick(kpi=KpiKey.CONVERSION, from_kind="luck", to_kind="demo"),
    ],
)
def test_a_pick_of_what_there_is_not_is_refused(pick: KpiPick) -> None:
    with pytest.raises(UnknownPickError):
        points(pick, KpiNumbers())


CALENDARS = st.builds(
    lambda pattern, week, month, cut: (
        CalendarSpan(
            effective_from=date.min,
            timezone="Europe/Berlin",
            fiscal_pattern=pattern,
            week_starts_on=week,
            fiscal_year_starts_in=month,
        ),
        *(
            (CalendarSpan(effective_from=cut, timezone="Asia/Tokyo", week_starts_on=7),)
            if cut
            else ()
        ),
    ),
    st.sampled_from(FiscalPattern),
    st.integers(1, 7),
    st.integers(1, 12),
    st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1)),
)


@given(
    calendars=CALENDARS,
    by=st.sampled_from(
        [PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]
    ),
    until=st.dates(date(2023, 1, 1), date(2027, 1, 1)),
    last=st.integers(1, 20),
)
def test_the_periods_of_a_series_follow_each_other_without_a_gap_up_to_the_day_asked_for(
    calendars: tuple[CalendarSpan, ...], by: PeriodKind, until: date, last: int
) -> None:
    playbook = replace(PLAYBOOK, calendars=calendars)
    question = KpiQuestion(picks=usual_picks(), by=by, last=last, until=until)
    periods = periods_asked(playbook, question)
    assert len(periods) == last + 7
    for one, following in itertools.pairwise(periods):
        assert one.ends_on == following.starts_on
    assert periods[-1].ends_on is not None
    assert periods[-1].starts_on <= until < periods[-1].ends_on


@given(totals=st.lists(st.integers(0, 1_000), min_size=14, max_size=14))
def test_a_longer_series_ends_in_the_shorter_one(totals: list[int]) -> None:
    numbers = KpiNumbers(totals=months(*totals), began_on={"revenue": date(2025, 1, 1)})
    for pick in (REVENUE, KpiPick(kpi=KpiKey.SALES_GROWTH)):
        long, short = points(pick, numbers, last=5), points(pick, numbers, last=2)
        assert long[-2:] == short


def test_every_usual_kpi_has_a_series_of_a_subject_without_numbers() -> None:
    question = KpiQuestion(picks=usual_picks(), by=PeriodKind.MONTH, last=3, until=TODAY)
    found = series_of(PLAYBOOK, question, KpiNumbers(), today=TODAY)
    undefined: dict[KpiKey, set[KpiGap | None]] = {
        each.pick.kpi: {point.gap for point in each.points} for each in found
    }
    assert set(undefined) == set(KpiKey)
    assert undefined.pop(KpiKey.TOTAL) == {None}
    assert all(None not in gaps for gaps in undefined.values())
