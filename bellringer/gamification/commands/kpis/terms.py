"""Publish what stands on top of KPIs."""

from dataclasses import dataclass
from datetime import date

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.kpis.terms import KpiTerms
from bellringer.words import KpiRuleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishKpiRule:
    """Publish another version of a rule from a fiscal month on; without terms it retires the rule."""

    by: Principal
    kind: KpiRuleKind
    rule_key: str
    effective_from: date
    terms: KpiTerms | None
