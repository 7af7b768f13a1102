"""Erase a member: who it was goes for ever, what was done stays with nobody's name on it."""

from datetime import datetime

from bellringer.gamification.actions.change_role import lock_unless_last_admin
from bellringer.gamification.actions.count_heads import count_heads_of_today
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import audit, erasure, outbox, playbook
from bellringer.models.database import Connection


async def erase_member(connection: Connection, command: EraseMember, *, now: datetime) -> None:
    """Erase a member, irreversibly; erasing one again changes nothing.

    The member can't sign in any more. Name, address, identity, phones and every text by or about the member
    are gone; activities, ledger, sums and history stay.

    Raises:
        NotAllowedError: Only an admin erases, also oneself.
        UnknownMemberError: There is no such member.
        LastAdminError: The member is the last active admin.
    """
    check_administers(command.by)
    before = await lock_unless_last_admin(connection, command.member_id, role=None)
    if before.is_erased:
        return
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    await erasure.erase(connection, command.member_id, left_on=today, now=now)
    details = {"member_id": str(command.member_id), "reason": command.reason}
    await audit.append(connection, command.by, "member.erase", details, now=now)
    changed = Changed(org_id=plays.org_id, member_ids=frozenset({command.member_id}))
    await outbox.ring(connection, changed)
    await count_heads_of_today(connection, now=now)
