"""Receipts: a write that is sent again is done once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bellringer import timetable
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    DomainError,
    IdempotencyKeyReusedError,
    InvalidTextError,
    NotAllowedError,
)
from bellringer.gamification.store import receipts
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import everything, rows
from tests.recording import together


async def send(
    database: Database,
    org: Org,
    key: str = "k1",
    *,
    text: str = "Thank you",
    by: Principal | None = None,
    now: datetime = NOW,
) -> Mapping[str, Any]:
    """Kudos to Bob, as the phone sends them."""
    by = by or org.as_rep()
    async with database.transaction(org.org_id) as connection:

        async def write() -> Mapping[str, Any]:
            asked = GiveKudos(by=by, to_member_id=org.second_rep, text=text)
            return {"kudosId": str(await give_kudos(connection, asked, now=now))}

        body = fingerprint({"text": text})
        return await receipts.once(connection, by, key, body, write, now=now)


async def refusal(database: Database, org: Org, dsn: str, **more: Any) -> DomainError:
    before = await everything(dsn)
    with pytest.raises(DomainError) as caught:
        await send(database, org, **more)
    assert await everything(dsn) == before
    return caught.value


async def test_I1_64_sends_at_once_do_it_once_and_all_get_the_same_answer(
    database: Database, org: Org, dsn: str
) -> None:
    answers = await together([partial(send, database, org)] * 64)
    assert all(answer == answers[0] for answer in answers)
    assert await rows(dsn, "SELECT count(*) FROM kudos") == [(1,)]


async def test_I2_the_same_key_with_another_body_is_refused(
    database: Database, org: Org, dsn: str
) -> None:
    await send(database, org)
    told = await refusal(database, org, dsn, text="Thanks again")
    assert isinstance(told, IdempotencyKeyReusedError)


async def test_I3_a_key_says_nothing_to_another_member(database: Database, org: Org) -> None:
    first = await send(database, org)
    second = await send(database, org, by=org.as_manager(), text="Other words")
    assert first != second


async def test_I4_a_refusal_does_not_burn_the_key(database: Database, org: Org, dsn: str) -> None:
    own = await refusal(database, org, dsn, by=org.as_second_rep())
    assert isinstance(own, NotAllowedError)
    await refusal(database, org, dsn, text="")
    assert await send(database, org) == await send(database, org)


async def test_a_receipt_is_kept_for_30_days(database: Database, org: Org, dsn: str) -> None:
    first = await send(database, org)
    late = NOW + receipts.KEPT
    assert await send(database, org, now=late) == first
    later = late + timedelta(seconds=1)
    assert await send(database, org, now=later) != first


async def test_old_receipts_are_forgotten_a_few_at_a_time(
    database: Database, door_database: Database, org: Org, dsn: str
) -> None:
    for by in (org.as_rep(), org.as_manager(), org.as_admin()):
        await send(database, org, by=by)
    late = NOW + receipts.KEPT
    await send(database, org, "new", text="And now", now=late)

    assert timetable.forget_receipts in [timed.job for timed in timetable.JOBS]
    await timetable.forget_receipts(database, door_database, now=late)
    assert await rows(dsn, "SELECT count(*) FROM receipt") == [(4,)]
    late += timedelta(seconds=1)
    async with database.transaction(org.org_id) as connection:
        assert await receipts.forget(connection, now=late, limit=2)
    assert await rows(dsn, "SELECT count(*) FROM receipt") == [(2,)]
    await timetable.forget_receipts(database, door_database, now=late)
    assert await rows(dsn, "SELECT idempotency_key FROM receipt") == [("new",)]


@pytest.mark.parametrize("key", ["", " k", "x" * 201, "a\x00", "a\nb"])
async def test_a_key_that_cant_be_stored_is_refused(
    database: Database, org: Org, dsn: str, key: str
) -> None:
    assert isinstance(await refusal(database, org, dsn, key=key), InvalidTextError)
