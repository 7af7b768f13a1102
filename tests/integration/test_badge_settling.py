"""Badges that no recording decides: FINAL standings and competitions; and teams'."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.award_competition_badges import award_competition_badges
from bellringer.gamification.actions.create_badge import create_badge
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.revoke_badge import revoke_badge
from bellringer.gamification.commands.badges import AwardBadge, CreateBadge, RevokeBadge
from bellringer.gamification.errors import (
    AlreadyAwardedError,
    InvalidInputError,
    NotAllowedError,
    OwnPointsError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.playbook.badges import (
    CompetitionWon,
    Criteria,
    FinalRank,
    MetricTotal,
)
from bellringer.gamification.store import playbook
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.timetable import close_due_periods
from bellringer.words import PeriodKind, Role
from tests.builders import NOW, Org, member
from tests.doing import caught, do, refuse, rows
from tests.integration.test_badges import badge
from tests.integration.test_closing import GRACE, MONTH_END, close, sell
from tests.recording import together

FINAL = MONTH_END + GRACE
AWARDS = """
SELECT coalesce(member_id, team_id), period_starts_on, state, revoked_for
  FROM badge_award JOIN badge_definition USING (org_id, badge_id)
 WHERE badge_key = 'champion' ORDER BY number, period_starts_on, award_id
"""
MARCH = date(2026, 3, 1)


async def champion(
    database: Database,
    org: Org,
    criteria: Criteria,
    *,
    bonus: int = 50,
    cap: PeriodKind | None = None,
) -> UUID:
    asked = CreateBadge(
        by=org.as_admin(),
        badge_key="champion",
        title="Champion",
        description="Won.",
        criteria=criteria,
        bonus_points=bonus,
        cap_period=cap,
    )
    return await do(database, create_badge, asked)


async def total(dsn: str, member_id: UUID) -> int:
    sql = "SELECT coalesce(sum(points), 0)::bigint FROM ledger_entry WHERE member_id = $1"
    [(points,)] = await rows(dsn, sql, member_id)
    return int(points)


async def told(dsn: str, member_id: UUID) -> list[str]:
    sql = """SELECT kind FROM notification JOIN announcement USING (announcement_id)
              WHERE member_id = $1 AND kind LIKE 'BADGE_%' AND params->>'badge_id' =
                (SELECT badge_id::text FROM badge_definition WHERE badge_key = 'champion')
              ORDER BY seq"""
    return [kind for (kind,) in await rows(dsn, sql, member_id)]


async def reopen(dsn: str, second: int) -> None:
    """Do what re-opening does: open the month's members' board again, with other scores."""
    where = "WHERE board_id = (SELECT board_id FROM board WHERE board_key = 'points-month')"
    await rows(
        dsn,
        f"UPDATE board_period SET state = 'PROVISIONAL', final_at = NULL, edition = edition + 1 {where}"
        f" AND starts_on = '{MARCH}' RETURNING 1",
    )
    await rows(
        dsn,
        f"UPDATE board_score SET score = score + $1 {where} AND subject_id = $2 AND starts_on = '{MARCH}'"
        " RETURNING 1",
        second,
        (await rows(dsn, "SELECT member_id FROM profile WHERE email = 'bob@example.com'"))[0][0],
    )


FIRST = FinalRank(board_key="points-month", rank=1)


async def test_a_final_rank_is_awarded_when_the_period_becomes_final_and_told_once(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, FIRST)
    await sell(database, org, "1", 50_000)
    await sell(database, org, "2", 10_000, member_id=org.second_rep)
    before = await total(dsn, org.rep)
    await close(database, org, MONTH_END)
    assert await rows(dsn, AWARDS) == []
    await together([partial(caught, close(database, org, FINAL)) for _ in range(2)])
    await close(database, org, FINAL + timedelta(hours=1))
    assert await rows(dsn, AWARDS) == [(org.rep, MARCH, "GRANTED", None)]
    assert await total(dsn, org.rep) == before + 50
    assert await told(dsn, org.rep) == ["BADGE_AWARDED"]
    won_at = "SELECT occurred_at FROM ledger_entry WHERE reason = 'BADGE_BONUS' AND points = 50"
    assert await rows(dsn, won_at) == [(FINAL,)]
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def test_what_a_reopened_period_gives_to_others_is_taken_with_its_bonus_and_comes_back(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, FIRST)
    await sell(database, org, "1", 50_000)
    await sell(database, org, "2", 10_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    points = await total(dsn, org.rep)
    await reopen(dsn, 1_000)
    await close(database, org, FINAL + timedelta(hours=1))
    assert await rows(dsn, AWARDS) == [
        (org.rep, MARCH, "REVOKED", "REOPENED"),
        (org.second_rep, MARCH, "GRANTED", None),
    ]
    assert await total(dsn, org.rep) == points - 50
    withdrawn = (
        "SELECT count(*) FROM announcement WHERE withdrawn_at IS NOT NULL AND kind LIKE 'BADGE_%'"
    )
    assert await rows(dsn, withdrawn) == [(1,)]
    await reopen(dsn, -1_000)
    await close(database, org, FINAL + timedelta(hours=2))
    assert await rows(dsn, AWARDS) == [
        (org.rep, MARCH, "GRANTED", None),
        (org.second_rep, MARCH, "REVOKED", "REOPENED"),
    ]
    assert await total(dsn, org.rep) == points
    assert await told(dsn, org.rep) == ["BADGE_AWARDED"], "not told a second time"


async def test_one_taken_back_by_hand_does_not_come_back_with_the_standings(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, FIRST)
    await sell(database, org, "1", 50_000)
    await close(database, org, FINAL)
    [(award_id,)] = await rows(
        dsn,
        AWARDS.replace(
            "coalesce(member_id, team_id), period_starts_on, state, revoked_for", "award_id"
        ),
    )
    taken = RevokeBadge(by=org.as_admin(), award_id=award_id, reason="A mistake")
    await do(database, revoke_badge, taken, now=FINAL)
    await reopen(dsn, 0)
    await close(database, org, FINAL + timedelta(hours=1))
    assert await rows(dsn, AWARDS) == [(org.rep, MARCH, "REVOKED", "BY_HAND")]


async def test_three_months_at_the_top_take_three_final_months(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, replace(FIRST, times=3), cap=PeriodKind.ALL)
    now = FINAL
    for month in (3, 4, 5):
        sold = datetime(2026, month, 11, 16, 0, tzinfo=UTC)
        await sell(database, org, f"{month}", 50_000, occurred_at=sold, now=sold)
        now = sold + timedelta(days=23)
        assert await rows(dsn, AWARDS) == []
        await close(database, org, now)
    assert await rows(dsn, AWARDS) == [(org.rep, date(1970, 1, 1), "GRANTED", None)]
    assert await rows(dsn, "SELECT rank FROM badge_rank") == [(1,)] * 3


async def test_a_board_of_teams_awards_teams_without_a_bonus_and_tells_them(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, FinalRank(board_key="teams-points-month", rank=1))
    await sell(database, org, "1", 50_000)
    before = await total(dsn, org.rep)
    await close(database, org, FINAL)
    assert await rows(dsn, AWARDS) == [(org.north, MARCH, "GRANTED", None)]
    assert await total(dsn, org.rep) == before
    for each in (org.rep, org.second_rep, org.manager):
        assert await told(dsn, each) == ["BADGE_AWARDED"]
    posted = "SELECT audience_id FROM feed_post WHERE kind = 'BADGE_AWARDED' AND member_id IS NULL"
    assert await rows(dsn, posted) == [(org.org_id,)]


async def test_what_the_winner_records_while_the_period_closes_changes_nothing_twice(
    database: Database, door_database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, FIRST)
    await sell(database, org, "1", 50_000)
    before = await total(dsn, org.rep)

    async def late(number: int) -> None:
        await sell(database, org, f"late-{number}", 10_000, now=FINAL)

    work = partial(close_due_periods, database, door_database, now=FINAL)
    await together([work, work, *(partial(late, number) for number in range(4))])
    await work()
    assert await rows(dsn, AWARDS) == [(org.rep, MARCH, "GRANTED", None)]
    each = await rows(dsn, "SELECT points FROM ledger_entry WHERE reason = 'ACTIVITY'")
    earned = sum(points for (points,) in each)
    assert await total(dsn, org.rep) == earned + 50 > before
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def test_without_such_a_badge_closing_asks_no_more_than_before(
    database: Database, org: Org, statements: list[str]
) -> None:
    await sell(database, org, "1", 50_000)
    statements.clear()
    await close(database, org, FINAL)
    assert not [sql for sql in statements if "badge_rank" in sql or "badge_award" in sql]


async def win(
    database: Database, org: Org, competition_id: UUID, *winners: UUID, now: datetime = NOW
) -> None:
    async with database.transaction(org.org_id) as connection:
        plays = await playbook.read(connection)
        await award_competition_badges(
            connection, plays, competition_id, winners, ended_on=date(2026, 3, 10), now=now
        )


async def test_a_competition_awards_its_winners_once_members_and_teams(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, CompetitionWon())
    first, second = new_id(), new_id()
    for _ in range(2):
        await win(database, org, first, org.rep, org.south)
    await win(database, org, second, org.rep)
    found = [(each[0], each[2]) for each in await rows(dsn, AWARDS)]
    assert sorted(found) == sorted([(org.rep, "GRANTED")] * 2 + [(org.south, "GRANTED")])
    assert await total(dsn, org.rep) == 100
    await win(database, org, first, org.second_rep)
    assert await total(dsn, org.rep) == 50 == await total(dsn, org.second_rep)
    states = await rows(dsn, AWARDS.replace("ORDER BY", "AND competition_id = $1 ORDER BY"), first)
    assert {(each[0], each[2], each[3]) for each in states} == {
        (org.rep, "REVOKED", "REOPENED"),
        (org.south, "REVOKED", "REOPENED"),
        (org.second_rep, "GRANTED", None),
    }
    await win(database, org, first, org.rep, org.south)
    assert await total(dsn, org.rep) == 100
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


def to_team(org: Org, key: str = "team-player") -> AwardBadge:
    return AwardBadge(
        by=org.as_admin(), badge_id=badge(org, key), team_id=org.north, reason="Together"
    )


async def test_an_admin_awards_a_team_within_the_cap_and_takes_it_back(
    database: Database, org: Org, dsn: str
) -> None:
    given = await together(
        [partial(caught, do(database, award_badge, to_team(org))) for _ in range(3)]
    )
    assert sorted(type(each).__name__ for each in given) == ["AlreadyAwardedError"] * 2 + ["UUID"]
    await refuse(database, dsn, award_badge, to_team(org), AlreadyAwardedError)
    [award_id] = [each for each in given if isinstance(each, UUID)]
    inbox = """SELECT count(*) FROM notification JOIN announcement USING (announcement_id)
                WHERE kind = $1"""
    assert await rows(dsn, inbox, "BADGE_AWARDED") == [(3,)]
    taken = RevokeBadge(by=org.as_admin(), award_id=award_id, reason="Too early")
    await do(database, revoke_badge, taken)
    state = """SELECT state, revoked_for, revoked_by, reason, revoke_reason
                 FROM badge_award JOIN award_note USING (award_id)"""
    assert await rows(dsn, state) == [("REVOKED", "BY_HAND", org.admin, "Together", "Too early")]
    assert await rows(dsn, inbox, "BADGE_REVOKED") == [(3,)]
    assert await rows(dsn, "SELECT withdrawn_at FROM feed_post") == [(NOW,)]
    await refuse(database, dsn, revoke_badge, taken, WrongStateError)
    await do(database, award_badge, to_team(org))


async def test_who_may_not_award_a_team(database: Database, org: Org, dsn: str) -> None:
    asked = to_team(org)
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, award_badge, replace(asked, by=by), NotAllowedError)
    award_id = await do(database, award_badge, asked)
    taken = RevokeBadge(by=org.as_manager(), award_id=award_id, reason="No")
    await refuse(database, dsn, revoke_badge, taken, NotAllowedError)
    own = member(org.org_id, org.manager, Role.ADMIN)
    asked = to_team(org, "coachs-pick")
    await refuse(database, dsn, award_badge, replace(asked, by=own), OwnPointsError)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [("nobody", InvalidInputError), ("both", InvalidInputError), ("unknown", UnknownTeamError)],
)
async def test_an_award_is_for_one_member_or_one_team(
    database: Database, org: Org, dsn: str, wrong: str, refusal: type[Exception]
) -> None:
    asked = {
        "nobody": replace(to_team(org), team_id=None),
        "both": replace(to_team(org), member_id=org.rep),
        "unknown": replace(to_team(org), team_id=org.rep),
    }[wrong]
    await refuse(database, dsn, award_badge, asked, refusal)  # type: ignore[arg-type]  # a refusal


async def test_revoking_an_automatic_award_that_counts_points_takes_its_bonus_once(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(
        database, org, MetricTotal(metric_key="points", threshold=100, period=PeriodKind.MONTH)
    )
    await sell(database, org, "1", 10_000)
    await sell(database, org, "2", 10_000)
    points = await total(dsn, org.rep)
    [(award_id, _)] = await rows(
        dsn,
        AWARDS.replace(
            "coalesce(member_id, team_id), period_starts_on, state, revoked_for", "award_id, state"
        ),
    )
    await do(database, revoke_badge, RevokeBadge(by=org.as_admin(), award_id=award_id, reason="No"))
    assert await total(dsn, org.rep) == points - 50
