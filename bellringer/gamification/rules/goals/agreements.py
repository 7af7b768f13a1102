"""Agreements: who stands on which side of a goal, and when what was proposed is agreed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotAllowedError, UnknownGoalError, WrongStateError
from bellringer.gamification.facts.goals import AgreementRecord, GoalFacts, GoalRecord
from bellringer.gamification.rules.goals.attainment import SETTLED, proposal
from bellringer.gamification.rules.permissions import leads, may_agree, may_propose
from bellringer.words import (
    GoalKind,
    GoalState,
    PrincipalKind,
    Role,
    SubjectKind,
    Visibility,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Who can speak for a goal today.

    `team_id` is the team itself or the member's team; `leads` are its leads, `admins` the organization's.
    """

    owner_kind: SubjectKind
    owner_id: UUID
    owner_role: Role | None
    team_id: UUID | None
    leads: frozenset[UUID]
    admins: frozenset[UUID]


def check_may_propose(sides: Sides, by: Principal) -> None:
    """Refuse who stands on neither side.

    Raises:
        NotAllowedError: The caller is neither the owner nor leads the owner.
    """
    if not may_propose(
        by, owner_kind=sides.owner_kind, owner_id=sides.owner_id, team_id=sides.team_id
    ):
        raise NotAllowedError(path=("ownerId",))


def is_agreed_at_once(sides: Sides, by: Principal, *, is_requested: bool) -> bool:
    """Tell whether a proposal needs nobody else.

    A member's own goal does not, unless somebody asked for it; nor does what was agreed outside and comes
    by import; nor what the same person proposes for both sides, or for a team that nobody leads.
    """
    if by.kind is not PrincipalKind.MEMBER:
        return True
    match sides.owner_kind:
        case SubjectKind.MEMBER:
            return is_self_set(sides, by) and not is_requested
        case SubjectKind.TEAM:
            is_led_by = by.member_id in sides.leads
            return by.role is Role.ADMIN and (is_led_by or not sides.leads)
        case SubjectKind.ORGANIZATION:
            return True


def is_self_set(sides: Sides, by: Principal) -> bool:
    """Tell whether the caller is the member whose goal it is."""
    return sides.owner_kind is SubjectKind.MEMBER and sides.owner_id == by.member_id


def next_agreement(
    goal: GoalRecord | None, terms: GoalTerms, by: Principal, *, is_agreed: bool, now: datetime
) -> AgreementRecord:
    """Return terms with the next number; a change of a goal is a new agreement."""
    return AgreementRecord(
        agreement_no=1 + (goal.agreements[-1].agreement_no if goal else 0),
        terms=terms,
        proposed_by=by.member_id,
        proposed_at=now,
        agreed_by=by.member_id if is_agreed else None,
        agreed_at=now if is_agreed else None,
    )


def check_change(
    goal: GoalRecord | None, sides: Sides | None, by: Principal
) -> tuple[GoalRecord, Sides]:
    """Return a goal whose terms the caller may propose to change, and its sides.

    Raises:
        UnknownGoalError: There is none, or it is private to others.
        NotAllowedError: The caller stands on neither side.
        WrongStateError: It is cancelled, or a certification or skill that is passed.
    """
    known, side = known_to(goal, sides, by)
    if known.state is GoalState.CANCELLED:
        raise WrongStateError("This goal is cancelled; propose a new one.")
    if known.kind is not GoalKind.NUMBER and known.progress:
        raise WrongStateError("This goal is passed; propose a new one.")
    return known, side


def check_agreement(
    goal: GoalRecord | None, sides: Sides | None, by: Principal, agreement_no: int, *, today: date
) -> AgreementRecord:
    """Return the terms that the caller may put in force.

    A part of a longer goal may be agreed though its own days are over, so that all parts add up.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller is not the other side.
        WrongStateError: These terms no longer wait for an answer, or their time is over.
    """
    known, waiting = _waiting(goal, sides, by, agreement_no)
    if waiting.terms.ends_on <= today and known.parent_id is None:
        raise WrongStateError("The time of these terms is over.")
    return waiting


def check_decline(
    goal: GoalRecord | None, sides: Sides | None, by: Principal, agreement_no: int
) -> tuple[GoalRecord, AgreementRecord]:
    """Return a goal and the terms of it that the caller may decline.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller is not the other side.
        WrongStateError: These terms no longer wait for an answer.
    """
    return _waiting(goal, sides, by, agreement_no)


def _waiting(
    goal: GoalRecord | None, sides: Sides | None, by: Principal, agreement_no: int
) -> tuple[GoalRecord, AgreementRecord]:
    known, side = known_to(goal, sides, by)
    waiting = proposal(known)
    if known.state is GoalState.CANCELLED or waiting is None:
        raise WrongStateError("Nothing about this goal waits to be agreed.")
    if waiting.agreement_no != agreement_no:
        raise WrongStateError("Other terms were proposed meanwhile; read them first.")
    if not may_agree(
        by,
        owner_kind=side.owner_kind,
        owner_id=side.owner_id,
        team_id=side.team_id,
        proposed_by=waiting.proposed_by,
        is_proposed_by_admin=waiting.proposed_by not in side.leads,
    ):
        raise NotAllowedError("The other side agrees to a goal.")
    return known, waiting


def check_cancel(goal: GoalRecord | None, sides: Sides | None, by: Principal) -> GoalRecord:
    """Return a goal that the caller may call off.

    Either side declines what is only proposed, and a member calls off what is self-set; what both sides
    agreed, only the side above the owner calls off.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller's side can't call it off.
        WrongStateError: It is cancelled or settled already.
    """
    known, side = known_to(goal, sides, by)
    if known.state is GoalState.CANCELLED:
        raise WrongStateError("This goal is cancelled already.")
    if known.state in SETTLED:
        raise WrongStateError("This goal is settled and stays on record.")
    is_bound = known.agreement_no > 0 and not known.is_self_set
    if is_bound and not is_above(side, by):
        raise NotAllowedError("What both sides agreed is called off by a manager or an admin.")
    return known


def facts_of(goal: GoalRecord) -> GoalFacts | None:
    """Return a goal in force as the rules of milestones look at it; None without an agreement."""
    for made in goal.agreements:
        if made.agreement_no == goal.agreement_no and goal.metric_key is not None:
            return GoalFacts(
                goal_id=goal.goal_id,
                agreement_no=made.agreement_no,
                owner_kind=goal.owner_kind,
                owner_id=goal.owner_id,
                metric_key=goal.metric_key,
                starts_on=made.terms.starts_on,
                ends_on=made.terms.ends_on,
                target=made.terms.target,
                baseline=made.terms.baseline,
                milestones=made.terms.milestones,
                progress=goal.progress,
                floor_metric_key=goal.floor_metric_key,
                floor_target=made.terms.floor_target,
                floor_progress=goal.floor_progress,
                visibility=goal.visibility,
                is_self_set=goal.is_self_set,
                is_settled=goal.state in SETTLED,
            )
    return None


def is_above(sides: Sides, by: Principal) -> bool:
    """Tell whether the caller leads whoever has the goal: for a member a manager, never oneself."""
    match sides.owner_kind:
        case SubjectKind.MEMBER:
            return leads(by, sides.team_id) and not is_self_set(sides, by)
        case SubjectKind.TEAM:
            return leads(by, sides.owner_id)
        case SubjectKind.ORGANIZATION:
            return by.role is Role.ADMIN


def known_to(
    goal: GoalRecord | None, sides: Sides | None, by: Principal
) -> tuple[GoalRecord, Sides]:
    """Return a goal of which the caller stands on one side.

    Raises:
        UnknownGoalError: There is none, or it is private to others.
        NotAllowedError: The caller stands on neither side.
    """
    if goal is None or sides is None:
        raise UnknownGoalError
    try:
        check_may_propose(sides, by)
    except NotAllowedError:
        if goal.visibility is Visibility.PRIVATE:
            raise UnknownGoalError from None
        raise
    return goal, sides
