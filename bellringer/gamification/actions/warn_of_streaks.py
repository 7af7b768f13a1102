"""Tell members, in the afternoon of their own day, which streaks end with it."""

from collections.abc import Collection
from datetime import datetime, time

from bellringer.gamification.actions.look_at_members import AT_ONCE, look_at_members
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.streaks.warning import WARNS_AT, warn
from bellringer.gamification.store import outbox
from bellringer.gamification.store.views import streaks
from bellringer.models.database import Connection
from bellringer.words import Alarm


async def warn_of_streaks(connection: Connection, *, now: datetime, limit: int = AT_ONCE) -> bool:
    """Warn up to `limit` members whose hour has come, each once a day; tell whether more may wait.

    May be run by any number of workers at any time.
    """
    rung = await look_at_members(connection, Alarm.STREAK_AT_RISK, _hours, now=now, limit=limit)
    if rung is None:
        return False
    runs = await streaks.read(connection, list(rung.due)) if rung.due else {}
    news = [
        each
        for member_id, (on, _) in rung.due.items()
        for each in warn(rung.plays, rung.members[member_id], runs[member_id], on=on, now=now)
    ]
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=rung.plays.org_id, inbox_member_ids=told))
    return not rung.is_last


def _hours(_plays: Playbook, _member: MemberFacts, wishes: Preferences) -> Collection[time]:
    return (wishes.warned_at or WARNS_AT,)
