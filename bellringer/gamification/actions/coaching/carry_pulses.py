"""Open and close pulses as their time comes."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.events import Changed
from bellringer.gamification.facts.coaching.pulses import PulseFacts
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import anonymity
from bellringer.gamification.rules.coaching.pulses import invite, key_of
from bellringer.gamification.store import jobs, outbox, playbook
from bellringer.gamification.store.coaching import pulses
from bellringer.models.database import Connection
from bellringer.words import PulseState


async def carry_pulses(connection: Connection, *, now: datetime, limit: int = 20) -> bool:
    """Open or close at most `limit` pulses; returns whether that was the limit, so that more may be due.

    One that nobody opened in time is closed with nobody asked. May be run by any number of workers at any time.
    """
    if not await jobs.lock(connection):
        return False
    due = await pulses.due(connection, now=now, limit=limit)
    if not due:
        return False
    plays = await playbook.read(connection)
    news: list[Announcement] = []
    over: list[str] = []
    for pulse_id in due:
        pulse = await pulses.lock(connection, pulse_id)
        if pulse is None:
            continue
        if pulse.state is PulseState.SCHEDULED and now < pulse.closes_at:
            news.extend(await _open(connection, plays, pulse, now=now))
        else:
            over.append(await _close(connection, plays.org_id, pulse, now=now))
    told = await outbox.append(connection, news, now=now, withdrawn=over)
    await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return len(due) == limit


async def _open(
    connection: Connection, plays: Playbook, pulse: PulseFacts, *, now: datetime
) -> list[Announcement]:
    today = organization_day(plays.calendars, now)
    asked = await pulses.open_(connection, pulse.pulse_id, on=today, now=now)
    return [invite(pulse, asked, org_id=plays.org_id, now=now)] if asked else []


async def _close(connection: Connection, org_id: UUID, pulse: PulseFacts, *, now: datetime) -> str:
    if pulse.state is PulseState.SCHEDULED:
        await pulses.never_open(connection, pulse.pulse_id, now=now)
    found = anonymity.results(
        org_id,
        pulse.statements,
        (await pulses.groups(connection, [pulse.pulse_id]))[pulse.pulse_id],
        await pulses.answers(connection, pulse.pulse_id),
        await pulses.before(connection),
    )
    await pulses.close(connection, pulse.pulse_id, found, now=now)
    return key_of(pulse.pulse_id)
