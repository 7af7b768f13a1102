"""What colleagues see of an event: one post for the team concerned, or for the organization."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.gamification.errors import InvalidInputError
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
from bellringer.gamification.outcome.consequences import Consequences
from bellringer.gamification.outcome.news import FeedPost
from bellringer.gamification.playbook.feed import FeedSettings
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.notifications import lost
from bellringer.words import DealSize, FeedKind, SubjectKind, Visibility

MOST_KUDOS_A_DAY = 100
LONGEST_KUDOS_PAUSE_HOURS = 720
LARGEST_AMOUNT = 10**15


def feed_settings(command: UpdateOrganization, before: FeedSettings) -> FeedSettings:
    """Return what an organization sets about its feed from now on; None leaves what was before.

    Raises:
        InvalidInputError: A number lies outside of its limits, or a large deal is not larger than a medium one.
    """
    asked = {
        "kudos_a_day": (command.kudos_a_day, MOST_KUDOS_A_DAY),
        "kudos_pause_hours": (command.kudos_pause_hours, LONGEST_KUDOS_PAUSE_HOURS),
        "medium_deal_minor": (command.medium_deal_minor, LARGEST_AMOUNT),
        "large_deal_minor": (command.large_deal_minor, LARGEST_AMOUNT),
    }
    for field, (value, most) in asked.items():
        if value is not None and not 0 <= value <= most:
            raise InvalidInputError(f"This lies between 0 and {most}.", path=(field,))
    after = replace(
        before, **{field: value for field, (value, _) in asked.items() if value is not None}
    )
    medium, large = after.medium_deal_minor, after.large_deal_minor
    if (medium, large) != (0, 0) and not 0 < medium < large:
        raise InvalidInputError(
            "A large deal is larger than a medium one, and that larger than 0; both are 0 for no sizes.",
            path=("large_deal_minor",),
        )
    return after


def deal_size(settings: FeedSettings, amount_minor: int) -> DealSize | None:
    """Return how big a deal is; None where the organization has set no sizes."""
    if settings.medium_deal_minor == 0:
        return None
    if amount_minor >= settings.large_deal_minor:
        return DealSize.LARGE
    return DealSize.MEDIUM if amount_minor >= settings.medium_deal_minor else DealSize.SMALL


def posts(event: Event, *, playbook: Playbook, now: datetime) -> tuple[FeedPost, ...]:
    """Return the posts that celebrate an event; private goals, secret badges and what was taken back have none.

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
                    params=_deal(event, deal_size(playbook.feed, event.amount_minor)),
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
                    dedupe_key=_milestone(event.goal_id, event.agreement_no, event.percent),
                    member_id=(event.owner_id if event.owner_kind is SubjectKind.MEMBER else None),
                    params={"goal_id": str(event.goal_id), "percent": event.percent},
                    occurred_at=event.occurred_at,
                ),
            )
        case BadgeEarned():
            if event.is_retroactive or _is_secret(playbook, event.badge_id):
                return ()
            return (
                _post(
                    playbook,
                    now,
                    # what a whole team has won is shown to all
                    audience_id=event.team_id if event.member_id is not None else None,
                    kind=FeedKind.BADGE_AWARDED,
                    dedupe_key=f"badge:{event.award_id}",
                    member_id=event.member_id,
                    params={
                        "award_id": str(event.award_id),
                        "badge_id": str(event.badge_id),
                    }
                    | ({"team_id": str(event.team_id)} if event.member_id is None else {}),
                    occurred_at=event.occurred_at,
                ),
            )
        case (
            BadgeTakenBack()
            | LevelReached()
            | StreakLengthened()
            | ActivityApproved()
            | ActivityRejected()
        ):
            return ()
        case _:
            assert_never(event)


def no_longer_true(consequences: Consequences) -> list[str]:
    """Return the dedupe keys of posts that what follows takes back: of awards, and of milestones."""
    return [
        *lost(consequences.revocations),
        *(
            _milestone(each.goal_id, each.agreement_no, each.percent)
            for each in consequences.uncrossings
        ),
    ]


def _milestone(goal_id: UUID, agreement_no: int, percent: int) -> str:
    return f"milestone:{goal_id}:{agreement_no}:{percent}"


def _deal(event: DealWon, size: DealSize | None) -> Mapping[str, str | int]:
    params: dict[str, str | int] = {
        "activity_id": str(event.activity_id),
        "amount_minor": event.amount_minor,
    }
    return params if size is None else params | {"size": size}


def _is_secret(playbook: Playbook, badge_id: UUID) -> bool:
    return any(badge.badge_id == badge_id and badge.is_secret for badge in playbook.badges)


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
