"""Phones are registered, move, and are removed."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from bellringer.gamification.actions.register_device import (
    DEVICE_LIMIT,
    RegisterDevice,
    register_device,
)
from bellringer.gamification.actions.remove_device import remove_device
from bellringer.gamification.commands import Principal
from bellringer.gamification.errors import (
    InvalidTextError,
    NotAllowedError,
    UnknownDeviceError,
)
from bellringer.gamification.store import devices, door
from bellringer.gamification.store.devices import ClosingDevice, OwnDevice
from bellringer.models.database import Database
from bellringer.words import DeviceTarget, EntryKind, Platform
from tests.builders import NOW, Org, system
from tests.integration.push.telling import closed, register


async def open_of(database: Database, org: Org, member_id: UUID) -> Sequence[OwnDevice]:
    async with database.transaction(org.org_id) as connection:
        return await devices.read_open(connection, member_id=member_id)


async def claims(door_database: Database, target: str) -> list[door.Entry]:
    async with door_database.outside() as connection:
        return await door.find(connection, EntryKind.DEVICE, door.device_sha256(target))


async def test_registering_again_refreshes_the_same_phone(
    database: Database, door_database: Database, org: Org
) -> None:
    first = await register(database, org.as_rep(), "phone", locale="en")
    later = NOW + timedelta(days=1)
    again = await register(database, org.as_rep(), "phone", locale="de_AT", now=later)

    assert first == again
    [device] = await open_of(database, org, org.rep)
    assert device.locale == "de-AT"
    assert (device.registered_at, device.seen_at) == (NOW, later)
    [claim] = await claims(door_database, "phone")
    assert claim.subject_id == first


async def test_a_claim_rises_even_if_the_clock_stands_still_or_goes_back(
    database: Database, door_database: Database, org: Org
) -> None:
    seen = []
    for now in (NOW, NOW, NOW - timedelta(hours=1)):
        await register(database, org.as_rep(), "phone", now=now)
        seen.append((await claims(door_database, "phone"))[0].claim_no)
    assert seen == sorted(set(seen))


async def test_a_phone_moves_to_the_member_who_signs_in_on_it(database: Database, org: Org) -> None:
    device_id = await register(database, org.as_rep(), "phone")
    assert await register(database, org.as_second_rep(), "phone") == device_id
    assert await open_of(database, org, org.rep) == []
    assert [each.device_id for each in await open_of(database, org, org.second_rep)] == [device_id]


async def test_the_phone_not_seen_for_longest_makes_room(database: Database, org: Org) -> None:
    for number in range(DEVICE_LIMIT + 1):
        await register(
            database, org.as_rep(), f"phone-{number}", now=NOW + timedelta(minutes=number)
        )
    assert len(await open_of(database, org, org.rep)) == DEVICE_LIMIT
    assert (await closed(database, org))["phone-0"] == "TOO_MANY"


async def test_signing_out_closes_the_phone_and_gives_up_its_claim(
    database: Database, door_database: Database, org: Org
) -> None:
    device_id = await register(database, org.as_rep(), "phone")
    for _ in range(2):  # twice, as after a lost answer
        async with database.transaction(org.org_id) as connection:
            await remove_device(connection, org.as_rep(), device_id, now=NOW)
    assert await closed(database, org) == {"phone": "SIGNED_OUT"}
    assert await claims(door_database, "phone") == []


async def test_S3_nobody_removes_the_phone_of_another(
    database: Database, door_database: Database, org: Org
) -> None:
    device_id = await register(database, org.as_rep(), "phone")
    for by in (org.as_second_rep(), org.as_admin(), system(org.org_id)):
        with pytest.raises(UnknownDeviceError):
            async with database.transaction(org.org_id) as connection:
                await remove_device(connection, by, device_id, now=NOW)
    assert await closed(database, org) == {"phone": None}
    assert len(await claims(door_database, "phone")) == 1


@pytest.mark.parametrize(
    ("target", "locale", "version"),
    [
        ("", None, None),
        ("two words", None, None),
        ("a\x00b", None, None),
        ("ünicode", None, None),
        ("x" * 4097, None, None),
        ("phone", "german, please", None),
        ("phone", "../../etc", None),
        ("phone", None, "1" * 41),
    ],
)
async def test_a_phone_that_can_t_be_right_is_refused(
    database: Database, org: Org, target: str, locale: str | None, version: str | None
) -> None:
    command = RegisterDevice(
        by=org.as_rep(),
        target_kind=DeviceTarget.FCM_TOKEN,
        target=target,
        platform=Platform.IOS,
        locale=locale,
        app_version=version,
    )
    with pytest.raises(InvalidTextError):
        async with database.transaction(org.org_id) as connection:
            await register_device(connection, command, now=NOW)
    assert await closed(database, org) == {}


async def test_only_members_have_phones(database: Database, org: Org) -> None:
    by: Principal = system(org.org_id)
    with pytest.raises(NotAllowedError):
        await register(database, by, "phone")
    assert await closed(database, org) == {}


async def test_a_phone_registered_anew_meanwhile_is_not_closed(
    database: Database, org: Org
) -> None:
    device_id = await register(database, org.as_rep(), "phone")
    stale = ClosingDevice(device_id=device_id, claim_no=1, reason="UNREGISTERED")
    async with database.transaction(org.org_id) as connection:
        assert await devices.close(connection, [stale], now=NOW) == 0
    assert await closed(database, org) == {"phone": None}
