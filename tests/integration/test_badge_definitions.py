"""Badges are defined, changed and ended by admins; criteria never change."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from bellringer.gamification.actions.archive_badge import archive_badge
from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.create_badge import create_badge
from bellringer.gamification.actions.update_badge import update_badge
from bellringer.gamification.commands.badges import (
    ArchiveBadge,
    AwardBadge,
    CreateBadge,
    UpdateBadge,
)
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NameTakenError,
    NotAllowedError,
    UnknownBadgeError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.playbook.badges import (
    CompetitionWon,
    Criteria,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.store import playbook
from bellringer.models.database import Database
from bellringer.words import PeriodKind
from tests.builders import Org
from tests.doing import caught, do, refuse, rows
from tests.integration.test_badges import badge
from tests.recording import intake_on, record, reverse, together


def new(org: Org, criteria: Criteria | None = None) -> CreateBadge:
    return CreateBadge(
        by=org.as_admin(),
        badge_key="closer",
        title="Closer",
        description="Closes what others open.",
        criteria=criteria,
        bonus_points=5,
    )


def deals(threshold: int) -> MetricTotal:
    return MetricTotal(metric_key="deals", threshold=threshold, period=PeriodKind.DAY)


EVERY = (
    None,
    deals(2),
    MetricTotal(metric_key="revenue", threshold=1, period=PeriodKind.ALL),
    StreakLength(streak_key="activity-days", length=3),
    MilestoneCrossed(percent=120),
    GoalMet(),
    FinalRank(board_key="points-week", rank=3, times=4),
    CompetitionWon(),
)


@pytest.mark.parametrize("criteria", EVERY)
async def test_a_badge_is_read_again_as_it_was_defined(
    database: Database, org: Org, criteria: Criteria | None
) -> None:
    if isinstance(criteria, StreakLength):
        criteria = replace(criteria, streak_key=org.playbook.streaks[0].streak_key)
    badge_id = await do(database, create_badge, new(org, criteria))
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection, org.playbook)
    made = next(each for each in plays.badges if each.badge_id == badge_id)
    assert (made.criteria, made.title, made.bonus_points) == (criteria, "Closer", 5)
    assert plays.version == org.playbook.version + 1


async def test_it_is_won_from_then_on(database: Database, org: Org, dsn: str) -> None:
    async with intake_on(database) as intake:
        await intake.submit(record(org, "1", kind="deal_won"))
        await do(database, create_badge, new(org, deals(2)))
        await intake.submit(record(org, "2", kind="deal_won"))
    sql = "SELECT badge_key FROM badge_award JOIN badge_definition USING (org_id, badge_id) ORDER BY 1"
    assert await rows(dsn, sql) == [("closer",), ("first-deal",)]


async def test_what_replaces_a_badge_archives_it_and_its_awards_stay(
    database: Database, org: Org, dsn: str
) -> None:
    old = badge(org, "first-deal")
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1", kind="deal_won"))
        await do(database, create_badge, replace(new(org, deals(1)), replaces_id=old))
        await intake.submit(
            record(org, "2", kind="deal_won", member_id=org.second_rep, by=org.as_second_rep())
        )
        state = "SELECT badge_key, member_id, state FROM badge_award JOIN badge_definition USING (badge_id)"
        assert sorted(await rows(dsn, state)) == [
            ("closer", org.second_rep, "GRANTED"),
            ("first-deal", org.rep, "GRANTED"),
        ]
        await intake.submit(reverse(org, "3", first.activity_id))
        assert ("first-deal", org.rep, "REVOKED") in await rows(dsn, state)
    assert await rows(
        dsn, "SELECT badge_key FROM badge_definition WHERE replaces_id = $1", old
    ) == [("closer",)]


async def test_a_new_bonus_goes_with_awards_from_then_on(
    database: Database, org: Org, dsn: str
) -> None:
    given = AwardBadge(
        by=org.as_admin(), badge_id=badge(org, "coachs-pick"), member_id=org.rep, reason="Well done"
    )
    await do(database, award_badge, given)
    change = UpdateBadge(
        by=org.as_admin(), badge_id=given.badge_id, title="Pick", bonus_points=9, is_secret=True
    )
    await do(database, update_badge, change)
    await do(database, award_badge, given)
    assert await rows(dsn, "SELECT points FROM ledger_entry") == [(9,)]
    stored = "SELECT title, description, bonus_points, is_secret FROM badge_definition WHERE badge_id = $1"
    assert await rows(dsn, stored, given.badge_id) == [
        ("Pick", "A manager saw something special.", 9, True)
    ]
    logged = "SELECT action FROM audit_log WHERE action LIKE 'badge.%' ORDER BY audit_id"
    assert await rows(dsn, logged) == [("badge.award",), ("badge.update",), ("badge.award",)]


async def test_an_archived_badge_is_not_given_and_its_awards_stay(
    database: Database, org: Org, dsn: str
) -> None:
    given = AwardBadge(
        by=org.as_manager(),
        badge_id=badge(org, "coachs-pick"),
        member_id=org.rep,
        reason="Well done",
    )
    await do(database, award_badge, given)
    end = ArchiveBadge(by=org.as_admin(), badge_id=given.badge_id)
    await do(database, archive_badge, end)
    await refuse(database, dsn, award_badge, given, WrongStateError)
    await refuse(database, dsn, archive_badge, end, WrongStateError)
    change = UpdateBadge(by=org.as_admin(), badge_id=given.badge_id, title="Pick")
    await refuse(database, dsn, update_badge, change, WrongStateError)
    await refuse(
        database, dsn, create_badge, replace(new(org), replaces_id=given.badge_id), WrongStateError
    )
    assert await rows(dsn, "SELECT state FROM badge_award") == [("GRANTED",)]


async def test_only_an_admin_defines_changes_and_ends_badges(
    database: Database, org: Org, dsn: str
) -> None:
    key = badge(org, "coachs-pick")
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, create_badge, replace(new(org), by=by), NotAllowedError)
        change = UpdateBadge(by=by, badge_id=key, title="Mine")
        await refuse(database, dsn, update_badge, change, NotAllowedError)
        await refuse(
            database, dsn, archive_badge, ArchiveBadge(by=by, badge_id=key), NotAllowedError
        )


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"badge_key": "first-deal"}, NameTakenError),
        ({"badge_key": "No Key"}, InvalidInputError),
        ({"title": " "}, InvalidTextError),
        ({"description": "x" * 501}, InvalidTextError),
        ({"symbol": ""}, InvalidTextError),
        ({"bonus_points": -1}, InvalidInputError),
        ({"bonus_points": 1_000_001}, InvalidInputError),
        ({"cap_period": PeriodKind.SEASON}, InvalidInputError),
        ({"replaces_id": UUID(int=1)}, UnknownBadgeError),
        ({"criteria": deals(0)}, InvalidInputError),
        ({"criteria": replace(deals(1), metric_key="nothing")}, UnknownMetricError),
        ({"criteria": replace(deals(1), metric_key="lost_deals")}, InvalidInputError),
        ({"criteria": replace(deals(1), period=PeriodKind.SEASON)}, InvalidInputError),
        ({"criteria": StreakLength(streak_key="nothing", length=1)}, InvalidInputError),
        ({"criteria": MilestoneCrossed(percent=0)}, InvalidInputError),
        ({"criteria": FinalRank(board_key="nothing", rank=1)}, InvalidInputError),
        ({"criteria": FinalRank(board_key="points-all", rank=1)}, InvalidInputError),
        ({"criteria": FinalRank(board_key="points-week", rank=101)}, InvalidInputError),
        ({"criteria": FinalRank(board_key="points-week", rank=1, times=0)}, InvalidInputError),
    ],
)
async def test_a_badge_that_can_not_be_right_is_refused(
    database: Database, org: Org, dsn: str, wrong: dict[str, object], refusal: type[DomainError]
) -> None:
    await refuse(database, dsn, create_badge, replace(new(org), **wrong), refusal)  # type: ignore[arg-type]  # one part each


async def test_two_who_take_one_key_at_once_define_one_badge(
    database: Database, org: Org, dsn: str
) -> None:
    made = await together([partial(caught, do(database, create_badge, new(org))) for _ in range(3)])
    assert sorted(type(each).__name__ for each in made) == ["NameTakenError"] * 2 + ["UUID"]
    assert await rows(dsn, "SELECT count(*) FROM badge_definition WHERE badge_key = 'closer'") == [
        (1,)
    ]


async def test_a_secret_badge_is_unknown_to_a_manager_until_had(
    database: Database, org: Org, dsn: str
) -> None:
    secret = replace(new(org), is_secret=True)
    badge_id = await do(database, create_badge, secret)
    given = AwardBadge(by=org.as_manager(), badge_id=badge_id, member_id=org.rep, reason="Shh")
    refused = await refuse(database, dsn, award_badge, given, UnknownBadgeError)
    nothing = await refuse(
        database, dsn, award_badge, replace(given, badge_id=org.rep), UnknownBadgeError
    )
    assert (str(refused), refused.path) == (str(nothing), nothing.path)
    await do(database, award_badge, replace(given, by=org.as_admin()))
    assert await rows(dsn, "SELECT count(*) FROM feed_post") == [(0,)]
    assert await rows(dsn, "SELECT count(*) FROM notification WHERE member_id = $1", org.rep) == [
        (1,)
    ]
    await do(database, award_badge, replace(given, by=org.as_admin(), member_id=org.manager))
    await do(database, award_badge, given)
