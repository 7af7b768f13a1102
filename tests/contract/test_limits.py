"""How often anybody may ask."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from websockets.exceptions import InvalidStatus

from bellringer.api.app import create_app
from bellringer.api.limits import Rate, Rates
from bellringer.config import Settings
from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import talking

WIDE = Rate(per_second=100, burst=1_000)
QUERY = {"query": "{ viewer { points } }"}


@pytest.fixture
def rates(request: pytest.FixtureRequest) -> Rates:
    narrow = {request.param: Rate(per_second=0.5, burst=3)}
    return Rates(**({"member": WIDE, "organization": WIDE, "address": WIDE} | narrow))


@pytest.fixture
async def limited_app(
    settings: Settings, dsn: str, clock: SetClock, rates: Rates
) -> AsyncIterator[FastAPI]:
    made = create_app(settings, dsn, clock=clock, rates=rates)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def limited(limited_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=limited_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("rates", ["member", "organization", "address"], indirect=True)
async def test_G3_beyond_its_rate_a_caller_waits(
    limited: httpx.AsyncClient, org: Org, phone: Phones, clock: SetClock, rates: Rates
) -> None:
    rita = Phone(limited, phone("rita").token)
    assert [(await rita.send(json=QUERY)).status_code for _ in range(4)] == [200, 200, 200, 429]
    got = await rita.send(json=QUERY)
    assert got.headers["retry-after"] == "2"
    assert got.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
    bob = await Phone(limited, phone("bob").token).send(json=QUERY)
    assert (bob.status_code == 200) is (rates.member.burst == 3), (
        "one member does not spend another's"
    )
    clock.now += timedelta(seconds=2)
    assert (await rita.send(json=QUERY)).status_code == 200


@pytest.mark.parametrize("rates", ["member"], indirect=True)
async def test_G3_operations_over_a_socket_count_like_requests(
    limited_app: FastAPI, org: Org, phone: Phones
) -> None:
    async with served(limited_app) as address, talking(address) as talk:
        await talk.begin(phone("rita"))
        for number in range(2):
            await talk.say(id=f"{number}", type="subscribe", payload=QUERY)
            assert (await talk.hear())["type"] == "next"
            assert (await talk.hear())["type"] == "complete"
        await talk.say(id="3", type="subscribe", payload=QUERY)
        refused = await talk.hear()
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"


@pytest.mark.parametrize("rates", ["address"], indirect=True)
async def test_G3_an_address_opens_no_more_sockets_than_it_may_send_requests(
    limited_app: FastAPI, org: Org
) -> None:
    async with served(limited_app) as address:
        for _ in range(3):
            async with talking(address):
                pass
        with pytest.raises(InvalidStatus):
            async with talking(address):
                pass
