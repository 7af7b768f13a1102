"""Agreements: who stands on which side of a goal, and when what was proposed is agreed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID

from bellringer.gamification.commands import GoalTerms, Principal
from bellringer.gamification.errors import NotAllowedError, UnknownGoalError, WrongStateError
from bellringer.gamification.facts import AgreementRecord, GoalFacts, GoalRecord
from bellringer.gamification.outcome import Announcement, Audience
from bellringer.gamification.rules.attainment import proposal
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.permissions import leads, may_agree, may_propose
from bellringer.words import (
    GoalState,
    NotificationKind,
    PrincipalKind,
    Role,
    SubjectKind,
    Visibility,
)

_TOLD_FOR = timedelta(days=7)


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
        WrongStateError: It is cancelled.
    """
    known, side = _known(goal, sides, by)
    if known.state is GoalState.CANCELLED:
        raise WrongStateError("This goal is cancelled; propose a new one.")
    return known, side


def check_agreement(
    goal: GoalRecord | None, sides: Sides | None, by: Principal, agreement_no: int, *, today: date
) -> AgreementRecord:
    """Return the terms that the caller may put in force.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller is not the other side.
        WrongStateError: These terms no longer wait for an answer, or their time is over.
    """
    known, side = _known(goal, sides, by)
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
    if waiting.terms.ends_on <= today:
        raise WrongStateError("The time of these terms is over.")
    return waiting


def check_cancel(goal: GoalRecord | None, sides: Sides | None, by: Principal) -> GoalRecord:
    """Return a goal that the caller may call off.

    Either side declines what is only proposed, and a member calls off what is self-set; what both sides
    agreed, only the side above the owner calls off.

    Raises:
        UnknownGoalError: There is no such goal, or it is private to others.
        NotAllowedError: The caller's side can't call it off.
        WrongStateError: It is cancelled already.
    """
    known, side = _known(goal, sides, by)
    if known.state is GoalState.CANCELLED:
        raise WrongStateError("This goal is cancelled already.")
    is_bound = known.agreement_no > 0 and not known.is_self_set
    if is_bound and not _is_above(side, by):
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
            )
    return None


def tell_proposed(
    goal_id: UUID, made: AgreementRecord, sides: Sides, by: Principal, *, now: datetime
) -> Announcement:
    """Tell the other side that terms wait for an answer."""
    return _announcement(
        NotificationKind.GOAL_PROPOSED, goal_id, made, _other_side(sides, by), by, now=now
    )


def tell_agreed(
    goal_id: UUID, made: AgreementRecord, by: Principal, *, now: datetime
) -> Announcement:
    """Tell who proposed terms that they are agreed."""
    proposed_by = () if made.proposed_by is None else (made.proposed_by,)
    return _announcement(NotificationKind.GOAL_AGREED, goal_id, made, proposed_by, by, now=now)


def asked(goal: GoalRecord) -> tuple[str, ...]:
    """Return the keys under which the other side was asked to agree to a goal's terms."""
    return tuple(
        _key(NotificationKind.GOAL_PROPOSED, goal.goal_id, made) for made in goal.agreements
    )


def _key(kind: NotificationKind, goal_id: UUID, made: AgreementRecord) -> str:
    return f"{kind.lower().replace('_', '-')}:{goal_id}:{made.agreement_no}"


def _announcement(
    kind: NotificationKind,
    goal_id: UUID,
    made: AgreementRecord,
    member_ids: tuple[UUID, ...],
    by: Principal,
    *,
    now: datetime,
) -> Announcement:
    key = _key(kind, goal_id, made)
    return Announcement(
        announcement_id=named_id(now, by.org_id, key),
        kind=kind,
        dedupe_key=key,
        params={
            "goal_id": str(goal_id),
            "agreement_no": made.agreement_no,
            **({} if by.member_id is None else {"by_member_id": str(by.member_id)}),
        },
        audience=Audience(member_ids=member_ids),
        occurred_at=now,
        expires_at=now + _TOLD_FOR,
    )


def _other_side(sides: Sides, by: Principal) -> tuple[UUID, ...]:
    match sides.owner_kind:
        case SubjectKind.MEMBER:
            other = sides.leads or sides.admins if is_self_set(sides, by) else {sides.owner_id}
        case SubjectKind.TEAM:
            other = sides.admins if by.member_id in sides.leads else sides.leads
        case SubjectKind.ORGANIZATION:
            other = sides.admins
        case _:
            assert_never(sides.owner_kind)
    return tuple(sorted(other - {by.member_id}))


def _is_above(sides: Sides, by: Principal) -> bool:
    match sides.owner_kind:
        case SubjectKind.MEMBER:
            return leads(by, sides.team_id) and not is_self_set(sides, by)
        case SubjectKind.TEAM:
            return leads(by, sides.owner_id)
        case SubjectKind.ORGANIZATION:
            return by.role is Role.ADMIN


def _known(goal: GoalRecord | None, sides: Sides | None, by: Principal) -> tuple[GoalRecord, Sides]:
    if goal is None or sides is None:
        raise UnknownGoalError
    try:
        check_may_propose(sides, by)
    except NotAllowedError:
        if goal.visibility is Visibility.PRIVATE:
            raise UnknownGoalError from None
        raise
    return goal, sides
