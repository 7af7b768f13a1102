"""Nudge a member, once a day, on record."""

from datetime import datetime

from bellringer.gamification.commands.coaching.off_days import GiveNudge
from bellringer.gamification.errors import (
    AllowanceSpentError,
    NotAllowedError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import member_day, organization_day
from bellringer.gamification.rules.calendars.workdays import is_working_day, team_on
from bellringer.gamification.rules.coaching.telling_off_days import nudge
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.store import audit, outbox, people, playbook
from bellringer.gamification.store.coaching import off_days
from bellringer.models.database import Connection


async def give_nudge(connection: Connection, command: GiveNudge, *, now: datetime) -> None:
    """Tell a member that whoever leads the member thinks of the day; whoever does, it is one a day.

    Raises:
        UnknownMemberError: There is no such active member.
        NotAllowedError: Only who leads a member nudges, and nobody oneself.
        WrongStateError: The member's day is a day off, or is excused.
        AllowanceSpentError: The member was nudged on this day already.
    """
    plays = await playbook.read(connection)
    member = (await people.lock(connection, {command.member_id})).get(command.member_id)
    if member is None or not member.is_active:
        raise UnknownMemberError(path=("memberId",))
    by, today = command.by.member_id, organization_day(plays.calendars, now)
    is_led = by != command.member_id and leads(command.by, team_on(member.teams, today))
    if by is None or not is_led:
        raise NotAllowedError("Only who leads a member nudges.")
    on = member_day(member.zones, plays.calendars, now)
    if not is_working_day(plays, member, on):
        raise WrongStateError("Today is no working day of the member.", path=("memberId",))
    if await off_days.excused(connection, [(command.member_id, on)]):
        raise WrongStateError(
            "The member has said what is special about today; read the note.", path=("memberId",)
        )
    if not await off_days.nudge(connection, command.member_id, on, by=by, now=now):
        raise AllowanceSpentError(
            "The member was nudged today already; talk to each other.", path=("memberId",)
        )
    details = {"member_id": str(command.member_id), "on": on.isoformat()}
    await audit.append(connection, command.by, "member.nudge", details, now=now)
    told = await outbox.append(connection, [nudge(plays, member, on, by, now=now)], now=now)
    heard = Changed(
        org_id=plays.org_id,
        member_ids=frozenset({member.member_id}),
        inbox_member_ids=told,
    )
    await outbox.ring(connection, heard)
