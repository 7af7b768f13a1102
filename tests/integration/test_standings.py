"""Boards as the database answers them, against the one pure definition of order and rank."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.leaderboards import ranking as rules
from bellringer.gamification.rules.leaderboards.ranking import Ranked
from bellringer.gamification.store import own_standings, rank_deltas, standings
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.standings import StandingView
from bellringer.gamification.store.window import Window
from bellringer.ids import new_id
from bellringer.models.database import Connection, Database
from bellringer.words import MetricDirection, TiePolicy
from tests.builders import NOW, Org

STARTS_ON = date(2026, 3, 1)
FIRST = datetime(2026, 3, 2, tzinfo=UTC)

Row = tuple[int | None, int | None, bool]
# most rows are listed: few have no score, few are hidden
scores = st.lists(
    st.tuples(
        st.sampled_from([None, -1, 0, 1, 2, 2, 3, 5]),
        st.sampled_from([None, 0, 1, 2]),
        st.sampled_from([False, False, False, False, True]),
    ),
    max_size=14,
)
boards = st.tuples(st.sampled_from(TiePolicy), st.sampled_from(MetricDirection))


async def fill(
    connection: Connection, org: Org, board: Board, rows: list[Row]
) -> list[rules.Standing]:
    """Put members on the board; hidden ones are no part of it."""
    shown = []
    for score, reached, is_hidden in rows:
        member_id = new_id()
        reached_at = None if reached is None else FIRST + timedelta(hours=reached)
        await connection.execute(
            """INSERT INTO member (org_id, member_id, role, is_hidden, created_at)
               VALUES ($1, $2, 'REP', $3, $4)""",
            org.org_id,
            member_id,
            is_hidden,
            NOW,
        )
        await connection.execute(
            """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score, reached_at)
               VALUES ($1, $2, $3, $4, $5, $6)""",
            org.org_id,
            board.board_id,
            STARTS_ON,
            member_id,
            score,
            reached_at,
        )
        if not is_hidden:
            shown.append(rules.Standing(subject_id=member_id, score=score, reached_at=reached_at))
    return shown


def told(found: StandingView | Ranked) -> tuple[UUID, int | None, int | None]:
    if isinstance(found, Ranked):
        return found.standing.subject_id, found.rank, found.gap_to_next
    return found.subject_id, found.rank, found.gap_to_next


class _UndoError(Exception):
    """Ends an example's transaction without a trace."""


@pytest.fixture
def board(org: Org) -> Board:
    return next(each for each in org.playbook.boards if each.board_key == "points-month")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=scores, policy=boards, size=st.integers(1, 4))
async def test_B2_every_window_is_a_slice_of_the_list(
    database: Database,
    org: Org,
    board: Board,
    rows: list[Row],
    policy: tuple[TiePolicy, MetricDirection],
    size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own_standings, "FEW", 0)
    board = replace(board, tie_policy=policy[0], direction=policy[1])
    with pytest.raises(_UndoError):
        async with database.transaction(org.org_id) as connection:
            shown = await fill(connection, org, board, rows)
            ranked = rules.ranked(shown, board.tie_policy, direction=board.direction)
            listed = [told(each) for each in ranked if each.rank is not None]
            assert await forwards(connection, board, size) == listed
            assert await backwards(connection, board, size) == listed
            assert await standings.count(connection, listing(board)) == len(listed)
            subjects = [each.standing.subject_id for each in ranked]
            together = await own_standings.of_each(connection, subjects, listing(board))
            assert [told(together[each]) for each in subjects] == [told(each) for each in ranked]
            for each in ranked:
                subject = each.standing.subject_id
                own = await standings.of(connection, listing(board), subject)
                assert own is not None
                assert told(own) == told(each)
                around = await standings.around(connection, listing(board), subject, size)
                assert [told(one) for one in around] == [
                    told(one) for one in rules.around(ranked, subject, radius=size)
                ]
            raise _UndoError


def listing(board: Board) -> Listing:
    """The list as it is on the day of the tests."""
    return Listing(board=board, starts_on=STARTS_ON, on=NOW.date())


async def forwards(
    connection: Connection, board: Board, size: int
) -> list[tuple[UUID, int | None, int | None]]:
    """Walk the list down, page by page."""
    found: list[tuple[UUID, int | None, int | None]] = []
    edge = None
    while True:
        window = Window(limit=size, edge=edge)
        page = await standings.page(connection, listing(board), window)
        found += [told(each) for each in page.rows]
        if not page.has_after:
            return found
        edge = page.rows[-1].key


async def backwards(
    connection: Connection, board: Board, size: int
) -> list[tuple[UUID, int | None, int | None]]:
    """Walk the list up from its end, page by page."""
    found: list[tuple[UUID, int | None, int | None]] = []
    edge = None
    while True:
        window = Window(limit=size, edge=edge, is_backward=True)
        page = await standings.page(connection, listing(board), window)
        found[:0] = [told(each) for each in page.rows]
        if not page.has_before:
            return found
        edge = page.rows[0].key


async def test_a_hidden_member_has_a_score_and_no_rank(
    database: Database, org: Org, board: Board
) -> None:
    async with database.transaction(org.org_id) as connection:
        await fill(connection, org, board, [(5, 0, True), (3, 1, False)])
        [hidden] = await connection.fetch(
            "SELECT member_id FROM member WHERE org_id = $1 AND is_hidden", org.org_id
        )
        own = await standings.of(connection, listing(board), hidden["member_id"])
    assert own is not None
    assert (own.score, own.rank) == (5, None)


async def test_ranks_won_since_midnight(database: Database, org: Org, board: Board) -> None:
    async with database.transaction(org.org_id) as connection:
        first, second, fresh = (
            each.subject_id
            for each in await fill(
                connection, org, board, [(9, 0, False), (12, 1, False), (4, 2, False)]
            )
        )
        for subject, total in ((second, 5), (fresh, 4)):
            await connection.execute(
                "INSERT INTO subject_day VALUES ($1, $2, 'points', $3, $4)",
                org.org_id,
                subject,
                NOW.date(),
                total,
            )
        moved = await rank_deltas.deltas(connection, [first, second, fresh], listing(board))
    assert moved == {first: -1, second: 1}, (
        "without a score at midnight there is nothing to compare with"
    )


async def test_ranks_won_are_told_on_boards_of_up_to_a_thousand(
    database: Database, org: Org, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rank_deltas.LARGEST == 1_000
    monkeypatch.setattr(rank_deltas, "LARGEST", 3)
    async with database.transaction(org.org_id) as connection:
        shown = await fill(connection, org, board, [(9, 0, False), (8, 1, False), (7, 2, False)])
        asked = [each.subject_id for each in shown]

        async def moved() -> dict[UUID, int]:
            return await rank_deltas.deltas(connection, asked, listing(board))

        assert await moved() == dict.fromkeys(asked, 0)
        await fill(connection, org, board, [(1, 3, True)])
        assert await moved() == dict.fromkeys(asked, 0), "who is hidden does not count"
        await fill(connection, org, board, [(1, 4, False)])
        assert await moved() == {}
