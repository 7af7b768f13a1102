"""Invite a team, or everybody, to celebrate."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.celebrations import CreateCelebration
from bellringer.gamification.errors import UnknownTeamError
from bellringer.gamification.events import Changed
from bellringer.gamification.rules import celebrations as rules
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.store import celebrations, feed, outbox, playbook, teams
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_celebration(
    connection: Connection, command: CreateCelebration, *, now: datetime
) -> UUID:
    """Write a celebration, post it to those invited, and return its id.

    Raises:
        InvalidTextError: The title is missing, or a text too long.
        UnknownTeamError: There is no such team.
        NotAllowedError: The caller does not lead the team; everybody is invited by an admin.
        InvalidInputError: It has begun or lies too far ahead, or honours too many awards, or one twice.
        UnknownAwardError: An award is not there, was taken back, or its badge is secret.
    """
    by, team_id = command.by, command.team_id
    terms = rules.worded(command.terms)
    plays = await playbook.read(connection)
    if team_id is not None and not await teams.exists(connection, team_id):
        raise UnknownTeamError(path=("teamId",))
    rules.check_host(by, team_id)
    today = organization_day(plays.calendars, now)
    honoured = await celebrations.awards(connection, terms.award_ids, on=today)
    rules.check_terms(terms, honoured, now=now)
    celebration_id = new_id()
    await celebrations.insert(
        connection, celebration_id, terms, team_id=team_id, by_member_id=by.member_id, now=now
    )
    audiences = await feed.append(
        connection, [rules.invite(plays, celebration_id, team_id=team_id, now=now)], now=now
    )
    await outbox.ring(connection, Changed(org_id=plays.org_id, feed_audience_ids=audiences))
    return celebration_id
