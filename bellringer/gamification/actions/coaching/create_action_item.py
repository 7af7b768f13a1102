"""Put down what a member is to do, out of a one-to-one, a meeting, or by itself."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.hold_meeting import own_team
from bellringer.gamification.actions.coaching.save_one_on_one import save_one_on_one
from bellringer.gamification.commands.coaching.action_items import CreateActionItem
from bellringer.gamification.errors import InvalidInputError, NotFoundError, UnknownMemberError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import action_items as rules
from bellringer.gamification.rules.coaching import meetings as gatherings
from bellringer.gamification.rules.coaching import one_on_ones as talks
from bellringer.gamification.rules.coaching.action_items import TeamMet
from bellringer.gamification.store import people, playbook, team_leads
from bellringer.gamification.store.coaching import action_items, meetings, one_on_ones
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_action_item(
    connection: Connection, command: CreateActionItem, *, now: datetime
) -> UUID:
    """Write an action item, and return its id; one of a talk takes signatures of it back.

    Raises:
        UnknownMemberError: There is no such active member.
        NotFoundError: There is no such talk, meeting or hurdle, or none of the caller's.
        WrongStateError: The talk is signed or called off, or the meeting called off.
        NotAllowedError: It is for somebody whom the caller does not lead, or for nobody of the talk or team.
        InvalidTextError: The words can't be stored.
        InvalidInputError: It is due before today, or too far ahead, or comes from two places.
    """
    if command.one_on_one_id is not None and command.meeting_id is not None:
        raise InvalidInputError("It comes from a talk or a meeting, not both.", path=("meetingId",))
    if command.hurdle_no is not None and command.meeting_id is None:
        raise InvalidInputError("A hurdle is one of a meeting.", path=("hurdleNo",))
    plays = await playbook.read(connection)
    owner = (await people.read(connection, [command.owner_id])).get(command.owner_id)
    if owner is None or not owner.is_active:
        raise UnknownMemberError(path=("ownerId",))
    talk = None
    if command.one_on_one_id is not None:
        found = await one_on_ones.lock(connection, command.one_on_one_id)
        talk = talks.checked_open(command.by, found)
    text = rules.checked_item(
        *(plays, command, owner),
        sides=frozenset() if talk is None else talk.sides,
        meeting_team=await _met(connection, plays, command, now=now),
        now=now,
    )
    action_item_id = new_id()
    await action_items.insert(connection, action_item_id, command, text, now=now)
    if talk is not None:
        await save_one_on_one(connection, command.by, talks.changed(talk))
    return action_item_id


async def _met(
    connection: Connection, plays: Playbook, command: CreateActionItem, *, now: datetime
) -> TeamMet | None:
    if command.meeting_id is None:
        return None
    today = organization_day(plays.calendars, now)
    found = await meetings.lock(connection, command.meeting_id)
    team_id = await own_team(connection, command.by, on=today)
    meeting = gatherings.checked(command.by, found, own_team_id=team_id)
    if command.hurdle_no is not None:
        shown = (await meetings.hurdles(connection, [meeting.meeting_id]))[meeting.meeting_id]
        if (meeting.meeting_id, command.hurdle_no) not in {
            (each.meeting_id, each.hurdle_no) for each in shown
        }:
            raise NotFoundError(path=("hurdleNo",))
    lead_ids = await team_leads.leading(connection, meeting.team_id, on=today)
    return TeamMet(team_id=meeting.team_id, lead_ids=lead_ids)
