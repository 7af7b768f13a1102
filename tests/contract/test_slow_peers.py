"""Who is slow on purpose is hung up on."""

import asyncio

import pytest
from fastapi import FastAPI

from bellringer.api import protocol
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.serving import served

ASKED = b'{"query":"{viewer{points}}"}'


async def ended(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(reader.read(), 5)


@pytest.mark.parametrize("head", [b"", b"POST /graphql HTTP/1.1\r\nHost: x\r\n"])
async def test_G2_headers_that_do_not_come_end_the_connection(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEADERS_WITHIN", 0.1)
    async with served(app) as at:
        reader, writer = await asyncio.open_connection(*at.split(":"))
        writer.write(head)
        assert await ended(reader) == b""
        writer.close()


async def test_G2_each_request_of_a_connection_has_the_time_for_its_headers(
    app: FastAPI, org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADERS_WITHIN", 0.3)
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {phone('rita').token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(ASKED)}\r\n\r\n"
    ).encode()
    async with served(app) as at:
        reader, writer = await asyncio.open_connection(*at.split(":"))
        for _ in range(2):
            writer.write(head)
            await asyncio.sleep(0.4)  # the body has a longer limit of its own
            writer.write(ASKED)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            assert b"points" in await reader.read(100)
        writer.write(head[:20])
        assert await ended(reader) == b""
        writer.close()
