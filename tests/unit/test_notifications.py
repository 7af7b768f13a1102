"""Who is told of what, and which posts celebrate it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from bellringer.gamification.events import (
    BadgeEarned,
    BadgeTakenBack,
    DealWon,
    LevelReached,
    MilestonePassed,
)
from bellringer.gamification.outcome.news import Audience
from bellringer.gamification.rules.feed import posts
from bellringer.gamification.rules.notifications import announce
from bellringer.words import FeedKind, NotificationKind, SubjectKind, Visibility
from tests.unit.world import NORTH, NOW, ORG, RITA, a_playbook, an_id

PLAYBOOK = a_playbook()
GOAL, BADGE, AWARD, DEAL = (an_id(number) for number in (1, 2, 3, 4))

MILESTONE = MilestonePassed(
    goal_id=GOAL,
    agreement_no=2,
    owner_kind=SubjectKind.MEMBER,
    owner_id=RITA,
    percent=75,
    also=(25, 50),
    ends_on=date(2026, 4, 1),
    occurred_at=NOW,
    team_id=NORTH,
    visibility=Visibility.TEAM,
)
EARNED = BadgeEarned(award_id=AWARD, badge_id=BADGE, member_id=RITA, occurred_at=NOW, team_id=NORTH)
TAKEN = BadgeTakenBack(award_id=AWARD, badge_id=BADGE, member_id=RITA, occurred_at=NOW)
LEVEL = LevelReached(member_id=RITA, level=3, occurred_at=NOW)
WON = DealWon(activity_id=DEAL, member_id=RITA, team_id=NORTH, amount_minor=500, occurred_at=NOW)


@pytest.mark.parametrize(
    ("event", "kind", "dedupe_key"),
    [
        (MILESTONE, NotificationKind.MILESTONE_CROSSED, f"milestone:{GOAL}:2:75"),
        (replace(MILESTONE, percent=100), NotificationKind.GOAL_MET, f"milestone:{GOAL}:2:100"),
        (
            replace(MILESTONE, percent=120, also=(100,)),
            NotificationKind.GOAL_MET,
            f"milestone:{GOAL}:2:120",
        ),
        (
            replace(MILESTONE, percent=120, also=()),
            NotificationKind.MILESTONE_CROSSED,
            f"milestone:{GOAL}:2:120",
        ),
        (EARNED, NotificationKind.BADGE_AWARDED, f"badge:{AWARD}"),
        (TAKEN, NotificationKind.BADGE_REVOKED, f"badge-revoked:{AWARD}"),
        (LEVEL, NotificationKind.LEVEL_UP, f"level:{RITA}:3"),
    ],
)
def test_an_event_is_told_once_by_its_dedupe_key(
    event: MilestonePassed | BadgeEarned | BadgeTakenBack | LevelReached,
    kind: NotificationKind,
    dedupe_key: str,
) -> None:
    told = announce(event, playbook=PLAYBOOK, now=NOW)
    assert told is not None
    assert (kind, dedupe_key) == (told.kind, told.dedupe_key)
    assert (NOW, NOW + timedelta(hours=24)) == (told.occurred_at, told.expires_at)
    assert told == announce(event, playbook=PLAYBOOK, now=NOW)


@pytest.mark.parametrize(
    ("owner_kind", "owner_id", "audience"),
    [
        (SubjectKind.MEMBER, RITA, Audience(member_ids=(RITA,))),
        (SubjectKind.TEAM, NORTH, Audience(team_ids=(NORTH,))),
        (SubjectKind.ORGANIZATION, ORG, Audience(is_everyone=True)),
    ],
)
def test_a_milestone_is_told_to_those_whose_goal_it_is(
    owner_kind: SubjectKind, owner_id: UUID, audience: Audience
) -> None:
    event = replace(MILESTONE, owner_kind=owner_kind, owner_id=owner_id)
    told = announce(event, playbook=PLAYBOOK, now=NOW)
    assert told is not None
    assert audience == told.audience


def test_params_are_ids_and_numbers_only() -> None:
    told = announce(MILESTONE, playbook=PLAYBOOK, now=NOW)
    assert told is not None
    assert {"goal_id": str(GOAL), "agreement_no": 2, "percent": 75} == told.params


def test_a_won_deal_is_for_the_feed_alone() -> None:
    assert announce(WON, playbook=PLAYBOOK, now=NOW) is None
    [post] = posts(WON, playbook=PLAYBOOK, now=NOW)
    assert (FeedKind.DEAL_WON, NORTH, RITA, f"deal:{DEAL}") == (
        post.kind,
        post.audience_id,
        post.member_id,
        post.dedupe_key,
    )


def test_who_has_no_team_celebrates_before_everyone() -> None:
    [post] = posts(replace(WON, team_id=None), playbook=PLAYBOOK, now=NOW)
    assert ORG == post.audience_id


@pytest.mark.parametrize(
    ("visibility", "audiences"),
    [(Visibility.PRIVATE, []), (Visibility.TEAM, [NORTH]), (Visibility.ORGANIZATION, [ORG])],
)
def test_a_milestone_is_posted_as_far_as_its_goal_is_visible(
    visibility: Visibility, audiences: list[object]
) -> None:
    event = replace(MILESTONE, visibility=visibility)
    found = posts(event, playbook=PLAYBOOK, now=NOW)
    assert audiences == [post.audience_id for post in found]


def test_a_teams_milestone_is_posted_to_the_team_and_is_no_members() -> None:
    event = replace(MILESTONE, owner_kind=SubjectKind.TEAM, owner_id=NORTH, team_id=None)
    [post] = posts(event, playbook=PLAYBOOK, now=NOW)
    assert (NORTH, None) == (post.audience_id, post.member_id)


def test_an_earned_badge_is_posted_and_a_lost_one_is_not() -> None:
    [post] = posts(EARNED, playbook=PLAYBOOK, now=NOW)
    assert (FeedKind.BADGE_AWARDED, NORTH) == (post.kind, post.audience_id)
    assert () == posts(TAKEN, playbook=PLAYBOOK, now=NOW)
    assert () == posts(LEVEL, playbook=PLAYBOOK, now=NOW)
