"""What an app is told before anybody signs in: the server's version, and which apps are too old for it."""

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bellringer.api.version import VERSION_PATH, told_version
from bellringer.config import load_settings


async def test_no_app_is_too_old_unless_the_operator_says_so(client: httpx.AsyncClient) -> None:
    told = await client.get("/version.json")
    assert (200, "no-cache") == (told.status_code, told.headers["cache-control"])
    assert told.json()["appFloor"] is None
    assert re.fullmatch(r"\d+\.\d+\.\d+", told.json()["server"])


async def test_an_app_reads_the_floor_without_signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELLRINGER_APP_FLOOR", "2.10")
    route = Route(VERSION_PATH, told_version(load_settings().app_floor))
    transport = httpx.ASGITransport(Starlette(routes=[route]))
    async with httpx.AsyncClient(transport=transport, base_url="http://other") as client:
        assert (await client.get("/version.json")).json()["appFloor"] == "2.10"
