"""How often in a row a subject stood within a rank, as the database answers it, against the one rank there is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.leaderboards.ranking import Standing, ranked
from bellringer.gamification.rules.leaderboards.streaks import FinalRank, leaderboard_streak
from bellringer.gamification.store import leaderboard_streaks
from bellringer.gamification.store.populations import Listing
from bellringer.ids import new_id
from bellringer.models.database import Connection, Database
from bellringer.words import MetricDirection, TiePolicy
from tests.builders import NOW, Org

MONTHS = [date(2025, month, 1) for month in range(1, 13)]
TODAY = date(2026, 3, 11)


async def play(connection: Connection, org: Org, board: Board) -> dict[date, list[Standing]]:
    """A year of FINAL months in which members score this and that; returns what each month's list held."""
    members = sorted(new_id() for _ in range(7))
    for member_id in members:
        await connection.execute(
            "INSERT INTO member (org_id, member_id, role, created_at) VALUES ($1, $2, 'REP', $3)",
            *(org.org_id, member_id, NOW),
        )
    played: dict[date, list[Standing]] = {}
    for month in MONTHS:
        await connection.execute(
            """INSERT INTO board_period (org_id, board_id, starts_on, ends_at, opened_at, state, final_at)
               VALUES ($1, $2, $3, $4, $4, 'FINAL', $4)""",
            *(org.org_id, board.board_id, month, NOW),
        )
        played[month] = []
        for number, member_id in enumerate(members):
            score = (None, 0, 1, 2, 2, 3)[number * month.month % 6]
            hour = (None, 1, 2)[(number + month.month) % 3]
            reached = None if hour is None else datetime(2025, 1, 1, hour, tzinfo=UTC)
            await connection.execute(
                """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score, reached_at)
                   VALUES ($1, $2, $3, $4, $5, $6)""",
                *(org.org_id, board.board_id, month, member_id, score, reached),
            )
            played[month].append(Standing(subject_id=member_id, score=score, reached_at=reached))
    return played


async def ranks_of(
    connection: Connection, board: Board, subject_id: UUID, *, within: int
) -> dict[date, int | None]:
    listing = Listing(board=board, starts_on=TODAY, on=TODAY)
    found = await leaderboard_streaks.ranks(connection, listing, subject_id, within=within)
    return {each.starts_on: each.rank for each in found}


@pytest.mark.parametrize("tie_policy", TiePolicy)
@pytest.mark.parametrize("direction", MetricDirection)
async def test_a_final_rank_is_the_rank_of_the_board_under_every_tie_policy(
    database: Database, org: Org, tie_policy: TiePolicy, direction: MetricDirection
) -> None:
    [board] = [each for each in org.playbook.boards if each.board_key == "points-month"]
    board = replace(board, tie_policy=tie_policy, direction=direction)
    async with database.transaction(org.org_id) as connection:
        played = await play(connection, org, board)
        expected = {
            month: {
                row.standing.subject_id: row.rank
                for row in ranked(standings, tie_policy, direction=direction)
            }
            for month, standings in played.items()
        }
        for within in (1, 3):
            for subject_id in [each.subject_id for each in played[MONTHS[0]]]:
                found = await ranks_of(connection, board, subject_id, within=within)
                assert found == {
                    month: rank if rank is not None and rank <= within else None
                    for month, by_subject in expected.items()
                    for rank in [by_subject[subject_id]]
                }


async def test_only_final_periods_count_and_one_opened_again_ends_the_look_back(
    database: Database, org: Org
) -> None:
    [board] = [each for each in org.playbook.boards if each.board_key == "points-month"]
    rita = org.rep
    async with database.transaction(org.org_id) as connection:
        for month in MONTHS:
            await connection.execute(
                """INSERT INTO board_period (org_id, board_id, starts_on, ends_at, opened_at, state)
                   VALUES ($1, $2, $3, $4, $4, 'FINAL')""",
                *(org.org_id, board.board_id, month, NOW),
            )
            await connection.execute(
                """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score)
                   VALUES ($1, $2, $3, $4, 5)""",
                *(org.org_id, board.board_id, month, rita),
            )

        async def streak() -> tuple[int, int]:
            finals = await ranks_of(connection, board, rita, within=1)
            found = leaderboard_streak(
                org.playbook,
                board,
                [FinalRank(starts_on=on, rank=rank) for on, rank in finals.items()],
            )
            return found.current, found.longest

        async def settle(month: int, state: str) -> None:
            await connection.execute(
                "UPDATE board_period SET state = $4 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3",
                *(org.org_id, board.board_id, date(2025, month, 1), state),
            )

        assert (12, 12) == await streak()
        await settle(5, "PROVISIONAL")
        assert (
            7,
            7,
        ) == await streak()  # June to December; what lies before May is a run of its own
        await connection.execute(
            "UPDATE board_score SET score = 9, subject_id = $1 WHERE org_id = $2 AND starts_on = $3",
            *(org.second_rep, org.org_id, date(2025, 5, 1)),
        )
        await settle(5, "FINAL")
        assert (7, 7) == await streak()  # May is Bob's now
        await settle(12, "OPEN")
        assert (6, 6) == await streak()  # December is not known, and breaks nothing
