"""Enter a member's leave, also afterwards, or take it off again; runs are walked anew."""

from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.actions.rewalk_streaks import rewalk_moved
from bellringer.gamification.commands.calendars import EnterLeave, RemoveLeave
from bellringer.gamification.errors import (
    NotAllowedError,
    UnknownLeaveError,
    UnknownMemberError,
)
from bellringer.gamification.rules.calendars.planning import checked_leave
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.permissions import may_enter_leave
from bellringer.gamification.store import audit, calendars, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def enter_leave(connection: Connection, command: EnterLeave, *, now: datetime) -> UUID:
    """Keep an absence, and return its id; its days neither break nor lengthen a streak, nor ever did.

    Raises:
        InvalidInputError: The dates can't be.
        UnknownMemberError: There is no such active member.
        NotAllowedError: The caller does not lead the member then, or it is a manager's own leave.
        RacedError: Another transaction met this one: begin anew.
    """
    plays = await playbook.read(connection)
    checked_leave(command, plays, now=now)
    member = (await people.lock(connection, {command.member_id})).get(command.member_id)
    if member is None or not member.is_active:
        raise UnknownMemberError(path=("memberId",))
    if not may_enter_leave(command.by, command.member_id, team_on(member.teams, command.starts_on)):
        raise NotAllowedError(path=("memberId",))
    leave_id = new_id()
    await calendars.insert_leave(connection, leave_id, command, now=now)
    await rewalk_moved(
        connection, plays, command.member_id, cause_id=leave_id, by=command.by, now=now
    )
    details = _details(leave_id, command.member_id, command.starts_on, command.ends_on)
    await audit.append(connection, command.by, "leave.enter", details, now=now)
    return leave_id


async def remove_leave(connection: Connection, command: RemoveLeave, *, now: datetime) -> UUID:
    """Take an absence off the record, and return whose it was; the audit log keeps that it was there.

    Raises:
        UnknownLeaveError: There is no such leave, or of nobody whom the caller acts for.
        RacedError: Another transaction met this one: begin anew.
    """
    plays = await playbook.read(connection)
    found = await calendars.leave(connection, command.leave_id)
    if found is None:
        raise UnknownLeaveError(path=("leaveId",))
    member = (await people.lock(connection, {found.member_id}))[found.member_id]
    if not may_enter_leave(
        command.by, found.member_id, team_on(member.teams, found.starts_on)
    ) or not await calendars.remove_leave(connection, command.leave_id):
        raise UnknownLeaveError(path=("leaveId",))
    await rewalk_moved(
        connection, plays, found.member_id, cause_id=new_id(), by=command.by, now=now
    )
    details = _details(found.leave_id, found.member_id, found.starts_on, found.ends_on)
    await audit.append(connection, command.by, "leave.remove", details, now=now)
    return found.member_id


def _details(leave_id: UUID, member_id: UUID, starts_on: date, ends_on: date) -> dict[str, object]:
    return {
        "leave_id": str(leave_id),
        "member_id": str(member_id),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
