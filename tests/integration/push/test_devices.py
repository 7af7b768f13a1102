"""Phones are registered, move, and are removed."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from bellringer import worker
from bellringer.config import Settings
from bellringer.gamification.actions.register_device import DEVICE_LIMIT, register_device
from bellringer.gamification.actions.remove_device import remove_device
from bellringer.gamification.actions.retire_devices import retire_devices
from bellringer.gamification.commands.devices import RegisterDevice, RemoveDevice
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import InvalidTextError, NotAllowedError, UnknownDeviceError
from bellringer.gamification.store import devices, door
from bellringer.gamification.store.devices import ClosingDevice, OwnDevice
from bellringer.models.database import Database
from bellringer.timetable import timetable_of
from bellringer.words import DeviceTarget, EntryKind, Platform
from tests.builders import NOW, Org, system
from tests.integration.push.telling import closed, register
from tests.recording import together


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


async def test_of_phones_that_register_at_the_same_moment_ten_stay(
    database: Database, org: Org
) -> None:
    await together(
        [
            partial(register, database, org.as_rep(), f"phone-{number}")
            for number in range(DEVICE_LIMIT + 4)
        ]
    )
    assert len(await open_of(database, org, org.rep)) == DEVICE_LIMIT


async def test_signing_out_closes_the_phone_and_gives_up_its_claim(
    database: Database, door_database: Database, org: Org
) -> None:
    device_id = await register(database, org.as_rep(), "phone")
    for _ in range(2):  # twice, as after a lost answer
        async with database.transaction(org.org_id) as connection:
            await remove_device(
                connection, RemoveDevice(by=org.as_rep(), device_id=device_id), now=NOW
            )
    assert await closed(database, org) == {"phone": "SIGNED_OUT"}
    assert await claims(door_database, "phone") == []


async def test_S3_nobody_removes_the_phone_of_another(
    database: Database, door_database: Database, org: Org
) -> None:
    device_id = await register(database, org.as_rep(), "phone")
    for by in (org.as_second_rep(), org.as_admin(), system(org.org_id)):
        with pytest.raises(UnknownDeviceError):
            async with database.transaction(org.org_id) as connection:
                await remove_device(connection, RemoveDevice(by=by, device_id=device_id), now=NOW)
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


async def test_an_app_that_starts_refreshes_its_phone_in_two_statements(
    database: Database, org: Org, statements: list[str]
) -> None:
    await register(database, org.as_rep(), "phone")
    statements.clear()
    await register(database, org.as_rep(), "phone", now=NOW + timedelta(hours=9))
    assert len(statements) == 2


async def test_a_phone_not_seen_for_270_days_is_retired_with_its_claim(
    database: Database, door_database: Database, org: Org
) -> None:
    for name, days in (("forgotten", 0), ("rare", 1), ("new", 270)):
        await register(database, org.as_second_rep(), name, now=NOW + timedelta(days=days))
    await register(database, org.as_rep(), "back", now=NOW)
    await register(database, org.as_rep(), "back", now=NOW + timedelta(days=9))

    assert "retire_unseen_devices" in [worker._name(each.job) for each in timetable_of(Settings())]
    for after, gone in ((timedelta(days=270), None), (timedelta(days=270, seconds=1), "UNSEEN")):
        for each in timetable_of(Settings()):
            if worker._name(each.job) == "retire_unseen_devices":
                await each.job(database, door_database, now=NOW + after)
        assert await closed(database, org) == {
            "forgotten": gone,
            "rare": None,
            "new": None,
            "back": None,
        }
    assert await claims(door_database, "forgotten") == []
    assert len(await claims(door_database, "rare")) == 1

    again = NOW + timedelta(days=300)
    await register(database, org.as_second_rep(), "forgotten", now=again)
    assert (await closed(database, org))["forgotten"] is None
    assert len(await claims(door_database, "forgotten")) == 1


async def test_very_many_unseen_phones_are_retired_piece_by_piece(
    database: Database, org: Org
) -> None:
    for number in range(3):
        await register(database, org.as_rep(), f"phone-{number}")
    later = NOW + timedelta(days=31)
    for more, left in ((True, 1), (False, 0)):
        async with database.transaction(org.org_id) as connection:
            assert more == await retire_devices(
                connection, now=later, unseen=timedelta(days=30), limit=2
            )
        assert len(await open_of(database, org, org.rep)) == left
