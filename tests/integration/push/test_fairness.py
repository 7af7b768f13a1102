"""N8: whoever has thousands waits for whoever has one, also while the provider is slow."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.models.database import Database
from bellringer.push.dispatch import Dispatcher
from bellringer.push.sending import SENDS_AT_ONCE
from bellringer.push.turn import SIZE
from bellringer.slots import Slots
from bellringer.standins.fcm import FcmStandin
from tests import builders
from tests.builders import NOW, Org
from tests.integration.push.telling import register, tell

MANY = 50_000
FEW = 10
SMALL = 9
# As tell() writes them, for one member and phone.
_TELL_MANY = """
WITH told AS (
  INSERT INTO announcement (org_id, announcement_id, kind, dedupe_key, params, occurred_at,
                            created_at, expires_at)
  SELECT $1, gen_random_uuid(), 'LEVEL_UP', number::text, '{"level": 2}', $3, $3,
         $3::timestamptz + interval '1 day'
    FROM generate_series(1, $4::int) AS made (number)
  RETURNING announcement_id, dedupe_key::int AS number
), notified AS (
  INSERT INTO notification (org_id, notification_id, announcement_id, member_id, seq, created_at)
  SELECT $1, gen_random_uuid(), announcement_id, $2, number, $3 FROM told
  RETURNING notification_id
)
INSERT INTO delivery (org_id, delivery_id, notification_id, channel, device_id, next_at, expires_at)
SELECT $1, gen_random_uuid(), notification_id, 'PUSH', device_id, $3::timestamptz - interval '1 hour',
       $3::timestamptz + interval '1 day'
  FROM notified, (SELECT device_id FROM device WHERE org_id = $1 AND member_id = $2) AS phone
"""


async def busy_and_small(database: Database, dsn: str, org: Org, *, many: int) -> list[str]:
    """One organization with very many deliveries, due for an hour, and small ones whose phones are returned."""
    await register(database, org.as_rep(), "busy")
    owner = await asyncpg.connect(dsn)
    try:
        # Foreign keys would be looked up by plans that were made for empty tables: row by row.
        await owner.execute("SET session_replication_role = replica")
        await owner.execute(_TELL_MANY, org.org_id, org.rep, NOW, many)
        await owner.execute("ANALYZE announcement, notification, delivery")
    finally:
        await owner.close()
    phones = []
    for number in range(SMALL):
        small = await builders.organization(database, slug=f"small-{number}")
        await register(database, small.as_rep(), small.slug)
        for _ in range(FEW):
            await tell(database, small, small.rep)
        phones.append(small.slug)
    return phones


async def test_N8_nine_with_ten_are_served_before_one_with_50_000_has_its_third_turn(
    database: Database,
    dsn: str,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    phones = await busy_and_small(database, dsn, org, many=MANY)
    waiting = dict.fromkeys(phones, FEW)

    def served(message: dict[str, Any]) -> None:
        waiting[message["fid"]] = waiting.get(message["fid"], 0) - 1
        if not any(waiting[phone] for phone in phones):
            stop.set()  # what the busy one has left is not today's matter

    standin.on_message = served
    await dispatcher.round(stop)

    assert Counter(
        each.target for each in standin.received if each.target != "busy"
    ) == dict.fromkeys(phones, FEW)
    assert len(standin.to("busy")) <= 2 * SIZE
    assert len(standin.received) < MANY / 100


async def test_N8_while_the_provider_is_slow_free_places_go_to_each_in_turn(
    database: Database,
    dsn: str,
    org: Org,
    dispatcher: Dispatcher,
    standin: FcmStandin,
    stop: asyncio.Event,
) -> None:
    """With one line for all, the small ones would wait until the busy one's whole turn is sent."""
    phones = await busy_and_small(database, dsn, org, many=SIZE)
    standin.gate.shut()
    running = asyncio.create_task(dispatcher.round(stop))
    await standin.gate.wait_for(SENDS_AT_ONCE)
    answers = 0
    while not any(standin.to(phone) for phone in phones):
        standin.gate.let(answers)
        answers += 1
        await standin.gate.wait_for(SENDS_AT_ONCE + answers)

    assert answers <= 2 * SENDS_AT_ONCE
    standin.gate.open()
    await running
    assert all(len(standin.to(phone)) == FEW for phone in phones)


async def test_places_go_round_and_none_is_lost_when_who_waits_gives_up() -> None:
    slots = Slots(1)
    busy, quiet = UUID(int=1), UUID(int=2)
    served: list[UUID] = []
    door = asyncio.Event()

    async def work(org_id: UUID) -> None:
        async with slots.of(org_id):
            await door.wait()
            served.append(org_id)

    first = asyncio.create_task(work(busy))
    tasks = [asyncio.create_task(work(each)) for each in (busy, busy, busy, quiet, quiet)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    door.set()
    await asyncio.gather(first, *tasks, return_exceptions=True)

    assert served == [busy, quiet, busy, quiet, busy]
    async with asyncio.timeout(5), slots.of(quiet):
        pass
