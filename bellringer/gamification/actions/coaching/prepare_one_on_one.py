"""Put something on the agenda of a one-to-one, tick it off, and note what was said."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.coaching.save_one_on_one import save_one_on_one
from bellringer.gamification.commands.coaching.one_on_ones import AddTopic, CoverTopic, WriteNote
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotFoundError
from bellringer.gamification.facts.coaching.one_on_ones import OneOnOneRecord
from bellringer.gamification.rules.coaching import one_on_ones as rules
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store.coaching import one_on_ones
from bellringer.models.database import Connection
from bellringer.words import OneOnOneNoteKind


async def add_topic(connection: Connection, command: AddTopic, *, now: datetime) -> int:
    """Put a topic on the agenda, and return its number; signatures are taken back.

    Raises:
        NotFoundError: There is no such talk, or none of the caller's.
        WrongStateError: It is signed or called off.
        InvalidTextError: The words can't be stored.
        InvalidInputError: The agenda is full.
    """
    talk = rules.checked_open(command.by, await one_on_ones.lock(connection, command.one_on_one_id))
    topics = await one_on_ones.topics(connection, [talk.one_on_one_id])
    rules.check_room(topics[talk.one_on_one_id])
    text = checked(command.text, limit=REASON_LIMIT, field="text")
    number = await one_on_ones.add_topic(
        connection, talk.one_on_one_id, text, by_member_id=rules.side_of(command.by, talk)
    )
    await _change(connection, command.by, talk)
    return number


async def cover_topic(connection: Connection, command: CoverTopic, *, now: datetime) -> UUID:
    """Tick a topic off or put it back, and return the talk's id; signatures are taken back.

    Raises:
        NotFoundError: There is no such talk of the caller's, or no such topic.
        WrongStateError: It is signed or called off.
    """
    talk = rules.checked_open(command.by, await one_on_ones.lock(connection, command.one_on_one_id))
    if not await one_on_ones.cover(
        connection, talk.one_on_one_id, command.topic_no, is_covered=command.is_covered
    ):
        raise NotFoundError(path=("topicNo",))
    await _change(connection, command.by, talk)
    return talk.one_on_one_id


async def write_note(connection: Connection, command: WriteNote, *, now: datetime) -> UUID:
    """Keep the caller's note of a kind, and return the talk's id; a note for both takes signatures back.

    Raises:
        NotFoundError: There is no such talk, or none of the caller's.
        WrongStateError: It is signed or called off.
        NotAllowedError: Facts and what was agreed are of a performance conversation, and written by its lead.
        InvalidTextError: The words can't be stored.
    """
    found = await one_on_ones.lock(connection, command.one_on_one_id)
    text = rules.checked_note(command, found)
    talk = rules.checked_open(command.by, found)
    await one_on_ones.write_note(
        *(connection, talk.one_on_one_id, rules.side_of(command.by, talk), command.kind, text),
        now=now,
    )
    if command.kind is not OneOnOneNoteKind.PRIVATE:
        await _change(connection, command.by, talk)
    return talk.one_on_one_id


async def _change(connection: Connection, by: Principal, talk: OneOnOneRecord) -> None:
    await save_one_on_one(connection, by, rules.changed(talk))
