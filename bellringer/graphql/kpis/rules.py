"""Profit bands, scorecards, bonuses and targets: all versions that were published."""

from datetime import date, datetime

from bellringer.gamification.facts.kpis.terms import (
    BonusRule,
    GradeBands,
    KpiRule,
    KpiTarget,
    Scorecard,
    ScorePart,
)
from bellringer.gamification.store.kpis import terms
from bellringer.gamification.store.window import sliced
from bellringer.graphql import describing
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.kpis.reviews import KpiBonusTier
from bellringer.graphql.scalars import BigInt
from bellringer.words import KpiKey, KpiRuleKind, PeriodKind


@describing.output
class KpiRulePart:
    """A KPI on a scorecard."""

    kpi: KpiKey = said("Which one.")
    metric_key: str | None = said("What a TOTAL adds up; null for others.")
    from_kind: str | None = said("What a CONVERSION counts from; null for others.")
    to_kind: str | None = said("What a CONVERSION counts to; null for others.")
    weight: int = said("Its weight, in ten-thousandths.")
    poor: BigInt = said("The value that scores 0, as `KpiPoint.value` counts.")
    good: BigInt = said("The value that scores 10 000.")


@describing.output
class KpiRuleVersion:
    """One version of bands, a scorecard, a bonus or a target; what does not belong to its kind is null or empty."""

    kind: KpiRuleKind = said("What it is.")
    key: str = said(
        "Which one; of bands, whose: MEMBER, TEAM or ORGANIZATION; of a target, made of what it is about."
    )
    version: int = said("1 for the first, and so on.")
    effective_from: date = said(
        "In force for periods that begin on this day or later, until another version is."
    )
    published_at: datetime = said("When; the audit log says by whom.")
    is_retired: bool = said("From then on there is none.")
    title: str | None = said("What people call it; null for bands and targets.")
    by: PeriodKind | None = said(
        "Of which periods; null for bands, which are of months and longer, and for targets of all."
    )
    floors: list[BigInt] = said("The floors of A to E for one fiscal month, in minor units.")
    parts: list[KpiRulePart] = said("The KPIs of a scorecard.")
    metric_key: str | None = said("What a bonus counts; null for others.")
    tiers: list[KpiBonusTier] = said("The tiers of a bonus, rising.")
    kpi: KpiKey | None = said("What a target is of; null for others.")
    from_kind: str | None = said("What the CONVERSION of a target counts from; null for others.")
    to_kind: str | None = said("What the CONVERSION of a target counts to; null for others.")
    value: BigInt | None = said("What is aimed at, as `KpiPoint.value` counts; null for others.")

    @classmethod
    def of(cls, rule: KpiRule, currency: str) -> "KpiRuleVersion":
        """Show a version."""
        held = rule.terms
        bands = held if isinstance(held, GradeBands) else None
        card = held if isinstance(held, Scorecard) else None
        bonus = held if isinstance(held, BonusRule) else None
        target = held if isinstance(held, KpiTarget) else None
        titled = card or bonus
        timed = titled or target
        return cls(
            kind=rule.kind,
            key=rule.rule_key,
            version=rule.version,
            effective_from=rule.effective_from,
            published_at=rule.published_at,
            is_retired=held is None,
            title=titled.title if titled else None,
            by=timed.by if timed else None,
            floors=[BigInt(each) for each in bands.floors] if bands else [],
            parts=[_part(each) for each in card.parts] if card else [],
            metric_key=bonus.metric_key if bonus else None,
            tiers=[KpiBonusTier.of(each, currency) for each in bonus.tiers] if bonus else [],
            kpi=target.pick.kpi if target else None,
            from_kind=target.pick.from_kind if target else None,
            to_kind=target.pick.to_kind if target else None,
            value=BigInt(target.value) if target else None,
        )


async def rules_of(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[KpiRuleVersion]:
    """List all versions, by kind, key and number."""
    window = window_of(first, after, last, before, (str, str, int))
    found = await info.context.read(terms.read)
    rows = sorted(found, key=_key)

    async def counting() -> int:
        return len(rows)

    currency = info.context.playbook.currency
    return connect(
        sliced(rows, window, _key),
        lambda rule: KpiRuleVersion.of(rule, currency),
        _key,
        counting,
    )


def _part(part: ScorePart) -> KpiRulePart:
    return KpiRulePart(
        kpi=part.pick.kpi,
        metric_key=part.pick.metric_key,
        from_kind=part.pick.from_kind,
        to_kind=part.pick.to_kind,
        weight=part.weight_bp,
        poor=BigInt(part.poor),
        good=BigInt(part.good),
    )


def _key(rule: KpiRule) -> tuple[str, str, int]:
    return rule.kind.value, rule.rule_key, rule.version
