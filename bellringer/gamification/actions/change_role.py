"""Change a member's role, let a member leave and come back, and keep an admin in every organization."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.count_heads import count_heads_of_today
from bellringer.gamification.commands.members import (
    ChangeRole,
    DeactivateMember,
    ReactivateMember,
)
from bellringer.gamification.errors import LastAdminError, UnknownMemberError, WrongStateError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, members, playbook
from bellringer.models.database import Connection
from bellringer.words import Role


async def change_role(connection: Connection, command: ChangeRole, *, now: datetime) -> None:
    """Give a member another role; it acts with the member's next request.

    Raises:
        NotAllowedError: Only an admin changes roles.
        UnknownMemberError: There is no such member.
        LastAdminError: The member is the last active admin.
    """
    check_administers(command.by)
    before = await lock_unless_last_admin(connection, command.member_id, role=command.role)
    if before.role is command.role:
        return
    await members.set_role(connection, command.member_id, command.role)
    details = {
        "member_id": str(command.member_id),
        "from": before.role,
        "to": command.role,
    }
    await audit.append(connection, command.by, "member.role", details, now=now)


async def deactivate_member(
    connection: Connection, command: DeactivateMember, *, now: datetime
) -> None:
    """Let a member leave; nothing that the member did is lost.

    Raises:
        NotAllowedError: Only an admin lets members leave.
        UnknownMemberError: There is no such member.
        LastAdminError: The member is the last active admin.
    """
    check_administers(command.by)
    before = await lock_unless_last_admin(connection, command.member_id, role=None)
    if not before.is_active:
        return
    plays = await playbook.read(connection)
    left_on = command.left_on or organization_day(plays.calendars, now)
    await members.set_active(connection, command.member_id, is_active=False, left_on=left_on)
    details = {"member_id": str(command.member_id), "left_on": left_on.isoformat()}
    await audit.append(connection, command.by, "member.leave", details, now=now)
    await count_heads_of_today(connection, now=now)


async def reactivate_member(
    connection: Connection, command: ReactivateMember, *, now: datetime
) -> None:
    """Let a member come back, with the role, the team and all that was there.

    Raises:
        NotAllowedError: Only an admin lets members come back.
        UnknownMemberError: There is no such member.
        WrongStateError: The member was erased, and is nobody any more.
    """
    check_administers(command.by)
    before = await members.lock(connection, command.member_id)
    if before is None:
        raise UnknownMemberError(path=("memberId",))
    if before.is_erased:
        raise WrongStateError("This member was erased; enrol the person anew.", path=("memberId",))
    if before.is_active:
        return
    await members.set_active(connection, command.member_id, is_active=True, left_on=None)
    details = {"member_id": str(command.member_id)}
    await audit.append(connection, command.by, "member.return", details, now=now)
    await count_heads_of_today(connection, now=now)


async def lock_unless_last_admin(
    connection: Connection, member_id: UUID, *, role: Role | None
) -> members.Standing:
    """Lock a member who is to get a role, None to leave, and return what the member is now.

    Holds the locks of all active admins too: of two who demote each other at the same time the second waits,
    and then finds itself alone.

    Raises:
        UnknownMemberError: There is no such member.
        LastAdminError: No active admin would be left.
    """
    locked = await members.lock_with_admins(connection, member_id)
    if member_id not in locked:
        raise UnknownMemberError(path=("memberId",))
    admins = [
        each
        for each, standing in locked.items()
        if standing.is_active and standing.role is Role.ADMIN
    ]
    if role is not Role.ADMIN and admins == [member_id]:
        raise LastAdminError(path=("memberId",))
    return locked[member_id]
