"""Share what went well, or take it out of the library."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.lessons import RemoveLesson, ShareLesson
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import UnknownTeamError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.coaching.lessons import check_removal, check_sharer
from bellringer.gamification.rules.texts import NOTE_LIMIT, TITLE_LIMIT, checked
from bellringer.gamification.store import people, playbook, teams
from bellringer.gamification.store.coaching import lessons
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def share_lesson(connection: Connection, command: ShareLesson, *, now: datetime) -> UUID:
    """Put a lesson into the library of a team, or of all, and return its id.

    Raises:
        InvalidTextError: Title or text are missing or too long.
        UnknownTeamError: There is no such team.
        NotAllowedError: It is no member, or another team.
    """
    title = checked(command.title, limit=TITLE_LIMIT, field="title")
    text = checked(command.text, limit=NOTE_LIMIT, field="text")
    if command.team_id is not None and not await teams.exists(connection, command.team_id):
        raise UnknownTeamError(path=("teamId",))
    own = await _own_team(connection, command.by, now=now)
    author = check_sharer(command.by, command.team_id, own_team_id=own)
    lesson_id = new_id()
    await lessons.insert(
        connection,
        lesson_id,
        by_member_id=author,
        team_id=command.team_id,
        title=title,
        text=text,
        now=now,
    )
    return lesson_id


async def remove_lesson(connection: Connection, command: RemoveLesson, *, now: datetime) -> None:
    """Take a lesson out of the library.

    Raises:
        NotFoundError: It is not there, or for others.
        NotAllowedError: It is another's.
    """
    found = await lessons.lock(connection, command.lesson_id)
    check_removal(command.by, found, own_team_id=await _own_team(connection, command.by, now=now))
    await lessons.remove(connection, command.lesson_id, now=now)


async def _own_team(connection: Connection, by: Principal, *, now: datetime) -> UUID | None:
    plays = await playbook.read(connection)
    members = await people.read(connection, {by.member_id} if by.member_id else ())
    own = next(iter(members.values()), None)
    return team_on(own.teams, organization_day(plays.calendars, now)) if own else None
