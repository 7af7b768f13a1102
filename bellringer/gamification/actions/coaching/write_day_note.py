"""Let members say something of their days."""

from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.coaching.off_days import WriteDayNote
from bellringer.gamification.errors import InvalidInputError, NotAllowedError
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.coaching.telling_off_days import keys_of
from bellringer.gamification.rules.texts import checked
from bellringer.gamification.store import outbox, people, playbook
from bellringer.gamification.store.coaching import off_days
from bellringer.models.database import Connection

WRITES_WITHIN = timedelta(days=31)
NOTE_LIMIT = 1_000


async def write_day_note(connection: Connection, command: WriteDayNote, *, now: datetime) -> None:
    """Write it, change it or take it back. What excuses a day takes back what was told of it.

    Raises:
        NotAllowedError: The principal is no member.
        InvalidInputError: The day is more than 31 days away.
        InvalidTextError: The text is empty, too long, or can't be stored.
    """
    member_id = command.by.member_id
    if member_id is None:
        raise NotAllowedError("Only a member has days to speak of.")
    plays = await playbook.read(connection)
    member = (await people.lock(connection, {member_id}))[member_id]
    today = member_day(member.zones, plays.calendars, now)
    if abs(command.on - today) > WRITES_WITHIN:
        raise InvalidInputError("A day is at most 31 days away.", path=("on",))
    text = None if command.text is None else checked(command.text, limit=NOTE_LIMIT, field="text")
    await off_days.write_note(
        connection, member_id, command.on, body=text, excuses=command.excuses, now=now
    )
    told: frozenset[UUID] = frozenset()
    if text is not None and command.excuses:
        flags = await off_days.since(connection, {member_id}, command.on)
        of_day = [each for each in flags[member_id] if each.on == command.on]
        keys = [key for each in of_day for key in keys_of(each.flag_id)]
        told = await outbox.append(connection, [], now=now, withdrawn=keys)
    heard = Changed(org_id=plays.org_id, member_ids=frozenset({member_id}), inbox_member_ids=told)
    await outbox.ring(connection, heard)
