"""Draft a competition."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.competitions import CreateCompetition
from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.rules.calendars.periods import organization_day, organization_zone
from bellringer.gamification.rules.competitions.lifecycle import (
    check_may_draft,
    with_participants,
)
from bellringer.gamification.rules.competitions.terms import checked_terms
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.competitions import reading, writing
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import CompetitionState


async def create_competition(
    connection: Connection, command: CreateCompetition, *, now: datetime
) -> UUID:
    """Draft a competition in the organization's zone of today, and return its id; nothing counts yet.

    Raises:
        NotAllowedError: Only managers, for their own teams, and admins draft competitions.
        InvalidInputError, InvalidTextError, UnknownMetricError: A part of its terms can't be.
        UnknownMemberError, UnknownTeamError: There is no such member or team.
        NotEligibleError: One of them hides from boards.
    """
    by = command.by
    check_may_draft(by)
    plays = await playbook.read(connection)
    terms = checked_terms(plays, command.terms)
    competition_id = new_id()
    empty = Competition(
        competition_id=competition_id,
        series_id=competition_id,
        number=1,
        terms=terms,
        timezone=organization_zone(plays.calendars, now),
        state=CompetitionState.DRAFT,
        participants=(),
        created_by=by.member_id,
        created_at=now,
    )
    today = organization_day(plays.calendars, now)
    entrants = await reading.entrants(
        connection, empty.subject_kind, command.participant_ids, on=today
    )
    drafted = with_participants(
        empty, add_ids=command.participant_ids, remove_ids=(), entrants=entrants, by=by
    )
    await writing.write(connection, drafted, next_at=None)
    details = {"competition_id": str(competition_id), "kind": terms.kind}
    await audit.append(connection, by, "competition.create", details, now=now)
    return competition_id
