"""Leaving a competition while it is LIVE, and standing in for who has left."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    NotEligibleError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.rules.calendars.periods import local_date
from bellringer.gamification.rules.competitions.lifecycle import Entrants, unknown
from bellringer.gamification.rules.permissions import leads, may_administer
from bellringer.words import CompetitionState, SubjectKind

_DAY = timedelta(days=1)


def leave(
    competition: Competition,
    participant_id: UUID,
    stand_in_id: UUID | None,
    entrants: Entrants,
    by: Principal,
    *,
    now: datetime,
) -> Competition:
    """Let a participant leave with the end of today; a stand-in counts for the place from tomorrow on.

    Who has left without one may still be given one, from tomorrow on.

    Raises:
        WrongStateError: The competition is not LIVE, ends today, or the place has a stand-in.
        UnknownMemberError: There is no such participant, or no such active member to stand in.
        InvalidInputError: A team has no stand-in, or the stand-in takes part already.
        NotAllowedError: The caller does not lead the stand-in.
        NotEligibleError: The stand-in hides from boards.
    """
    if competition.state is not CompetitionState.LIVE:
        raise WrongStateError("It is not LIVE.", path=("competitionId",))
    place = next(
        (each for each in competition.participants if each.subject_id == participant_id), None
    )
    if place is None:
        raise unknown(competition.subject_kind, "participantId")
    if place.stand_in_id is not None or (place.left_on is not None and stand_in_id is None):
        raise WrongStateError("They have left already.", path=("participantId",))
    tomorrow = local_date(now, competition.timezone) + _DAY
    if tomorrow >= competition.terms.ends_on:
        raise WrongStateError("It ends today; nobody leaves it before.", path=("competitionId",))
    if stand_in_id is not None:
        _check_stand_in(competition, stand_in_id, entrants, by)
    changed = replace(
        place,
        left_on=tomorrow if place.left_on is None else place.left_on,
        stand_in_id=stand_in_id,
        stand_in_on=tomorrow if stand_in_id else None,
    )
    return replace(
        competition,
        participants=tuple(changed if each is place else each for each in competition.participants),
    )


def _check_stand_in(
    competition: Competition, stand_in_id: UUID, entrants: Entrants, by: Principal
) -> None:
    if competition.subject_kind is SubjectKind.TEAM:
        raise InvalidInputError("Nobody stands in for a team.", path=("standInId",))
    found = entrants.get(stand_in_id)
    if found is None:
        raise UnknownMemberError(path=("standInId",))
    busy = competition.participant_ids | {each.stand_in_id for each in competition.participants}
    if stand_in_id in busy:
        raise InvalidInputError("They take part already.", path=("standInId",))
    if not may_administer(by) and not leads(by, found.team_id):
        raise NotAllowedError("They are not of your teams; ask an admin.", path=("standInId",))
    if found.is_hidden:
        raise NotEligibleError("They hide from boards.", path=("standInId",))
