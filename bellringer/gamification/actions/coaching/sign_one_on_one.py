"""Sign a one-to-one; once both have, it stands, and what it left goes on the next one's agenda."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.save_one_on_one import save_one_on_one
from bellringer.gamification.commands.coaching.one_on_ones import (
    AcknowledgeOneOnOne,
    SignOneOnOne,
)
from bellringer.gamification.rules.coaching import one_on_ones as rules
from bellringer.gamification.store import people
from bellringer.gamification.store.coaching import one_on_ones
from bellringer.models.database import Connection


async def sign_one_on_one(connection: Connection, command: SignOneOnOne, *, now: datetime) -> UUID:
    """Sign a talk as it was looked at, and return its id; again changes nothing.

    Raises:
        NotFoundError: There is none, or none of the caller's.
        WrongStateError: It was not held, was called off, has changed since, lacks something that a performance
            conversation has, or is to be acknowledged first.
    """
    by, one_on_one_id = command.by, command.one_on_one_id
    seen = (await one_on_ones.read(connection, [one_on_one_id])).get(one_on_one_id)
    # the two are held before the talk, as when the next one is planned
    await people.lock(connection, rules.checked_side(by, seen).sides)
    found = await one_on_ones.lock(connection, one_on_one_id)
    kinds = await one_on_ones.kinds_noted(connection, one_on_one_id)
    talk = rules.signed(found, by, command.version, notes=kinds, now=now)
    if talk == found:
        return one_on_one_id
    await save_one_on_one(connection, command.by, talk)
    if talk.signed_at is not None:
        pair = {"lead_id": talk.lead_id, "member_id": talk.member_id}
        coming = await one_on_ones.next_planned(connection, **pair)
        if coming is not None:
            await one_on_ones.lock(connection, coming)
            await one_on_ones.carry(connection, one_on_one_id, coming, **pair)
    return one_on_one_id


async def acknowledge_one_on_one(
    connection: Connection, command: AcknowledgeOneOnOne, *, now: datetime
) -> UUID:
    """Acknowledge a performance conversation as the member, and return its id; again changes nothing.

    Raises:
        NotFoundError: There is none, or none of the caller's.
        NotAllowedError: Only the member acknowledges, and only a performance conversation.
        WrongStateError: It can't change, has changed since, or lacks something.
    """
    found = await one_on_ones.lock(connection, command.one_on_one_id)
    kinds = await one_on_ones.kinds_noted(connection, command.one_on_one_id)
    talk = rules.acknowledged(found, command.by, command.version, notes=kinds, now=now)
    await save_one_on_one(connection, command.by, talk)
    return command.one_on_one_id
