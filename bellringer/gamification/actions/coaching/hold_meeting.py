"""Call a team together, begin the meeting, or call it off."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.meetings import (
    CancelMeeting,
    HoldMeeting,
    PlanMeeting,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import UnknownTeamError
from bellringer.gamification.facts.coaching.meetings import Outlook
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.coaching import meetings as rules
from bellringer.gamification.store import goals, people, playbook, teams
from bellringer.gamification.store.coaching import figures, meetings
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def plan_meeting(connection: Connection, command: PlanMeeting, *, now: datetime) -> UUID:
    """Call a team together, and return the meeting's id.

    Raises:
        UnknownTeamError: There is no such team.
        NotAllowedError: The caller does not lead it.
        InvalidInputError: It lies in the past, or more than a year ahead.
    """
    if not await teams.exists(connection, command.team_id):
        raise UnknownTeamError(path=("teamId",))
    meeting = rules.planned(command, meeting_id=new_id(), now=now)
    await meetings.insert(connection, meeting)
    return meeting.meeting_id


async def cancel_meeting(connection: Connection, command: CancelMeeting, *, now: datetime) -> UUID:
    """Call a meeting off, and return its id.

    Raises:
        NotFoundError: There is none, or none of the caller's teams.
        WrongStateError: It was held, or called off before.
        NotAllowedError: The caller does not lead the team.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found = await meetings.lock(connection, command.meeting_id)
    team_id = await own_team(connection, command.by, on=today)
    meeting = rules.cancelled(command.by, found, own_team_id=team_id, now=now)
    await meetings.update(connection, meeting)
    return meeting.meeting_id


async def hold_meeting(connection: Connection, command: HoldMeeting, *, now: datetime) -> UUID:
    """Begin a meeting, keep what the team's goals ask of each day, and return its id.

    Raises:
        NotFoundError: There is none, or none of the caller's teams.
        WrongStateError: It was held, or called off.
        NotAllowedError: The caller does not lead the team.
    """
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found = await meetings.lock(connection, command.meeting_id)
    own_team_id = await own_team(connection, command.by, on=today)
    meeting = rules.held(command.by, found, own_team_id=own_team_id, now=now)
    team_id = meeting.team_id
    lines = (await outlooks_of(connection, plays, [team_id], today=today))[team_id]
    await meetings.keep_outlook(connection, meeting.meeting_id, lines)
    await meetings.update(connection, meeting)
    return meeting.meeting_id


async def outlooks_of(
    connection: Connection, plays: Playbook, team_ids: Sequence[UUID], *, today: date
) -> dict[UUID, tuple[Outlook, ...]]:
    """Return what each team's running goals ask of each working day that is left."""
    running = await figures.running_goals(connection, team_ids, on=today)
    goal_ids = [goal_id for each in running.values() for goal_id in each]
    known = await goals.read(connection, goal_ids) if goal_ids else {}
    brought = await figures.of_day(connection, team_ids, on=today)
    return {
        team_id: rules.outlook(
            *(plays, team_id, [known[each] for each in running[team_id]], brought[team_id]),
            today=today,
        )
        for team_id in team_ids
    }


async def own_team(connection: Connection, by: Principal, *, on: date) -> UUID | None:
    """Return the team that the caller scores for."""
    if by.member_id is None:
        return None
    found = (await people.read(connection, [by.member_id])).get(by.member_id)
    return None if found is None else team_on(found.teams, on)
