"""Opaque ids: which type, and which one of it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import strawberry

from bellringer.graphql import describing
from bellringer.graphql.describing import said

NOTHING = UUID(int=0)


@describing.interface
class Node:
    """Anything that has an id of its own and can be read again by `node`."""

    id: strawberry.ID = said(
        "Unique over the whole API and stable for ever; opaque: store and compare it, never take it apart."
    )


@describing.interface
class StandingSubject(Node):
    """Whoever a leaderboard ranks: a member or a team."""

    name: str = said("What people call it.")


def pack(kind: str, key: UUID | int) -> strawberry.ID:
    """Return the id of a thing."""
    text = key.hex if isinstance(key, UUID) else str(key)
    return strawberry.ID(urlsafe_b64encode(f"{kind}:{text}".encode()).decode().rstrip("="))


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


def wanted(kind: str, node_id: str) -> UUID:
    """Return the key behind an id given as input; for what can't be one, a key that nothing has.

    So an id that is none, one that never existed and one of another organization are refused in one place,
    with one answer.
    """
    return key_of(kind, node_id) or NOTHING
