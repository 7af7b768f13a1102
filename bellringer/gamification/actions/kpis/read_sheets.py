"""Read target sheets and the distribution of attainment, in a fixed number of statements."""

from collections.abc import Sequence
from datetime import date

from bellringer.gamification.actions.kpis.read_kpis import read_kpis
from bellringer.gamification.facts.kpis.measured import KpiPick, KpiQuestion, KpiSubject
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.kpis.sheets import (
    Distribution,
    Employed,
    TargetRow,
    distribution_of,
    sheet_of,
)
from bellringer.gamification.store import goals, people
from bellringer.gamification.store.kpis import sheets
from bellringer.models.database import Connection
from bellringer.words import KpiKey, PeriodKind, SubjectKind


async def read_sheet(
    connection: Connection,
    playbook: Playbook,
    who: Sequence[Employed],
    *,
    since: date,
    until: date,
    today: date,
    only_missed: bool,
    limit: int,
) -> tuple[TargetRow, ...]:
    """Return the agreed goals of members for days of [since, until)."""
    owners = [each.member_id for each in who]
    goal_ids = await sheets.agreed(connection, owners, since=since, until=until, limit=limit)
    records = await goals.read(connection, goal_ids) if goal_ids else {}
    facts = await people.read(connection, owners) if goal_ids else {}
    return sheet_of(playbook, records.values(), facts, today=today, only_missed=only_missed)


async def read_distribution(
    connection: Connection,
    playbook: Playbook,
    who: Sequence[Employed],
    metric_key: str,
    *,
    by: PeriodKind,
    last: int,
    until: date,
    today: date,
) -> tuple[Distribution, ...]:
    """Return how attainment of a metric's targets is spread over people, period by period, the oldest first."""
    pick = KpiPick(kpi=KpiKey.TOTAL, metric_key=metric_key)
    subjects = [KpiSubject(kind=SubjectKind.MEMBER, subject_id=each.member_id) for each in who]
    question = KpiQuestion(picks=(pick,), by=by, last=last, until=until)
    found = await read_kpis(connection, playbook, subjects, question, today=today)
    points = {subject.subject_id: each[0].points for subject, each in found.items()}
    return tuple(
        distribution_of(who, {owner: each[number] for owner, each in points.items()})
        for number in range(last if points else 0)
    )
