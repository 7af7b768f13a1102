"""The law of windows: whatever is asked for of a board is a slice of the one list, as far as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellringer.gamification.playbook.leaderboards import (
    Board,
    RegionScope,
    SalesRoleScope,
    Scope,
    TeamScope,
    TenureScope,
)
from bellringer.gamification.rules.leaderboards import ranking
from bellringer.gamification.rules.leaderboards.ranking import Ranked, Standing, order
from bellringer.gamification.store import standings
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.standings import StandingView
from bellringer.gamification.store.window import Window
from bellringer.ids import new_id
from bellringer.models.database import Connection, Database
from bellringer.words import MetricDirection, TiePolicy
from tests.builders import NOW, Org

STARTS_ON = date(2026, 3, 1)
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
SCOPES = (
    *(None, None, "north", "East", "hunter"),
    *(TenureScope(0, None), TenureScope(6, None), TenureScope(0, 6), TenureScope(3, 12)),
)


@dataclass(frozen=True)
class Row:
    """A member, and where the member stands on the board."""

    score: int | None
    hour: int | None
    is_hidden: bool
    is_active: bool
    team: str | None
    sales_role: str | None
    months: int | None  # since the member joined


ROWS = st.lists(
    st.builds(
        Row,
        score=st.sampled_from([None, -1, 0, 1, 2, 2, 3, 5]),
        hour=st.sampled_from([None, 0, 1, 2]),
        is_hidden=st.sampled_from([False, False, False, True]),
        is_active=st.sampled_from([True, True, True, True, False]),
        team=st.sampled_from(["north", "north", "south", None]),
        sales_role=st.sampled_from(["hunter", "hunter", "farmer", None]),
        months=st.sampled_from([None, 0, 4, 9, 20]),
    ),
    max_size=14,
)
BOARDS = st.tuples(
    st.sampled_from(TiePolicy),
    st.sampled_from(MetricDirection),
    st.sampled_from(SCOPES),
    st.booleans(),  # whether one may hide from it
)
DEPTHS = st.none() | st.integers(1, 6)
# where a window begins: at the list's edge, at the place of a row, or at a key that somebody made up
EDGES = (
    st.none()
    | st.integers(0, 13)
    | st.tuples(
        st.integers(-2, 6),
        st.none() | st.integers(0, 3).map(lambda hour: FIRST + timedelta(hours=hour)),
        st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number)),
    )
)
WINDOWS = st.lists(st.tuples(EDGES, st.integers(1, 5), st.booleans()), min_size=3, max_size=6)


class _UndoError(Exception):
    """Ends an example's transaction without a trace."""


async def play(connection: Connection, org: Org, board: Board, rows: Sequence[Row]) -> list[UUID]:
    members = [new_id() for _ in rows]
    teams = {"north": org.north, "south": org.south}
    today = NOW.date()
    for member_id, row in zip(members, rows, strict=True):
        joined = None if row.months is None else today - timedelta(days=31 * row.months)
        await connection.execute(
            """INSERT INTO member (org_id, member_id, role, is_hidden, is_active, sales_role, joined_on, created_at)
               VALUES ($1, $2, 'REP', $3, $4, $5, $6, $7)""",
            *(org.org_id, member_id, row.is_hidden, row.is_active, row.sales_role, joined, NOW),
        )
        if row.team is not None:
            await connection.execute(
                "INSERT INTO membership (org_id, member_id, starts_on, team_id) VALUES ($1, $2, $3, $4)",
                *(org.org_id, member_id, STARTS_ON, teams[row.team]),
            )
        reached_at = None if row.hour is None else FIRST + timedelta(hours=row.hour)
        await connection.execute(
            """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score, reached_at)
               VALUES ($1, $2, $3, $4, $5, $6)""",
            *(org.org_id, board.board_id, STARTS_ON, member_id, row.score, reached_at),
        )
    await connection.execute(
        "UPDATE team SET region = 'East' WHERE org_id = $1 AND team_id = $2", org.org_id, org.north
    )
    return members


def is_in(row: Row, scope: Scope | None) -> bool:
    match scope:
        case TeamScope() | RegionScope():
            return row.team == "north"
        case SalesRoleScope(role):
            return row.sales_role == role
        case TenureScope(least, most) if row.months is None:
            return least >= 0 and most is None
        case TenureScope(least, most):
            assert row.months is not None
            return least <= row.months and (most is None or row.months < most)
        case _:
            return True


def told(found: StandingView | Ranked) -> tuple[UUID, int | None, int | None]:
    if isinstance(found, Ranked):
        return found.standing.subject_id, found.rank, found.gap_to_next
    return found.subject_id, found.rank, found.gap_to_next


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, kind=BOARDS, depth=DEPTHS, windows=WINDOWS, radius=st.integers(0, 3))
async def test_B2_any_window_is_a_slice_of_the_list_as_far_as_it_is_shown(
    database: Database,
    org: Org,
    rows: list[Row],
    kind: tuple[TiePolicy, MetricDirection, Any, bool],
    depth: int | None,
    windows: list[tuple[Any, int, bool]],
    radius: int,
) -> None:
    tie_policy, direction, scope, allows_hiding = kind
    named = {"north": TeamScope(org.north), "East": RegionScope("East")}
    if isinstance(scope, str):
        scope = named.get(scope, SalesRoleScope(scope))
    plain = next(each for each in org.playbook.boards if each.board_key == "points-month")
    board = replace(
        plain,
        tie_policy=tie_policy,
        direction=direction,
        scope=scope,
        allows_hiding=allows_hiding,
    )
    listing = Listing(board=board, starts_on=STARTS_ON, on=NOW.date(), depth=depth)
    with pytest.raises(_UndoError):
        async with database.transaction(org.org_id) as connection:
            members = await play(connection, org, board, rows)
            whole = ranking.ranked(
                (
                    Standing(
                        subject_id=member_id,
                        score=row.score,
                        reached_at=None if row.hour is None else FIRST + timedelta(hours=row.hour),
                    )
                    for member_id, row in zip(members, rows, strict=True)
                    if row.is_active and is_in(row, scope) and not (allows_hiding and row.is_hidden)
                ),
                tie_policy,
                direction=direction,
            )
            listed = [each for each in whole if each.rank is not None]
            await _check_windows(connection, listing, listed[:depth], windows)
            assert await standings.count(connection, listing) == len(listed[:depth])
            for member_id in members:
                own = await standings.of(connection, listing, member_id)
                assert own is not None
                at = [each.standing.subject_id for each in listed]
                place = at.index(member_id) if member_id in at else None
                expected = (member_id, None, None) if place is None else told(listed[place])
                if place is not None and depth is not None and place >= depth:
                    # the next above is the last with a better rank
                    above = [
                        at for at, each in enumerate(listed) if (each.rank or 0) < (own.rank or 0)
                    ]
                    if above and above[-1] >= depth:
                        expected = (*expected[:2], None)
                assert told(own) == expected
                around = await standings.around(connection, listing, member_id, radius)
                shown = listed[:depth]
                if place is None:
                    assert around == ()
                elif place < len(shown):
                    slice_ = shown[max(0, place - radius) : place + radius + 1]
                    assert [told(each) for each in around] == [told(each) for each in slice_]
                else:
                    assert [told(each) for each in around] == [expected]
            raise _UndoError


async def _check_windows(
    connection: Connection,
    listing: Listing,
    shown: list[Ranked],
    windows: list[tuple[Any, int, bool]],
) -> None:
    direction = listing.board.direction
    for edge, size, is_backward in windows:
        key = edge
        if isinstance(edge, int):
            if edge >= len(shown):
                continue
            at = shown[edge].standing
            key = (at.score, at.reached_at, at.subject_id)
        beyond = shown
        if key is not None:
            mark = order(Standing(score=key[0], reached_at=key[1], subject_id=key[2]), direction)
            beyond = [
                each
                for each in shown
                if (order(each.standing, direction) < mark) == is_backward
                and order(each.standing, direction) != mark
            ]
        expected = beyond[-size:] if is_backward else beyond[:size]
        window = Window(limit=size, edge=key, is_backward=is_backward)
        page = await standings.page(connection, listing, window)
        assert [told(each) for each in page.rows] == [told(each) for each in expected]
        more = len(beyond) > size
        assert (page.has_before if is_backward else page.has_after) == more
