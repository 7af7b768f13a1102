"""Events that are each somebody's own: made a few at a time, whoever reads or doesn't."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from bellringer.api.sockets import Adapter
from bellringer.graphql import services, subscriptions
from bellringer.graphql.points import points_of
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.serving import served
from tests.contract.talking import PROGRESS, record, talking
from tests.contract.test_main_job import RECORD

POSTS = "subscription { feedPostAdded(after: []) { kind } }"


@pytest.fixture(autouse=True)
def one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "EVENTS_AT_ONCE", 1)


@pytest.fixture
async def address(one_at_once: None, app: FastAPI, org: Org) -> AsyncIterator[str]:
    async with served(app) as found:
        yield found


async def test_B3_of_events_that_are_each_somebodys_only_so_many_are_made_at_once(
    address: str, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = most = 0
    as_ever = points_of

    async def counted(info: Any, member_id: UUID) -> int:
        nonlocal made, most
        made += 1
        most = max(most, made)
        found = await as_ever(info, member_id)
        made -= 1
        return found

    monkeypatch.setattr(subscriptions, "points_of", counted)
    async with AsyncExitStack() as ends:
        screens = []
        for _ in range(5):
            talk = await ends.enter_async_context(talking(address))
            await talk.begin(phone("rita"))
            for name in "123":
                await talk.subscribe(PROGRESS, name)
            screens.append(talk)
        for talk in screens:
            for _ in "123":
                assert (await talk.next())["progressChanged"]["points"] == 0
        await record(phone("rita"), "1")
        for talk in screens:
            for _ in "123":
                assert (await talk.next())["progressChanged"]["points"] > 0
    assert most == 1


@pytest.mark.parametrize("query", [PROGRESS, POSTS], ids=["one event", "one of several"])
async def test_B3_nobody_waits_for_the_event_of_who_does_not_read(
    address: str, phone: Phones, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    as_ever, never = Adapter.send_json, asyncio.Event()

    async def stuck(self: Adapter, message: Mapping[str, object]) -> None:
        if message.get("id") == "slow":
            await never.wait()
        await as_ever(self, message)

    monkeypatch.setattr(Adapter, "send_json", stuck)
    won = {"idempotencyKey": "1", "kind": "deal_won", "amount": {"amountMinor": 5_000_00}}
    await phone("rita").ask(RECORD, input=won)
    async with talking(address) as his, talking(address) as hers:
        await his.begin(phone("bob"))
        await his.subscribe(query, "slow")
        await hers.begin(phone("rita"))
        await hers.subscribe(PROGRESS)
        assert (await hers.next())["progressChanged"]["points"] > 0
