"""Tell those who take part in a competition, once a day at most, that somebody else is in front."""

from datetime import datetime, time

from bellringer.gamification.events import Changed
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.rules.competitions.leading import leader, tell_lead
from bellringer.gamification.store import jobs, outbox
from bellringer.gamification.store.competitions import facts, leads, reading
from bellringer.models.database import Connection

JOB = "competition-lead"
LOOKS_AT = time(17)  # on the competition's own clock


async def tell_leads(connection: Connection, *, now: datetime, limit: int = 20) -> bool:
    """Look at up to `limit` LIVE competitions whose hour has come; returns whether that was the limit.

    A tie is no change of the lead: whoever led alone before is remembered. May be run by any number of workers at
    any time: each competition is looked at once on each of its days.
    """
    if not await jobs.lock(connection):
        return False
    due = await leads.lock_due(connection, job=JOB, since=LOOKS_AT, now=now, limit=limit)
    if not due:
        return False
    names = {f"{competition_id}:{on}" for competition_id, (_, on) in due.items()}
    await jobs.claim_each(connection, JOB, names, now=now)
    known = await reading.read(connection, list(due))
    news: list[Announcement] = []
    leaders = {}
    for competition_id, (before, on) in due.items():
        competition = known[competition_id]
        first = leader(competition, await facts.standings(connection, competition))
        if first is None or first == before:
            continue
        leaders[competition_id] = first
        news.append(tell_lead(competition, first, org_id=connection.organization, on=on, now=now))
    if news:
        await leads.write(connection, leaders)
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(
            connection, Changed(org_id=connection.organization, inbox_member_ids=told)
        )
    return len(due) == limit
