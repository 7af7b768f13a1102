"""Walk runs anew where the past has changed under them, with the badges that follow; nobody is told.

Of few members this happens in the transaction of the change itself. Of many, the change queues a rewalk, and
the worker does some members in each transaction: when it is finished, all runs are what the facts give.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts
from bellringer.gamification.outcome.consequences import Consequences
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.notifications import lost
from bellringer.gamification.rules.recording.after import after_consequences
from bellringer.gamification.rules.recording.follow import settle
from bellringer.gamification.rules.recording.movement import Movement, changes_of_credits
from bellringer.gamification.rules.recording.reach import reach_of
from bellringer.gamification.rules.streaks.rewalking import Rewalked, StreakKey, rewalk
from bellringer.gamification.store import facts, feed, outbox, outcome, people, playbook, rewalks
from bellringer.gamification.store import recount as recorded
from bellringer.gamification.store import streaks as store
from bellringer.gamification.store.facts import streaks as runs_of
from bellringer.gamification.store.rewalks import Rewalk
from bellringer.ids import new_id
from bellringer.models.database import Connection

MEMBERS_AT_ONCE = 200
CREDITS_AT_ONCE = 20_000  # so many are read at once to fill a new streak


async def lock_concerned(
    connection: Connection, team_id: UUID | None = None, *, limit: int = MEMBERS_AT_ONCE
) -> Mapping[UUID, MemberFacts] | None:
    """Lock the members whose runs a change concerns, before it; None where they are too many for once."""
    found = await rewalks.members(connection, team_id, after=None, limit=limit + 1)
    chosen = _some(found, limit=limit)
    if len(chosen) < len(found):
        return None
    return await people.lock(connection, chosen)


async def rewalk_or_queue(
    connection: Connection,
    members: Mapping[UUID, MemberFacts] | None,
    *,
    streak_id: UUID | None = None,
    team_id: UUID | None = None,
    fills: bool = False,
    by: str,
    now: datetime,
) -> None:
    """Walk the runs of these members after a change of the playbook, or queue it where they are None.

    Raises:
        RacedError: Another transaction changed the playbook or opened a period meanwhile: begin anew.
    """
    asked = Rewalk(
        rewalk_id=new_id(), streak_id=streak_id, team_id=team_id, fills=fills, requested_by=by
    )
    if members is None:
        total = await rewalks.number_of_members(connection, team_id)
        await rewalks.insert(connection, replace(asked, members_total=total), now=now)
    elif members:
        await _walk(connection, asked, members, now=now)


async def continue_rewalk(
    connection: Connection, *, now: datetime, limit: int = MEMBERS_AT_ONCE
) -> bool:
    """Do the next members of the organization's oldest rewalk; returns whether there may be more to do.

    May be run by any number of workers at any time, and after a kill goes on where it was.
    """
    asked = await rewalks.lock_next(connection)
    if asked is None:
        return False
    found = await rewalks.members(
        connection, asked.team_id, after=asked.after_member_id, limit=limit + 1
    )
    chosen = _some(found, limit=limit)
    if chosen:
        await _walk(connection, asked, await people.lock(connection, chosen), now=now)
    await rewalks.advance(
        connection,
        asked.rewalk_id,
        after=chosen[-1] if chosen else None,
        done=len(chosen),
        finished_at=now if len(chosen) == len(found) else None,
    )
    return True


async def rewalk_moved(
    connection: Connection,
    plays: Playbook,
    member_id: UUID,
    *,
    cause_id: UUID,
    by: Principal,
    now: datetime,
) -> None:
    """Walk the streaks of one who is under lock and whose leave, zone or teams were just changed.

    Raises:
        RacedError: Another transaction met this one: begin anew.
    """
    members = await people.read(connection, {member_id})  # as it is written by now
    await rewalk_streaks(connection, plays, members, cause_id=cause_id, by=by.source, now=now)


async def rewalk_streaks(
    connection: Connection,
    plays: Playbook,
    members: Mapping[UUID, MemberFacts],
    streaks: Collection[Streak] | None = None,
    *,
    cause_id: UUID,
    by: str,
    now: datetime,
) -> None:
    """Walk streaks of members who are under lock, by default all; a constant number of statements.

    Raises:
        RacedError: Another transaction changed the playbook or opened a period meanwhile: begin anew.
    """
    walking = plays.streaks if streaks is None else streaks
    pairs = [(streak.streak_id, member_id) for streak in walking for member_id in members]
    if not pairs:
        return
    known = await runs_of.whole(connection, pairs, plays.streaks_of_goals)
    badges = [
        badge.badge_id
        for streak in walking
        for badge, _ in plays.lengths_by_streak.get(streak.streak_key, ())
    ]
    awards = await facts.awards(
        connection, [(badge_id, member_id) for badge_id in badges for member_id in members]
    )
    walked = {
        member_id: rewalk(plays, member, walking, known, awards, now=now)
        for member_id, member in members.items()
    }
    runs = {
        key: each.run
        for found in walked.values()
        for key, each in found.streaks.items()
        if each.run != known[key].run
    }
    await outcome.keep_runs(connection, runs)
    moved = {member_id: each for member_id, each in walked.items() if each.gained or each.lost}
    if moved:
        await _settle(connection, plays, members, moved, cause_id=cause_id, by=by, now=now)
    if runs:
        changed = frozenset(member_id for _, member_id in runs)
        await outbox.ring(connection, Changed(org_id=plays.org_id, member_ids=changed))


async def _settle(
    connection: Connection,
    plays: Playbook,
    members: Mapping[UUID, MemberFacts],
    moved: Mapping[UUID, Rewalked],
    *,
    cause_id: UUID,
    by: str,
    now: datetime,
) -> None:
    """Grant and revoke badges, with their bonuses and all that follows."""
    places = tuple(
        change
        for each in moved.values()
        for change in (*(change for _, change in each.gained), *each.returned)
    )
    movement = Movement(cause_id=cause_id, takes_back=True, is_silent=True)
    touching = replace(movement, changes=places)
    on_record = await facts.awards(connection, reach_of(plays, touching).awards)
    known = await facts.read(
        connection, plays, members, reach_of(plays, touching, awards=on_record)
    )
    walked: dict[StreakKey, StreakFacts] = {
        key: each for found in moved.values() for key, each in found.streaks.items()
    }
    awards = await facts.awards(
        connection,
        {
            (claim.badge.badge_id, claim.member_id)
            for each in moved.values()
            for claim in (*(claim for claim, _ in each.gained), *each.lost)
        },
    )
    known = replace(known, streaks={**known.streaks, **walked}, awards={**known.awards, **awards})
    first = known
    done: list[Consequences] = []
    for each in moved.values():
        follows = settle(known, movement, each.gained, each.lost, now=now)
        known = after_consequences(known, follows)
        done.append(follows)
    postings = [outcome.Posting(consequences=each, recorded_by=by) for each in done]
    await outcome.post(connection, first, postings, now=now)
    taken_back = [key for each in done for key in lost(each.revocations)]
    inboxes = await outbox.append(connection, (), now=now, withdrawn=taken_back)
    audiences = await feed.withdraw(connection, taken_back, now=now) if taken_back else frozenset()
    await outbox.ring(
        connection,
        Changed(
            org_id=plays.org_id,
            board_ids=frozenset(move.board_id for each in done for move in each.scores),
            member_ids=frozenset(moved),
            inbox_member_ids=inboxes,
            feed_audience_ids=audiences,
        ),
    )


async def _walk(
    connection: Connection, asked: Rewalk, members: Mapping[UUID, MemberFacts], *, now: datetime
) -> None:
    plays = await playbook.read(connection)
    walking = [streak for streak in plays.streaks if asked.streak_id in (None, streak.streak_id)]
    if asked.fills:
        for streak in walking:
            totals = await _totals(connection, plays, streak.metric_key, list(members))
            await store.fill(connection, streak.streak_id, totals)
    await rewalk_streaks(
        connection,
        plays,
        members,
        walking,
        cause_id=asked.rewalk_id,
        by=asked.requested_by,
        now=now,
    )


async def _totals(
    connection: Connection, plays: Playbook, metric_key: str, member_ids: Sequence[UUID]
) -> Mapping[tuple[UUID, date], int]:
    """Return what the facts give for a metric on each of the members' own days."""
    wanted = frozenset(member_ids)
    totals: dict[tuple[UUID, date], int] = {}
    if metric_key == POINTS:
        changes = [change for change, _ in await recorded.entries(connection, member_ids)]
    else:
        changes = [
            change
            for activity, _ in await recorded.activities(connection, member_ids)
            for change in changes_of_credits(
                plays,
                activity.kind,
                activity.parts,
                values=activity.values,
                occurred_at=activity.occurred_at,
            )
            if change.metric_key == metric_key and change.member_id in wanted
        ]
    for change in changes:
        day = change.member_id, change.member_on
        totals[day] = totals.get(day, 0) + change.delta
    return totals


def _some(found: Sequence[tuple[UUID, int]], *, limit: int) -> list[UUID]:
    """Return as many of the members as have together a fair number of credits, one at least."""
    chosen: list[UUID] = []
    weight = 0
    for member_id, next_seq in found[:limit]:
        weight += next_seq
        if chosen and weight > CREDITS_AT_ONCE:
            break
        chosen.append(member_id)
    return chosen
