"""Take a badge back by hand."""

from datetime import datetime

from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.commands import RevokeBadge
from bellringer.gamification.errors import UnknownAwardError
from bellringer.gamification.events import BadgeTakenBack
from bellringer.gamification.rules import by_hand
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, badges, facts, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def revoke_badge(connection: Connection, command: RevokeBadge, *, now: datetime) -> None:
    """Take an award back with its bonus; it stays on record as revoked.

    Raises:
        InvalidTextError: The reason is missing or too long.
        UnknownAwardError: There is no such award.
        UnknownMemberError: Its member has left.
        NotAllowedError: The caller does not lead the member.
        OwnPointsError: It is the caller's own.
        WrongStateError: It is revoked already.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    by = command.by
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    place = await badges.place_of(connection, command.award_id)
    if place is None:
        raise UnknownAwardError(path=("awardId",))
    badge_id, member_id = place
    plays = await playbook.read(connection)
    members = await people.lock(connection, {member_id})
    by_hand.rewarded(plays, by, members, member_id, now=now)
    standing = await facts.awards(connection, {place})
    taken, movement = by_hand.revoke(
        standing.get(place, ()), command.award_id, by=by, cause_id=new_id(), now=now
    )
    lost = BadgeTakenBack(
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
        events=(lost,),
    )
    await badges.note(connection, command.award_id, revoke_reason=reason)
    details = {"award_id": str(command.award_id)}
    await audit.append(connection, by, "badge.revoke", details, now=now)
