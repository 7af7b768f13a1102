"""Tell members in the evening of their own day how their rank has changed, if that is worth telling."""

from collections.abc import Collection
from datetime import datetime, time

from bellringer.gamification.actions.look_at_members import AT_ONCE, look_at_members
from bellringer.gamification.actions.send_digests import ranks_of
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.gamification.rules.leaderboards.rank_news import is_worth_telling, tell_rank
from bellringer.gamification.store import outbox, rank_looks
from bellringer.models.database import Connection
from bellringer.words import Alarm

TELLS_AT = time(17, 30)


async def tell_ranks(connection: Connection, *, now: datetime, limit: int = AT_ONCE) -> bool:
    """Look at the ranks of up to `limit` members whose hour has come; tell whether more may wait.

    Each change is told from the last look on, at most once a day; days off have no look. May be run by any
    number of workers at any time.
    """
    rung = await look_at_members(connection, Alarm.RANK_CHANGED, _hours, now=now, limit=limit)
    if rung is None:
        return False
    plays = rung.plays
    due = {
        member_id: on
        for member_id, (on, _) in rung.due.items()
        if is_working_day(plays, rung.members[member_id], on)
    }
    ranks = await ranks_of(connection, plays, due, now=now) if due else {}
    if not ranks:
        return not rung.is_last
    board = next(iter(ranks.values()))
    before = await rank_looks.read(connection, ranks, board.board_key, board.starts_on)
    news = [
        tell_rank(member_id, was, stands, org_id=plays.org_id, on=due[member_id], now=now)
        for member_id, stands in ranks.items()
        for was in [before.get(member_id)]
        if was is not None and is_worth_telling(was, stands.rank, listed=stands.listed)
    ]
    await rank_looks.write(connection, ranks)
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return not rung.is_last


def _hours(_plays: Playbook, _member: MemberFacts, _: Preferences) -> Collection[time]:
    return (TELLS_AT,)
