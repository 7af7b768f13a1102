"""Read KPIs of any number of subjects, in a number of statements that depends on the KPIs alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.kpis.measured import (
    KpiNumbers,
    KpiQuestion,
    KpiSubject,
)
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period, organization_day
from bellringer.gamification.rules.kpis import picks
from bellringer.gamification.rules.kpis import series as rules
from bellringer.gamification.rules.kpis.catalogue import LEAD, WON
from bellringer.gamification.rules.kpis.series import KpiSeries
from bellringer.gamification.rules.kpis.snapshots import KpiSnapshot, snapshot_of
from bellringer.gamification.store.kpis import inputs, samples, sums, terms
from bellringer.models.database import Connection
from bellringer.words import KpiKey, PeriodKind, SubjectKind

_CYCLES = (KpiKey.SALES_CYCLE_MEAN, KpiKey.SALES_CYCLE_MEDIAN)
_RESPONSES = (KpiKey.LEAD_RESPONSE_MEAN, KpiKey.LEAD_RESPONSE_MEDIAN)
_GIVEN = (KpiKey.ACQUISITION_COST, KpiKey.LIFETIME_VALUE)


async def read_kpis(
    connection: Connection,
    playbook: Playbook,
    subjects: Collection[KpiSubject],
    question: KpiQuestion,
    *,
    today: date,
) -> dict[KpiSubject, tuple[KpiSeries, ...]]:
    """Return each subject's series.

    Raises:
        UnknownPickError: A metric or kind is not there.
    """
    numbers = await _read(connection, playbook, subjects, question)
    has_targets = any(pick.kpi is not KpiKey.TOTAL for pick in question.picks)
    published = await terms.read(connection) if has_targets else []
    return {
        subject: rules.series_of(playbook, question, numbers[subject], published, today=today)
        for subject in subjects
    }


async def read_snapshot(
    connection: Connection, playbook: Playbook, member_id: UUID, *, now: datetime
) -> KpiSnapshot:
    """Return a member's usual KPIs of the present month as they stand at this moment."""
    today = organization_day(playbook.calendars, now)
    subject = KpiSubject(kind=SubjectKind.MEMBER, subject_id=member_id)
    question = KpiQuestion(picks=picks.usual_picks(), by=PeriodKind.MONTH, last=1, until=today)
    found = await read_kpis(connection, playbook, [subject], question, today=today)
    return snapshot_of(playbook, member_id, found[subject], taken_at=now)


async def _read(
    connection: Connection,
    playbook: Playbook,
    subjects: Collection[KpiSubject],
    question: KpiQuestion,
) -> dict[KpiSubject, KpiNumbers]:
    periods = rules.periods_asked(playbook, question)
    ids = [each.subject_id for each in subjects]
    kpis = {pick.kpi for pick in question.picks}
    metrics = sorted(picks.metrics_needed(playbook, question.picks))
    totalled = sorted(
        {pick.metric_key for pick in question.picks if pick.kpi is KpiKey.TOTAL and pick.metric_key}
    )
    found: dict[str, Mapping[tuple[Any, ...], Any]] = {
        "totals": await sums.totals(connection, ids, metrics, periods) if metrics else {},
        "began_on": await sums.began(connection, ids, totalled) if totalled else {},
        "targets": await sums.targets(connection, ids, totalled, periods) if totalled else {},
        **await _measured(connection, playbook, subjects, periods, kpis),
    }
    owned = {name: _by_owner(rows) for name, rows in found.items()}
    org_id = connection.organization
    given = await inputs.read(connection, {*ids, org_id}) if kpis & {*_GIVEN} else {}
    return {
        subject: KpiNumbers(
            **{name: rows.get(subject.subject_id, {}) for name, rows in owned.items()},
            inputs=given.get(subject.subject_id, ()),
            common_inputs=given.get(org_id, ()),
        )
        for subject in subjects
    }


def _by_owner(rows: Mapping[tuple[Any, ...], Any]) -> dict[UUID, dict[Any, Any]]:
    """Part rows by the subject in their key; what is left of a key of two parts is the other part."""
    parted: dict[UUID, dict[Any, Any]] = {}
    for (owner, *rest), value in rows.items():
        parted.setdefault(owner, {})[rest[0] if len(rest) == 1 else tuple(rest)] = value
    return parted


async def _measured(
    connection: Connection,
    playbook: Playbook,
    subjects: Collection[KpiSubject],
    periods: Sequence[Period],
    kpis: Collection[KpiKey],
) -> dict[str, Mapping[tuple[Any, ...], Any]]:
    """Read what is not a sum of days, if a KPI asks for it."""
    wins, leads = picks.counting(playbook, WON), picks.counting(playbook, LEAD)
    found: dict[str, Mapping[tuple[Any, ...], Any]] = {}
    if any(each in kpis for each in _CYCLES):
        found["cycles"] = await samples.cycles(
            connection, subjects, periods, counted_by=wins, calendars=playbook.calendars
        )
    if any(each in kpis for each in _RESPONSES):
        found["responses"] = await samples.responses(
            connection, subjects, periods, counted_by=leads
        )
    if KpiKey.ACQUISITION_COST in kpis:
        found["customers"] = await samples.customers(connection, subjects, periods, counted_by=wins)
    if KpiKey.CUSTOMER_TIME in kpis:
        found["time"] = await samples.time_spent(connection, subjects, periods)
    return found
