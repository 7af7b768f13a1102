"""Remind members to check in, at the hours of their teams and on their own clocks."""

from collections.abc import Collection
from datetime import datetime, time

from bellringer.gamification.actions.look_at_members import AT_ONCE, look_at_members
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.coaching.reminding import hours, is_given, part_due, remind
from bellringer.gamification.store import outbox
from bellringer.gamification.store.coaching import check_ins
from bellringer.models.database import Connection
from bellringer.words import Alarm


async def remind_of_check_ins(
    connection: Connection, *, now: datetime, limit: int = AT_ONCE
) -> bool:
    """Remind up to `limit` members whose hour has come, of each part of a day once; tell whether more may wait.

    May be run by any number of workers at any time. Nobody is reminded on a day off, nor of what is there.
    """

    def hours_of(plays: Playbook, member: MemberFacts, _: Preferences) -> Collection[time]:
        return hours(plays, member, now=now)

    rung = await look_at_members(connection, Alarm.CHECK_IN, hours_of, now=now, limit=limit)
    if rung is None:
        return False
    due = {
        (member_id, hour[0]): (hour, part)
        for member_id, hour in rung.due.items()
        if (part := part_due(rung.plays, rung.members[member_id], hour))
    }
    held = await check_ins.of_days(connection, list(due)) if due else {}
    news = [
        remind(rung.plays, rung.members[day[0]], hour, part, now=now)
        for day, (hour, part) in due.items()
        if not is_given(held.get(day), part)
    ]
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=rung.plays.org_id, inbox_member_ids=told))
    return not rung.is_last
