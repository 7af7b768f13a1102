"""Put an award on the list of what to mention in the next meeting, and tick it off."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.celebrations import MentionAward
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.celebrations import check_mention
from bellringer.gamification.store import celebrations, playbook
from bellringer.models.database import Connection


async def mention_award(connection: Connection, command: MentionAward, *, now: datetime) -> UUID:
    """Put an award on the list, if it is not there, and return its id; one that was ticked off comes again.

    Raises:
        UnknownAwardError: It is not there, was taken back, or is of others.
    """
    await _check(connection, command, now=now)
    by_member_id = command.by.member_id
    await celebrations.mention(connection, command.award_id, by_member_id=by_member_id, now=now)
    return command.award_id


async def tick_mention(connection: Connection, command: MentionAward, *, now: datetime) -> UUID:
    """Say that an award was mentioned, and return its id; one that is not on the list stays so.

    Raises:
        UnknownAwardError: It is not there, was taken back, or is of others.
    """
    await _check(connection, command, now=now)
    by_member_id = command.by.member_id
    await celebrations.tick(connection, command.award_id, by_member_id=by_member_id, now=now)
    return command.award_id


async def _check(connection: Connection, command: MentionAward, *, now: datetime) -> None:
    plays = await playbook.read(connection)
    today = organization_day(plays.calendars, now)
    found = await celebrations.awards(connection, [command.award_id], on=today)
    check_mention(command.by, next(iter(found), None))
