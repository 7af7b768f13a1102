"""Limits on what is read at all, and on how often: sizes, times, nesting, rates."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Message

from bellringer.api.problems import ProblemError

LARGEST_BODY = 128 * 1024
BODY_WITHIN = 5.0
LARGEST_HEADERS = 16 * 1024
DEEPEST_JSON = 32
BUCKETS_KEPT = 50_000
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def check_headers(request: Request) -> None:
    """Refuse headers that are too large together."""
    if sum(len(name) + len(value) for name, value in request.headers.raw) > LARGEST_HEADERS:
        raise ProblemError(431, "HEADERS_TOO_LARGE", "Headers have at most 16 KB together.")


async def read_body(request: Request) -> bytes:
    """Read a request's body.

    Raises:
        ProblemError: It is larger than 128 KB, slower than 5 seconds, or breaks off.
    """
    told = request.headers.get("content-length", "0")
    if not told.isdecimal() or int(told[:19]) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            while True:
                message: Message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ProblemError(400, "BODY_INCOMPLETE", "The body broke off.")
                body += message.get("body", b"")
                if len(body) > LARGEST_BODY:
                    raise _too_large()
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise ProblemError(
            408,
            "BODY_TOO_SLOW",
            "A body arrives within 5 seconds.",
            headers={"connection": "close"},
        ) from None


def _too_large() -> ProblemError:
    return ProblemError(
        413, "BODY_TOO_LARGE", "A body has at most 128 KB.", headers={"connection": "close"}
    )


def read_object(text: bytes) -> dict[str, Any]:
    """Read a JSON object that is nested at most 32 levels deep.

    Raises:
        ProblemError: It is no JSON in UTF-8, something else than one object, or too deep.
    """
    if text.count(b"[") + text.count(b"{") > DEEPEST_JSON and _depth(text) > DEEPEST_JSON:
        raise ProblemError(400, "JSON_TOO_DEEP", "JSON is nested at most 32 levels deep.")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ProblemError(400, "JSON_MALFORMED", "The body is no JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise ProblemError(400, "JSON_NO_OBJECT", "The body is one JSON object; no batches.")
    return value


def _depth(text: bytes) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often: `per_second` in the long run, `burst` at once."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What one member, one organization and one address may ask for, in one process."""

    member: Rate = Rate(per_second=20, burst=100)
    organization: Rate = Rate(per_second=2_000, burst=4_000)
    address: Rate = Rate(per_second=200, burst=1_000)


class Buckets:
    """A bucket of tokens for each key; the one not used for longest is forgotten first."""

    def __init__(self, rates: Rates, clock: Callable[[], datetime]) -> None:
        self._rates = rates
        self._clock = clock
        self._filled: OrderedDict[tuple[str, object], tuple[float, datetime]] = OrderedDict()

    def take_address(self, address: str) -> None:
        """Count a request of an address."""
        self._take(("address", address), self._rates.address)

    def take_member(self, org_id: object, identity: bytes) -> None:
        """Count a request of a member, and of the organization."""
        self._take(("member", (org_id, identity)), self._rates.member)
        self._take(("organization", org_id), self._rates.organization)

    def _take(self, key: tuple[str, object], rate: Rate) -> None:
        now = self._clock()
        left, since = self._filled.pop(key, (float(rate.burst), now))
        left = min(rate.burst, left + (now - since).total_seconds() * rate.per_second)
        is_empty = left < 1
        self._filled[key] = (left if is_empty else left - 1), now
        if len(self._filled) > BUCKETS_KEPT:
            self._filled.popitem(last=False)
        if is_empty:
            wait = max(1, round((1 - left) / rate.per_second))
            raise ProblemError(
                429,
                "TOO_MANY_REQUESTS",
                f"Too many requests from one {key[0]}; wait and send again.",
                headers={"retry-after": str(wait)},
            )
