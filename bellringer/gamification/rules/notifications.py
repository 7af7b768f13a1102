"""Who is told of an event, once, and until when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.events import (
    BadgeEarned,
    BadgeTakenBack,
    DealWon,
    Event,
    LevelReached,
    MilestonePassed,
)
from bellringer.gamification.outcome import Announcement, Audience, AwardRevoked
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.freshness import NEWS_LASTS
from bellringer.gamification.rules.goals import MET
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
                audience=_audience(event.owner_kind, event.owner_id),
            )
        case BadgeEarned():
            return _announcement(
                event,
                playbook,
                now,
                kind=NotificationKind.BADGE_AWARDED,
                dedupe_key=f"badge:{event.award_id}",
                params=_badge(event),
                audience=Audience(member_ids=(event.member_id,)),
            )
        case BadgeTakenBack():
            return _announcement(
                event,
                playbook,
                now,
                kind=NotificationKind.BADGE_REVOKED,
                dedupe_key=f"badge-revoked:{event.award_id}",
                params=_badge(event),
                audience=Audience(member_ids=(event.member_id,)),
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
        expires_at=event.occurred_at + NEWS_LASTS,
    )


def _badge(event: BadgeEarned | BadgeTakenBack) -> Mapping[str, str | int]:
    return {"award_id": str(event.award_id), "badge_id": str(event.badge_id)}


def _audience(owner_kind: SubjectKind, owner_id: UUID) -> Audience:
    match owner_kind:
        case SubjectKind.MEMBER:
            return Audience(member_ids=(owner_id,))
        case SubjectKind.TEAM:
            return Audience(team_ids=(owner_id,))
        case SubjectKind.ORGANIZATION:
            return Audience(is_everyone=True)
        case _:
            assert_never(owner_kind)
