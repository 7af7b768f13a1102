"""The public keys of a token issuer, fetched once and kept for as long as their server says."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import httpx
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

log = structlog.get_logger(__name__)

PAUSE = timedelta(minutes=1)  # between refreshes that an unknown key id or a failure asks for
USUAL_AGE = timedelta(hours=1)
LARGEST_ANSWER = 256 * 1024
SMALLEST_KEY = 2048
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,8})")


class Keys(Protocol):
    """Whoever knows an issuer's keys."""

    async def key(self, key_id: str) -> RSAPublicKey | None:
        """Return the key of an id, if there is one now."""


class KeysUnavailableError(Exception):
    """The issuer's keys could never be fetched."""


class FetchedKeys:
    """Keys from a JWKS address. When the address fails, the keys known last are good until it answers."""

    def __init__(self, url: str, client: httpx.AsyncClient, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._client = client
        self._clock = clock
        self._known: Mapping[str, RSAPublicKey] = {}
        self._fresh_until: datetime | None = None
        self._tried_at: datetime | None = None
        self._turn = asyncio.Lock()

    async def key(self, key_id: str) -> RSAPublicKey | None:
        """Return the key of an id; an unknown id costs at most one refresh a minute.

        Raises:
            KeysUnavailableError: No key was ever fetched.
        """
        if not self._has_fresh(key_id):
            async with self._turn:
                if not self._has_fresh(key_id) and self._may_try():
                    await self._refresh()
        if self._fresh_until is None:
            raise KeysUnavailableError
        return self._known.get(key_id)

    def _has_fresh(self, key_id: str) -> bool:
        is_fresh = self._fresh_until is not None and self._clock() < self._fresh_until
        return is_fresh and key_id in self._known

    def _may_try(self) -> bool:
        return self._tried_at is None or self._clock() - self._tried_at >= PAUSE

    async def _refresh(self) -> None:
        self._tried_at = now = self._clock()
        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            if len(answer.content) > LARGEST_ANSWER:
                raise ValueError("the answer is too large")
            self._known = read_keys(answer.json())
        except (httpx.HTTPError, ValueError, TypeError, KeyError, PyJWTError) as error:
            log.warning("auth.keys_unavailable", url=self._url, error=type(error).__name__)
            return
        found = _MAX_AGE.search(answer.headers.get("cache-control", ""))
        age = timedelta(seconds=int(found[1])) if found else USUAL_AGE
        self._fresh_until = now + max(age, PAUSE)


def read_keys(document: Any) -> dict[str, RSAPublicKey]:
    """Read the RSA keys that sign; a set without any is refused, so that it can't lock everybody out."""
    keys: dict[str, RSAPublicKey] = {}
    for entry in document["keys"]:
        if entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
            continue
        if entry.get("alg", "RS256") != "RS256" or not isinstance(entry.get("kid"), str):
            continue
        key = PyJWK(entry, algorithm="RS256").key
        if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY:
            keys[entry["kid"]] = key
    if not keys:
        raise ValueError("there is no usable key")
    return keys
