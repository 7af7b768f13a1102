"""Post what moves points other than an activity: a badge's bonus, its return, or an adjustment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.events import Changed, Event
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.consequences import AwardMade, AwardRevoked, Consequences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.feed import no_longer_true, posts
from bellringer.gamification.rules.notifications import announce, lost
from bellringer.gamification.rules.recording.after import after_consequences
from bellringer.gamification.rules.recording.follow import follow
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.gamification.rules.recording.reach import reach_of
from bellringer.gamification.store import facts, feed, outbox, outcome
from bellringer.models.database import Connection


async def post_movement(
    connection: Connection,
    plays: Playbook,
    members: Mapping[UUID, MemberFacts],
    movement: Movement,
    *,
    by: Principal,
    now: datetime,
    awards: tuple[AwardMade, ...] = (),
    revocations: tuple[AwardRevoked, ...] = (),
    events: tuple[Event, ...] = (),
    withdrawn: tuple[str, ...] = (),
) -> None:
    """Write a movement with all that follows from it, and the awards and events that it goes with.

    `withdrawn` are dedupe keys of what is no longer true besides the awards that are lost by it.

    Raises:
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    touched = reach_of(plays, movement)
    if movement.takes_back:
        # what a lost badge takes back lies where its bonus lies
        on_record = await facts.awards(connection, touched.awards)
        touched = reach_of(plays, movement, awards=on_record)
    known = await facts.read(connection, plays, members, touched)
    # what goes with the movement is had, or lost, by the time its consequences are decided
    known = after_consequences(
        known, Consequences(entries=movement.entries, awards=awards, revocations=revocations)
    )
    follows = follow(known, movement, now=now)
    consequences = replace(
        follows,
        awards=(*awards, *follows.awards),
        revocations=(*revocations, *follows.revocations),
        events=(*events, *follows.events),
    )
    posting = outcome.Posting(consequences=consequences, recorded_by=by.source)
    await outcome.post(connection, known, [posting], now=now)
    news = [announce(event, playbook=plays, now=now) for event in consequences.events]
    taken_back = [*lost(consequences.revocations), *withdrawn]
    told = await outbox.append(
        connection, [each for each in news if each], now=now, withdrawn=taken_back
    )
    audiences = await feed.append(
        connection,
        [post for event in consequences.events for post in posts(event, playbook=plays, now=now)],
        now=now,
    )
    unposted = [*no_longer_true(consequences), *withdrawn]
    if unposted:
        audiences |= await feed.withdraw(connection, unposted, now=now)
    await outbox.ring(
        connection,
        Changed(
            org_id=plays.org_id,
            board_ids=frozenset(move.board_id for move in consequences.scores),
            member_ids=frozenset(move.member_id for move in consequences.members),
            inbox_member_ids=told,
            feed_audience_ids=audiences,
        ),
    )
