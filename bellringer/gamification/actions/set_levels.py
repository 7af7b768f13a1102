"""Say what levels there are, and lower one that a member no longer should have."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.points import LowerLevel, SetLevels
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.points.levels import check_lowering, new_levels
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, levels, outbox, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def set_levels(connection: Connection, command: SetLevels, *, now: datetime) -> int:
    """Replace all levels, and return how many there are.

    Whoever's points reach a higher level now has it, silently; no level is above the highest there is.

    Raises:
        NotAllowedError: Only an admin sets levels.
        InvalidInputError, InvalidTextError: The list can't be right.
    """
    made = new_levels(command)
    # members before the organization, in the order in which whoever records locks them
    await levels.lock_moved(connection, made)
    await playbook.bump(connection)
    await levels.replace(connection, made)
    await levels.move_members(connection, made)
    details = {"thresholds": [level.threshold for level in made]}
    await audit.append(connection, command.by, "levels.set", details, now=now)
    return len(made)


async def lower_level(connection: Connection, command: LowerLevel, *, now: datetime) -> UUID:
    """Lower a member's level to one that the member's points reach or above, and return the member.

    Raises:
        InvalidTextError: The reason is missing or too long.
        NotAllowedError: Only an admin lowers levels.
        OwnPointsError: It is the admin's own.
        UnknownMemberError: There is no such member.
        InvalidInputError: It is no lower level, or lower than the points reach.
    """
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    members = await people.lock(connection, {command.member_id})
    member = check_lowering(plays.levels, members.get(command.member_id), command)
    note_id = new_id()
    await levels.lower(
        connection,
        note_id,
        member.member_id,
        before=member.level,
        level=command.level,
        reason=reason,
        by=command.by.member_id,
        now=now,
    )
    details = {
        "note_id": str(note_id),
        "member_id": str(member.member_id),
        "from": member.level,
        "to": command.level,
    }
    await audit.append(connection, command.by, "level.lower", details, now=now)
    changed = Changed(org_id=plays.org_id, member_ids=frozenset({member.member_id}))
    await outbox.ring(connection, changed)
    return member.member_id
