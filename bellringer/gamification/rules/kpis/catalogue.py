"""The KPIs there are, as data: what each counts, which way is good, and its formula in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bellringer.words import KpiKey, KpiUnit, MetricDirection

BASELINE_PERIODS = 6
BASELINE_LEAST = 3  # fewer periods with a value say nothing about what is usual
CUSTOMER_TIME_LINE = 6_000  # ten-thousandths: the share of time with customers that is aimed at

REVENUE, GROSS_PROFIT = "revenue", "gross_profit"
WON, LOST, LEAD, DEMO = "deal_won", "deal_lost", "lead_created", "demo"
# an activity of these kinds is with a customer, also where it does not say with whom
CUSTOMER_KINDS = frozenset({"call", "visit", "appointment_run", "demo"})
TOUCHES = frozenset({*CUSTOMER_KINDS, "appointment_booked", "proposal"})

# the parts of one that a whole number on the wire counts
FACTORS: Mapping[KpiUnit, int] = MappingProxyType(
    {
        KpiUnit.POINTS: 1,
        KpiUnit.COUNT: 1,
        KpiUnit.MONEY: 1,  # of a minor unit
        KpiUnit.MINUTES: 100,
        KpiUnit.DAYS: 100,
        KpiUnit.RATIO: 10_000,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One KPI; a TOTAL has the unit and the direction of its metric."""

    key: KpiKey
    unit: KpiUnit
    formula: str
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER


_LOWER = MetricDirection.LOWER_IS_BETTER

_KPIS = (
    Kpi(
        key=KpiKey.TOTAL,
        unit=KpiUnit.COUNT,
        formula="What a metric added up to in the period, e.g. revenue; 0 where nothing moved it.",
    ),
    Kpi(
        key=KpiKey.WIN_RATE,
        unit=KpiUnit.RATIO,
        formula=(
            "Deals won ÷ deals closed in the period. The denominator is won + lost: what is still open counts "
            "in neither."
        ),
    ),
    Kpi(
        key=KpiKey.SALES_CYCLE_MEAN,
        unit=KpiUnit.DAYS,
        formula=(
            "The mean number of days from `startedAt` to the win, over the deals won in the period that have a "
            "start; whole days of the organization's calendar, 0 for a deal won on its first day."
        ),
        direction=_LOWER,
    ),
    Kpi(
        key=KpiKey.SALES_CYCLE_MEDIAN,
        unit=KpiUnit.DAYS,
        formula=(
            "The median number of days from `startedAt` to the win, over the same deals as the mean; of an even "
            "number of deals the mean of the middle two."
        ),
        direction=_LOWER,
    ),
    Kpi(
        key=KpiKey.SALES_GROWTH,
        unit=KpiUnit.RATIO,
        formula=(
            "(Revenue of the period - revenue of the period before) ÷ revenue of the period before; null with "
            "NO_PRIOR where that was not above 0."
        ),
    ),
    Kpi(
        key=KpiKey.AVERAGE_DEAL_SIZE,
        unit=KpiUnit.MONEY,
        formula="Revenue ÷ deals won in the period.",
    ),
    Kpi(
        key=KpiKey.ACQUISITION_COST,
        unit=KpiUnit.MONEY,
        formula=(
            "CAC: ACQUISITION_SPEND of the period's months ÷ new customers won in it. A customer is new with its "
            "first win on record; a win that names no customer counts as one. Per month or longer; every month "
            "that has begun needs its spend."
        ),
        direction=_LOWER,
    ),
    Kpi(
        key=KpiKey.LIFETIME_VALUE,
        unit=KpiUnit.MONEY,
        formula=(
            "CLV: average deal size of the period × PURCHASES_PER_YEAR × LIFETIME_YEARS × GROSS_MARGIN, each as "
            "in force on the period's first day."
        ),
    ),
    Kpi(
        key=KpiKey.CONVERSION,
        unit=KpiUnit.RATIO,
        formula=(
            "Activities of the kind `toKind` ÷ activities of the kind `fromKind`, both in the period, e.g. deals "
            "won ÷ demos. It compares counts and follows no single customer, so it may exceed 100 %."
        ),
    ),
    Kpi(
        key=KpiKey.LEAD_RESPONSE_MEAN,
        unit=KpiUnit.MINUTES,
        formula=(
            "The mean time from a lead created in the period to the first touch of the same customer "
            "(`customerExternalId`) by anybody: a call, visit, appointment, demo or proposal. Leads that nobody "
            "has touched yet, or that name no customer, count in no mean."
        ),
        direction=_LOWER,
    ),
    Kpi(
        key=KpiKey.LEAD_RESPONSE_MEDIAN,
        unit=KpiUnit.MINUTES,
        formula="The median time from lead to first touch, over the same leads as the mean.",
        direction=_LOWER,
    ),
    Kpi(
        key=KpiKey.CUSTOMER_TIME,
        unit=KpiUnit.RATIO,
        formula=(
            "Time with customers ÷ time logged (`durationSeconds`). With customers is a call, visit, appointment "
            "or demo, and whatever names its customer. Its target is a line of 60 %."
        ),
    ),
)

CATALOGUE: Mapping[KpiKey, Kpi] = MappingProxyType({kpi.key: kpi for kpi in _KPIS})
