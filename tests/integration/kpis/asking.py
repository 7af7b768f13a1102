"""Ask for KPIs as an edge would, of an organization with activities in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.kpis.read_kpis import read_kpis
from bellringer.gamification.commands.activities import Command
from bellringer.gamification.facts.kpis.measured import KpiPick, KpiQuestion, KpiSubject
from bellringer.gamification.outcome.activities import Answer
from bellringer.gamification.rules.kpis.series import KpiPoint
from bellringer.gamification.store import playbook
from bellringer.models.database import Database
from bellringer.words import KpiKey, PeriodKind, SubjectKind
from tests.builders import Org
from tests.recording import accepted, intake_on, record

TODAY = date(2026, 3, 11)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def activity(org: Org, key: str, **changed: Any) -> Command:
    """An activity as `record` makes it, with more about it."""
    usual = {"kind", "member_id", "by", "quantity", "amount_minor", "occurred_at", "occurred_on"}
    usual |= {"external_id", "shares", "note", "customer_external_id"}
    made = record(org, key, **{name: value for name, value in changed.items() if name in usual})
    rest = {name: value for name, value in changed.items() if name not in usual}
    return replace(made, **rest)


async def send(database: Database, commands: Sequence[Command]) -> list[Answer]:
    """Record them all; each has to be accepted."""
    async with intake_on(database) as intake:
        return accepted(await intake.submit_many(list(commands)))


def member(member_id: UUID) -> KpiSubject:
    return KpiSubject(kind=SubjectKind.MEMBER, subject_id=member_id)


def team(team_id: UUID) -> KpiSubject:
    return KpiSubject(kind=SubjectKind.TEAM, subject_id=team_id)


def everybody(org: Org) -> KpiSubject:
    return KpiSubject(kind=SubjectKind.ORGANIZATION, subject_id=org.org_id)


async def points(
    database: Database,
    org: Org,
    subjects: Sequence[KpiSubject],
    picks: Sequence[KpiPick],
    *,
    by: PeriodKind = PeriodKind.MONTH,
    last: int = 1,
    until: date = TODAY,
) -> dict[tuple[UUID, KpiPick], tuple[KpiPoint, ...]]:
    """The points of each subject and KPI."""
    question = KpiQuestion(picks=tuple(picks), by=by, last=last, until=until)
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection)
        found = await read_kpis(connection, plays, subjects, question, today=TODAY)
    return {
        (subject.subject_id, series.pick): series.points
        for subject, all_series in found.items()
        for series in all_series
    }


async def value(
    database: Database,
    org: Org,
    subject: KpiSubject,
    kpi: KpiKey,
    *,
    by: PeriodKind = PeriodKind.MONTH,
    **pick: Any,
) -> KpiPoint:
    """The present point of one KPI."""
    asked = KpiPick(kpi=kpi, **pick)
    found = await points(database, org, [subject], [asked], by=by)
    return found[subject.subject_id, asked][-1]
