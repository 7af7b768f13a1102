"""Levels as admins set them, and lower them."""

from dataclasses import replace
from uuid import UUID

import pytest

from bellringer.gamification.actions.adjust_points import adjust_points
from bellringer.gamification.actions.set_levels import lower_level, set_levels
from bellringer.gamification.commands.points import (
    AdjustPoints,
    LevelTerms,
    LowerLevel,
    SetLevels,
)
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    OwnPointsError,
    UnknownMemberError,
)
from bellringer.models.database import Database
from tests.builders import Org
from tests.doing import do, refuse, rows
from tests.integration.test_rules import differences


def levels(org: Org, *thresholds: int) -> SetLevels:
    return SetLevels(
        by=org.as_admin(),
        levels=tuple(LevelTerms(threshold=each, title=f"From {each}") for each in thresholds),
    )


async def level_of(dsn: str, member_id: UUID) -> int:
    ((level,),) = await rows(dsn, "SELECT level FROM member WHERE member_id = $1", member_id)
    return int(level)


async def adjust(database: Database, org: Org, points_: int) -> None:
    command = AdjustPoints(by=org.as_admin(), member_id=org.rep, points=points_, reason="A test")
    await do(database, adjust_points, command)


async def test_new_levels_raise_whom_their_points_carry_and_never_lower_below_the_last(
    database: Database, org: Org, dsn: str
) -> None:
    await adjust(database, org, 320)
    assert await level_of(dsn, org.rep) == 2
    await do(database, set_levels, levels(org, 10, 20, 30, 1_000))
    assert await level_of(dsn, org.rep) == 3
    assert await rows(dsn, "SELECT number, threshold FROM level ORDER BY 1") == [
        (1, 10),
        (2, 20),
        (3, 30),
        (4, 1_000),
    ]
    await do(database, set_levels, levels(org, 5_000, 6_000))
    assert await level_of(dsn, org.rep) == 2  # there is no third any more
    assert await differences(database, org) == ()


@pytest.mark.parametrize(
    "thresholds", [(), (0, 5), (5, 5), (9, 8), (1, 10**12 + 1), tuple(range(1, 102))]
)
async def test_levels_that_dont_rise_are_refused(
    database: Database, org: Org, dsn: str, thresholds: tuple[int, ...]
) -> None:
    await refuse(database, dsn, set_levels, levels(org, *thresholds), InvalidInputError)


async def test_who_may_set_levels(database: Database, org: Org, dsn: str) -> None:
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, set_levels, replace(levels(org, 5), by=by), NotAllowedError)
    unnamed = replace(levels(org), levels=(LevelTerms(threshold=5, title=""),))
    await refuse(database, dsn, set_levels, unnamed, InvalidTextError)


async def test_a_level_stays_after_a_reversal_until_an_admin_lowers_it_with_a_reason(
    database: Database, org: Org, dsn: str
) -> None:
    await adjust(database, org, 400)
    await adjust(database, org, -250)
    assert await level_of(dsn, org.rep) == 2
    lowering = LowerLevel(by=org.as_admin(), member_id=org.rep, level=1, reason="Typed twice")
    for change, refusal in (
        ({"by": org.as_manager()}, NotAllowedError),
        ({"level": 2}, InvalidInputError),
        ({"level": 0}, InvalidInputError),  # 150 points reach the first
        ({"reason": ""}, InvalidTextError),
        ({"member_id": UUID(int=7)}, UnknownMemberError),
        ({"member_id": org.admin}, OwnPointsError),
    ):
        await refuse(database, dsn, lower_level, replace(lowering, **change), refusal)
    await do(database, lower_level, lowering)
    assert await level_of(dsn, org.rep) == 1
    noted = "SELECT level_before, level, body FROM level_note"
    assert await rows(dsn, noted) == [(2, 1, "Typed twice")]
    ((details,),) = await rows(
        dsn, "SELECT details::text FROM audit_log WHERE action = 'level.lower'"
    )
    assert "Typed twice" not in details
    assert await differences(database, org) == ()
