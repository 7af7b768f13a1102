"""Boards that admins define, and the rows that stand behind their standings."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.leaderboards import CreateBoard
from bellringer.gamification.rules.recount import Difference
from bellringer.models.database import Database
from bellringer.words import PeriodKind, ScoreKind, SubjectKind
from tests.builders import Org
from tests.doing import do, rows


def board(
    org: Org,
    key: str,
    metric_key: str = "revenue",
    *,
    subject_kind: SubjectKind = SubjectKind.MEMBER,
    score_kind: ScoreKind = ScoreKind.TOTAL,
    period: PeriodKind = PeriodKind.MONTH,
    **more: Any,
) -> CreateBoard:
    """A board, by month and of members unless it is another."""
    return CreateBoard(
        by=org.as_admin(),
        board_key=key,
        title=key,
        subject_kind=subject_kind,
        metric_key=metric_key,
        period=period,
        score_kind=score_kind,
        **more,
    )


async def define(database: Database, asked: CreateBoard, **more: Any) -> None:
    """Define a board."""
    await do(database, create_board, asked, **more)


async def scores(
    dsn: str,
    key: str,
    starts_on: date,
    *,
    columns: Sequence[str] = ("score",),
) -> dict[UUID, Any]:
    """The rows of a board's period by subject: one value, or a tuple of them."""
    found = await rows(
        dsn,
        f"SELECT subject_id, {', '.join(columns)} FROM board_score JOIN board USING (org_id, board_id)"
        " WHERE board_key = $1 AND starts_on = $2",
        key,
        starts_on,
    )
    return {row[0]: row[1] if len(columns) == 1 else row[1:] for row in found}


async def differences(database: Database, org: Org) -> tuple[Difference, ...]:
    """What a recount finds."""
    async with database.reading(org.org_id) as connection:
        return await recount(connection)
