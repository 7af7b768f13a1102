"""Enrol a member: person, role, team and invitation; doing it again changes only what is new."""

import re
from datetime import UTC, date, datetime
from uuid import UUID

from bellringer.gamification.actions.change_role import lock_unless_last_admin
from bellringer.gamification.actions.count_heads import count_heads_of_today
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.errors import (
    InvalidInputError,
    NameTakenError,
    UnknownTeamError,
)
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.zones import checked_zone
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked, checked_id, checked_locale
from bellringer.gamification.store import audit, door, members, playbook, teams
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import EntryKind

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)  # of time, as far as a database knows it

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


async def enrol_member(connection: Connection, command: EnrolMember, *, now: datetime) -> UUID:
    """Make or update the member with an e-mail address, and return the id.

    Raises:
        NotAllowedError: Only an admin enrols.
        InvalidInputError: A text, address or zone can't be.
        UnknownTeamError: A team has no such key, and the command gives no name to make it with.
        LastAdminError: The member is the last active admin and would no longer be one.
        NameTakenError: The same address is being enrolled at this moment; do it again.
    """
    check_administers(command.by)
    _check(command)
    member_id = await members.by_email(connection, command.email)
    is_new = member_id is None
    if member_id is None:
        member_id = await _insert(connection, command, now=now)
    else:
        await _update(connection, member_id, command, now=now)
    if command.timezone is not None:
        since = BEGINNING if is_new else now
        await members.set_zone(connection, member_id, command.timezone, since=since)
    if command.team is not None:
        await _join(connection, member_id, command.team, joined_on=command.joined_on, now=now)
    start = command.joined_on or date.min
    for led in command.leads:
        team_id = await _team(connection, led, now=now)
        if await teams.lead(connection, member_id, team_id, on=start):
            await members.touch(connection, member_id)
    if await members.identity(connection, member_id) is None:
        lookup = await door.email_hash(connection, command.email)
        await door.put(connection, EntryKind.INVITE, lookup, member_id)
    return member_id


async def enrol_one(connection: Connection, command: EnrolMember, *, now: datetime) -> UUID:
    """Do so, and let boards per head count the member at once.

    Counting looks at all teams, so whoever enrols many counts once, when all are there.
    """
    member_id = await enrol_member(connection, command, now=now)
    await count_heads_of_today(connection, now=now)
    return member_id


def _check(command: EnrolMember) -> None:
    checked(command.display_name, limit=TITLE_LIMIT, field="name")
    checked_id(command.email, field="email")
    if not _EMAIL.fullmatch(command.email):
        raise InvalidInputError("This is no e-mail address.", path=("email",))
    if command.locale is not None:
        checked_locale(command.locale)
    if command.timezone is not None:
        checked_zone(command.timezone, field="timeZone")
    for team in (*command.leads, *((command.team,) if command.team else ())):
        checked_id(team.team_key, field="teamKey")


async def _insert(connection: Connection, command: EnrolMember, *, now: datetime) -> UUID:
    member_id = new_id()
    if not await members.insert(
        connection,
        member_id,
        email=command.email,
        display_name=command.display_name.strip(),
        role=command.role,
        sales_role=command.sales_role,
        joined_on=command.joined_on,
        locale=command.locale,
        now=now,
    ):
        raise NameTakenError(path=("email",))
    await audit.append(
        connection,
        command.by,
        "member.enrol",
        {"member_id": str(member_id), "role": command.role},
        now=now,
    )
    return member_id


async def _update(
    connection: Connection, member_id: UUID, command: EnrolMember, *, now: datetime
) -> None:
    before = await lock_unless_last_admin(connection, member_id, role=command.role)
    await members.update(
        connection,
        member_id,
        display_name=command.display_name.strip(),
        sales_role=command.sales_role,
        joined_on=command.joined_on,
        locale=command.locale,
    )
    if before.role is not command.role:
        await members.set_role(connection, member_id, command.role)
        await audit.append(
            connection,
            command.by,
            "member.role",
            {"member_id": str(member_id), "from": before.role, "to": command.role},
            now=now,
        )


async def _join(
    connection: Connection,
    member_id: UUID,
    named: TeamNamed,
    *,
    joined_on: date | None,
    now: datetime,
) -> None:
    team_id = await _team(connection, named, now=now)
    last = await teams.last_team(connection, member_id)
    if last is None:
        await teams.move(connection, member_id, team_id, on=joined_on or date.min)
    elif last != team_id:
        # points already scored stay with the team they were scored for
        today = organization_day((await playbook.read(connection)).calendars, now)
        await teams.move(connection, member_id, team_id, on=today)


async def _team(connection: Connection, named: TeamNamed, *, now: datetime) -> UUID:
    if named.name is not None:
        return await teams.insert_once(
            connection, named.team_key, name=named.name, region=named.region, now=now
        )
    found = await teams.by_key(connection, named.team_key)
    if found is None:
        raise UnknownTeamError(path=("teamKey",))
    return found
