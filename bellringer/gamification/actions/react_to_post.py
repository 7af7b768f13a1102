"""Give a feed post a reaction, or take it back."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.feed import React
from bellringer.gamification.facts.feed import PostFacts
from bellringer.gamification.rules.conversations import check_reader
from bellringer.gamification.store import feed, people, playbook, reactions
from bellringer.models.database import Connection


async def react_to_post(connection: Connection, command: React, *, now: datetime) -> None:
    """Give a post a reaction; the same one again changes nothing.

    Raises:
        UnknownPostError: It is not there, withdrawn, or for others.
        NotAllowedError: It is no member who asks.
    """
    post, member_id = await _seen(connection, command, now=now)
    await reactions.insert(connection, post.post_id, member_id, command.reaction, now=now)


async def remove_reaction(connection: Connection, command: React, *, now: datetime) -> None:
    """Take a reaction back; one that is not there changes nothing.

    Raises:
        UnknownPostError: It is not there, withdrawn, or for others.
        NotAllowedError: It is no member who asks.
    """
    post, member_id = await _seen(connection, command, now=now)
    await reactions.remove(connection, post.post_id, member_id, command.reaction)


async def _seen(connection: Connection, command: React, *, now: datetime) -> tuple[PostFacts, UUID]:
    by = command.by
    plays = await playbook.read(connection)
    own = await people.read(connection, {by.member_id} if by.member_id else ())
    post = await feed.find(connection, command.post_id)
    return check_reader(plays, by, next(iter(own.values()), None), post, now=now)
