"""Change a member's role, or let a member leave, and keep an admin in every organization."""

from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands import Principal
from bellringer.gamification.errors import LastAdminError, NotAllowedError, UnknownMemberError
from bellringer.gamification.store import audit, members
from bellringer.models.database import Connection
from bellringer.words import Role


async def change_role(
    connection: Connection, by: Principal, member_id: UUID, role: Role, *, now: datetime
) -> None:
    """Give a member another role; it acts with the member's next request.

    Raises:
        NotAllowedError: Only an admin changes roles.
        UnknownMemberError: There is no such member.
        LastAdminError: The member is the last active admin.
    """
    if by.role is not Role.ADMIN:
        raise NotAllowedError
    before = await lock_unless_last_admin(connection, member_id, role=role)
    if before.role is role:
        return
    await members.set_role(connection, member_id, role)
    details = {"member_id": str(member_id), "from": before.role, "to": role}
    await audit.append(connection, by, "member.role", details, now=now)


async def deactivate_member(
    connection: Connection, by: Principal, member_id: UUID, *, left_on: date, now: datetime
) -> None:
    """Let a member leave; nothing that the member did is lost.

    Raises:
        NotAllowedError: Only an admin lets members leave.
        UnknownMemberError: There is no such member.
        LastAdminError: The member is the last active admin.
    """
    if by.role is not Role.ADMIN:
        raise NotAllowedError
    before = await lock_unless_last_admin(connection, member_id, role=None)
    if not before.is_active:
        return
    await members.set_active(connection, member_id, is_active=False, left_on=left_on)
    details = {"member_id": str(member_id), "left_on": left_on.isoformat()}
    await audit.append(connection, by, "member.leave", details, now=now)


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
        raise UnknownMemberError
    admins = [
        each
        for each, standing in locked.items()
        if standing.is_active and standing.role is Role.ADMIN
    ]
    if role is not Role.ADMIN and admins == [member_id]:
        raise LastAdminError
    return locked[member_id]
