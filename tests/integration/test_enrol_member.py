from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    LastAdminError,
    NotAllowedError,
    UnknownTeamError,
)
from bellringer.gamification.store import door
from bellringer.models.database import Database
from bellringer.words import EntryKind, Role
from tests import builders
from tests.builders import NOW, Org, system
from tests.recording import intake_on, record

EVERYTHING = """
SELECT (SELECT array_agg(m ORDER BY member_id) FROM member m)::text,
       (SELECT array_agg(p ORDER BY member_id) FROM profile p)::text,
       (SELECT array_agg(s ORDER BY member_id, starts_on) FROM membership s)::text,
       (SELECT array_agg(l ORDER BY member_id, team_id, starts_on) FROM team_lead l)::text,
       (SELECT array_agg(z ORDER BY member_id, effective_from) FROM member_zone z)::text,
       (SELECT array_agg(t ORDER BY team_id) FROM team t)::text,
       (SELECT array_agg(e ORDER BY lookup_sha256) FROM door.entry e)::text,
       (SELECT array_agg(a ORDER BY audit_id) FROM audit_log a)::text
"""
SPANS = """
SELECT t.team_key, s.starts_on, s.ends_on FROM membership s JOIN team t USING (org_id, team_id)
WHERE s.member_id = $1 ORDER BY s.starts_on
"""


def new_rep(org: Org, **changed: Any) -> EnrolMember:
    command = EnrolMember(
        by=org.as_admin(),
        email="Nina@Example.com",
        display_name="Nina",
        team=TeamNamed(team_key="north"),
        leads=(TeamNamed(team_key="south"),),
        timezone="America/New_York",
        sales_role="hunter",
        locale="de",
    )
    return replace(command, **changed)


async def enrol(database: Database, org: Org, command: EnrolMember) -> UUID:
    async with database.transaction(org.org_id) as connection:
        return await enrol_member(connection, command, now=NOW)


async def everything(dsn: str) -> asyncpg.Record | None:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchrow(EVERYTHING)
    finally:
        await connection.close()


async def spans(database: Database, org: Org, member_id: UUID) -> list[tuple[Any, ...]]:
    async with database.reading(org.org_id) as connection:
        return [tuple(row) for row in await connection.fetch(SPANS, member_id)]


async def test_enrolling_twice_changes_nothing(database: Database, dsn: str, org: Org) -> None:
    first = await enrol(database, org, new_rep(org))
    before = await everything(dsn)
    assert await enrol(database, org, new_rep(org)) == first
    assert await enrol(database, org, new_rep(org, email="nina@example.COM")) == first
    assert before == await everything(dsn)


async def test_a_member_without_a_joining_date_was_always_in_the_team(
    database: Database, org: Org
) -> None:
    member_id = await enrol(database, org, new_rep(org))
    assert [("north", date.min, None)] == await spans(database, org, member_id)


async def test_a_member_with_a_zone_from_the_beginning_of_time_scores(
    database: Database, org: Org
) -> None:
    kim = await builders.enrol(database, org.org_id, "kim", team="north", timezone="Asia/Tokyo")
    async with intake_on(database) as intake:
        answer = await intake.submit(record(org, "1", member_id=kim))
    assert answer.points_earned == 1


async def test_another_team_is_a_move_from_today_on(database: Database, org: Org) -> None:
    joined = date(2026, 1, 5)
    member_id = await enrol(database, org, new_rep(org, joined_on=joined))
    west = TeamNamed(team_key="west", name="West", region="W")
    await enrol(database, org, new_rep(org, joined_on=joined, team=west))
    assert [
        ("north", joined, date(2026, 3, 11)),
        ("west", date(2026, 3, 11), None),
    ] == await spans(database, org, member_id)
    await enrol(database, org, new_rep(org, joined_on=joined))
    assert [("north", joined, date(2026, 3, 11)), ("north", date(2026, 3, 11), None)] == (
        await spans(database, org, member_id)
    )


async def test_a_change_of_role_raises_the_version_and_is_on_record(
    database: Database, org: Org
) -> None:
    member_id = await enrol(database, org, new_rep(org, leads=()))
    await enrol(database, org, new_rep(org, leads=(), role=Role.MANAGER))
    async with database.reading(org.org_id) as connection:
        member = await connection.fetchrow("SELECT * FROM member WHERE member_id = $1", member_id)
        logged = await connection.fetch(
            "SELECT action, principal FROM audit_log WHERE details->>'member_id' = $1 ORDER BY audit_id",
            str(member_id),
        )
    assert member is not None
    assert (member["role"], member["version"], member["sales_role"]) == ("MANAGER", 2, "hunter")
    by = f"member:{org.admin}"
    assert [("member.enrol", by), ("member.role", by)] == [tuple(row) for row in logged]


async def test_the_invitation_stands_at_the_door_by_its_keyed_hash(
    database: Database, door_database: Database, org: Org
) -> None:
    member_id = await enrol(database, org, new_rep(org))
    async with door_database.outside() as connection:
        lookup = await door.email_hash(connection, " NINA@example.com ")
        entries = await door.find(connection, EntryKind.INVITE, lookup)
    assert [(org.org_id, "acme", member_id)] == [(e.org_id, e.slug, e.subject_id) for e in entries]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"team": TeamNamed(team_key="nowhere")}, UnknownTeamError),
        ({"email": "nobody"}, InvalidInputError),
        ({"email": "a b@example.com"}, InvalidInputError),
        ({"display_name": " "}, InvalidInputError),
        ({"timezone": "Mars/Olympus"}, InvalidInputError),
        ({"email": "ada@example.com", "role": Role.REP}, LastAdminError),
    ],
)
async def test_what_can_not_be_is_refused_and_nothing_is_written(
    database: Database, dsn: str, org: Org, changed: dict[str, Any], refusal: type[DomainError]
) -> None:
    before = await everything(dsn)
    with pytest.raises(refusal):
        await enrol(database, org, new_rep(org, **changed))
    assert before == await everything(dsn)


async def test_only_an_admin_or_the_system_enrols(database: Database, dsn: str, org: Org) -> None:
    before = await everything(dsn)
    for by in (org.as_rep(), org.as_manager()):
        with pytest.raises(NotAllowedError):
            await enrol(database, org, new_rep(org, by=by))
    assert before == await everything(dsn)
    assert await enrol(database, org, new_rep(org, by=system(org.org_id)))
