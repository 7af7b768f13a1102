"""Write automatic awards that no recording decides: what no longer holds first, then what was won."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.events import BadgeEarned, BadgeTakenBack, Changed
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.consequences import AwardRevoked, TeamAwardMade
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges import settling
from bellringer.gamification.rules.badges.earning import Awards
from bellringer.gamification.rules.badges.history import Win
from bellringer.gamification.rules.badges.settling import Given
from bellringer.gamification.rules.badges.teams import news
from bellringer.gamification.rules.feed import posts
from bellringer.gamification.rules.notifications import announce, lost
from bellringer.gamification.store import feed, outbox, people
from bellringer.gamification.store.badges import teams
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import PrincipalKind, Revocation, Role


def system(org_id: UUID) -> Principal:
    """Return who acts when nobody does: the rules themselves."""
    return Principal(org_id=org_id, kind=PrincipalKind.SYSTEM, source="system", role=Role.ADMIN)


async def take_awards(
    connection: Connection,
    plays: Playbook,
    members: Mapping[UUID, MemberFacts],
    awards: Sequence[AwardFacts],
    *,
    reason: Revocation,
    now: datetime,
) -> Mapping[UUID, MemberFacts]:
    """Revoke members' awards that no longer hold, with their bonuses; what was told of them is withdrawn.

    Returns what is known of the members afterwards.
    """
    if not awards:
        return members
    taken = settling.take(plays, awards, cause_id=new_id(), reason=reason, now=now)
    await post_movement(
        connection,
        plays,
        members,
        taken.movement,
        by=system(plays.org_id),
        now=now,
        revocations=taken.revoked,
    )
    return await people.lock(connection, list(members))


async def give_awards(
    connection: Connection,
    plays: Playbook,
    members: Mapping[UUID, MemberFacts],
    wins: Sequence[Win],
    awards: Awards,
    *,
    now: datetime,
) -> None:
    """Grant members what they have won and do not have, with its bonus; what is fresh is told."""
    given = settling.give(plays, members, wins, awards, cause_id=new_id(), now=now)
    await write_given(connection, plays, members, given, events=given.events, now=now)


async def write_given(
    connection: Connection,
    plays: Playbook,
    members: Mapping[UUID, MemberFacts],
    given: Given,
    *,
    events: tuple[BadgeEarned, ...],
    now: datetime,
) -> None:
    """Write awards with their bonuses, and tell of some."""
    if given.made:
        await post_movement(
            connection,
            plays,
            members,
            given.movement,
            by=system(plays.org_id),
            now=now,
            awards=given.made,
            events=events,
        )


async def settle_teams(
    connection: Connection,
    plays: Playbook,
    made: Sequence[TeamAwardMade],
    revoked: Sequence[AwardRevoked],
    *,
    now: datetime,
) -> None:
    """Write awards of teams under lock; what is fresh is told, and what no longer holds is withdrawn."""
    if made or revoked:
        await teams.save(connection, made, revoked)
        await tell(connection, plays, news(plays, made, now=now), lost(revoked), now=now)


async def tell(
    connection: Connection,
    plays: Playbook,
    events: Iterable[BadgeEarned | BadgeTakenBack],
    withdrawn: Sequence[str],
    *,
    now: datetime,
) -> None:
    """Tell of awards that move no points, and withdraw what is no longer true."""
    told = list(events)
    news = [announce(event, playbook=plays, now=now) for event in told]
    inboxes = await outbox.append(
        connection, [each for each in news if each], now=now, withdrawn=withdrawn
    )
    audiences = await feed.append(
        connection,
        [post for event in told for post in posts(event, playbook=plays, now=now)],
        now=now,
    )
    if withdrawn:
        audiences |= await feed.withdraw(connection, withdrawn, now=now)
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, inbox_member_ids=inboxes, feed_audience_ids=audiences),
    )
