"""A period looked at as a whole: the grade of its profit, its scores, and what bonuses come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.gamification.facts.kpis.terms import (
    BonusRule,
    GradeBands,
    KpiRule,
    Scorecard,
    ScorePart,
)
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.kpis.catalogue import GROSS_PROFIT
from bellringer.gamification.rules.kpis.formulas import scaled
from bellringer.gamification.rules.kpis.inputs import month_of
from bellringer.gamification.rules.kpis.series import KpiPoint
from bellringer.gamification.rules.recording.shares import WHOLE_BP
from bellringer.words import Grade, KpiGap, KpiKey, PeriodKind, SubjectKind

PROFIT = KpiPick(kpi=KpiKey.TOTAL, metric_key=GROSS_PROFIT)
ENOUGH_BP = 5_000  # of a scorecard has to have values, or there is no score
_SHORT = (PeriodKind.DAY, PeriodKind.WEEK)

Points = Mapping[KpiPick, KpiPoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The grade of a period's gross profit; `floors` are of A to E for a period of this length."""

    grade: Grade | None
    gap: KpiGap | None
    gross_profit: int
    floors: tuple[int, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartScored:
    """What one KPI brings to a score, 0 to 10 000; None where the KPI has no value."""

    part: ScorePart
    point: KpiPoint
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A scorecard's score, 0 to 10 000; `weighed_bp` is the weight of the parts that have a value."""

    card: Scorecard
    version: int
    score: int | None
    gap: KpiGap | None
    weighed_bp: int
    parts: tuple[PartScored, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a bonus comes to: an amount to report. Attainment is in basis points, floored."""

    bonus: BonusRule
    version: int
    actual: int
    target: int | None
    attainment_bp: int | None
    amount_minor: int | None
    gap: KpiGap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiReview:
    """One subject's period [starts_on, ends_on)."""

    starts_on: date
    ends_on: date
    is_over: bool
    graded: Graded
    scores: tuple[Scored, ...]
    bonuses: tuple[Earned, ...]


def picks_of(rules: Iterable[KpiRule], by: PeriodKind) -> tuple[KpiPick, ...]:
    """Return the KPIs that a review by a kind of period looks at, each once."""
    found = [PROFIT]
    for rule in rules:
        match rule.terms:
            case Scorecard() if rule.terms.by is by:
                found += [part.pick for part in rule.terms.parts]
            case BonusRule() if rule.terms.by is by:
                found.append(KpiPick(kpi=KpiKey.TOTAL, metric_key=rule.terms.metric_key))
            case _:
                pass
    return tuple(dict.fromkeys(found))


def review_of(
    calendars: Sequence[CalendarSpan],
    rules: Sequence[KpiRule],
    kind: SubjectKind,
    period: Period,
    points: Points,
) -> KpiReview:
    """Return a subject's review under the rules in force; bonuses are of members only."""
    profit = points[PROFIT]
    return KpiReview(
        starts_on=profit.starts_on,
        ends_on=profit.ends_on,
        is_over=profit.is_over,
        graded=_graded(calendars, rules, kind, period, profit),
        scores=tuple(
            score_of(rule.terms, rule.version, points)
            for rule in rules
            if isinstance(rule.terms, Scorecard) and rule.terms.by is period.kind
        ),
        bonuses=tuple(
            bonus_of(rule.terms, rule.version, points)
            for rule in rules
            if kind is SubjectKind.MEMBER
            and isinstance(rule.terms, BonusRule)
            and rule.terms.by is period.kind
        ),
    )


def grade_of(floors: Sequence[int], gross_profit: int) -> Grade:
    """Return the first grade whose floor is reached, F below all of them."""
    for grade, floor in zip(Grade, floors, strict=False):
        if gross_profit >= floor:
            return grade
    return Grade.F


def score_of(card: Scorecard, version: int, points: Points) -> Scored:
    """Return the weighted mean of a card's parts.

    Parts without a value are left out and the others weigh more; with less than half of the weight left there
    is no score.
    """
    parts = tuple(_part(part, points[part.pick]) for part in card.parts)
    known = [(each.part.weight_bp, each.score) for each in parts if each.score is not None]
    weighed = sum(weight for weight, _ in known)
    if weighed < ENOUGH_BP:
        score, gap = None, KpiGap.NO_DATA
    else:
        total = sum(weight * part for weight, part in known)
        score, gap = scaled(Fraction(total, weighed), 1), None
    return Scored(card=card, version=version, score=score, gap=gap, weighed_bp=weighed, parts=parts)


def bonus_of(bonus: BonusRule, version: int, points: Points) -> Earned:
    """Return the amount of the highest tier that attainment reaches; 0 below the first."""
    point = points[KpiPick(kpi=KpiKey.TOTAL, metric_key=bonus.metric_key)]
    actual = point.value or 0
    if not point.target:
        return Earned(
            bonus=bonus,
            version=version,
            actual=actual,
            target=None,
            attainment_bp=None,
            amount_minor=None,
            gap=KpiGap.NO_TARGET,
        )
    attainment = WHOLE_BP * actual // point.target
    reached = [each.amount_minor for each in bonus.tiers if attainment >= each.attainment_bp]
    return Earned(
        bonus=bonus,
        version=version,
        actual=actual,
        target=point.target,
        attainment_bp=attainment,
        amount_minor=reached[-1] if reached else 0,
        gap=None,
    )


def _graded(
    calendars: Sequence[CalendarSpan],
    rules: Sequence[KpiRule],
    kind: SubjectKind,
    period: Period,
    profit: KpiPoint,
) -> Graded:
    made = profit.value or 0
    if period.kind in _SHORT:
        return Graded(grade=None, gap=KpiGap.PERIOD_TOO_SHORT, gross_profit=made)
    for rule in rules:
        if isinstance(rule.terms, GradeBands) and rule.terms.subject_kind is kind:
            floors = tuple(each * _months(calendars, period) for each in rule.terms.floors)
            # nothing now and nothing before says that profit is not recorded here, not that there is none
            is_known = made != 0 or profit.baseline_of > 0
            return Graded(
                grade=grade_of(floors, made) if is_known else None,
                gap=None if is_known else KpiGap.NO_DATA,
                gross_profit=made,
                floors=floors,
                version=rule.version,
            )
    return Graded(grade=None, gap=KpiGap.NO_RULE, gross_profit=made)


def _months(calendars: Sequence[CalendarSpan], period: Period) -> int:
    number, on = 0, period.starts_on
    while period.ends_on is not None and on < period.ends_on:
        number += 1
        on = month_of(calendars, on).ends_on or date.max
    return number


def _part(part: ScorePart, point: KpiPoint) -> PartScored:
    if point.value is None:
        return PartScored(part=part, point=point, score=None)
    share = Fraction(point.value - part.poor, part.good - part.poor)
    return PartScored(
        part=part, point=point, score=scaled(min(max(share, Fraction(0)), Fraction(1)), WHOLE_BP)
    )
