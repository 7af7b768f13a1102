"""Thank a colleague in public."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.events import Changed
from bellringer.gamification.rules import kudos as rules
from bellringer.gamification.rules.texts import KUDOS_LIMIT, checked
from bellringer.gamification.store import feed, kudos, outbox, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def give_kudos(connection: Connection, command: GiveKudos, *, now: datetime) -> UUID:
    """Thank a colleague, tell the colleague and the feed, and return the kudos' id.

    Raises:
        InvalidTextError: The words are missing or too many.
        NotAllowedError: It is no member who gives, or a member to oneself.
        UnknownMemberError: There is no such active colleague.
        AllowanceSpentError: The day's are given, or one to the same colleague too short a time ago.
    """
    by = command.by
    text = checked(command.text, limit=KUDOS_LIMIT, field="text")
    plays = await playbook.read(connection)
    giver = {by.member_id} if by.member_id else set()
    members = await people.lock(connection, {command.to_member_id} | giver)
    given = await kudos.given_since(connection, by.member_id, now - rules.look_back(plays))
    rules.check(plays, members, command, given, now=now)
    kudos_id = new_id()
    await kudos.insert(
        connection,
        kudos_id,
        from_member_id=by.member_id,
        to_member_id=command.to_member_id,
        text=text,
        now=now,
    )
    told = await outbox.append(connection, [rules.tell(plays, command, kudos_id, now=now)], now=now)
    receiver = members[command.to_member_id]
    audiences = await feed.append(
        connection, [rules.post(plays, receiver, command, kudos_id, now=now)], now=now
    )
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, inbox_member_ids=told, feed_audience_ids=audiences),
    )
    return kudos_id
