"""Bind a sign-in identity to the member who was invited by e-mail: once, and then for good."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import UnknownMemberError
from bellringer.gamification.store import audit, door, members
from bellringer.models.database import Connection
from bellringer.words import EntryKind, PrincipalKind


async def bind_identity(
    connection: Connection, *, issuer: str, subject: str, email: str, now: datetime
) -> UUID:
    """Let the verified holder of an invited e-mail address sign in as that member from now on.

    The caller has verified the token, and that its `email_verified` is true. Afterwards the address
    signs nobody in any more: an account that takes it over later is a stranger.

    Raises:
        UnknownMemberError: The address belongs to no active member, or to one who has another identity.
    """
    identity_sha256 = door.identity_sha256(issuer, subject)
    member_id = await members.by_email(connection, email)
    if member_id is None:
        raise UnknownMemberError
    member = await members.lock(connection, member_id)
    if member is None or not member.is_active:
        raise UnknownMemberError
    if not await members.bind(connection, member_id, identity_sha256, now=now):
        if await members.identity(connection, member_id) == identity_sha256:
            return member_id  # another request of the same person was first
        raise UnknownMemberError
    await door.put(connection, EntryKind.IDENTITY, identity_sha256, member_id)
    await door.remove_of(connection, EntryKind.INVITE, member_id)
    by = Principal(
        org_id=connection.organization,
        kind=PrincipalKind.MEMBER,
        source=f"member:{member_id}",
        role=member.role,
        member_id=member_id,
    )
    await audit.append(connection, by, "member.bind", {"member_id": str(member_id)}, now=now)
    return member_id
