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
    await refuse_losing_last_admin(connection, member_id, role=role)
    before = await members.lock(connection, member_id)
    if before is None:
        raise UnknownMemberError
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
    await refuse_losing_last_admin(connection, member_id, role=None)
    before = await members.lock(connection, member_id)
    if before is None:
        raise UnknownMemberError
    if not before.is_active:
        return
    await members.set_active(connection, member_id, is_active=False, left_on=left_on)
    details = {"member_id": str(member_id), "left_on": left_on.isoformat()}
    await audit.append(connection, by, "member.leave", details, now=now)


async def refuse_losing_last_admin(
    connection: Connection, member_id: UUID, *, role: Role | None
) -> None:
    """Refuse to take the last active admin's role away; holds every admin's lock if it may be so.

    `role` is what the member is to be, None to leave. Two admins who demote each other at the same time
    wait for each other's lock, and the second finds itself alone.

    Raises:
        LastAdminError: No active admin would be left.
    """
    if role is not Role.ADMIN and await members.lock_admins(connection) == [member_id]:
        raise LastAdminError
