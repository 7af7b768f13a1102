"""Remind those who have not acknowledged what is expected of their role: once a week, until they have."""

from datetime import datetime

from bellringer.gamification.events import Changed
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.rules.calendars.clocks import instant_of
from bellringer.gamification.rules.calendars.periods import organization_day, organization_zone
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.coaching.expectations import key_of, reminder_no, tell
from bellringer.gamification.rules.goals.closing import REMINDS_AT
from bellringer.gamification.store import jobs, outbox, playbook
from bellringer.gamification.store.coaching import expectations
from bellringer.models.database import Connection

JOB = "expectation-open"


async def remind_of_expectations(connection: Connection, *, now: datetime) -> bool:
    """Remind of each version in force at most once in seven days; returns False, as nothing is left over.

    From 09:00 on the organization's clock, on its working days. May be run by any number of workers at any time.
    """
    if not await jobs.lock(connection):
        return False
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    if now < instant_of(today, REMINDS_AT, organization_zone(plays.calendars, now)):
        return False
    if today not in working_days(plays, None, today, today.fromordinal(today.toordinal() + 1)):
        return False
    news: list[Announcement] = []
    over: list[str] = []
    for role, version_no, published_at in await expectations.in_force(connection):
        number = reminder_no(organization_day(plays.calendars, published_at), today)
        period = f"{role.lower()}:{version_no}:{number}"
        if number < 1 or not await jobs.claim(connection, JOB, period, now=now):
            continue
        waiting = await expectations.waiting(connection, role, version_no)
        over += [key_of(role, version_no, each) for each in range(number)]
        if waiting:
            news.append(tell(role, version_no, number, waiting, org_id=plays.org_id, now=now))
    if news or over:
        told = await outbox.append(connection, news, now=now, withdrawn=over)
        await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return False
