"""The one source of chance: ids, secrets, and the random part of a waiting time.

Ids are UUIDv7: they sort by the instant they were made, so that rows made together lie
together in an index, and they need no sequence that machines would have to share.
"""

import base64
import os
import secrets
from uuid import UUID

import uuid_utils.compat

_UNIT = 1.0 / (1 << 53)


def new_id() -> UUID:
    """Return a new UUIDv7, greater than those this process made before it."""
    return uuid_utils.compat.uuid7()


def new_anonymous_id() -> UUID:
    """Return a new UUIDv4, which says nothing of when it was made."""
    return UUID(bytes=os.urandom(16), version=4)


def new_secret(*, size: int = 32) -> str:
    """Return `size` random bytes as text that is safe in a URL."""
    return secrets.token_urlsafe(size)


def new_signing_secret() -> str:
    """Return 32 random bytes as Standard Webhooks writes a secret."""
    return f"whsec_{base64.b64encode(os.urandom(32)).decode()}"


def fraction() -> float:
    """Return a number from 0 up to, and not including, 1: jitter for waiting times."""
    return (int.from_bytes(os.urandom(7), "big") >> 3) * _UNIT
