"""Remind owners of goals whose days are nearly over while something is left to do; each once."""

from datetime import datetime

from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.clocks import instant_of
from bellringer.gamification.rules.calendars.periods import organization_day, organization_zone
from bellringer.gamification.rules.goals.closing import (
    LOOKS_AHEAD,
    REMINDS_AT,
    is_closing,
    remind,
)
from bellringer.gamification.store import goals, jobs, outbox, people, playbook
from bellringer.gamification.store.goals import closing
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

JOB = "period-closing"


async def remind_of_goals(connection: Connection, *, now: datetime, limit: int = 200) -> bool:
    """Remind of at most `limit` goals; returns whether that was the limit, so that more may be due.

    From 09:00 on the organization's clock, on its working days. May be run by any number of workers at any time.
    """
    if not await jobs.lock(connection):
        return False
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    if now < instant_of(today, REMINDS_AT, organization_zone(plays.calendars, now)):
        return False
    near = await closing.spans(connection, today=today, until=today + LOOKS_AHEAD)
    due_spans = [span for span in near if is_closing(plays, span, today=today)]
    if not due_spans:
        return False
    due = await closing.closing(connection, due_spans, job=JOB, limit=limit)
    if not due:
        return False
    found = await goals.read(connection, due)
    names = {f"{goal.goal_id}:{goal.agreement_no}" for goal in found.values()}
    await jobs.claim_each(connection, JOB, names, now=now)
    owners = await people.read(
        connection,
        {goal.owner_id for goal in found.values() if goal.owner_kind is SubjectKind.MEMBER},
    )
    news = [
        each
        for goal in found.values()
        if goal.owner_kind is not SubjectKind.MEMBER or goal.owner_id in owners
        if (each := remind(plays, goal, owners.get(goal.owner_id), today=today, now=now))
    ]
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return len(due) == limit
