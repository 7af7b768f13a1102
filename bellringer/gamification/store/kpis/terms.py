"""Bands, scorecards, bonuses and targets on record, as JSON documents in versions."""

from typing import Any, assert_never

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.kpis.measured import KpiPick
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
from bellringer.models.database import Connection
from bellringer.words import KpiKey, KpiRuleKind, PeriodKind, SubjectKind

# the organization's row, so that versions are numbered one after the other
_LOCK = "SELECT FROM organization WHERE org_id = $1 FOR NO KEY UPDATE"
_READ = """
SELECT kind, rule_key, version, effective_from, terms, published_at
  FROM kpi_rule_version WHERE org_id = $1 ORDER BY kind, rule_key, version
"""
_PUBLISH = """
INSERT INTO kpi_rule_version
       (org_id, kind, rule_key, version, effective_from, terms, published_at, published_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def lock(connection: Connection) -> None:
    """Hold the organization, so that nobody else publishes meanwhile."""
    await connection.fetch(_LOCK, connection.org_id)


async def read(connection: Connection) -> list[KpiRule]:
    """List all versions there are, by kind, key and number."""
    rows = await connection.fetch(_READ, connection.org_id)
    return [
        KpiRule(
            kind=KpiRuleKind(row["kind"]),
            rule_key=row["rule_key"],
            version=row["version"],
            effective_from=row["effective_from"],
            terms=None if row["terms"] is None else _terms(row["kind"], row["terms"]),
            published_at=row["published_at"],
        )
        for row in rows
    ]


async def publish(connection: Connection, rule: KpiRule, *, by: Principal) -> None:
    """Keep a version."""
    await connection.execute(
        _PUBLISH,
        connection.org_id,
        rule.kind,
        rule.rule_key,
        rule.version,
        rule.effective_from,
        None if rule.terms is None else document(rule.terms),
        rule.published_at,
        by.source,
    )


def document(terms: KpiTerms) -> dict[str, Any]:
    """Return terms as JSON can hold them."""
    match terms:
        case GradeBands():
            return {"subject_kind": terms.subject_kind.value, "floors": list(terms.floors)}
        case Scorecard():
            return {
                "card_key": terms.card_key,
                "title": terms.title,
                "by": terms.by.value,
                "parts": [
                    _picked(each.pick)
                    | {
                        "weight_bp": each.weight_bp,
                        "poor": each.poor,
                        "good": each.good,
                    }
                    for each in terms.parts
                ],
            }
        case BonusRule():
            return {
                "bonus_key": terms.bonus_key,
                "title": terms.title,
                "metric_key": terms.metric_key,
                "by": terms.by.value,
                "tiers": [[each.attainment_bp, each.amount_minor] for each in terms.tiers],
            }
        case KpiTarget():
            by = None if terms.by is None else terms.by.value
            return _picked(terms.pick) | {"by": by, "value": terms.value}
        case _:
            assert_never(terms)


def _picked(pick: KpiPick) -> dict[str, Any]:
    return {
        "kpi": pick.kpi.value,
        "metric_key": pick.metric_key,
        "from_kind": pick.from_kind,
        "to_kind": pick.to_kind,
    }


def _pick(stored: dict[str, Any]) -> KpiPick:
    return KpiPick(
        kpi=KpiKey(stored["kpi"]),
        metric_key=stored["metric_key"],
        from_kind=stored["from_kind"],
        to_kind=stored["to_kind"],
    )


def _terms(kind: str, stored: dict[str, Any]) -> KpiTerms:
    match KpiRuleKind(kind):
        case KpiRuleKind.GRADE:
            return GradeBands(
                subject_kind=SubjectKind(stored["subject_kind"]), floors=tuple(stored["floors"])
            )
        case KpiRuleKind.SCORECARD:
            return Scorecard(
                card_key=stored["card_key"],
                title=stored["title"],
                by=PeriodKind(stored["by"]),
                parts=tuple(
                    ScorePart(
                        pick=_pick(each),
                        weight_bp=each["weight_bp"],
                        poor=each["poor"],
                        good=each["good"],
                    )
                    for each in stored["parts"]
                ),
            )
        case KpiRuleKind.BONUS:
            return BonusRule(
                bonus_key=stored["bonus_key"],
                title=stored["title"],
                metric_key=stored["metric_key"],
                by=PeriodKind(stored["by"]),
                tiers=tuple(
                    BonusTier(attainment_bp=attainment, amount_minor=amount)
                    for attainment, amount in stored["tiers"]
                ),
            )
        case KpiRuleKind.TARGET:
            by = None if stored["by"] is None else PeriodKind(stored["by"])
            return KpiTarget(pick=_pick(stored), by=by, value=stored["value"])
