"""Keep a one-to-one as it is now, and let its two sides hear of it."""

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.coaching.one_on_ones import OneOnOneRecord
from bellringer.gamification.store import outbox
from bellringer.gamification.store.coaching import one_on_ones
from bellringer.models.database import Connection


async def save_one_on_one(connection: Connection, by: Principal, talk: OneOnOneRecord) -> None:
    """Write down where a talk stands, and ring the two: it is progress of theirs, and of nobody else."""
    await one_on_ones.update(connection, talk)
    await ring_sides(connection, by, talk)


async def ring_sides(connection: Connection, by: Principal, talk: OneOnOneRecord) -> None:
    """Tell open pages of the two, once this is committed, to read again."""
    await outbox.ring(connection, Changed(org_id=by.org_id, member_ids=talk.sides))
