"""Tell members in the morning what is due of what they have taken on."""

from collections.abc import Collection
from datetime import datetime, time

from bellringer.gamification.actions.look_at_members import AT_ONCE, look_at_members
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.coaching.action_items import REMINDS_AT, remind, told_until
from bellringer.gamification.store import outbox
from bellringer.gamification.store.coaching import action_items
from bellringer.models.database import Connection
from bellringer.words import Alarm


async def remind_of_action_items(
    connection: Connection, *, now: datetime, limit: int = AT_ONCE
) -> bool:
    """Tell up to `limit` members whose hour has come, of each due date once; tell whether more may wait.

    May be run by any number of workers at any time. What is due on a day off is told on the last working day before.
    """
    rung = await look_at_members(connection, Alarm.ACTION_ITEM, _hours, now=now, limit=limit)
    if rung is None:
        return False
    spans = {
        member_id: (on, until)
        for member_id, (on, _) in rung.due.items()
        if (until := told_until(rung.plays, rung.members[member_id], on))
    }
    due = await action_items.due(connection, spans) if spans else {}
    news = [
        remind(rung.plays, rung.members[member_id], *spans[member_id], items, now=now)
        for member_id, items in due.items()
    ]
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=rung.plays.org_id, inbox_member_ids=told))
    return not rung.is_last


def _hours(_plays: Playbook, _member: MemberFacts, _: Preferences) -> Collection[time]:
    return (REMINDS_AT,)
