from collections.abc import Awaitable, Callable
from functools import partial

from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.update_member import update_member
from bellringer.gamification.commands.members import EraseMember, MoveMember, UpdateMember
from bellringer.gamification.errors import (
    DomainError,
    LastAdminError,
    NotAllowedError,
    UnknownMemberError,
)
from bellringer.gamification.outcome.activities import Answer
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import ErasureReason, Role
from tests.builders import Org, enrol, member
from tests.doing import caught, do, refuse, rows
from tests.recording import intake_on, record, together

MISTAKE = ErasureReason.MISTAKE


async def test_only_an_admin_erases_also_oneself(database: Database, dsn: str, org: Org) -> None:
    for by in (org.as_rep(), org.as_manager()):
        command = EraseMember(by=by, member_id=org.rep, reason=MISTAKE)
        await refuse(database, dsn, erase_member, command, NotAllowedError)


async def test_a_stranger_is_unknown(database: Database, dsn: str, org: Org) -> None:
    command = EraseMember(by=org.as_admin(), member_id=new_id(), reason=MISTAKE)
    await refuse(database, dsn, erase_member, command, UnknownMemberError)


async def test_S4_the_last_admin_is_not_erased_also_not_by_two_at_once(
    database: Database, dsn: str, org: Org
) -> None:
    itself = EraseMember(by=org.as_admin(), member_id=org.admin, reason=MISTAKE)
    await refuse(database, dsn, erase_member, itself, LastAdminError)
    zoe = await enrol(database, org.org_id, "zoe", role=Role.ADMIN)
    each_other = (
        itself,
        EraseMember(by=member(org.org_id, zoe, Role.ADMIN), member_id=zoe, reason=MISTAKE),
    )

    async def erase(command: EraseMember) -> DomainError | None:
        return await caught(do(database, erase_member, command))

    answers = await together([partial(erase, each) for each in each_other])
    assert 1 == sum(isinstance(answer, LastAdminError) for answer in answers)
    left = "SELECT count(*) FROM member WHERE role = 'ADMIN' AND is_active"
    assert [(1,)] == await rows(dsn, left)


async def test_who_is_erased_is_changed_and_moved_no_more(
    database: Database, dsn: str, org: Org
) -> None:
    by = org.as_admin()
    await do(database, erase_member, EraseMember(by=by, member_id=org.rep, reason=MISTAKE))
    renamed = UpdateMember(by=by, member_id=org.rep, display_name="Rita")
    await refuse(database, dsn, update_member, renamed, UnknownMemberError)
    moved = MoveMember(by=by, member_id=org.rep, team_id=org.south)
    await refuse(database, dsn, move_member, moved, UnknownMemberError)


async def test_what_is_recorded_at_the_same_moment_is_before_or_refused(
    database: Database, dsn: str, org: Org
) -> None:
    command = EraseMember(by=org.as_admin(), member_id=org.rep, reason=MISTAKE)
    async with intake_on(database) as intake:

        async def call(key: str) -> Answer | DomainError | None:
            return await caught(intake.submit(record(org, key, note="a word of hers")))

        async def erase() -> Answer | DomainError | None:
            return await do(database, erase_member, command)

        started: list[Callable[[], Awaitable[Answer | DomainError | None]]] = [erase]
        started += [partial(call, f"{number}") for number in range(8)]
        answers = await together(started)
    done = sum(isinstance(answer, Answer) for answer in answers)
    count = "SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM activity_note)"
    assert [(done, 0)] == await rows(dsn, count)
    async with database.reading(org.org_id) as connection:
        assert () == await recount(connection)
