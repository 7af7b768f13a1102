"""Rebuild every sum from the ledger and the credits, beside the live ones, and name the differences."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.derived import spans_present
from bellringer.gamification.rules.points.repricing import (
    Past,
    PriceKey,
    cap_use_of,
    differing,
    paid_by,
    prices_of,
)
from bellringer.gamification.rules.recording.movement import changes_of_recorded
from bellringer.gamification.rules.recount import (
    Difference,
    Rebuilt,
    add,
    baseline_differences,
    differences,
    head_differences,
    member_differences,
)
from bellringer.gamification.store import people, repricing
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
    found += head_differences(playbook, of_teams, shared.spans)
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
    kept = await stored.stored_of_members(
        connection, member_ids, of_goals=playbook.streaks_of_goals
    )
    own = Rebuilt.from_nothing(kept.goals.values())
    for change, posting in await stored.entries(connection, member_ids):
        add(playbook, own, shared, change, posting)
    members = await people.read(connection, member_ids)
    orders: dict[UUID, list[tuple[int, UUID]]] = {}
    scored: list[RecordedParts] = []
    for activity, posting in await stored.activities(connection, member_ids):
        scored.append(activity)
        for credit in activity.parts:
            orders.setdefault(credit.member_id, []).append(
                (credit.member_seq, activity.activity_id)
            )
        for change in changes_of_recorded(playbook, activity):
            if change.member_id in members:
                add(playbook, own, shared, change, posting)
    found = [*differences(playbook, kept, own), *baseline_differences(playbook, kept, own)]
    found += [*await _order(connection, member_ids)]
    found += await _prices(
        connection, playbook, member_ids, orders, await repricing.past(connection, scored)
    )
    for member in members.values():
        for span in spans_present(member):
            shared.spans.setdefault(span.team_id, []).append(span)
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


async def _prices(
    connection: Connection,
    playbook: Playbook,
    member_ids: list[UUID],
    orders: Mapping[UUID, list[tuple[int, UUID]]],
    past: Mapping[UUID, Past],
) -> Iterable[Difference]:
    """Return where prices don't follow from activities and rule versions, or the use of caps from prices."""
    entries = await repricing.priced_entries(connection, member_ids)
    rebuilt: dict[PriceKey, int] = {}
    for member_id in member_ids:
        in_order = (past[activity_id] for _, activity_id in sorted(orders.get(member_id, ())))
        rebuilt |= prices_of(playbook, member_id, in_order)
    found = [
        Difference(
            what="price", whose=", ".join(map(str, key)), stored=str(stored), rebuilt=str(again)
        )
        for key, stored, again in differing(paid_by(entries), rebuilt)
    ]
    kept = await repricing.cap_use(connection, member_ids)
    used = cap_use_of(playbook, entries)
    found += [
        Difference(
            what="cap use",
            whose=f"{key.rule_id}, {key.member_id}, {key.period}, {key.starts_on}",
            stored=str(kept.get(key, 0)),
            rebuilt=str(used.get(key, 0)),
        )
        for key in sorted({*kept, *used})
        if kept.get(key, 0) != used.get(key, 0)
    ]
    return found
