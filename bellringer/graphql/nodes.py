"""Anything with an id of its own."""

from uuid import UUID

import strawberry

from bellringer import node_ids
from bellringer.graphql import describing
from bellringer.graphql.describing import said
from bellringer.node_ids import key_of, opened

__all__ = ["Node", "StandingSubject", "key_of", "opened", "pack", "wanted"]

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
    return strawberry.ID(node_ids.pack(kind, key))


def wanted(kind: str, node_id: str) -> UUID:
    """Return the key behind an id given as input; for what can't be one, a key that nothing has.

    So an id that is none, one that never existed and one of another organization are refused in one place,
    with one answer.
    """
    return key_of(kind, node_id) or NOTHING
