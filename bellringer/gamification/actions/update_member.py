"""Change what is known of a member: name, job, language, first day."""

from datetime import datetime

from bellringer.gamification.commands.members import UpdateMember
from bellringer.gamification.errors import UnknownMemberError
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked, checked_locale
from bellringer.gamification.store import audit, members
from bellringer.models.database import Connection


async def update_member(connection: Connection, command: UpdateMember, *, now: datetime) -> None:
    """Change a member's data; teams, scores and history stay as they are.

    Raises:
        NotAllowedError: Only an admin changes members.
        InvalidTextError: A value can't be.
        UnknownMemberError: There is no such member, or it was erased.
    """
    check_administers(command.by)
    name, sales_role = command.display_name, command.sales_role
    if name is not None:
        name = checked(name, limit=TITLE_LIMIT, field="name")
    if sales_role:
        sales_role = checked(sales_role, limit=TITLE_LIMIT, field="salesRole")
    if command.locale is not None:
        checked_locale(command.locale)
    standing = await members.lock(connection, command.member_id)
    if standing is None or standing.is_erased:
        raise UnknownMemberError(path=("memberId",))
    await members.update(
        connection,
        command.member_id,
        display_name=name,
        sales_role=sales_role,
        joined_on=command.joined_on,
        locale=command.locale,
    )
    # which parts changed, never a name
    changed = {
        "name": name,
        "sales_role": sales_role,
        "locale": command.locale,
        "joined_on": command.joined_on,
    }
    details = {
        "member_id": str(command.member_id),
        "changed": sorted(part for part, value in changed.items() if value is not None),
    }
    await audit.append(connection, command.by, "member.update", details, now=now)
