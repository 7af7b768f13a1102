"""What is aimed at beside the actual value of a KPI."""

from collections.abc import Iterable
from datetime import date

from bellringer.gamification.facts.kpis.measured import KpiNumbers, KpiPick
from bellringer.gamification.facts.kpis.terms import KpiRule, KpiTarget
from bellringer.gamification.rules.kpis.catalogue import CUSTOMER_TIME_LINE
from bellringer.gamification.rules.kpis.publishing import in_force
from bellringer.words import KpiKey, PeriodKind


def target_of(
    pick: KpiPick,
    by: PeriodKind,
    starts_on: date,
    numbers: KpiNumbers,
    published: Iterable[KpiRule],
) -> int | None:
    """Return the target of a period, as the values of the KPI count.

    Of a TOTAL it is the one that both sides agreed for exactly this period. Of the others it is what the
    organization published: for periods of this kind, else for all; of customer time, without any, the usual line.
    """
    if pick.kpi is KpiKey.TOTAL:
        return numbers.targets.get((pick.metric_key or "", starts_on))
    held = (each.terms for each in in_force(published, starts_on))
    found = {
        each.by: each.value for each in held if isinstance(each, KpiTarget) and each.pick == pick
    }
    usual = CUSTOMER_TIME_LINE if pick.kpi is KpiKey.CUSTOMER_TIME else None
    return found.get(by, found.get(None, usual))
