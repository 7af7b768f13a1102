"""Who may run a competition, and what may still be done to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    CompetitionLockedError,
    InvalidInputError,
    NotAllowedError,
    NotEligibleError,
    UnknownCompetitionError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.facts.competitions import Competition, Participant
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import local_date, starts_at
from bellringer.gamification.rules.competitions.places import stints_of
from bellringer.gamification.rules.competitions.terms import comes_again
from bellringer.gamification.rules.permissions import leads, may_administer
from bellringer.words import CompetitionKind, CompetitionState, PeriodKind, Role, SubjectKind

MOST_PARTICIPANTS = 100
_DAY = timedelta(days=1)

_AT_LEAST = {
    CompetitionKind.MOST_WINS: 2,
    CompetitionKind.RACE_TO_TARGET: 2,
    CompetitionKind.HEAD_TO_HEAD: 2,
    CompetitionKind.TEAM_VS_TEAM: 2,
    CompetitionKind.MISSION: 1,
}
_OPEN = (CompetitionState.DRAFT, CompetitionState.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A member or team of today that could take part; `team_id` is the member's team, or the team itself."""

    subject_id: UUID
    team_id: UUID | None
    is_hidden: bool = False


Entrants = Mapping[UUID, Entrant]


def begins_at(competition: Competition) -> datetime:
    """Return the first instant of a competition."""
    return starts_at(competition.terms.starts_on, competition.timezone)


def over_at(competition: Competition) -> datetime:
    """Return the instant at which a competition ends."""
    return starts_at(competition.terms.ends_on, competition.timezone)


def board_of(competition: Competition, board_id: int) -> Board:
    """Return the board that a competition owns: its dates are the one period, its participants the only ones.

    Who takes part is seen: nobody hides from it.
    """
    terms = competition.terms
    return Board(
        board_id=board_id,
        board_key=f"competition-{competition.competition_id}",
        title=terms.title,
        subject_kind=competition.subject_kind,
        metric_key=terms.metric_key,
        score_kind=terms.score_kind,
        period=PeriodKind.SEASON,
        tie_policy=terms.tie_policy,
        timezone=competition.timezone,
        span=(terms.starts_on, terms.ends_on),
        participants=competition.participant_ids,
        stints=stints_of(competition.participants),
        allows_hiding=False,
    )


def known(competition: Competition | None, by: Principal) -> Competition:
    """Return a competition that the caller may know of; a draft is its maker's and the admins'.

    Raises:
        UnknownCompetitionError: There is none.
    """
    if competition is None or not may_see(competition, by):
        raise UnknownCompetitionError(path=("competitionId",))
    return competition


def may_see(competition: Competition, by: Principal) -> bool:
    """Tell whether the caller may see a competition."""
    return (
        competition.state is not CompetitionState.DRAFT
        or may_administer(by)
        or (by.member_id is not None and competition.created_by == by.member_id)
    )


def check_may_draft(by: Principal) -> None:
    """Pass a manager or an admin.

    Raises:
        NotAllowedError: It is neither.
    """
    if by.role not in (Role.MANAGER, Role.ADMIN):
        raise NotAllowedError


def check_runs(competition: Competition, by: Principal, entrants: Entrants) -> None:
    """Pass who may run a competition: an admin any, a manager one whose participants are all led by them.

    Without participants it is the one that made it.

    Raises:
        NotAllowedError: The caller may not.
    """
    check_may_draft(by)
    if may_administer(by):
        return
    present = [entrants[each] for each in competition.participant_ids if each in entrants]
    if not present and competition.created_by != by.member_id:
        raise NotAllowedError
    if any(not leads(by, each.team_id) for each in present):
        raise NotAllowedError("Somebody takes part who is not of your teams; ask an admin.")


def check_open(competition: Competition, *, now: datetime) -> None:
    """Pass a competition that has not begun.

    Raises:
        CompetitionLockedError: It is LIVE, and so its rules are locked; or it is over.
    """
    has_begun = competition.state is CompetitionState.SCHEDULED and begins_at(competition) <= now
    if competition.state not in _OPEN or has_begun:
        raise CompetitionLockedError(path=("competitionId",))


def with_participants(
    competition: Competition,
    *,
    add_ids: Collection[UUID],
    remove_ids: Collection[UUID],
    entrants: Entrants,
    by: Principal,
) -> Competition:
    """Return a competition with others taking part.

    Raises:
        UnknownMemberError, UnknownTeamError: There is no such member or team to add.
        NotAllowedError: A manager does not lead one of them.
        NotEligibleError: One of them hides from boards.
        InvalidInputError: They are too many.
    """
    for each in add_ids:
        found = entrants.get(each)
        if found is None:
            raise unknown(competition.subject_kind, "addIds")
        if not may_administer(by) and not leads(by, found.team_id):
            raise NotAllowedError("Somebody is not of your teams; ask an admin.", path=("addIds",))
        if found.is_hidden:
            raise NotEligibleError(
                "Somebody hides from boards; who takes part is seen.", path=("addIds",)
            )
    chosen = (competition.participant_ids - set(remove_ids)) | set(add_ids)
    if len(chosen) > MOST_PARTICIPANTS:
        raise InvalidInputError(f"At most {MOST_PARTICIPANTS} take part.", path=("addIds",))
    return replace(
        competition, participants=tuple(Participant(subject_id=each) for each in sorted(chosen))
    )


def check_complete(competition: Competition, entrants: Entrants, *, now: datetime) -> None:
    """Pass a draft that can take place.

    Raises:
        WrongStateError: It is no draft, its time is over, or too few or too many take part for its kind.
    """
    if competition.state is not CompetitionState.DRAFT:
        raise WrongStateError("Only a draft can be scheduled.", path=("competitionId",))
    if over_at(competition) <= now:
        raise WrongStateError("Its dates are over; give it others.", path=("competitionId",))
    check_numbers(competition, entrants)


def check_numbers(competition: Competition, entrants: Entrants) -> None:
    """Pass a competition in which as many take part as its kind asks for.

    Raises:
        WrongStateError: They are too few or too many, or somebody is no more.
    """
    if not can_take_place(competition):
        raise WrongStateError(
            f"Two meet head to head; at least {_AT_LEAST[competition.terms.kind]} take part in this.",
            path=("competitionId",),
        )
    if competition.participant_ids - set(entrants):
        raise WrongStateError(
            "Somebody who takes part is no more; take them out.", path=("competitionId",)
        )


def can_take_place(competition: Competition) -> bool:
    """Tell whether as many take part as its kind asks for."""
    kind, number = competition.terms.kind, len(competition.participants)
    most = _AT_LEAST[kind] if kind is CompetitionKind.HEAD_TO_HEAD else MOST_PARTICIPANTS
    return _AT_LEAST[kind] <= number <= most


def following(
    playbook: Playbook, competition: Competition, *, competition_id: UUID, now: datetime
) -> Competition | None:
    """Return the competition that comes after one of a series, with the same participants; None if none does.

    Stand-ins stood in for that once.
    """
    terms = comes_again(playbook, competition.terms)
    if terms is None:
        return None
    return Competition(
        competition_id=competition_id,
        series_id=competition.series_id,
        number=competition.number + 1,
        terms=terms,
        timezone=competition.timezone,
        state=CompetitionState.SCHEDULED,
        participants=tuple(
            Participant(subject_id=each.subject_id) for each in competition.participants
        ),
        created_by=competition.created_by,
        created_at=now,
    )


def check_cancel(competition: Competition) -> None:
    """Pass a competition that can be called off.

    Raises:
        WrongStateError: It is FINAL, or cancelled already.
    """
    if competition.state in (CompetitionState.FINAL, CompetitionState.CANCELLED):
        raise WrongStateError("It is over; nothing is left to cancel.", path=("competitionId",))


def ends_early_on(
    competition: Competition, scores: Collection[int], *, now: datetime
) -> date | None:
    """Return the day after the last of a race whose target is seen to be reached, if that is earlier."""
    terms = competition.terms
    if not terms.ends_when_reached or terms.target is None:
        return None
    if not any(score >= terms.target for score in scores):
        return None
    tomorrow = local_date(now, competition.timezone) + _DAY
    return tomorrow if tomorrow < terms.ends_on else None


def unknown(kind: SubjectKind, field: str) -> UnknownMemberError | UnknownTeamError:
    """Return the refusal of somebody who is no member, or no team."""
    if kind is SubjectKind.TEAM:
        return UnknownTeamError(path=(field,))
    return UnknownMemberError(path=(field,))
