"""Tell those who can approve, twice a day at most, how much waits for them."""

from collections.abc import Collection
from datetime import datetime, time

from bellringer.gamification.actions.look_at_members import AT_ONCE, look_at_members
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.gamification.rules.recording.waiting import HOURS, is_told, tell_waiting
from bellringer.gamification.store import outbox, waiting
from bellringer.models.database import Connection
from bellringer.words import Alarm, Role


async def tell_of_waiting(connection: Connection, *, now: datetime, limit: int = AT_ONCE) -> bool:
    """Tell managers and admins among up to `limit` members whose hour has come; tell whether more may wait.

    May be run by any number of workers at any time.
    """
    rung = await look_at_members(connection, Alarm.APPROVAL_WAITING, _hours, now=now, limit=limit)
    if rung is None:
        return False
    plays = rung.plays
    due = {
        member_id: hour
        for member_id, hour in rung.due.items()
        for member in [rung.members[member_id]]
        if member.role is not Role.REP and is_working_day(plays, member, hour[0])
    }
    today = organization_day(plays.calendars, now)
    found = await waiting.of_many(connection, due, on=today) if due else {}
    news = [
        tell_waiting(member_id, each, due[member_id], org_id=plays.org_id, now=now)
        for member_id, each in found.items()
        if is_told(each, due[member_id], looked_at=rung.done_at.get(member_id))
    ]
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return not rung.is_last


def _hours(_plays: Playbook, _member: MemberFacts, _: Preferences) -> Collection[time]:
    return HOURS
