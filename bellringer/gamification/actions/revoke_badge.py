"""Take a badge back by hand."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.actions.settle_awards import tell
from bellringer.gamification.commands.badges import RevokeBadge
from bellringer.gamification.errors import UnknownAwardError
from bellringer.gamification.events import BadgeTakenBack
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules import by_hand
from bellringer.gamification.rules.badges import teams as rules
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.notifications import lost
from bellringer.gamification.rules.permissions import may_administer
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, facts, people, playbook
from bellringer.gamification.store.badges import awards, definitions, teams
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def revoke_badge(connection: Connection, command: RevokeBadge, *, now: datetime) -> None:
    """Take an award back with its bonus; it stays on record as revoked.

    Raises:
        InvalidTextError: The reason is missing or too long.
        UnknownAwardError: There is no such award.
        UnknownMemberError: Its member has left.
        NotAllowedError: The caller does not lead the member; or is no admin, for a team's award.
        OwnPointsError: It is the caller's own, or of the caller's own team.
        WrongStateError: It is revoked already.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    place = await awards.place_of(connection, command.award_id)
    if place is None:
        raise UnknownAwardError(path=("awardId",))
    badge_id, member_id, team_id = place
    plays = await playbook.read(connection)
    await _check_seen(connection, plays, command, badge_id)
    if member_id is not None:
        await _from_member(connection, plays, command, badge_id, member_id, now=now)
    elif team_id is not None:
        await _from_team(connection, plays, command, badge_id, team_id, now=now)
    await awards.note(connection, command.award_id, revoke_reason=reason)
    details = {"award_id": str(command.award_id)}
    await audit.append(connection, command.by, "badge.revoke", details, now=now)


async def _check_seen(
    connection: Connection, plays: Playbook, command: RevokeBadge, badge_id: UUID
) -> None:
    """Refuse the award of a secret badge like one that is not there, unless the caller has had it."""
    badge = by_hand.badge_of(plays, badge_id)
    if not badge.is_secret or may_administer(command.by):
        return
    taker = command.by.member_id
    if taker is None or not await definitions.has_had(connection, badge_id, taker):
        raise UnknownAwardError(path=("awardId",))


async def _from_member(
    connection: Connection,
    plays: Playbook,
    command: RevokeBadge,
    badge_id: UUID,
    member_id: UUID,
    *,
    now: datetime,
) -> None:
    by, place = command.by, (badge_id, member_id)
    members = await people.lock(connection, {member_id})
    by_hand.rewarded(plays, by, members, member_id, now=now)
    standing = await facts.awards(connection, {place})
    taken, movement = by_hand.revoke(
        standing.get(place, ()), command.award_id, by=by, cause_id=new_id(), now=now
    )
    event = BadgeTakenBack(
        award_id=command.award_id, badge_id=badge_id, member_id=member_id, occurred_at=now
    )
    await post_movement(
        connection,
        plays,
        members,
        movement,
        by=by,
        now=now,
        revocations=(taken,),
        events=(event,),
    )


async def _from_team(
    connection: Connection,
    plays: Playbook,
    command: RevokeBadge,
    badge_id: UUID,
    team_id: UUID,
    *,
    now: datetime,
) -> None:
    by, on = command.by, organization_day(plays.calendars, now)
    await teams.lock(connection, [team_id])
    is_own = by.member_id is not None and await teams.is_of(
        connection, team_id, by.member_id, on=on
    )
    rules.check_giver(by, is_own=is_own)
    standing = await teams.awards(connection, badge_id, [team_id])
    taken = rules.revoke(standing[team_id], command.award_id, by=by, now=now)
    await teams.save(connection, [], [taken])
    event = BadgeTakenBack(
        award_id=command.award_id,
        badge_id=badge_id,
        member_id=None,
        team_id=team_id,
        occurred_at=now,
    )
    await tell(connection, plays, [event], lost([taken]), now=now)
