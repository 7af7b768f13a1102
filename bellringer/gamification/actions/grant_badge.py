"""Grant an automatic badge for what was done before it, some members at a time."""

from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.actions.award_ranks import settle_ranks
from bellringer.gamification.actions.settle_awards import write_given
from bellringer.gamification.commands.badges import GrantBadge
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.playbook.badges import Badge, FinalRank
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges import settling
from bellringer.gamification.rules.badges.defining import check_automatic
from bellringer.gamification.rules.badges.history import won
from bellringer.gamification.rules.badges.ranks import board_of, of_each
from bellringer.gamification.rules.by_hand import badge_of
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, facts, people, playbook
from bellringer.gamification.store.badges import grants, history, ranks
from bellringer.gamification.store.badges.grants import Grant
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

MEMBERS_AT_ONCE = 200


async def start_badge_grant(connection: Connection, command: GrantBadge, *, now: datetime) -> UUID:
    """Begin a retroactive grant, do its first members, and return its id; workers do the others.

    Raises:
        NotAllowedError: Only an admin grants for the past, and only what is automatic.
        UnknownBadgeError: There is no such badge.
        WrongStateError: It is archived, or being granted already.
    """
    check_administers(command.by)
    plays = await playbook.read(connection)
    badge = badge_of(plays, command.badge_id)
    check_automatic(badge)
    grant_id = new_id()
    started = await grants.start(
        connection,
        grant_id,
        badge.badge_id,
        is_told=command.is_told,
        members_total=await history.number_of_members(connection),
        now=now,
    )
    if not started:
        raise WrongStateError("This badge is being granted already.", path=("badgeId",))
    details = {
        "badge_id": str(badge.badge_id),
        "grant_id": str(grant_id),
        "is_told": command.is_told,
    }
    await audit.append(connection, command.by, "badge.grant", details, now=now)
    await _fill_ranks(connection, plays, badge, now=now)
    [grant] = await grants.read(connection, [grant_id])
    await _go_on(connection, plays, grant, now=now)
    return grant_id


async def continue_badge_grants(connection: Connection, *, now: datetime) -> bool:
    """Do the next members of a grant that is under way; returns whether there may be more to do.

    Any number of workers may run it: each of them locks the grant, and leaves it where the next begins.
    """
    grant = await grants.lock_next(connection)
    if grant is None:
        return False
    await _go_on(connection, await playbook.read(connection), grant, now=now)
    return True


async def _fill_ranks(
    connection: Connection, plays: Playbook, badge: Badge, *, now: datetime
) -> None:
    """Keep all FINAL standings that count, from the board's first period on; teams are settled at once."""
    board = board_of(plays, badge)
    if board is None or not isinstance(badge.criteria, FinalRank):
        return
    grace = timedelta(hours=plays.grace_hours)
    counted = await ranks.in_all(connection, board, badge.criteria, grace=grace, now=now)
    subjects = await ranks.replace(connection, badge.badge_id, None, counted)
    if board.subject_kind is SubjectKind.TEAM:
        await settle_ranks(connection, plays, board, badge, subjects, now=now)


async def _go_on(connection: Connection, plays: Playbook, grant: Grant, *, now: datetime) -> None:
    badge = badge_of(plays, grant.badge_id)
    ids = await history.next_members(connection, grant.last_member_id, limit=MEMBERS_AT_ONCE)
    is_last = len(ids) < MEMBERS_AT_ONCE or badge.is_archived
    made = 0 if badge.is_archived else await _grant(connection, plays, badge, grant, ids, now=now)
    await grants.move(
        connection,
        grant.grant_id,
        members=len(ids),
        awards=made,
        last_member_id=ids[-1] if ids else None,
        finished_at=now if is_last else None,
    )


async def _grant(
    connection: Connection,
    plays: Playbook,
    badge: Badge,
    grant: Grant,
    ids: list[UUID],
    *,
    now: datetime,
) -> int:
    """Grant some members what their history has won, and return how many awards that made."""
    members = await people.lock(connection, ids)
    counted = of_each(await ranks.read(connection, badge.badge_id, ids))
    found = await history.read(connection, plays, badge, members, ranks=counted)
    awards = await facts.awards(connection, {(badge.badge_id, each) for each in members})
    wins = [win for each in found for win in won(plays, badge, each, now=now)]
    given = settling.give(
        plays, members, wins, awards, cause_id=new_id(), grant_id=grant.grant_id, now=now
    )
    events = settling.one_each(given, now=now) if grant.is_told else ()
    await write_given(connection, plays, members, given, events=events, now=now)
    return len(given.made)
