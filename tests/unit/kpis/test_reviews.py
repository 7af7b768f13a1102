"""Grades, scores and bonuses against values worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.kpis.measured import KpiNumbers, KpiPick, KpiQuestion
from bellringer.gamification.facts.kpis.terms import (
    BonusRule,
    BonusTier,
    GradeBands,
    KpiRule,
    KpiTarget,
    KpiTerms,
    Scorecard,
    ScorePart,
)
from bellringer.gamification.rules.kpis.reviews import (
    PROFIT,
    KpiReview,
    bonus_of,
    grade_of,
    picks_of,
    review_of,
    score_of,
)
from bellringer.gamification.rules.kpis.series import KpiPoint, periods_asked, series_of
from bellringer.words import Grade, KpiGap, KpiKey, KpiRuleKind, PeriodKind, SubjectKind
from tests.builders import NOW
from tests.unit.kpis.test_series import PLAYBOOK, TODAY

FLOORS = (500, 400, 300, 200, 100)
RATE, CYCLE = KpiPick(kpi=KpiKey.WIN_RATE), KpiPick(kpi=KpiKey.SALES_CYCLE_MEAN)
REVENUE = KpiPick(kpi=KpiKey.TOTAL, metric_key="revenue")
CARD = Scorecard(
    card_key="all-round",
    title="All-round",
    by=PeriodKind.MONTH,
    parts=(
        ScorePart(pick=RATE, weight_bp=6_000, poor=2_000, good=7_000),
        ScorePart(pick=CYCLE, weight_bp=4_000, poor=60_00, good=20_00),
    ),
)
BONUS = BonusRule(
    bonus_key="month",
    title="Month",
    metric_key="revenue",
    by=PeriodKind.MONTH,
    tiers=(
        BonusTier(attainment_bp=8_000, amount_minor=100),
        BonusTier(attainment_bp=10_000, amount_minor=250),
        BonusTier(attainment_bp=12_000, amount_minor=600),
    ),
)
BANDS = GradeBands(subject_kind=SubjectKind.MEMBER, floors=FLOORS)


def point(value: int | None, *, target: int | None = None) -> KpiPoint:
    return KpiPoint(
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 1),
        is_over=False,
        value=value,
        gap=None if value is not None else KpiGap.NO_DATA,
        numerator=None,
        denominator=None,
        target=target,
        baseline=None,
        baseline_of=0,
    )


def rule(held: KpiTerms, **changed: object) -> KpiRule:
    kind = {
        GradeBands: KpiRuleKind.GRADE,
        Scorecard: KpiRuleKind.SCORECARD,
        BonusRule: KpiRuleKind.BONUS,
        KpiTarget: KpiRuleKind.TARGET,
    }[type(held)]
    made = KpiRule(
        kind=kind,
        rule_key="key",
        version=1,
        effective_from=date(2026, 1, 1),
        terms=held,
        published_at=NOW,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("profit", "grade"),
    [(501, "A"), (500, "A"), (499, "B"), (300, "C"), (299, "D"), (100, "E"), (99, "F"), (-5, "F")],
)
def test_a_grade_is_the_first_floor_that_is_reached(profit: int, grade: str) -> None:
    assert grade_of(FLOORS, profit) == Grade(grade)


@given(st.integers(-1_000, 1_000), st.integers(0, 1_000))
def test_more_profit_is_never_graded_worse(profit: int, more: int) -> None:
    assert grade_of(FLOORS, profit + more) <= grade_of(FLOORS, profit)


@pytest.mark.parametrize(
    ("rate", "cycle", "score", "weighed"),
    [
        (7_000, 20_00, 10_000, 10_000),
        (9_999, 1_00, 10_000, 10_000),
        (2_000, 60_00, 0, 10_000),
        (0, 99_00, 0, 10_000),
        (4_500, 30_00, 6_000, 10_000),  # 60 % of one half, and 40 % of three quarters
        (4_500, None, 5_000, 6_000),  # the win rate alone
        (None, 20_00, None, 4_000),  # less than half of the weight
        (None, None, None, 0),
    ],
)
def test_a_score_is_the_weighted_mean_of_the_parts_that_have_a_value(
    rate: int | None, cycle: int | None, score: int | None, weighed: int
) -> None:
    found = score_of(CARD, 3, {RATE: point(rate), CYCLE: point(cycle)})
    assert (found.score, found.weighed_bp, found.version) == (score, weighed, 3)
    assert found.gap is (None if score is not None else KpiGap.NO_DATA)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(0, 1_000))
def test_a_score_lies_within_its_bounds_and_a_better_part_never_lowers_it(
    rate: int, cycle: int, better: int
) -> None:
    one = score_of(CARD, 1, {RATE: point(rate), CYCLE: point(cycle)}).score
    other = score_of(CARD, 1, {RATE: point(rate + better), CYCLE: point(cycle - better)}).score
    assert one is not None
    assert other is not None
    assert 0 <= one <= other <= 10_000


@pytest.mark.parametrize(
    ("actual", "attainment", "amount"),
    [(0, 0, 0), (799, 7_990, 0), (800, 8_000, 100), (1_199, 11_990, 250), (5_000, 50_000, 600)],
)
def test_a_bonus_is_the_amount_of_the_highest_tier_reached_and_tiers_do_not_add_up(
    actual: int, attainment: int, amount: int
) -> None:
    found = bonus_of(BONUS, 1, {REVENUE: point(actual, target=1_000)})
    assert (found.attainment_bp, found.amount_minor, found.gap) == (attainment, amount, None)


def test_without_a_target_there_is_no_attainment_and_no_amount() -> None:
    found = bonus_of(BONUS, 1, {REVENUE: point(900)})
    assert (found.target, found.attainment_bp, found.amount_minor) == (None, None, None)
    assert found.gap is KpiGap.NO_TARGET


def review(
    totals: dict[tuple[str, date], int],
    *,
    by: PeriodKind = PeriodKind.MONTH,
    kind: SubjectKind = SubjectKind.MEMBER,
    rules: tuple[KpiRule, ...] = (rule(BANDS), rule(CARD), rule(BONUS)),
) -> KpiReview:
    question = KpiQuestion(picks=picks_of(rules, by), by=by, last=1, until=TODAY)
    began = dict(totals.keys())
    series = series_of(PLAYBOOK, question, KpiNumbers(totals=totals, began_on=began), today=TODAY)
    return review_of(
        PLAYBOOK.calendars,
        rules,
        kind,
        periods_asked(PLAYBOOK, question)[-1],
        {each.pick: each.points[-1] for each in series},
    )


def test_a_quarter_is_graded_by_three_times_the_floors_of_a_month() -> None:
    profit = {("gross_profit", date(2026, 1, 1)): 900}
    graded = review(profit, by=PeriodKind.QUARTER).graded
    assert graded.floors == (1_500, 1_200, 900, 600, 300)
    assert graded.grade is Grade.C
    monthly = review({("gross_profit", date(2026, 3, 1)): 300}).graded
    assert (monthly.grade, monthly.floors) == (Grade.C, FLOORS)


def test_a_period_without_a_grade_says_why() -> None:
    assert review({}).graded.gap is KpiGap.NO_DATA
    assert review({}, rules=()).graded.gap is KpiGap.NO_RULE
    assert review({}, kind=SubjectKind.TEAM).graded.gap is KpiGap.NO_RULE
    assert review({}, by=PeriodKind.WEEK).graded.gap is KpiGap.PERIOD_TOO_SHORT
    # profit was made before, and now there is none: that is graded
    before = {("gross_profit", date(2026, 2, 1)): 900}
    assert review(before).graded.grade is Grade.F


def test_only_rules_by_such_periods_are_in_a_review_and_bonuses_are_of_members() -> None:
    found = review({})
    assert ([each.card for each in found.scores], len(found.bonuses)) == ([CARD], 1)
    quarter = review({}, by=PeriodKind.QUARTER)
    assert (quarter.scores, quarter.bonuses) == ((), ())
    assert review({}, kind=SubjectKind.TEAM).bonuses == ()
    assert picks_of((rule(CARD), rule(BONUS)), PeriodKind.MONTH) == (PROFIT, RATE, CYCLE, REVENUE)
