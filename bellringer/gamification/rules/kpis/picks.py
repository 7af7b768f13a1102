"""Which KPIs are asked for, and which metrics they are made of."""

from collections.abc import Sequence

from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.gamification.playbook.metrics import Metric
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.kpis.catalogue import (
    CATALOGUE,
    DEMO,
    GROSS_PROFIT,
    LOST,
    REVENUE,
    WON,
)
from bellringer.words import KpiKey, Measure

MOST_PICKS = 20


class UnknownPickError(ValueError):
    """A KPI names a metric or a kind of activity that there is not, or names none where it has to."""


def usual_picks() -> tuple[KpiPick, ...]:
    """Return what is shown where nobody says which KPIs."""
    return (
        KpiPick(kpi=KpiKey.TOTAL, metric_key=REVENUE),
        KpiPick(kpi=KpiKey.TOTAL, metric_key=GROSS_PROFIT),
        *(KpiPick(kpi=key) for key in CATALOGUE if key not in (KpiKey.TOTAL, KpiKey.CONVERSION)),
        KpiPick(kpi=KpiKey.CONVERSION, from_kind=DEMO, to_kind=WON),
    )


def metric_of(playbook: Playbook, pick: KpiPick) -> Metric | None:
    """Return the metric of a TOTAL; None for other KPIs.

    Raises:
        UnknownPickError: There is no such metric.
    """
    if pick.kpi is not KpiKey.TOTAL:
        return None
    metric = playbook.metrics.get(pick.metric_key or "")
    if metric is None:
        raise UnknownPickError("TOTAL needs the key of a metric as `metric`.")
    return metric


def title_of(playbook: Playbook, pick: KpiPick) -> str:
    """Return what people call a KPI: its metric's title, the titles of the kinds it compares, or its name in English.

    Raises:
        UnknownPickError: There is no such metric.
    """
    if metric := metric_of(playbook, pick):
        return metric.title or metric.metric_key
    if pick.kpi is KpiKey.CONVERSION:
        return " → ".join(_kind(playbook, kind) for kind in (pick.from_kind, pick.to_kind) if kind)
    return pick.kpi.replace("_", " ").capitalize()


def _kind(playbook: Playbook, key: str) -> str:
    kind = playbook.kinds.get(key)
    return (kind and kind.title) or key


def counting(playbook: Playbook, kind: str | None) -> str:
    """Return the key of the metric that counts a kind of activity.

    Raises:
        UnknownPickError: There is no such kind.
    """
    for metric in playbook.metrics_by_kind.get(kind or "", ()):
        if metric.measure is Measure.QUANTITY:
            return metric.metric_key
    raise UnknownPickError("CONVERSION needs kinds of activity as `fromKind` and `toKind`.")


def metrics_needed(playbook: Playbook, picks: Sequence[KpiPick]) -> frozenset[str]:
    """Return the metrics whose sums KPIs are made of.

    Raises:
        UnknownPickError: A metric or kind is not there.
    """
    needed: set[str] = set()
    for pick in picks:
        match pick.kpi:
            case KpiKey.TOTAL:
                metric = metric_of(playbook, pick)
                needed |= {metric.metric_key} if metric else set()
            case KpiKey.WIN_RATE:
                needed |= {counting(playbook, WON), counting(playbook, LOST)}
            case KpiKey.SALES_GROWTH:
                needed.add(REVENUE)
            case KpiKey.AVERAGE_DEAL_SIZE | KpiKey.LIFETIME_VALUE:
                needed |= {REVENUE, counting(playbook, WON)}
            case KpiKey.CONVERSION:
                needed |= {counting(playbook, pick.from_kind), counting(playbook, pick.to_kind)}
            case _:
                pass
    return frozenset(needed)
