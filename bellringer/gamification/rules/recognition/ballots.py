"""What members and admins may do about an open month: nominate, vote, decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AlreadyNominatedError,
    InvalidInputError,
    NotAllowedError,
    NotEligibleError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.rules.permissions import may_administer
from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.rules.recognition.shortlists import SHORTLIST_SIZE, Candidate
from bellringer.words import DecisionMode, LeftOut, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What is known today of someone who may be recognised; a team has no `joined_on`."""

    subject_id: UUID
    joined_on: date | None = None


def check_nomination(
    month: Recognition | None,
    subject_kind: SubjectKind,
    stand: Stand | None,
    by: Principal,
    *,
    own_team_id: UUID | None,
    barred: LeftOut | None,
    has_nominated: bool,
    now: datetime,
) -> Recognition:
    """Refuse a nomination that the month doesn't take, of someone who may not win it, or made before.

    Raises:
        UnknownMemberError, UnknownTeamError: There is no such colleague or team.
        WrongStateError: The month takes no nominations now.
        NotAllowedError: It is oneself, or one's own team.
        NotEligibleError: It is someone who may not be recognised for this month.
        AlreadyNominatedError: The caller has nominated this one before.
    """
    known = _check_known(subject_kind, stand)
    opened = _open(month, now=now)
    if not opened.takes_nominations:
        raise WrongStateError("This month takes no nominations.", path=("month",))
    _check_other(known, by, own_team_id)
    _check_eligible(barred)
    if has_nominated:
        raise AlreadyNominatedError(path=("candidateId",))
    return opened


def check_vote(
    month: Recognition | None,
    subject_kind: SubjectKind,
    stand: Stand | None,
    by: Principal,
    *,
    own_team_id: UUID | None,
    now: datetime,
) -> Recognition:
    """Refuse a vote that the month doesn't take, for oneself, or for someone who does not stand for it.

    Raises:
        UnknownMemberError, UnknownTeamError: There is no such colleague or team.
        WrongStateError: The month takes no votes now.
        NotAllowedError: It is oneself, or one's own team.
        NotEligibleError: It is nobody on the shortlist, and nobody has nominated them.
    """
    known = _check_known(subject_kind, stand)
    opened = _open(month, now=now)
    if not opened.takes_votes:
        raise WrongStateError("This month takes no votes.", path=("month",))
    _check_other(known, by, own_team_id)
    _check_standing(opened, known.subject_id)
    return opened


def check_decision(
    month: Recognition | None,
    stands: Sequence[Stand],
    winner_ids: Sequence[UUID],
    by: Principal,
    *,
    won_before: Collection[UUID],
    now: datetime,
) -> tuple[Recognition, tuple[Candidate, ...]]:
    """Refuse a decision that isn't the caller's, too early, or for someone who does not stand for the month.

    Returns the month and its winners; several win together.

    Raises:
        NotAllowedError: Only an admin decides, and never for oneself.
        WrongStateError: The month is not open, is decided, or takes nominations and votes still.
        InvalidInputError: Nobody is named, or too many, or one twice.
        UnknownMemberError, UnknownTeamError: One of them is no more.
        NotEligibleError: One of them does not stand for the month, or may not win it.
    """
    if not may_administer(by):
        raise NotAllowedError
    opened = _undecided(month)
    if opened.closes_at is not None and now < opened.closes_at:
        raise WrongStateError(
            "Nominations and votes are open still; decide when they are closed.", path=("month",)
        )
    if not 1 <= len(winner_ids) <= SHORTLIST_SIZE or len(set(winner_ids)) < len(winner_ids):
        raise InvalidInputError(
            f"Name 1 to {SHORTLIST_SIZE} winners, each once.", path=("winnerIds",)
        )
    known = {stand.subject_id for stand in stands}
    found = []
    for winner_id in winner_ids:
        if winner_id not in known:
            raise _unknown(opened.subject_kind, "winnerIds")
        if winner_id == by.member_id:
            raise NotAllowedError("Nobody decides for themselves.", path=("winnerIds",))
        found.append(_check_standing(opened, winner_id, field="winnerIds"))
        _check_eligible(LeftOut.WON_BEFORE if winner_id in won_before else None, field="winnerIds")
    return opened, tuple(found)


def _undecided(month: Recognition | None) -> Recognition:
    if month is None or month.edition == 0:
        raise WrongStateError("The standings of this month are not FINAL yet.", path=("month",))
    if month.decided_at is not None or month.decision is not DecisionMode.BY_MANAGER:
        raise WrongStateError("This month is decided.", path=("month",))
    return month


def _open(month: Recognition | None, *, now: datetime) -> Recognition:
    opened = _undecided(month)
    if opened.closes_at is None or now >= opened.closes_at:
        raise WrongStateError("This month takes no nominations or votes now.", path=("month",))
    return opened


def _check_known(subject_kind: SubjectKind, stand: Stand | None) -> Stand:
    if stand is None:
        raise _unknown(subject_kind, "candidateId")
    return stand


def _check_other(stand: Stand, by: Principal, own_team_id: UUID | None) -> None:
    if by.member_id is None:
        raise NotAllowedError("Only a member nominates and votes.")
    if stand.subject_id in {by.member_id, own_team_id, *by.leads}:
        raise NotAllowedError(
            "Nobody nominates or votes for themselves or their own team.", path=("candidateId",)
        )


def _check_standing(
    month: Recognition, subject_id: UUID, *, field: str = "candidateId"
) -> Candidate:
    for each in month.candidates:
        if each.subject_id == subject_id:
            _check_eligible(each.left_out, field=field)
            return each
    raise NotEligibleError(
        "Choose from the shortlist and from those who are nominated.", path=(field,)
    )


def _check_eligible(barred: LeftOut | None, *, field: str = "candidateId") -> None:
    match barred:
        case None:
            return
        case LeftOut.TOO_NEW:
            raise NotEligibleError("They have not been here long enough.", path=(field,))
        case LeftOut.WON_BEFORE:
            raise NotEligibleError("They have won the month before.", path=(field,))


def _unknown(subject_kind: SubjectKind, field: str) -> UnknownMemberError | UnknownTeamError:
    if subject_kind is SubjectKind.TEAM:
        return UnknownTeamError(path=(field,))
    return UnknownMemberError(path=(field,))
