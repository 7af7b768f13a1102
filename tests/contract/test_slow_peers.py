"""Who is slow on purpose is hung up on."""

import asyncio

import pytest
from fastapi import FastAPI

from bellringer.api import limits, protocol
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.serving import served

ASKED = b'{"query":"{viewer{points}}"}'


async def ended(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(5):
        return await reader.read()


@pytest.mark.parametrize("sent", [b"", b"POST /graphql HTTP/1.1\r\nHost: x\r\n"])
async def test_G2_headers_that_do_not_come_end_the_connection(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEADERS_WITHIN", 0.1)
    async with served(app) as at:
        reader, writer = await asyncio.open_connection(*at.split(":"))
        writer.write(sent)
        assert await ended(reader) == b""
        writer.close()


def head(token: str, length: int) -> bytes:
    return (
        f"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


async def test_G2_a_body_that_does_not_come_ends_the_connection(
    app: FastAPI, org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_WITHIN", 0.1)
    async with served(app) as at:
        reader, writer = await asyncio.open_connection(*at.split(":"))
        writer.write(head(phone("rita").token, len(ASKED)) + ASKED[:5])
        assert (await ended(reader)).startswith(b"HTTP/1.1 408")
        writer.close()


async def test_G2_a_body_that_will_be_too_large_is_not_waited_for(
    app: FastAPI, org: Org, phone: Phones
) -> None:
    async with served(app) as at:
        reader, writer = await asyncio.open_connection(*at.split(":"))
        writer.write(head(phone("rita").token, 10_000_000))
        async with asyncio.timeout(2):
            answer = await reader.readuntil(b"\r\n")
        assert answer.startswith(b"HTTP/1.1 413")
        writer.close()


async def test_G2_each_request_of_a_connection_has_the_time_for_its_headers(
    app: FastAPI, org: Org, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEADERS_WITHIN", 0.3)
    asking = head(phone("rita").token, len(ASKED))
    async with served(app) as at:
        reader, writer = await asyncio.open_connection(*at.split(":"))
        for _ in range(2):
            writer.write(asking)
            await asyncio.sleep(0.4)  # the body has a longer limit of its own
            writer.write(ASKED)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            assert b"points" in await reader.read(100)
        writer.write(asking[:20])
        assert await ended(reader) == b""
        writer.close()
