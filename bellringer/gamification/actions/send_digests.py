"""Send each member a digest of the day, at the hour of the member's own clock."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from bellringer.gamification.actions.look_at_members import AT_ONCE, Rung, look_at_members
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.digests import DigestFacts, RankNow
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.leaderboards import USUAL_BOARD
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules import digests as rules
from bellringer.gamification.rules.calendars.periods import local_date, organization_day
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.gamification.store import digests, outbox, ranks
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.views import streaks
from bellringer.models.database import Connection
from bellringer.words import Alarm

_DAY = timedelta(days=1)
# what came in before is no news, whenever the last digest was
LOOKS_BACK = timedelta(days=7)


async def send_digests(connection: Connection, *, now: datetime, limit: int = AT_ONCE) -> bool:
    """Send digests to up to `limit` members whose hour has come, each once a day; tell whether more may wait.

    May be run by any number of workers at any time. Statements are as many for one member as for all of a page.
    """
    rung = await look_at_members(connection, Alarm.DIGEST, _hours, now=now, limit=limit)
    if rung is None:
        return False
    plays = rung.plays
    due = {
        member_id: on
        for member_id, (on, _) in rung.due.items()
        if rules.is_wanted(plays, rung.members[member_id], rung.wishes[member_id], on)
    }
    if not due:
        return not rung.is_last
    facts = await _read(connection, rung, due, now=now)
    news = [
        each
        for member_id, on in due.items()
        if (
            each := rules.compose(
                plays,
                rung.members[member_id],
                rung.wishes[member_id],
                facts[member_id],
                on=on,
                today=organization_day(plays.calendars, now),
                now=now,
            )
        )
    ]
    if news:
        told = await outbox.append(connection, news, now=now)
        await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return not rung.is_last


async def _read(
    connection: Connection, rung: Rung, due: Mapping[UUID, date], *, now: datetime
) -> Mapping[UUID, DigestFacts]:
    plays, member_ids = rung.plays, list(due)
    days = {
        member_id: rules.day_told(plays, rung.members[member_id], on)
        for member_id, on in due.items()
    }
    totals = await digests.days(connection, days, rules.metrics_told(plays))
    goals = await digests.goals(connection, member_ids, on=organization_day(plays.calendars, now))
    standing = await ranks_of(connection, plays, member_ids, now=now)
    runs = await streaks.read(connection, member_ids)
    since = {
        member_id: max(rung.done_at.get(member_id, now - _DAY), now - LOOKS_BACK)
        for member_id in member_ids
    }
    held = await digests.held(connection, since)
    return {
        member_id: DigestFacts(
            totals=totals.get(member_id, {}),
            goals=goals.get(member_id, ()),
            rank=standing.get(member_id),
            runs=runs[member_id],
            held=held.get(member_id, {}),
        )
        for member_id in member_ids
    }


async def ranks_of(
    connection: Connection, plays: Playbook, member_ids: Collection[UUID], *, now: datetime
) -> Mapping[UUID, RankNow]:
    """Return where members stand on the usual board now; nobody where there is none of that key."""
    board = next((each for each in plays.boards if each.board_key == USUAL_BOARD), None)
    if board is None or board.is_archived:
        return {}
    period = period_for(plays, board, local_date(now, board.timezone))
    if period is None:
        return {}
    on = organization_day(plays.calendars, now)
    listing = Listing(board=board, starts_on=period.starts_on, on=on)
    return {
        member_id: RankNow(
            board_key=board.board_key,
            starts_on=period.starts_on,
            rank=view.rank,
            listed=view.listed,
        )
        for member_id, view in (await ranks.of_many(connection, listing, member_ids)).items()
    }


def _hours(_plays: Playbook, _member: MemberFacts, wishes: Preferences) -> Collection[time]:
    return (rules.digest_of(wishes).at,)
