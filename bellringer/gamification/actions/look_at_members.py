"""Look at the members whose alarm has rung, a page at a time: who is due, and when to look again."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.preferences import Preferences
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.clocks import Hour, look, own_clock_shows
from bellringer.gamification.store import alarms, people, playbook, preferences
from bellringer.models.database import Connection
from bellringer.words import Alarm

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Members looked at in this transaction; `due` says for which hour of their own they are to be told something.

    `done_at` is when that was so the last time, where there was one. `is_last` is false where more may wait.
    """

    plays: Playbook
    members: Mapping[UUID, MemberFacts]
    wishes: Mapping[UUID, Preferences]
    due: Mapping[UUID, Hour]
    done_at: Mapping[UUID, datetime]
    is_last: bool


async def look_at_members(
    connection: Connection,
    alarm: Alarm,
    hours_of: Callable[[Playbook, MemberFacts, Preferences], Collection[time]],
    *,
    now: datetime,
    limit: int = AT_ONCE,
) -> Rung | None:
    """Take up to `limit` members whom no other worker holds, and set when to look at them again.

    What is due is done in this transaction, or the next look finds it due again. None where nobody is to be
    looked at. The members themselves are not locked.
    """
    taken = await alarms.take(connection, alarm, now=now, limit=limit)
    if not taken:
        return None
    plays = await playbook.read(connection)
    member_ids = [each.member_id for each in taken]
    members = {
        member_id: member
        for member_id, member in (await people.read(connection, member_ids)).items()
        if member.is_active
    }
    wishes = await preferences.read(connection, member_ids)
    looks = {
        each.member_id: look(
            members[each.member_id].zones,
            plays.calendars,
            hours_of(plays, members[each.member_id], wishes[each.member_id]),
            done=each.done,
            now=now,
        )
        for each in taken
        if each.member_id in members
    }
    await alarms.set_next(
        connection,
        alarm,
        {member_id: (found.next_at, found.due) for member_id, found in looks.items()},
    )
    await alarms.drop(connection, alarm, set(member_ids) - set(members))
    return Rung(
        plays=plays,
        members=members,
        wishes=wishes,
        due={member_id: found.due for member_id, found in looks.items() if found.due},
        done_at={
            each.member_id: at
            for each in taken
            if each.done and each.member_id in members
            for at in [own_clock_shows(members[each.member_id].zones, plays.calendars, *each.done)]
            if at is not None
        },
        is_last=len(taken) < limit,
    )
