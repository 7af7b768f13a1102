"""Remind of feedback that is due, and let requests expire."""

from datetime import datetime

from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.clocks import instant_of
from bellringer.gamification.rules.calendars.periods import organization_day, organization_zone
from bellringer.gamification.rules.coaching.feedback import REMINDS_BEFORE, ask, key_of
from bellringer.gamification.rules.goals.closing import REMINDS_AT
from bellringer.gamification.store import jobs, outbox, playbook
from bellringer.gamification.store.coaching import feedback
from bellringer.models.database import Connection

JOB = "feedback-due"


async def carry_feedback(connection: Connection, *, now: datetime) -> bool:
    """Remind once, from 09:00 of the day before a request is due; expire what is overdue. Returns False: all is done.

    A request that was made after that gets no reminder. May be run by any number of workers at any time.
    """
    if not await jobs.lock(connection):
        return False
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    zone = organization_zone(plays.calendars, now)
    gone = await feedback.expire(connection, today=today, now=now)
    over = [key_of(each, reminds=reminds) for each in gone for reminds in (False, True)]
    news = []
    if now >= instant_of(today, REMINDS_AT, zone):
        until = today + REMINDS_BEFORE
        due = await feedback.due(connection, today=today, until=until, zone=zone)
        names = {str(each.feedback_id) for each in due}
        new = await jobs.claim_each(connection, JOB, names, now=now) if names else frozenset()
        news = [
            ask(each, org_id=plays.org_id, now=now, reminds=True)
            for each in due
            if str(each.feedback_id) in new
        ]
        over += [key_of(each.feedback_id) for each in due if str(each.feedback_id) in new]
    if news or over:
        told = await outbox.append(connection, news, now=now, withdrawn=over)
        await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return False
