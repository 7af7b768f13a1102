"""Webhooks: events for other systems, signed as Standard Webhooks says, sent to nobody but public hosts."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from standardwebhooks import Webhook as Signer
from yarl import URL

from bellringer.gamification.rules.deliveries import Answer
from bellringer.gamification.rules.webhooks import is_public
from bellringer.push.answers import retry_after
from bellringer.push.port import Event

TIMEOUT_SECONDS = 10.0  # of a whole send: shorter than what a lease leaves it
READ_LIMIT = 64 * 1024  # bytes of an answer, which say nothing to us
LONGEST_WAIT = timedelta(days=1)  # that a Retry-After may ask for
CONNECTIONS = 32
TOO_MANY, GONE, DOWN = 429, 410, 503
_IS_WELL = range(200, 300)


class NotPublicError(OSError):
    """The host is not one of the open internet."""


class PublicResolver(AbstractResolver):
    """Finds the addresses of a host, and refuses it if any of them is not public.

    What it returns is what is connected to: nobody can answer differently a moment later.
    """

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return where a host is.

        Raises:
            NotPublicError: One of its addresses is not public.
        """
        found = await self._resolver.resolve(host, port, family)
        if not all(is_public(each["host"]) for each in found):
            raise NotPublicError(host)
        return found

    async def close(self) -> None:
        """Let go of what finds them."""
        await self._resolver.close()


class Webhooks:
    """The sender of events."""

    def __init__(self, session: aiohttp.ClientSession, *, is_strict: bool) -> None:
        self._session = session
        self._is_strict = is_strict

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, is_strict: bool, resolver: AbstractResolver | None = None
    ) -> AsyncIterator["Webhooks"]:
        """Open the way; where it is not strict, as in development, http and one's own machine are good too."""
        finds = resolver or ThreadedResolver()
        connector = aiohttp.TCPConnector(
            limit=CONNECTIONS,
            use_dns_cache=False,
            resolver=PublicResolver(finds) if is_strict else finds,
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
            headers={"Content-Type": "application/json", "User-Agent": "Bellringer-Webhooks"},
        ) as session:
            yield cls(session, is_strict=is_strict)

    async def send(self, event: Event, *, now: datetime) -> Answer:
        """Send one event and return what was answered; a fault of the way is an answer too."""
        url = URL(event.url)
        if self._is_strict and not _may_be_asked(url):
            return Answer(status=DOWN, code="NOT_PUBLIC")
        body = json.dumps(event.payload, separators=(",", ":"), ensure_ascii=False)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await self._send(url, body, headers_of(event, body, now=now), now=now)
        except NotPublicError:
            return Answer(status=DOWN, code="NOT_PUBLIC")
        except TimeoutError:
            return Answer(status=None, code="TIMEOUT")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            is_private = isinstance(error.__cause__, NotPublicError)
            return Answer(status=None, code="NOT_PUBLIC" if is_private else "UNREACHABLE")

    async def _send(self, url: URL, body: str, headers: dict[str, str], *, now: datetime) -> Answer:
        async with self._session.post(
            url, data=body.encode(), headers=headers, allow_redirects=False
        ) as response:
            code = f"HTTP_{response.status}"
            if response.status in _IS_WELL:
                # the connection is used again where the answer is short, and closed where it goes on
                await response.content.read(READ_LIMIT)
                return Answer(status=200, code=code)
            if response.status == GONE:
                return Answer(status=400, code=code, blames_payload=True)  # never again
            waits = retry_after(response.headers.get("Retry-After"), now=now)
            return Answer(
                status=TOO_MANY if response.status == TOO_MANY else DOWN,
                code=code,
                retry_after=None if waits is None else min(waits, LONGEST_WAIT),
            )


def headers_of(event: Event, body: str, *, now: datetime) -> dict[str, str]:
    """Return what the receiver checks: an id that stays the same, the time, and a signature for each secret."""
    signatures = [Signer(each).sign(str(event.delivery_id), now, body) for each in event.secrets]
    return {
        "webhook-id": str(event.delivery_id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _may_be_asked(url: URL) -> bool:
    if url.scheme != "https" or url.host is None:
        return False
    try:
        ip_address(url.host)
    except ValueError:
        # a name is asked when it is resolved; `2130706433` and `127.1` are numbers that no resolver is asked for
        return not url.host.rstrip(".").rpartition(".")[2].isdigit()
    return is_public(url.host)
