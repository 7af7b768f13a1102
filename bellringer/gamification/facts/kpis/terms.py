"""What an organization sets up on top of KPIs: bands of profit, scorecards, bonuses, targets; each in versions."""

from dataclasses import dataclass
from datetime import date, datetime

from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.words import KpiRuleKind, PeriodKind, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBands:
    """From which gross profit of a fiscal month on, in minor units, a subject is graded A, B, C, D and E."""

    subject_kind: SubjectKind
    floors: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """A KPI on a scorecard: its weight in basis points, and the values that score nothing and all."""

    pick: KpiPick
    weight_bp: int
    poor: int
    good: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Weighted KPIs of one kind of period that make one score."""

    card_key: str
    title: str
    by: PeriodKind
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusTier:
    """The amount from an attainment on, in basis points and minor units."""

    attainment_bp: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusRule:
    """What attainment of a member's agreed goal of a metric and kind of period is worth; tiers rise."""

    bonus_key: str
    title: str
    metric_key: str
    by: PeriodKind
    tiers: tuple[BonusTier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiTarget:
    """What everybody aims at in a KPI that is no TOTAL, as its values count; `by` None: in periods of any kind."""

    pick: KpiPick
    by: PeriodKind | None
    value: int


KpiTerms = GradeBands | Scorecard | BonusRule | KpiTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRule:
    """One version of terms, in force from the first day of a fiscal month; None retires what was there."""

    kind: KpiRuleKind
    rule_key: str
    version: int
    effective_from: date
    terms: KpiTerms | None
    published_at: datetime
