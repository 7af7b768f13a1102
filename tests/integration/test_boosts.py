"""Boosts: they raise what happens in them, and re-price nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.boost_points import create_boost, end_boost
from bellringer.gamification.commands.points import (
    CreateBoost,
    EndBoost,
)
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownKindError,
    WrongStateError,
)
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows
from tests.integration.test_rules import differences, send
from tests.recording import record


def boosting(org: Org, percent: int = 200, **more: Any) -> CreateBoost:
    return CreateBoost(
        by=org.as_admin(),
        title="Power hour",
        percent=percent,
        **{"ends_at": NOW + timedelta(hours=1)} | more,
    )


async def test_a_boost_raises_what_happens_in_it_and_is_on_the_record(
    database: Database, org: Org, dsn: str
) -> None:
    assert await send(database, record(org, "1", kind="visit"), minutes=0) == [5]
    boost_id = await do(database, create_boost, boosting(org, 150))
    # the first lies at the very instant of its publication, and is not priced anew
    before = record(org, "2", kind="visit", occurred_at=NOW)
    assert await send(database, record(org, "3", kind="visit"), before) == [7, 5]
    await do(
        database,
        end_boost,
        EndBoost(by=org.as_admin(), boost_id=boost_id),
        now=NOW + timedelta(minutes=2),
    )
    late = record(org, "5", kind="visit", occurred_at=NOW + timedelta(minutes=1))
    assert await send(database, record(org, "4", kind="visit"), late, minutes=3) == [5, 7]
    boosted = "SELECT DISTINCT boost_ids FROM entry_pricing"
    assert await rows(dsn, boosted) == [([boost_id],)]
    assert await differences(database, org) == ()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"percent": 100}, InvalidInputError),
        ({"percent": 1001}, InvalidInputError),
        ({"starts_at": NOW - timedelta(seconds=1)}, InvalidInputError),
        ({"ends_at": NOW}, InvalidInputError),
        ({"ends_at": NOW + timedelta(days=367)}, InvalidInputError),
        ({"ends_at": (NOW + timedelta(hours=1)).replace(tzinfo=None)}, InvalidInputError),
        ({"kinds": frozenset({"yodel"})}, UnknownKindError),
        ({"title": " "}, InvalidTextError),
    ],
)
async def test_a_boost_that_cant_be_right_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    await refuse(database, dsn, create_boost, replace(boosting(org), **change), refusal)


async def test_who_may_boost_and_end_it(database: Database, org: Org, dsn: str) -> None:
    boost_id = await do(database, create_boost, boosting(org))
    ending = EndBoost(by=org.as_admin(), boost_id=boost_id)
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, create_boost, replace(boosting(org), by=by), NotAllowedError)
        await refuse(database, dsn, end_boost, replace(ending, by=by), NotAllowedError)
    stranger = replace(ending, boost_id=UUID(int=7))
    await refuse(database, dsn, end_boost, stranger, NotFoundError)
    late = NOW + timedelta(hours=1)
    await refuse(database, dsn, end_boost, ending, WrongStateError, now=late)
    await do(database, end_boost, ending)
    await refuse(database, dsn, end_boost, ending, WrongStateError)
