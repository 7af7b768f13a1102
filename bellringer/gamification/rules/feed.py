"""What colleagues see of an event: one post for the team concerned, or for the organization."""

from collections.abc import Mapping
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
from bellringer.gamification.outcome import FeedPost
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.identity import named_id
from bellringer.words import FeedKind, SubjectKind, Visibility


def posts(event: Event, *, playbook: Playbook, now: datetime) -> tuple[FeedPost, ...]:
    """Return the posts that celebrate an event; a private goal and what was taken back have none.

    A member without a team celebrates before the whole organization.
    """
    match event:
        case DealWon():
            return (
                _post(
                    playbook,
                    now,
                    audience_id=event.team_id,
                    kind=FeedKind.DEAL_WON,
                    dedupe_key=f"deal:{event.activity_id}",
                    member_id=event.member_id,
                    params={
                        "activity_id": str(event.activity_id),
                        "amount_minor": event.amount_minor,
                    },
                    occurred_at=event.occurred_at,
                ),
            )
        case MilestonePassed():
            if event.visibility is Visibility.PRIVATE:
                return ()
            return (
                _post(
                    playbook,
                    now,
                    audience_id=_team(event),
                    kind=FeedKind.MILESTONE_CROSSED,
                    dedupe_key=f"milestone:{event.goal_id}:{event.agreement_no}:{event.percent}",
                    member_id=(event.owner_id if event.owner_kind is SubjectKind.MEMBER else None),
                    params={"goal_id": str(event.goal_id), "percent": event.percent},
                    occurred_at=event.occurred_at,
                ),
            )
        case BadgeEarned():
            return (
                _post(
                    playbook,
                    now,
                    audience_id=event.team_id,
                    kind=FeedKind.BADGE_AWARDED,
                    dedupe_key=f"badge:{event.award_id}",
                    member_id=event.member_id,
                    params={
                        "award_id": str(event.award_id),
                        "badge_id": str(event.badge_id),
                    },
                    occurred_at=event.occurred_at,
                ),
            )
        case BadgeTakenBack() | LevelReached():
            return ()
        case _:
            assert_never(event)


def _team(event: MilestonePassed) -> UUID | None:
    """Return the team that a milestone is shown to; None for the organization."""
    if event.visibility is Visibility.ORGANIZATION:
        return None
    return event.owner_id if event.owner_kind is SubjectKind.TEAM else event.team_id


def _post(
    playbook: Playbook,
    now: datetime,
    *,
    audience_id: UUID | None,
    kind: FeedKind,
    dedupe_key: str,
    member_id: UUID | None,
    params: Mapping[str, str | int],
    occurred_at: datetime,
) -> FeedPost:
    return FeedPost(
        post_id=named_id(now, playbook.org_id, "post", dedupe_key),
        audience_id=audience_id or playbook.org_id,
        kind=kind,
        dedupe_key=dedupe_key,
        member_id=member_id,
        params=params,
        occurred_at=occurred_at,
    )
