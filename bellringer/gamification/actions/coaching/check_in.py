"""Check in for the present day: what is planned, and how it went."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.check_ins import CloseDay, PlanDay
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.coaching import check_ins as rules
from bellringer.gamification.rules.coaching.reminding import key_of
from bellringer.gamification.store import outbox, people, playbook
from bellringer.gamification.store.coaching import check_ins
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import CheckInPart

_Decide = Callable[[Playbook, MemberFacts, CheckInRecord | None], CheckInRecord]


async def plan_day(connection: Connection, command: PlanDay, *, now: datetime) -> UUID:
    """Keep the plan of the caller's present day, and return the check-in's id; its reminder is taken back.

    Raises:
        NotAllowedError: The caller is no member, or scores for no team.
        InvalidInputError: The day is not the present one, or the plan can't be.
        UnknownKindError, UnknownMetricError: There is no such thing to plan.
        InvalidQuantityError: A number can't be planned.
        InvalidTextError: The words can't be stored.
        WrongStateError: The team has no check-ins, the plan stands, or the day is closed.
    """

    def decide(plays: Playbook, member: MemberFacts, found: CheckInRecord | None) -> CheckInRecord:
        return rules.planned(plays, member, command, found, check_in_id=new_id(), now=now)

    return await _check_in(connection, command.by.member_id, decide, (CheckInPart.PLAN,), now=now)


async def close_day(connection: Connection, command: CloseDay, *, now: datetime) -> UUID:
    """Keep how the caller's present day went, and return the check-in's id; reminders are taken back.

    Raises:
        NotAllowedError: The caller is no member, or scores for no team.
        InvalidInputError: The day is not the present one.
        InvalidTextError: The words can't be stored.
        WrongStateError: The team has no check-ins, or the check-in was answered.
    """

    def decide(plays: Playbook, member: MemberFacts, found: CheckInRecord | None) -> CheckInRecord:
        return rules.closed(plays, member, command, found, check_in_id=new_id(), now=now)

    parts = (CheckInPart.PLAN, CheckInPart.DONE)
    return await _check_in(connection, command.by.member_id, decide, parts, now=now)


async def _check_in(
    connection: Connection,
    member_id: UUID | None,
    decide: _Decide,
    parts: tuple[CheckInPart, ...],
    *,
    now: datetime,
) -> UUID:
    if member_id is None:
        raise NotAllowedError("Members check in for themselves.")
    plays = await playbook.read(connection)
    member = (await people.lock(connection, {member_id}))[member_id]
    on = member_day(member.zones, plays.calendars, now)
    found = (await check_ins.of_days(connection, [(member_id, on)])).get((member_id, on))
    record = decide(plays, member, found)
    await check_ins.save(connection, found, record)
    keys = [key_of(member_id, on, part) for part in parts]
    told = await outbox.append(connection, (), now=now, withdrawn=keys)
    heard = Changed(org_id=plays.org_id, member_ids=frozenset({member_id}), inbox_member_ids=told)
    await outbox.ring(connection, heard)
    return record.check_in_id
