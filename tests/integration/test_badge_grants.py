"""Badges for the past: previewed without a trace, granted in chunks that can be resumed, lost like any other."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions import grant_badge
from bellringer.gamification.actions.archive_badge import archive_badge
from bellringer.gamification.actions.create_badge import create_badge
from bellringer.gamification.actions.grant_badge import continue_badge_grants, start_badge_grant
from bellringer.gamification.actions.preview_badge import preview_badge
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.badges import (
    ArchiveBadge,
    CreateBadge,
    GrantBadge,
    PreviewBadge,
)
from bellringer.gamification.errors import NotAllowedError, UnknownBadgeError, WrongStateError
from bellringer.gamification.playbook.badges import (
    CompetitionWon,
    Criteria,
    FinalRank,
    GoalMet,
    MetricTotal,
    StreakLength,
)
from bellringer.models.database import Database
from bellringer.timetable import grant_badges
from bellringer.words import PeriodKind
from tests.builders import NOW, Org
from tests.doing import caught, do, everything, refuse, rows
from tests.integration.test_badge_settling import AWARDS, FINAL, MARCH, champion, told, total
from tests.integration.test_badges import badge
from tests.integration.test_closing import close, sell
from tests.recording import agreed_goal, intake_on, record, reverse, together

A_DAY = MetricTotal(metric_key="calls", threshold=3, period=PeriodKind.DAY)


async def calls(database: Database, org: Org) -> list[UUID]:
    """Rita calls on two days enough and on one too little, Bob on one enough."""
    made = []
    async with intake_on(database) as intake:
        for number, (member_id, ago, quantity) in enumerate(
            [(org.rep, 3, 3), (org.rep, 2, 2), (org.rep, 1, 4), (org.second_rep, 1, 5)]
        ):
            command = record(
                org,
                f"call-{number}",
                member_id=member_id,
                quantity=quantity,
                occurred_at=NOW - timedelta(days=ago),
            )
            made.append((await intake.submit(command)).activity_id)
    return made


def asked(org: Org, badge_id: UUID, *, is_told: bool = False) -> GrantBadge:
    return GrantBadge(by=org.as_admin(), badge_id=badge_id, is_told=is_told)


async def grants(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT members_done, members_total, awards_made, finished_at IS NOT NULL FROM badge_grant",
    )


async def granted(dsn: str) -> set[tuple[Any, ...]]:
    return {(each[0], each[1].day) for each in await rows(dsn, AWARDS) if each[2] == "GRANTED"}


async def test_a_preview_says_who_would_get_how_many_and_writes_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    await calls(database, org)
    badge_id = await champion(database, org, A_DAY)
    before = await everything(dsn)
    preview = PreviewBadge(by=org.as_admin(), badge_id=badge_id)
    async with database.reading(org.org_id) as connection:
        found = await preview_badge(connection, preview, now=NOW)
    assert found.awards == ((org.rep, 2), (org.second_rep, 1))
    assert (found.total, found.bonus_points) == (3, 150)
    assert await everything(dsn) == before
    await do(database, start_badge_grant, asked(org, badge_id))
    async with database.reading(org.org_id) as connection:
        found = await preview_badge(connection, preview, now=NOW)
    assert found.awards == (), "what is had already is not promised again"


async def test_a_grant_gives_what_the_preview_said_each_in_its_place(
    database: Database, org: Org, dsn: str
) -> None:
    made = await calls(database, org)
    badge_id = await champion(database, org, A_DAY)
    await do(database, start_badge_grant, asked(org, badge_id))
    assert await granted(dsn) == {(org.rep, 8), (org.rep, 10), (org.second_rep, 10)}
    assert await total(dsn, org.rep) == 9 + 100
    bonuses = (
        "SELECT org_on FROM ledger_entry WHERE reason = 'BADGE_BONUS' AND member_id = $1 ORDER BY 1"
    )
    assert [on.day for (on,) in await rows(dsn, bonuses, org.rep)] == [8, 10]
    assert await grants(dsn) == [(4, 4, 3, True)]
    assert await told(dsn, org.rep) == []
    assert await rows(dsn, "SELECT count(*) FROM feed_post WHERE kind = 'BADGE_AWARDED'") == [(0,)]
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, "undo", made[0]))
        assert await total(dsn, org.rep) == 6 + 50
        again = record(org, "again", quantity=3, occurred_at=NOW - timedelta(days=3))
        await intake.submit(again)
    assert await total(dsn, org.rep) == 9 + 100
    assert len(await rows(dsn, AWARDS)) == 3, "the same award came back"
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def test_told_it_tells_each_member_once_of_the_latest(
    database: Database, org: Org, dsn: str
) -> None:
    await calls(database, org)
    badge_id = await champion(database, org, A_DAY)
    await do(database, start_badge_grant, asked(org, badge_id, is_told=True))
    assert await told(dsn, org.rep) == ["BADGE_AWARDED"] == await told(dsn, org.second_rep)
    await do(database, start_badge_grant, asked(org, badge_id, is_told=True))
    assert await told(dsn, org.rep) == ["BADGE_AWARDED"]
    assert await grants(dsn) == [(4, 4, 3, True), (4, 4, 0, True)]


async def test_a_grant_goes_on_where_it_was_left_with_any_number_of_workers(
    database: Database, door_database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grant_badge, "MEMBERS_AT_ONCE", 1)
    await calls(database, org)
    badge_id = await champion(database, org, A_DAY)
    await do(database, start_badge_grant, asked(org, badge_id))
    assert await grants(dsn) == [(1, 4, 2, False)]
    await refuse(database, dsn, start_badge_grant, asked(org, badge_id), WrongStateError)
    work = partial(grant_badges, database, door_database, now=NOW)
    await together([work, work, work])
    await work()
    assert await grants(dsn) == [(4, 4, 3, True)]
    assert await granted(dsn) == {(org.rep, 8), (org.rep, 10), (org.second_rep, 10)}
    assert await total(dsn, org.second_rep) == 5 + 50


async def test_a_grant_begun_twice_at_once_is_one(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grant_badge, "MEMBERS_AT_ONCE", 1)
    badge_id = await champion(database, org, A_DAY)
    started = await together(
        [partial(caught, do(database, start_badge_grant, asked(org, badge_id))) for _ in range(3)]
    )
    assert sorted(type(each).__name__ for each in started) == ["UUID"] + ["WrongStateError"] * 2


async def test_a_badge_archived_meanwhile_is_granted_no_further(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grant_badge, "MEMBERS_AT_ONCE", 1)
    await calls(database, org)
    badge_id = await champion(database, org, A_DAY)
    await do(database, start_badge_grant, asked(org, badge_id))
    await do(database, archive_badge, ArchiveBadge(by=org.as_admin(), badge_id=badge_id))
    async with database.transaction(org.org_id) as connection:
        await continue_badge_grants(connection, now=NOW)
    assert await granted(dsn) == {(org.rep, 8), (org.rep, 10)}
    assert (await grants(dsn))[0][3]


async def test_final_ranks_of_the_past_are_counted_from_the_boards_first_period(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1", 50_000)
    await sell(database, org, "2", 10_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    later = FINAL + timedelta(days=2)
    badge_id = await champion(database, org, FinalRank(board_key="points-month", rank=2))
    preview = PreviewBadge(by=org.as_admin(), badge_id=badge_id)
    async with database.reading(org.org_id) as connection:
        found = await preview_badge(connection, preview, now=later)
    assert dict(found.awards) == {org.rep: 1, org.second_rep: 1}
    await do(database, start_badge_grant, asked(org, badge_id), now=later)
    assert {each[:3] for each in await rows(dsn, AWARDS)} == {
        (org.rep, MARCH, "GRANTED"),
        (org.second_rep, MARCH, "GRANTED"),
    }
    await close(database, org, later)
    assert len(await rows(dsn, AWARDS)) == 2


async def test_teams_have_their_final_ranks_of_the_past(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1", 50_000)
    await close(database, org, FINAL)
    badge_id = await champion(database, org, FinalRank(board_key="teams-points-month", rank=1))
    await do(database, start_badge_grant, asked(org, badge_id), now=FINAL + timedelta(days=2))
    assert await rows(dsn, AWARDS) == [(org.north, MARCH, "GRANTED", None)]


@pytest.mark.parametrize("kind", ["streak", "goal"])
async def test_streaks_and_goals_of_the_past_win_too(
    database: Database, org: Org, dsn: str, kind: str
) -> None:
    await agreed_goal(database, org, metric_key="calls", target=9)
    await calls(database, org)
    streak_key = org.playbook.streaks[0].streak_key
    criteria: Criteria = (
        GoalMet() if kind == "goal" else StreakLength(streak_key=streak_key, length=2)
    )
    badge_id = await champion(database, org, criteria)
    await do(database, start_badge_grant, asked(org, badge_id))
    assert {each[0] for each in await granted(dsn)} == {org.rep}
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def test_a_certification_that_was_passed_wins_too(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await agreed_goal(database, org)
    await rows(
        dsn,
        "UPDATE goal SET kind = 'CERTIFICATION', metric_key = NULL WHERE goal_id = $1 RETURNING 1",
        goal_id,
    )
    passed = """INSERT INTO crossing (org_id, goal_id, agreement_no, percent, crossed_at, recorded_at)
                VALUES ($1, $2, 1, 100, $3, $3) RETURNING 1"""
    await rows(dsn, passed, org.org_id, goal_id, NOW - timedelta(days=2))
    badge_id = await champion(database, org, GoalMet())
    for _ in range(2):
        await do(database, start_badge_grant, asked(org, badge_id))
    assert await rows(dsn, AWARDS) == [(org.rep, MARCH, "GRANTED", None)]
    won_at = "SELECT awarded_at FROM badge_award WHERE goal_id = $1"
    assert await rows(dsn, won_at, goal_id) == [(NOW - timedelta(days=2),)]


async def test_a_chunk_takes_the_same_number_of_statements_whatever_its_size(
    database: Database, org: Org, statements: list[str]
) -> None:
    counted = []
    for days in (1, 9):
        key = f"badge-{days}"
        async with intake_on(database) as intake:
            for ago in range(days):
                for member_id in (org.rep, org.second_rep):
                    at = NOW - timedelta(days=ago + (0 if days == 1 else 1))
                    await intake.submit(
                        record(
                            *(org, f"{key}-{ago}-{member_id}"),
                            member_id=member_id,
                            quantity=3,
                            occurred_at=at,
                        )
                    )
        made = CreateBadge(
            by=org.as_admin(),
            badge_key=key,
            title=key,
            description=key,
            criteria=A_DAY,
        )
        badge_id = await do(database, create_badge, made)
        statements.clear()
        await do(database, start_badge_grant, asked(org, badge_id))
        counted.append(len(statements))
    assert counted[0] == counted[1]


async def test_only_an_admin_grants_for_the_past_and_only_what_is_automatic(
    database: Database, org: Org, dsn: str
) -> None:
    ask = asked(org, badge(org, "first-deal"))
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, start_badge_grant, replace(ask, by=by), NotAllowedError)
        preview = PreviewBadge(by=by, badge_id=ask.badge_id)
        await refuse(database, dsn, preview_badge, preview, NotAllowedError)
    by_hand = asked(org, badge(org, "team-player"))
    await refuse(database, dsn, start_badge_grant, by_hand, NotAllowedError)
    await refuse(database, dsn, start_badge_grant, asked(org, org.rep), UnknownBadgeError)
    contest = asked(org, await champion(database, org, CompetitionWon()))
    await refuse(database, dsn, start_badge_grant, contest, NotAllowedError)
