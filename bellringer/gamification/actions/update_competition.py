"""Change a competition that has not begun: its terms, and who takes part."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.carry_competitions import carry_on, tell
from bellringer.gamification.commands.competitions import ChangeParticipants, UpdateCompetition
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import InvalidInputError, WrongStateError
from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.competitions.lifecycle import (
    Entrants,
    begins_at,
    check_numbers,
    check_open,
    check_runs,
    known,
    over_at,
    with_participants,
)
from bellringer.gamification.rules.competitions.terms import checked_terms
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.competitions import reading, writing
from bellringer.models.database import Connection
from bellringer.words import CompetitionState


async def update_competition(
    connection: Connection, command: UpdateCompetition, *, now: datetime
) -> None:
    """Give a competition other terms before it begins.

    Raises:
        UnknownCompetitionError: There is none, or none that the caller may know of.
        NotAllowedError: The caller does not run it.
        CompetitionLockedError: It has begun.
        InvalidInputError, InvalidTextError, UnknownMetricError: A part of its terms can't be.
        WrongStateError: It is scheduled, and could not take place like that.
    """
    plays = await playbook.read(connection)
    competition, entrants = await hold(
        connection, plays, command.competition_id, command.by, now=now
    )
    check_open(competition, now=now)
    terms = checked_terms(plays, command.terms)
    if competition.participants and terms.subject_kind is not competition.subject_kind:
        raise InvalidInputError(
            "Take out first who takes part: members and teams don't mix.", path=("subjectKind",)
        )
    changed = replace(competition, terms=terms)
    await _write(connection, plays, changed, entrants, now=now)
    details = {"competition_id": str(competition.competition_id)}
    await audit.append(connection, command.by, "competition.update", details, now=now)


async def change_participants(
    connection: Connection, command: ChangeParticipants, *, now: datetime
) -> None:
    """Let others take part before it begins, or some no more.

    Raises:
        UnknownCompetitionError: There is none, or none that the caller may know of.
        NotAllowedError: The caller does not run it, or does not lead one of those to add.
        CompetitionLockedError: It has begun.
        UnknownMemberError, UnknownTeamError: There is no such member or team to add.
        NotEligibleError: One of them hides from boards.
        InvalidInputError: They are too many.
        WrongStateError: It is scheduled, and they are too few or too many for its kind.
    """
    plays = await playbook.read(connection)
    competition, entrants = await hold(
        connection, plays, command.competition_id, command.by, more=command.add_ids, now=now
    )
    check_open(competition, now=now)
    changed = with_participants(
        competition,
        add_ids=command.add_ids,
        remove_ids=command.remove_ids,
        entrants=entrants,
        by=command.by,
    )
    await _write(connection, plays, changed, entrants, now=now)
    details = {
        "competition_id": str(competition.competition_id),
        "added": [str(each) for each in command.add_ids],
        "removed": [str(each) for each in command.remove_ids],
    }
    await audit.append(connection, command.by, "competition.participants", details, now=now)


async def hold(
    connection: Connection,
    plays: Playbook,
    competition_id: UUID,
    by: Principal,
    *,
    more: Collection[UUID] = (),
    now: datetime,
) -> tuple[Competition, Entrants]:
    """Lock a competition that the caller runs; also return who of its participants, and of more, could take part.

    Raises:
        UnknownCompetitionError: There is none, or none that the caller may know of.
        NotAllowedError: The caller does not run it.
    """
    competition = known(await reading.lock(connection, competition_id), by)
    entrants = await reading.entrants(
        connection,
        competition.subject_kind,
        competition.participant_ids | set(more),
        on=organization_day(plays.calendars, now),
    )
    check_runs(competition, by, entrants)
    return competition, entrants


async def _write(
    connection: Connection,
    plays: Playbook,
    changed: Competition,
    entrants: Entrants,
    *,
    now: datetime,
) -> None:
    is_scheduled = changed.state is CompetitionState.SCHEDULED
    if is_scheduled:
        check_numbers(changed, entrants)
        if over_at(changed) <= now:
            raise WrongStateError("Its dates are over; give it others.", path=("endsOn",))
    await writing.write(connection, changed, next_at=begins_at(changed) if is_scheduled else None)
    # dates that have begun already count from their first day, at once
    await tell(connection, plays, [await carry_on(connection, plays, changed, now=now)], now=now)
