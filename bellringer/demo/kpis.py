"""What Brightwater measures itself by: what it spends, bands of profit, a scorecard, a bonus, a target."""

from datetime import datetime, timedelta
from zlib import crc32

from bellringer.demo import story
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.kpis.give_kpi_input import give_kpi_input
from bellringer.gamification.actions.kpis.publish_kpi_rule import publish_kpi_rule
from bellringer.gamification.commands.kpis.inputs import GiveKpiInput
from bellringer.gamification.commands.kpis.terms import PublishKpiRule
from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.gamification.facts.kpis.terms import (
    BonusRule,
    BonusTier,
    GradeBands,
    KpiTarget,
    KpiTerms,
    Scorecard,
    ScorePart,
)
from bellringer.gamification.rules.kpis.publishing import target_key
from bellringer.models.database import Connection
from bellringer.words import KpiInputKind, KpiKey, KpiRuleKind, PeriodKind, SubjectKind

_SPEND_MINOR = 4_500_000
_HOLDING = (
    (KpiInputKind.GROSS_MARGIN, 3_000),
    (KpiInputKind.PURCHASES_PER_YEAR, 250),
    (KpiInputKind.LIFETIME_YEARS, 400),
)
_FLOORS = (1_200_000, 900_000, 600_000, 400_000, 200_000)  # a rep's, in cents of profit a month
_REPS_IN_A_TEAM = 5
_MINUTES = {"call": 6, "visit": 45, "appointment_run": 60, "demo": 60, "proposal": 90}
_ADMIN_MINUTES = 10  # whatever else is written down
_SHORTEST, _SPREAD = 4, 40  # days from start to win

_CARD = Scorecard(
    card_key="all-round",
    title="All-round",
    by=PeriodKind.MONTH,
    parts=(
        ScorePart(pick=KpiPick(kpi=KpiKey.WIN_RATE), weight_bp=4_000, poor=3_000, good=8_000),
        ScorePart(
            pick=KpiPick(kpi=KpiKey.SALES_CYCLE_MEDIAN), weight_bp=2_000, poor=40_00, good=10_00
        ),
        ScorePart(pick=KpiPick(kpi=KpiKey.CUSTOMER_TIME), weight_bp=4_000, poor=3_000, good=7_000),
    ),
)
_BONUS = BonusRule(
    bonus_key="revenue-month",
    title="Revenue of the month",
    metric_key="revenue",
    by=PeriodKind.MONTH,
    tiers=(
        BonusTier(attainment_bp=8_000, amount_minor=25_000),
        BonusTier(attainment_bp=10_000, amount_minor=60_000),
        BonusTier(attainment_bp=12_000, amount_minor=120_000),
    ),
)
_TARGET = KpiTarget(pick=KpiPick(kpi=KpiKey.WIN_RATE), by=None, value=5_500)


async def rules(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Publish bands for reps and teams, a scorecard, a bonus and a target, and give what holds from then on."""
    of_teams = tuple(_REPS_IN_A_TEAM * each for each in _FLOORS)
    published: tuple[tuple[KpiRuleKind, str, KpiTerms], ...] = (
        (
            *(KpiRuleKind.GRADE, SubjectKind.MEMBER.value),
            GradeBands(subject_kind=SubjectKind.MEMBER, floors=_FLOORS),
        ),
        (
            *(KpiRuleKind.GRADE, SubjectKind.TEAM.value),
            GradeBands(subject_kind=SubjectKind.TEAM, floors=of_teams),
        ),
        (KpiRuleKind.SCORECARD, _CARD.card_key, _CARD),
        (KpiRuleKind.BONUS, _BONUS.bonus_key, _BONUS),
        (KpiRuleKind.TARGET, target_key(_TARGET), _TARGET),
    )
    starts_on = at.on.replace(day=1)
    for kind, key, terms in published:
        rule = PublishKpiRule(
            by=found.as_admin(), kind=kind, rule_key=key, effective_from=starts_on, terms=terms
        )
        await publish_kpi_rule(connection, rule, now=at.now)
    for given, value in _HOLDING:
        holds = GiveKpiInput(by=found.as_admin(), kind=given, starts_on=starts_on, value=value)
        await give_kpi_input(connection, holds, now=at.now)


async def spend(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Give what the month costs to win customers."""
    given = GiveKpiInput(
        by=found.as_admin(),
        kind=KpiInputKind.ACQUISITION_SPEND,
        starts_on=at.on.replace(day=1),
        value=_SPEND_MINOR,
    )
    await give_kpi_input(connection, given, now=at.now)


def started_at(act: story.Act) -> datetime | None:
    """Return when a deal that is won was begun, the same whenever it is told."""
    if act.kind != "deal_won":
        return None
    return act.at - timedelta(days=_SHORTEST + crc32(act.key.encode()) % _SPREAD)


def seconds(act: story.Act) -> int:
    """Return how long it took."""
    return 60 * act.quantity * _MINUTES.get(act.kind, _ADMIN_MINUTES)
