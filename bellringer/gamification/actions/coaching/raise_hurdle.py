"""Say what is in a team's way, and that it is not any more."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.hold_meeting import own_team
from bellringer.gamification.commands.coaching.meetings import RaiseHurdle, ResolveHurdle
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import meetings as rules
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import playbook
from bellringer.gamification.store.coaching import meetings
from bellringer.models.database import Connection


async def raise_hurdle(connection: Connection, command: RaiseHurdle, *, now: datetime) -> int:
    """Put something that is in the way before a meeting, also while it is held, and return its number.

    Raises:
        NotAllowedError: The caller is no member.
        NotFoundError: There is no such meeting, or none of the caller's teams.
        WrongStateError: It was called off.
        InvalidInputError: The meeting has as many as it takes.
        InvalidTextError: The words can't be stored.
    """
    by = command.by
    if by.member_id is None:
        raise NotAllowedError("Members say what is in their way.")
    plays = await playbook.read(connection)
    found = await meetings.lock(connection, command.meeting_id)
    team_id = await own_team(connection, by, on=organization_day(plays.calendars, now))
    meeting = rules.checked(by, found, own_team_id=team_id)
    shown = (await meetings.hurdles(connection, [meeting.meeting_id]))[meeting.meeting_id]
    rules.check_room([each for each in shown if each.meeting_id == meeting.meeting_id])
    text = checked(command.text, limit=REASON_LIMIT, field="text")
    return await meetings.raise_hurdle(
        connection, meeting.meeting_id, text, by_member_id=by.member_id, now=now
    )


async def resolve_hurdle(connection: Connection, command: ResolveHurdle, *, now: datetime) -> UUID:
    """Say that a hurdle is not in the way any more, or that it is again, and return the meeting's id.

    Raises:
        NotFoundError: There is no such meeting of the caller's teams, or no such hurdle.
        WrongStateError: The meeting was called off.
        NotAllowedError: It is another's, and the caller does not lead the team.
    """
    plays = await playbook.read(connection)
    found = await meetings.lock(connection, command.meeting_id)
    team_id = await own_team(connection, command.by, on=organization_day(plays.calendars, now))
    meeting = rules.checked(command.by, found, own_team_id=team_id)
    shown = (await meetings.hurdles(connection, [meeting.meeting_id]))[meeting.meeting_id]
    hurdle = next(
        (
            each
            for each in shown
            if (each.meeting_id, each.hurdle_no) == (meeting.meeting_id, command.hurdle_no)
        ),
        None,
    )
    rules.check_resolves(command.by, meeting, hurdle)
    await meetings.resolve_hurdle(
        connection,
        *(meeting.meeting_id, command.hurdle_no),
        by_member_id=command.by.member_id if command.is_resolved else None,
        at=now if command.is_resolved else None,
    )
    return meeting.meeting_id
