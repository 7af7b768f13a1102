import asyncio
from uuid import UUID

import pytest

from bellringer.gamification.actions.change_role import change_role, deactivate_member
from bellringer.gamification.errors import LastAdminError, NotAllowedError, UnknownMemberError
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol, member

MEMBERS = "SELECT member_id, role, is_active, version FROM member ORDER BY member_id"


async def members(database: Database, org: Org) -> list[tuple[object, ...]]:
    async with database.reading(org.org_id) as connection:
        return [tuple(row) for row in await connection.fetch(MEMBERS)]


async def test_a_role_changes_once_and_raises_the_version(database: Database, org: Org) -> None:
    for _ in range(2):
        async with database.transaction(org.org_id) as connection:
            await change_role(connection, org.as_admin(), org.rep, Role.MANAGER, now=NOW)
    assert (org.rep, "MANAGER", True, 2) in await members(database, org)


async def test_only_an_admin_changes_roles_or_lets_go(database: Database, org: Org) -> None:
    before = await members(database, org)
    for by in (org.as_rep(), org.as_manager()):
        with pytest.raises(NotAllowedError):
            async with database.transaction(org.org_id) as connection:
                await change_role(connection, by, org.rep, Role.ADMIN, now=NOW)
        with pytest.raises(NotAllowedError):
            async with database.transaction(org.org_id) as connection:
                await deactivate_member(connection, by, org.rep, left_on=NOW.date(), now=NOW)
    assert before == await members(database, org)


async def test_a_stranger_is_unknown(database: Database, org: Org) -> None:
    with pytest.raises(UnknownMemberError):
        async with database.transaction(org.org_id) as connection:
            await change_role(connection, org.as_admin(), new_id(), Role.REP, now=NOW)


async def test_S4_the_last_admin_stays(database: Database, org: Org) -> None:
    before = await members(database, org)
    with pytest.raises(LastAdminError):
        async with database.transaction(org.org_id) as connection:
            await change_role(connection, org.as_admin(), org.admin, Role.REP, now=NOW)
    with pytest.raises(LastAdminError):
        async with database.transaction(org.org_id) as connection:
            await deactivate_member(
                connection, org.as_admin(), org.admin, left_on=NOW.date(), now=NOW
            )
    assert before == await members(database, org)


@pytest.mark.parametrize("round_", range(5))
async def test_S4_two_admins_who_remove_each_other_at_once_leave_one(
    database: Database, org: Org, round_: int
) -> None:
    second = await enrol(database, org.org_id, f"zoe{round_}", role=Role.ADMIN)
    both_are_in = asyncio.Barrier(2)

    async def remove(by: UUID, other: UUID) -> None:
        async with database.transaction(org.org_id) as connection:
            await connection.fetch("SELECT 1 FROM member WHERE org_id = $1", org.org_id)
            await both_are_in.wait()
            await change_role(
                connection,
                member(org.org_id, by, Role.ADMIN),
                other,
                Role.REP,
                now=NOW,
            )

    answers = await asyncio.gather(
        remove(org.admin, second), remove(second, org.admin), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["LastAdminError", "NoneType"]
    assert 1 == sum(row[1] == "ADMIN" for row in await members(database, org))
