import asyncio
from uuid import UUID

import pytest

from bellringer.gamification.actions.bind_identity import bind_identity
from bellringer.gamification.actions.change_role import deactivate_member
from bellringer.gamification.commands.members import DeactivateMember
from bellringer.gamification.errors import UnknownMemberError
from bellringer.gamification.store import door
from bellringer.models.database import Database
from bellringer.words import EntryKind
from tests.builders import NOW, Org, enrol
from tests.doing import do

ISSUER = "https://issuer.example.com"


async def bind(database: Database, org: Org, subject: str, email: str) -> UUID:
    async with database.transaction(org.org_id) as connection:
        return await bind_identity(connection, issuer=ISSUER, subject=subject, email=email, now=NOW)


async def known(door_database: Database, kind: EntryKind, lookup: bytes) -> list[UUID]:
    async with door_database.outside() as connection:
        return [entry.subject_id for entry in await door.find(connection, kind, lookup)]


async def invited(door_database: Database, email: str) -> list[UUID]:
    async with door_database.outside() as connection:
        lookup = await door.email_hash(connection, email)
    return await known(door_database, EntryKind.INVITE, lookup)


async def test_the_first_sign_in_binds_and_the_address_opens_nothing_afterwards(
    database: Database, door_database: Database, org: Org
) -> None:
    assert await invited(door_database, "rita@example.com") == [org.rep]
    assert await bind(database, org, "uid-1", "Rita@Example.com") == org.rep
    assert await known(
        door_database, EntryKind.IDENTITY, door.identity_sha256(ISSUER, "uid-1")
    ) == [org.rep]
    assert await invited(door_database, "rita@example.com") == []
    with pytest.raises(UnknownMemberError):
        await bind(database, org, "uid-2", "rita@example.com")
    assert (
        await known(door_database, EntryKind.IDENTITY, door.identity_sha256(ISSUER, "uid-2")) == []
    )


async def test_enrolling_a_bound_member_again_invites_nobody(
    database: Database, door_database: Database, org: Org
) -> None:
    await bind(database, org, "uid-1", "rita@example.com")
    await enrol(database, org.org_id, "rita", team="north")
    assert await invited(door_database, "rita@example.com") == []


async def test_the_same_person_signing_in_twice_at_once_is_bound_once(
    database: Database, org: Org
) -> None:
    bound = await asyncio.gather(
        *(bind(database, org, "uid-1", "rita@example.com") for _ in range(8))
    )
    assert bound == [org.rep] * 8


async def test_one_of_two_strangers_with_one_address_is_bound(database: Database, org: Org) -> None:
    answers = await asyncio.gather(
        *(bind(database, org, f"uid-{n}", "rita@example.com") for n in range(8)),
        return_exceptions=True,
    )
    assert answers.count(org.rep) == 1
    assert sum(isinstance(answer, UnknownMemberError) for answer in answers) == 7


async def test_one_identity_is_not_bound_to_two_members(database: Database, org: Org) -> None:
    await bind(database, org, "uid-1", "rita@example.com")
    with pytest.raises(UnknownMemberError):
        await bind(database, org, "uid-1", "bob@example.com")


async def test_nobody_unknown_or_gone_is_bound(
    database: Database, door_database: Database, org: Org
) -> None:
    leaving = DeactivateMember(by=org.as_admin(), member_id=org.second_rep)
    await do(database, deactivate_member, leaving)
    for email in ("bob@example.com", "mallory@example.com"):
        with pytest.raises(UnknownMemberError):
            await bind(database, org, "uid-9", email)
    assert (
        await known(door_database, EntryKind.IDENTITY, door.identity_sha256(ISSUER, "uid-9")) == []
    )


def test_issuer_and_subject_can_not_be_shifted_into_each_other() -> None:
    assert door.identity_sha256("a", "bc") != door.identity_sha256("ab", "c")
