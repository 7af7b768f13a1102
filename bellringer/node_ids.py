"""Opaque ids: which type, and which one of it, packed into one word that fits into an address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID


def pack(kind: str, key: UUID | int) -> str:
    """Return the id of a thing, as API and push give it to apps."""
    text = key.hex if isinstance(key, UUID) else str(key)
    return urlsafe_b64encode(f"{kind}:{text}".encode()).decode().rstrip("=")


def opened(node_id: str) -> tuple[str, str] | None:
    """Return the kind and key of an id, or None where it is none of ours."""
    try:
        padded = node_id + "=" * (-len(node_id) % 4)
        kind, _, key = urlsafe_b64decode(padded.encode("ascii")).decode("ascii").partition(":")
    except ValueError:
        return None
    return kind, key


def key_of(kind: str, node_id: str) -> UUID | None:
    """Return the key behind an id of one kind, or None where it can't be one.

    What can't exist is answered like what doesn't.
    """
    found = opened(node_id)
    if found is None or found[0] != kind or len(found[1]) != 32:
        return None
    try:
        return UUID(hex=found[1])
    except ValueError:
        return None
