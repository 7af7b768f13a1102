"""What is told of goals besides milestones: that terms wait, are agreed or declined, and that evidence waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.goals.agreements import Sides, is_self_set
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.notifications import audience_of
from bellringer.words import NotificationKind, SubjectKind


def tell_proposed(
    goal_id: UUID, made: AgreementRecord, sides: Sides, by: Principal, *, now: datetime
) -> Announcement:
    """Tell the other side that terms wait for an answer."""
    return _announcement(
        NotificationKind.GOAL_PROPOSED, goal_id, made, _other_side(sides, by), by, now=now
    )


def tell_split(
    whole: GoalRecord, parts: Sequence[GoalRecord], sides: Sides, by: Principal, *, now: datetime
) -> Announcement:
    """Tell the other side, once for all, that the parts of a goal wait for an answer; it opens the whole."""
    return _announcement(
        NotificationKind.GOAL_PROPOSED,
        whole.goal_id,
        parts[0].agreements[-1],
        _other_side(sides, by),
        by,
        key=f"goal-split:{whole.goal_id}:{parts[0].goal_id}",
        now=now,
    )


def tell_agreed(
    agreed: Iterable[tuple[GoalRecord, AgreementRecord]], by: Principal, *, now: datetime
) -> tuple[Announcement, ...]:
    """Tell who proposed terms that they are agreed; of several parts of one goal, once and of the whole."""
    told: dict[tuple[UUID, UUID], list[tuple[GoalRecord, AgreementRecord]]] = {}
    for goal, made in agreed:
        if made.proposed_by is not None:
            told.setdefault((goal.parent_id or goal.goal_id, made.proposed_by), []).append(
                (goal, made)
            )
    return tuple(
        _announcement(
            NotificationKind.GOAL_AGREED,
            goals[0][0].goal_id if len(goals) == 1 else whole_id,
            goals[0][1],
            Audience(member_ids=(proposed_by,)),
            by,
            key=_key(NotificationKind.GOAL_AGREED, goals[0][0].goal_id, goals[0][1]),
            now=now,
        )
        for (whole_id, proposed_by), goals in told.items()
    )


def tell_declined(
    goal_id: UUID, made: AgreementRecord, by: Principal, *, now: datetime
) -> Announcement:
    """Tell who proposed terms that they are declined."""
    proposer = Audience(member_ids=() if made.proposed_by is None else (made.proposed_by,))
    return _announcement(NotificationKind.GOAL_DECLINED, goal_id, made, proposer, by, now=now)


def tell_submitted(
    goal: GoalRecord, sides: Sides, step_no: int, by: Principal, *, now: datetime
) -> Announcement:
    """Tell who can confirm it that evidence waits."""
    return _announcement(
        NotificationKind.GOAL_SUBMITTED,
        goal.goal_id,
        terms_shown(goal),
        Audience(member_ids=tuple(sorted((sides.leads or sides.admins) - {by.member_id}))),
        by,
        key=f"goal-submitted:{goal.goal_id}:{step_no}",
        now=now,
    )


def tell_failed(goal: GoalRecord, by: Principal, *, now: datetime) -> Announcement:
    """Tell the owner that a certification or skill is not passed."""
    return _announcement(
        NotificationKind.GOAL_FAILED,
        goal.goal_id,
        terms_shown(goal),
        audience_of(goal.owner_kind, goal.owner_id),
        by,
        now=now,
    )


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
    audience: Audience,
    by: Principal,
    *,
    key: str | None = None,
    now: datetime,
) -> Announcement:
    key = key or _key(kind, goal_id, made)
    return Announcement(
        announcement_id=named_id(now, by.org_id, key),
        kind=kind,
        dedupe_key=key,
        params={
            "goal_id": str(goal_id),
            "agreement_no": made.agreement_no,
            **({} if by.member_id is None else {"by_member_id": str(by.member_id)}),
        },
        audience=audience,
        occurred_at=now,
        expires_at=now + LASTS[kind],
    )


def _other_side(sides: Sides, by: Principal) -> Audience:
    match sides.owner_kind:
        case SubjectKind.MEMBER:
            other = sides.leads or sides.admins if is_self_set(sides, by) else {sides.owner_id}
        case SubjectKind.TEAM:
            other = sides.admins if by.member_id in sides.leads else sides.leads
        case SubjectKind.ORGANIZATION:
            other = sides.admins
        case _:
            assert_never(sides.owner_kind)
    return Audience(member_ids=tuple(sorted(other - {by.member_id})))
