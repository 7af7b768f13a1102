"""Adjust a member's points by hand."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.commands.points import AdjustPoints
from bellringer.gamification.rules import by_hand
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, people, playbook, points
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def adjust_points(connection: Connection, command: AdjustPoints, *, now: datetime) -> UUID:
    """Post an entry by hand, with a reason, and return its id; goals, streaks and badges follow.

    Raises:
        InvalidTextError: The reason is missing or too long.
        InvalidInputError: The points are 0 or too many.
        UnknownMemberError: There is no such active member.
        NotAllowedError: The caller does not lead the member.
        OwnPointsError: It is the caller.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    by = command.by
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    members = await people.lock(connection, {command.member_id})
    member, moment = by_hand.rewarded(plays, by, members, command.member_id, now=now)
    entry_id = new_id()
    movement = by_hand.adjustment(member, moment, command.points, entry_id=entry_id)
    await post_movement(connection, plays, members, movement, by=by, now=now)
    await points.note(connection, entry_id, reason)
    details = {
        "entry_id": str(entry_id),
        "member_id": str(command.member_id),
        "points": command.points,
    }
    await audit.append(connection, by, "points.adjust", details, now=now)
    return entry_id
