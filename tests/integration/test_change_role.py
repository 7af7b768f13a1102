import asyncio
from datetime import date
from uuid import UUID

import pytest

from bellringer.gamification.actions.change_role import (
    change_role,
    deactivate_member,
    reactivate_member,
)
from bellringer.gamification.commands.members import (
    ChangeRole,
    DeactivateMember,
    ReactivateMember,
)
from bellringer.gamification.errors import LastAdminError, NotAllowedError, UnknownMemberError
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol, member
from tests.doing import do, refuse, rows
from tests.recording import together

MEMBERS = "SELECT member_id, role, is_active, version FROM member ORDER BY member_id"


async def test_a_role_changes_once_and_raises_the_version(
    database: Database, dsn: str, org: Org
) -> None:
    command = ChangeRole(by=org.as_admin(), member_id=org.rep, role=Role.MANAGER)
    for _ in range(2):
        await do(database, change_role, command)
    assert (org.rep, "MANAGER", True, 2) in await rows(dsn, MEMBERS)


async def test_a_member_leaves_on_a_date_and_comes_back_as_before(
    database: Database, dsn: str, org: Org
) -> None:
    left_on = "SELECT left_on FROM member WHERE member_id = $1"
    await do(database, deactivate_member, DeactivateMember(by=org.as_admin(), member_id=org.rep))
    assert [(NOW.date(),)] == await rows(dsn, left_on, org.rep)
    await do(database, reactivate_member, ReactivateMember(by=org.as_admin(), member_id=org.rep))
    assert [(None,)] == await rows(dsn, left_on, org.rep)
    later = DeactivateMember(by=org.as_admin(), member_id=org.rep, left_on=date(2026, 3, 31))
    await do(database, deactivate_member, later)
    assert [(date(2026, 3, 31),)] == await rows(dsn, left_on, org.rep)
    logged = "SELECT action FROM audit_log WHERE details->>'member_id' = $1 ORDER BY audit_id"
    assert [("member.enrol",), ("member.leave",), ("member.return",), ("member.leave",)] == (
        await rows(dsn, logged, str(org.rep))
    )


async def test_only_an_admin_changes_roles_lets_go_and_takes_back(
    database: Database, dsn: str, org: Org
) -> None:
    for by in (org.as_rep(), org.as_manager()):
        for action, command in (
            (change_role, ChangeRole(by=by, member_id=org.rep, role=Role.ADMIN)),
            (deactivate_member, DeactivateMember(by=by, member_id=org.rep)),
            (reactivate_member, ReactivateMember(by=by, member_id=org.rep)),
        ):
            await refuse(database, dsn, action, command, NotAllowedError)


async def test_a_stranger_is_unknown(database: Database, dsn: str, org: Org) -> None:
    by, nobody = org.as_admin(), new_id()
    for action, command in (
        (change_role, ChangeRole(by=by, member_id=nobody, role=Role.REP)),
        (deactivate_member, DeactivateMember(by=by, member_id=nobody)),
        (reactivate_member, ReactivateMember(by=by, member_id=nobody)),
    ):
        await refuse(database, dsn, action, command, UnknownMemberError)


async def test_S4_the_last_admin_stays(database: Database, dsn: str, org: Org) -> None:
    by = org.as_admin()
    demoted = ChangeRole(by=by, member_id=org.admin, role=Role.REP)
    await refuse(database, dsn, change_role, demoted, LastAdminError)
    gone = DeactivateMember(by=by, member_id=org.admin)
    await refuse(database, dsn, deactivate_member, gone, LastAdminError)


@pytest.mark.parametrize("round_", range(5))
async def test_S4_two_admins_who_remove_each_other_at_once_leave_one(
    database: Database, dsn: str, org: Org, round_: int
) -> None:
    second = await enrol(database, org.org_id, f"zoe{round_}", role=Role.ADMIN)
    both_are_in = asyncio.Barrier(2)

    async def remove(by: UUID, other: UUID) -> str:
        async with database.transaction(org.org_id) as connection:
            await connection.fetch("SELECT 1 FROM member WHERE org_id = $1", org.org_id)
            await both_are_in.wait()
            principal = member(org.org_id, by, Role.ADMIN)
            try:
                if round_ % 2:
                    command = ChangeRole(by=principal, member_id=other, role=Role.REP)
                    await change_role(connection, command, now=NOW)
                else:
                    leaving = DeactivateMember(by=principal, member_id=other)
                    await deactivate_member(connection, leaving, now=NOW)
            except LastAdminError:
                return "refused"
        return "done"

    answers = await together([lambda: remove(org.admin, second), lambda: remove(second, org.admin)])
    assert sorted(answers) == ["done", "refused"]
    assert 1 == sum(row[1] == "ADMIN" and row[2] for row in await rows(dsn, MEMBERS))
