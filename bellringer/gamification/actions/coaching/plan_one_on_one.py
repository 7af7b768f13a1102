"""Plan a one-to-one, move it, or call it off."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.save_one_on_one import ring_sides, save_one_on_one
from bellringer.gamification.commands.coaching.one_on_ones import (
    CancelOneOnOne,
    PlanOneOnOne,
    UpdateOneOnOne,
)
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.coaching import one_on_ones as rules
from bellringer.gamification.store import people, playbook, team_leads
from bellringer.gamification.store.coaching import one_on_ones
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def plan_one_on_one(connection: Connection, command: PlanOneOnOne, *, now: datetime) -> UUID:
    """Plan a talk with what the last one has left on its agenda, and return its id.

    Raises:
        NotAllowedError: The caller is no member, or plans a performance conversation without leading the other.
        UnknownMemberError: There is no such active member, or none whom the caller leads or is led by.
        InvalidInputError: It is with oneself, in the past, or more than a year ahead.
    """
    by_id = command.by.member_id
    if by_id is None:
        raise NotAllowedError("Members talk with each other.")
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    # the two are held, so that what a talk leaves when it is signed at the same time is not missed
    both = await people.lock(connection, {by_id, command.with_id})
    own = both[by_id]
    talk = rules.planned(
        command,
        both.get(command.with_id),
        playbook=plays,
        other_leads=await team_leads.led(connection, command.with_id, on=today),
        own_team_id=team_on(own.teams, today),
        one_on_one_id=new_id(),
        now=now,
    )
    await one_on_ones.insert(connection, talk)
    pair = {"lead_id": talk.lead_id, "member_id": talk.member_id}
    last = await one_on_ones.last_signed(connection, **pair)
    if last is not None:
        await one_on_ones.carry(connection, last, talk.one_on_one_id, **pair)
    await ring_sides(connection, command.by, talk)
    return talk.one_on_one_id


async def update_one_on_one(
    connection: Connection, command: UpdateOneOnOne, *, now: datetime
) -> UUID:
    """Move a talk or set its day of review, and return its id; signatures are taken back.

    Raises:
        NotFoundError: There is none, or none of the caller's.
        WrongStateError: It is signed, called off, or was held and can't be moved.
        NotAllowedError: The day of review is for the lead to set.
        InvalidInputError: A time can't be.
    """
    plays = await playbook.read(connection)
    found = await one_on_ones.lock(connection, command.one_on_one_id)
    today = organization_day(plays.calendars, now)
    await save_one_on_one(
        connection, command.by, rules.updated(command, found, today=today, now=now)
    )
    return command.one_on_one_id


async def cancel_one_on_one(
    connection: Connection, command: CancelOneOnOne, *, now: datetime
) -> UUID:
    """Call a talk off that was not held, and return its id.

    Raises:
        NotFoundError: There is none, or none of the caller's.
        WrongStateError: It was held, or called off before.
    """
    found = await one_on_ones.lock(connection, command.one_on_one_id)
    await save_one_on_one(connection, command.by, rules.cancelled(command.by, found, now=now))
    return command.one_on_one_id
