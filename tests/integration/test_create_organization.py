from dataclasses import replace

import pytest

from bellringer.gamification.actions.create_organization import create_organization
from bellringer.gamification.errors import DomainError, InvalidInputError, NameTakenError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.store import door, playbook
from bellringer.ids import new_id
from bellringer.models.database import Database
from tests.builders import NOW, Org


def in_order(found: Playbook) -> Playbook:
    return replace(
        found,
        rules=tuple(sorted(found.rules, key=lambda rule: rule.rule_id)),
        badges=tuple(sorted(found.badges, key=lambda badge: badge.badge_id)),
    )


async def read(database: Database, org: Org, known: Playbook | None = None) -> Playbook:
    async with database.reading(org.org_id) as connection:
        return await playbook.read(connection, known)


async def test_a_playbook_reads_back_exactly_as_it_was_written(
    database: Database, org: Org
) -> None:
    assert in_order(org.playbook) == in_order(await read(database, org))


async def test_a_playbook_is_read_in_one_statement_and_known_in_a_cheap_one(
    database: Database, org: Org, statements: list[str]
) -> None:
    statements.clear()
    first = await read(database, org)
    assert len(statements) == 1
    statements.clear()
    assert await read(database, org, first) is first
    assert statements == ["SELECT version FROM organization WHERE org_id = $1"]


async def test_a_raised_version_is_read_anew(database: Database, org: Org) -> None:
    first = await read(database, org)
    async with database.transaction(org.org_id) as connection:
        assert await playbook.bump(connection) == 2
    second = await read(database, org, first)
    assert second.version == 2
    assert second.rules == first.rules


async def test_what_is_known_of_another_organization_is_not_taken_for_ones_own(
    database: Database, org: Org
) -> None:
    foreign = replace(await read(database, org), org_id=new_id())
    assert (await read(database, org, foreign)).org_id == org.org_id


async def test_the_door_finds_it_by_its_slug(database: Database, door_database: Database) -> None:
    org_id = new_id()
    async with database.transaction(org_id) as connection:
        await create_organization(
            connection, slug="a-1", name="A", timezone="UTC", currency="JPY", now=NOW
        )
    async with door_database.outside() as connection:
        assert await door.find_organization(connection, "a-1") == org_id
        assert await door.organizations(connection) == [org_id]
        assert await door.find_organization(connection, "a-2") is None


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("slug", "acme", NameTakenError),
        ("slug", "", InvalidInputError),
        ("slug", "Acme", InvalidInputError),
        ("slug", "a--b", InvalidInputError),
        ("slug", "a" * 64, InvalidInputError),
        ("slug", "a/b", InvalidInputError),
        ("slug", "a\n", InvalidInputError),
        ("name", "  ", InvalidInputError),
        ("timezone", "Mars/Olympus", InvalidInputError),
        ("timezone", "../etc/passwd", InvalidInputError),
        ("timezone", "", InvalidInputError),
        ("timezone", "Europe", InvalidInputError),
        ("currency", "eur", InvalidInputError),
        ("currency", "XYZ1", InvalidInputError),
    ],
)
async def test_what_can_not_be_is_refused_and_nothing_is_written(
    database: Database,
    door_database: Database,
    org: Org,
    field: str,
    value: str,
    refusal: type[DomainError],
) -> None:
    given = {"slug": "new", "name": "New", "timezone": "UTC", "currency": "USD", field: value}
    with pytest.raises(refusal) as refused:
        async with database.transaction(new_id()) as connection:
            await create_organization(connection, now=NOW, **given)
    assert refused.value.path == (field,)
    async with door_database.outside() as connection:
        assert await door.organizations(connection) == [org.org_id]
