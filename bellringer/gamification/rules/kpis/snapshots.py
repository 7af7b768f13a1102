"""A member's KPIs as they stood at a moment: a frozen value that can be stored as JSON and read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.kpis.measured import KpiPick
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.kpis.picks import title_of
from bellringer.gamification.rules.kpis.series import KpiPoint, KpiSeries
from bellringer.words import KpiGap, KpiKey, KpiUnit, PeriodKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiReading:
    """The latest point of one series, with its title of then."""

    pick: KpiPick
    title: str
    by: PeriodKind
    unit: KpiUnit
    point: KpiPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiSnapshot:
    """A member's KPIs at a moment; what is recorded, taken back or corrected later does not change it."""

    member_id: UUID
    taken_at: datetime
    currency: str
    readings: tuple[KpiReading, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "member_id": str(self.member_id),
            "taken_at": self.taken_at.isoformat(),
            "currency": self.currency,
            "readings": [_reading_to_json(each) for each in self.readings],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "KpiSnapshot":
        """Return what `to_json` made."""
        return cls(
            member_id=UUID(stored["member_id"]),
            taken_at=datetime.fromisoformat(stored["taken_at"]),
            currency=stored["currency"],
            readings=tuple(_reading_from_json(each) for each in stored["readings"]),
        )


def snapshot_of(
    playbook: Playbook, member_id: UUID, series: Sequence[KpiSeries], *, taken_at: datetime
) -> KpiSnapshot:
    """Return the latest points of a member's series as one frozen value."""
    return KpiSnapshot(
        member_id=member_id,
        taken_at=taken_at,
        currency=playbook.currency,
        readings=tuple(
            KpiReading(
                pick=each.pick,
                title=title_of(playbook, each.pick),
                by=each.by,
                unit=each.unit,
                point=each.points[-1],
            )
            for each in series
        ),
    )


def _reading_to_json(reading: KpiReading) -> dict[str, Any]:
    pick, point = reading.pick, reading.point
    return {
        "kpi": pick.kpi.value,
        "metric_key": pick.metric_key,
        "from_kind": pick.from_kind,
        "to_kind": pick.to_kind,
        "title": reading.title,
        "by": reading.by.value,
        "unit": reading.unit.value,
        "starts_on": point.starts_on.isoformat(),
        "ends_on": point.ends_on.isoformat(),
        "is_over": point.is_over,
        "value": point.value,
        "gap": point.gap and point.gap.value,
        "numerator": point.numerator,
        "denominator": point.denominator,
        "target": point.target,
        "baseline": point.baseline,
        "baseline_of": point.baseline_of,
    }


def _reading_from_json(stored: Mapping[str, Any]) -> KpiReading:
    return KpiReading(
        pick=KpiPick(
            kpi=KpiKey(stored["kpi"]),
            metric_key=stored["metric_key"],
            from_kind=stored["from_kind"],
            to_kind=stored["to_kind"],
        ),
        title=stored["title"],
        by=PeriodKind(stored["by"]),
        unit=KpiUnit(stored["unit"]),
        point=KpiPoint(
            starts_on=date.fromisoformat(stored["starts_on"]),
            ends_on=date.fromisoformat(stored["ends_on"]),
            is_over=stored["is_over"],
            value=stored["value"],
            gap=None if stored["gap"] is None else KpiGap(stored["gap"]),
            numerator=stored["numerator"],
            denominator=stored["denominator"],
            target=stored["target"],
            baseline=stored["baseline"],
            baseline_of=stored["baseline_of"],
        ),
    )
