"""A period looked at as a whole: grade, scores and bonuses, of whoever may see them."""

from datetime import date
from uuid import UUID

from bellringer.gamification.facts.kpis.measured import KpiSubject
from bellringer.gamification.facts.kpis.terms import BonusTier
from bellringer.gamification.rules.kpis import reviews as rules
from bellringer.gamification.rules.kpis import series as series_rules
from bellringer.graphql import describing
from bellringer.graphql.context import Context, Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.kpis.series import KpiPoint
from bellringer.graphql.metrics import Metric, Money, metric_of
from bellringer.graphql.scalars import BigInt
from bellringer.words import Grade, KpiGap, KpiKey, PeriodKind, SubjectKind


@describing.output
class KpiGradeFloor:
    """From which gross profit on a grade is given."""

    grade: Grade = said("The grade.")
    floor: Money = said("The least gross profit of the period that earns it.")


@describing.output
class KpiGrade:
    """How a period's gross profit is graded, by the bands in force on its first day."""

    grade: Grade | None = said("A to F; null where it can't be graded.")
    gap: KpiGap | None = said("Why there is no grade; null where there is one.")
    gross_profit: Money = said("What was made in the period.")
    floors: list[KpiGradeFloor] = said(
        "The floors of A to E, those of a month times the months of the period; below them all is F."
    )
    version: int | None = said("Which version of the bands; null without bands.")

    @classmethod
    def of(cls, graded: rules.Graded, currency: str) -> "KpiGrade":
        """Show a grade."""
        return cls(
            grade=graded.grade,
            gap=graded.gap,
            gross_profit=_money(graded.gross_profit, currency),
            floors=[
                KpiGradeFloor(grade=grade, floor=_money(floor, currency))
                for grade, floor in zip(Grade, graded.floors, strict=False)
            ],
            version=graded.version,
        )


@describing.output
class KpiScorePart:
    """What one KPI brings to a score."""

    kpi: KpiKey = said("Which one.")
    metric: Metric | None = said("What a TOTAL adds up; null for others.")
    from_kind: str | None = said("What a CONVERSION counts from; null for others.")
    to_kind: str | None = said("What a CONVERSION counts to; null for others.")
    weight: int = said("Its weight, in ten-thousandths of the whole card.")
    poor: BigInt = said("The value that scores 0, or one worse.")
    good: BigInt = said("The value that scores 10 000, or one better; in between by proportion.")
    score: int | None = said("0 to 10 000; null where the KPI has no value.")
    point: KpiPoint = said("The KPI itself.")

    @classmethod
    def of(cls, scored: rules.PartScored, context: Context) -> "KpiScorePart":
        """Show a part."""
        pick = scored.part.pick
        metric = context.metric(pick.metric_key)
        return cls(
            kpi=pick.kpi,
            metric=metric_of(metric, context.playbook.currency) if metric else None,
            from_kind=pick.from_kind,
            to_kind=pick.to_kind,
            weight=scored.part.weight_bp,
            poor=BigInt(scored.part.poor),
            good=BigInt(scored.part.good),
            score=scored.score,
            point=KpiPoint.of(scored.point),
        )


@describing.output
class KpiScore:
    """The score of a scorecard: the weighted mean of its parts' scores.

    Parts without a value are left out and the others weigh more; with less than half of the weight left there is no
    score.
    """

    key: str = said("Which scorecard.")
    title: str = said("What people call it.")
    version: int = said("Which version of it.")
    score: int | None = said("0 to 10 000; null where too little has a value.")
    gap: KpiGap | None = said("Why there is no score; null where there is one.")
    weighed: int = said("The weight of the parts that have a value, in ten-thousandths.")
    parts: list[KpiScorePart] = said("The KPIs on it.")

    @classmethod
    def of(cls, scored: rules.Scored, context: Context) -> "KpiScore":
        """Show a score."""
        return cls(
            key=scored.card.card_key,
            title=scored.card.title,
            version=scored.version,
            score=scored.score,
            gap=scored.gap,
            weighed=scored.weighed_bp,
            parts=[KpiScorePart.of(each, context) for each in scored.parts],
        )


@describing.output
class KpiBonusTier:
    """What is due from an attainment on."""

    attainment: int = said("Actual ÷ target, in ten-thousandths.")
    amount: Money = said("The whole amount from there on; tiers do not add up.")

    @classmethod
    def of(cls, tier: BonusTier, currency: str) -> "KpiBonusTier":
        """Show a tier."""
        return cls(attainment=tier.attainment_bp, amount=_money(tier.amount_minor, currency))


@describing.output
class KpiBonus:
    """What a bonus comes to: an amount that is reported and never paid."""

    key: str = said("Which bonus.")
    title: str = said("What people call it.")
    version: int = said("Which version of it.")
    metric: Metric = said("What counts.")
    actual: BigInt = said("What was reached, in the metric's unit.")
    target: BigInt | None = said(
        "The target of the goal that both sides agreed for exactly these days; null without one."
    )
    attainment: int | None = said(
        "Actual ÷ target, floored, in ten-thousandths; null without a target."
    )
    amount: Money | None = said(
        "The amount of the highest tier reached, 0 below the first; null without a target."
    )
    gap: KpiGap | None = said("Why there is no amount; null where there is one.")
    tiers: list[KpiBonusTier] = said("The tiers, rising.")

    @classmethod
    def of(cls, earned: rules.Earned, context: Context) -> "KpiBonus":
        """Show a bonus."""
        currency, bonus = context.playbook.currency, earned.bonus
        return cls(
            key=bonus.bonus_key,
            title=bonus.title,
            version=earned.version,
            metric=metric_of(context.playbook.metrics[bonus.metric_key], currency),
            actual=BigInt(earned.actual),
            target=None if earned.target is None else BigInt(earned.target),
            attainment=earned.attainment_bp,
            amount=None if earned.amount_minor is None else _money(earned.amount_minor, currency),
            gap=earned.gap,
            tiers=[KpiBonusTier.of(each, currency) for each in bonus.tiers],
        )


@describing.output
class KpiReview:
    """A period looked at as a whole, by what was in force on its first day."""

    starts_on: date = said("The period's first day, by the organization's calendar.")
    ends_on: date = said("The first day no longer.")
    is_over: bool = said("The period is over; until then all of it still moves.")
    grade: KpiGrade = said("The grade of its gross profit.")
    scores: list[KpiScore] = said("The scorecards that are by such periods.")
    bonuses: list[KpiBonus] = said("The bonuses that are by such periods; of members only.")

    @classmethod
    def of(cls, review: rules.KpiReview, context: Context) -> "KpiReview":
        """Show a review."""
        return cls(
            starts_on=review.starts_on,
            ends_on=review.ends_on,
            is_over=review.is_over,
            grade=KpiGrade.of(review.graded, context.playbook.currency),
            scores=[KpiScore.of(each, context) for each in review.scores],
            bonuses=[KpiBonus.of(each, context) for each in review.bonuses],
        )


async def review_of(
    info: Info, kind: SubjectKind, subject_id: UUID, by: PeriodKind, until: date | None
) -> KpiReview:
    """Show a subject's review."""
    on = until or info.context.today
    if by not in series_rules.PERIODS or not series_rules.FIRST_DAY <= on <= series_rules.LAST_DAY:
        raise BadRequestError(
            "INVALID_KPI", "A review is of a DAY, WEEK, MONTH, QUARTER or YEAR, within range."
        )
    subject = KpiSubject(kind=kind, subject_id=subject_id)
    found = await info.context.loaders.kpi_reviews.load((subject, by, on))
    return KpiReview.of(found, info.context)


def _money(amount_minor: int, currency: str) -> Money:
    return Money(amount_minor=BigInt(amount_minor), currency=currency)
