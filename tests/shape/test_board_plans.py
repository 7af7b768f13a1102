"""Boards find their rows by index in an organization of 100 000 members."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.playbook.leaderboards import (
    Board,
    RegionScope,
    SalesRoleScope,
    TeamScope,
    TenureScope,
)
from bellringer.gamification.store import leaderboard_streaks, rank_deltas, standings
from bellringer.gamification.store.populations import Listing, written
from bellringer.gamification.store.recognition import standing as shortlists
from bellringer.words import MetricDirection, SubjectKind, TiePolicy
from tests.builders import Org

MEMBERS = 100_000
MARCH, ON = date(2026, 3, 1), date(2026, 3, 11)
AT = datetime(2026, 3, 5, tzinfo=UTC)
MIDDLE = MEMBERS // 2
HIGH = 500  # places below the best
# rows of board_score that a query may read which shows a few; a thousand are ranked again for `rankDelta`
FEW = 1_100

FILL = (
    """INSERT INTO member (org_id, member_id, role, is_hidden, sales_role, joined_on, created_at)
       SELECT $1, gen_random_uuid(), 'REP', n % 100 = 0, CASE WHEN n % 2 = 0 THEN 'hunter' END,
              date '2020-01-01' + n % 2000, now() FROM generate_series(1, 100000) AS n""",
    """INSERT INTO team (org_id, team_id, team_key, name, region, created_at)
       SELECT $1, gen_random_uuid(), 'team-' || n, 'x', 'region-' || n % 20, now()
         FROM generate_series(1, 2000) AS n""",
    """INSERT INTO membership (org_id, member_id, team_id, starts_on)
       SELECT $1, member_id, team_id, '2020-01-01'
         FROM (SELECT member_id, row_number() OVER () % 2000 AS n FROM member
                WHERE created_at > '2026-06-01') AS m
         JOIN (SELECT team_id, row_number() OVER () - 1 AS n FROM team
                WHERE team_key LIKE 'team-%') AS t USING (n)""",
    """INSERT INTO board_period (org_id, board_id, starts_on, starts_at, ends_at, opened_at, state)
       SELECT $1, 1, date '2026-03-01' - make_interval(months => n), now(),
              now() + interval '1 hour', now(), 'FINAL'
         FROM generate_series(0, 2) AS n""",
    """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score, numerator, reached_at)
       SELECT $1, 1, date '2026-03-01' - make_interval(months => n % 2), member_id, score, score,
              timestamptz '2026-03-01' + score * interval '1 second'
         FROM generate_series(0, 1) AS n,
              (SELECT member_id, row_number() OVER () * 7 % 100000 AS score FROM member
                WHERE created_at > '2026-06-01') AS m""",
    """INSERT INTO board_period (org_id, board_id, starts_on, starts_at, ends_at, opened_at, state)
       SELECT $1, 2, date '2026-03-01' - make_interval(months => n), now(),
              now() + interval '1 hour', now(), 'FINAL'
         FROM generate_series(0, 2) AS n""",
    """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score, reached_at)
       SELECT $1, 2, date '2026-03-01' - make_interval(months => n), team_id,
              row_number() OVER () * 7 % 2000, timestamptz '2026-03-01'
         FROM generate_series(0, 1) AS n, team WHERE team_key LIKE 'team-%'""",
    """INSERT INTO board_participant (org_id, board_id, subject_id)
       SELECT $1, 1, subject_id FROM board_score
        WHERE board_id = 1 AND starts_on = '2026-03-01' AND score % 1000 = 0""",
)


@pytest.fixture
async def crowded(dsn: str, org: Org) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection as the application, to an organization with a crowded board."""
    connection = await asyncpg.connect(dsn)
    try:
        # who refers to whom is right by the way it is made
        await connection.execute("SET session_replication_role = replica")
        for statement in FILL:
            await connection.execute(statement, org.org_id)
        await connection.execute("ANALYZE")
        await connection.execute("RESET session_replication_role")
        await connection.execute("SET ROLE bellringer_app")
        await connection.execute(f"SET bellringer.org_id = '{org.org_id}'")
        yield connection
    finally:
        await connection.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def explain(
    connection: "asyncpg.Connection[Any]", sql: str, *args: Any
) -> list[dict[str, Any]]:
    found = await connection.fetchval(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", *args)
    return list(nodes(json.loads(found)[0]["Plan"]))


def read_of(plan: list[dict[str, Any]], table: str) -> int:
    """How many rows of a table were looked at."""
    return sum(
        (each["Actual Rows"] + each.get("Rows Removed by Filter", 0)) * each["Actual Loops"]
        for each in plan
        if each.get("Relation Name") == table
    )


def whole(plan: list[dict[str, Any]]) -> set[str]:
    """The tables that were read as a whole."""
    return {each["Relation Name"] for each in plan if each["Node Type"] == "Seq Scan"}


def boards(org: Org, team_id: UUID) -> Iterator[Board]:
    plain = replace(org.playbook.boards[0], board_id=1, board_key="crowded")
    for tie_policy in TiePolicy:
        for direction in MetricDirection:
            yield replace(plain, tie_policy=tie_policy, direction=direction)
    yield replace(plain, allows_hiding=False)
    yield replace(plain, participants=frozenset((org.rep,)))
    for scope in (
        TeamScope(team_id),
        RegionScope("region-7"),
        SalesRoleScope("hunter"),
        TenureScope(12, 24),
    ):
        yield replace(plain, scope=scope)
    # one that reads the sums of another, which is a board of teams
    teams = replace(plain, board_id=99, sums_of=2, subject_kind=SubjectKind.TEAM)
    yield teams
    yield replace(teams, scope=RegionScope("region-7"))


def is_whole_list(board: Board) -> bool:
    """Whether a board lists all that have a score, but the hidden."""
    return board.scope is None and board.participants is None


Edge = tuple[int, datetime, UUID]


def asked_of(board: Board, edge: Edge, high: Edge) -> dict[str, tuple[Any, ...]]:
    """Every statement about a board's list but those that count it, with what it is asked.

    Who is ahead is counted from high up: of half of such a small table that is done either way.
    """
    return {
        standings._FORWARD: (None, None, None, 11),
        standings._FORWARD + " OFFSET 0": (*edge, 11),
        standings._BACKWARD: (None, None, None, 11),
        standings._BACKWARD + " OFFSET 0": (*edge, 11),
        standings._ABOVE: (*high, board.tie_policy is TiePolicy.DENSE),
        standings._TIED: edge,
        standings._OWN: (edge[2],),
        rank_deltas._ranking(board.tie_policy): ("points", ON, [edge[2]], 1_000),
    }


async def someone_of(connection: "asyncpg.Connection[Any]", board_id: int, score: int) -> Edge:
    """Where a page may begin: whoever has a score in March."""
    subject_id = await connection.fetchval(
        "SELECT subject_id FROM board_score WHERE board_id = $1 AND starts_on = $2 AND score = $3",
        board_id,
        MARCH,
        score,
    )
    return score, AT, subject_id


async def test_every_board_query_reads_by_index(
    crowded: "asyncpg.Connection[Any]", org: Org
) -> None:
    """All but what counts a list: that reads by whatever is cheapest."""
    team_id = await crowded.fetchval("SELECT team_id FROM team WHERE team_key = 'team-7'")
    edges = {1: await someone_of(crowded, 1, MIDDLE), 2: await someone_of(crowded, 2, 700)}
    high = {
        (1, MetricDirection.HIGHER_IS_BETTER): await someone_of(crowded, 1, MEMBERS - HIGH),
        (1, MetricDirection.LOWER_IS_BETTER): await someone_of(crowded, 1, HIGH),
        (2, MetricDirection.HIGHER_IS_BETTER): await someone_of(crowded, 2, 2_000 - HIGH),
    }
    for board in boards(org, team_id):
        listing = Listing(board=board, starts_on=MARCH, on=ON)
        edge = edges[board.sums_id]
        asked = asked_of(board, edge, high[board.sums_id, board.direction])
        for template, args in asked.items():
            sql, scope = written(template, listing)
            plan = await explain(crowded, sql, org.org_id, board.sums_id, MARCH, *args, *scope)
            is_list = template.startswith(standings._ROWS)
            if is_whole_list(board) or is_list:
                assert "board_score" not in whole(plan), sql
            if ("LIMIT $7" in template or template == standings._ABOVE) and is_whole_list(board):
                assert read_of(plan, "board_score") <= FEW, sql
            if is_list and is_whole_list(board) and board.sums_id == 1:
                assert "Sort" not in {each["Node Type"] for each in plan}, sql
        sql, scope = written(leaderboard_streaks._BY_POLICY[board.tie_policy], listing)
        plan = await explain(crowded, sql, org.org_id, board.sums_id, edge[2], 3, 12, *scope)
        assert "board_score" not in whole(plan), sql
        if is_whole_list(board):
            assert read_of(plan, "board_score") <= FEW, sql


async def test_plans_that_a_connection_keeps_read_by_index_too(
    crowded: "asyncpg.Connection[Any]", org: Org
) -> None:
    """After five executions the server may plan a prepared statement once for all parameters.

    Not so what counts who is ahead: it does not know how many those will be.
    """
    for direction in MetricDirection:
        board = replace(org.playbook.boards[0], board_id=1, direction=direction)
        listing = Listing(board=board, starts_on=MARCH, on=ON)
        edge = await someone_of(crowded, 1, MIDDLE)
        asked = asked_of(board, edge, edge)
        del asked[standings._ABOVE]
        for number, (template, args) in enumerate(asked.items()):
            sql, scope = written(template, listing)
            name = f"kept_{direction.lower()}_{number}"
            await crowded.execute(f"PREPARE {name} AS {sql}")
            given = ", ".join(literal(each) for each in (org.org_id, 1, MARCH, *args, *scope))
            for _ in range(5):
                await crowded.execute(f"EXECUTE {name}({given})")
            plan = await explain(crowded, f"EXECUTE {name}({given})")
            assert "board_score" not in whole(plan), sql
            if "LIMIT $7" in template:
                assert read_of(plan, "board_score") <= FEW, sql


def literal(value: Any) -> str:
    """A parameter as it is written into a statement."""
    match value:
        case None:
            return "NULL"
        case list():
            return "'{" + ",".join(map(str, value)) + "}'"
        case _:
            return f"'{value}'"


async def test_counting_a_list_reads_it_once(crowded: "asyncpg.Connection[Any]", org: Org) -> None:
    board = replace(org.playbook.boards[0], board_id=1)
    sql, scope = written(standings._COUNT, Listing(board=board, starts_on=MARCH, on=ON))
    plan = await explain(crowded, sql, org.org_id, 1, MARCH, *scope)
    assert read_of(plan, "board_score") < 2.1 * MEMBERS  # two months are there, and teams


async def test_a_shortlist_reads_the_first_of_its_list(
    crowded: "asyncpg.Connection[Any]", org: Org
) -> None:
    latest = date(2025, 6, 1)  # all have joined before
    for is_barred, limit in ((False, 100), (True, 2 * MEMBERS)):
        plan = await explain(
            crowded, shortlists._MEMBERS, org.org_id, 1, MARCH, 5, latest, [], is_barred
        )
        assert "board_score" not in whole(plan)
        assert read_of(plan, "board_score") <= limit
    plan = await explain(crowded, shortlists._TEAMS_BY_SCORE, org.org_id, 2, MARCH)
    assert "board_score" not in whole(plan)
