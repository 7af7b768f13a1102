"""Rebuild every sum from the ledger and the credits, beside the live ones, and name the differences."""

from collections.abc import Callable, Iterable
from uuid import UUID

from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.movement import changes_of_credits
from bellringer.gamification.rules.recount import (
    Difference,
    Rebuilt,
    add,
    differences,
    member_differences,
)
from bellringer.gamification.store import people
from bellringer.gamification.store import recount as stored
from bellringer.gamification.store.playbook import read
from bellringer.models.database import Connection

MEMBERS_AT_ONCE = 500
CREDITS_AT_ONCE = 20_000


async def recount(
    connection: Connection, *, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> tuple[Difference, ...]:
    """Return where stored sums don't follow from the ledger; nothing is written.

    The transaction is one that only reads, so that all of it is of one moment. Members are taken some at a
    time; only what teams and the organization add up to is held throughout. `progress` is told how many
    members of how many are done.
    """
    playbook = await read(connection)
    number = await stored.number_of_members(connection)
    subjects = [*await stored.teams(connection), playbook.org_id]
    of_teams = await stored.stored_of_teams(connection, subjects)
    shared = Rebuilt.from_nothing(of_teams.goals.values())
    found: list[Difference] = []
    done, last = 0, None
    while members := await _next(connection, last):
        found += await _members(connection, playbook, shared, members)
        done, last = done + len(members), members[-1]
        progress(done, number)
    found += differences(playbook, of_teams, shared)
    return tuple(found)


async def _next(connection: Connection, last: UUID | None) -> list[UUID]:
    """Return as many of the next members as have together a fair number of credits, one at least."""
    chosen: list[UUID] = []
    weight = 0
    for member_id, next_seq in await stored.members_after(connection, last, limit=MEMBERS_AT_ONCE):
        weight += next_seq
        if chosen and weight > CREDITS_AT_ONCE:
            break
        chosen.append(member_id)
    return chosen


async def _members(
    connection: Connection, playbook: Playbook, shared: Rebuilt, member_ids: list[UUID]
) -> list[Difference]:
    kept = await stored.stored_of_members(connection, member_ids)
    own = Rebuilt.from_nothing(kept.goals.values())
    for change, stands in await stored.entries(connection, member_ids):
        add(playbook, own, shared, change, stands=stands)
    members = await people.read(connection, member_ids)
    for activity in await stored.activities(connection, member_ids):
        for change in changes_of_credits(
            playbook,
            activity.kind,
            activity.parts,
            values=activity.values,
            occurred_at=activity.occurred_at,
        ):
            if change.member_id in members:
                add(playbook, own, shared, change, stands=activity.stands)
    found = [*differences(playbook, kept, own), *await _order(connection, member_ids)]
    for member in members.values():
        found += member_differences(playbook, member, kept, own)
    return found


async def _order(connection: Connection, member_ids: list[UUID]) -> Iterable[Difference]:
    """Return memberships that overlap."""
    return [
        Difference(
            what="membership",
            whose=str(member_id),
            stored=f"another team from {starts_on}",
            rebuilt="one team at a time",
        )
        for member_id, starts_on in await stored.overlaps(connection, member_ids)
    ]
