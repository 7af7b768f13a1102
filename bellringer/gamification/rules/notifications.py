"""Who is told of an event, once, and until when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.events import (
    ActivityApproved,
    ActivityRejected,
    BadgeEarned,
    BadgeTakenBack,
    DealWon,
    Event,
    LevelReached,
    MilestonePassed,
    StreakLengthened,
)
from bellringer.gamification.outcome.consequences import AwardRevoked
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.goals.progress import MET
from bellringer.gamification.rules.identity import named_id
from bellringer.words import NotificationKind, SubjectKind


def announce(event: Event, *, playbook: Playbook, now: datetime) -> Announcement | None:
    """Return what to tell of an event, and whom; None if it is for the feed alone.

    Events are made only of what is fresh, so that they may be told without another look.
    """
    match event:
        case MilestonePassed():
            return _announcement(
                event,
                playbook,
                now,
                kind=(
                    NotificationKind.GOAL_MET
                    if MET in (event.percent, *event.also)
                    else NotificationKind.MILESTONE_CROSSED
                ),
                dedupe_key=f"milestone:{event.goal_id}:{event.agreement_no}:{event.percent}",
                params={
                    "goal_id": str(event.goal_id),
                    "agreement_no": event.agreement_no,
                    "percent": event.percent,
                },
                audience=audience_of(event.owner_kind, event.owner_id),
            )
        case BadgeEarned():
            return _announcement(
                event,
                playbook,
                now,
                kind=NotificationKind.BADGE_AWARDED,
                dedupe_key=f"badge:{event.award_id}",
                params=_badge(event),
                audience=_holder(event),
            )
        case BadgeTakenBack():
            return _announcement(
                event,
                playbook,
                now,
                kind=NotificationKind.BADGE_REVOKED,
                dedupe_key=f"badge-revoked:{event.award_id}",
                params=_badge(event),
                audience=_holder(event),
            )
        case LevelReached():
            return _announcement(
                event,
                playbook,
                now,
                kind=NotificationKind.LEVEL_UP,
                dedupe_key=f"level:{event.member_id}:{event.level}",
                params={"level": event.level},
                audience=Audience(member_ids=(event.member_id,)),
            )
        case ActivityApproved():
            return _decided(
                event, playbook, now, NotificationKind.ACTIVITY_APPROVED, event.approved_by
            )
        case ActivityRejected():
            return _decided(
                event, playbook, now, NotificationKind.ACTIVITY_REJECTED, event.rejected_by
            )
        case StreakLengthened():
            run = f"{event.streak_id}:{event.member_id}:{event.started_on.isoformat()}"
            return _announcement(
                event,
                playbook,
                now,
                kind=NotificationKind.STREAK_MILESTONE,
                dedupe_key=f"streak-run:{run}:{event.length}",
                params={"streak_id": str(event.streak_id), "run": event.length},
                audience=Audience(member_ids=(event.member_id,)),
            )
        case DealWon():
            return None
        case _:
            assert_never(event)


def lost(revocations: Iterable[AwardRevoked]) -> list[str]:
    """Return the dedupe keys of what is no longer true, in inboxes and in the feed, without these awards."""
    return [f"badge:{each.award_id}" for each in revocations]


def _announcement(
    event: Event,
    playbook: Playbook,
    now: datetime,
    *,
    kind: NotificationKind,
    dedupe_key: str,
    params: Mapping[str, str | int],
    audience: Audience,
) -> Announcement:
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, dedupe_key),
        kind=kind,
        dedupe_key=dedupe_key,
        params=params,
        audience=audience,
        occurred_at=event.occurred_at,
        expires_at=event.occurred_at + LASTS[kind],
    )


def _decided(
    event: ActivityApproved | ActivityRejected,
    playbook: Playbook,
    now: datetime,
    kind: NotificationKind,
    by: UUID | None,
) -> Announcement:
    params: dict[str, str | int] = {"activity_id": str(event.activity_id)}
    return _announcement(
        event,
        playbook,
        now,
        kind=kind,
        dedupe_key=f"activity-decided:{event.activity_id}",
        params=params if by is None else params | {"by_member_id": str(by)},
        audience=Audience(member_ids=(event.member_id,)),
    )


def _badge(event: BadgeEarned | BadgeTakenBack) -> Mapping[str, str | int]:
    params = {"award_id": str(event.award_id), "badge_id": str(event.badge_id)}
    return params if event.member_id is not None else {**params, "team_id": str(event.team_id)}


def _holder(event: BadgeEarned | BadgeTakenBack) -> Audience:
    if event.member_id is not None:
        return Audience(member_ids=(event.member_id,))
    return Audience(team_ids=() if event.team_id is None else (event.team_id,))


def audience_of(owner_kind: SubjectKind, owner_id: UUID) -> Audience:
    """Return who is told of a goal: its owner; of a team those in it and its leads."""
    match owner_kind:
        case SubjectKind.MEMBER:
            return Audience(member_ids=(owner_id,))
        case SubjectKind.TEAM:
            return Audience(team_ids=(owner_id,))
        case SubjectKind.ORGANIZATION:
            return Audience(is_everyone=True)
        case _:
            assert_never(owner_kind)
