"""The judgement when all is quiet: nothing acknowledged is lost, nothing counts twice, everything rang once."""

import asyncio
from collections import Counter

from bellringer.clock import utc_now
from bellringer.node_ids import pack
from bellringer.standins.fcm import FcmStandin
from bellringer.standins.phone import Screen
from tests.doing import rows
from tests.kills.traffic import Traffic
from tests.kills.waiting import until

_PENDING = "SELECT FROM delivery WHERE state = 'PENDING' LIMIT 1"
_DUE = """
SELECT target, notification_id, delivery.state
  FROM delivery JOIN notification USING (org_id, notification_id) JOIN device USING (org_id, device_id)
"""
# Retry-After has passed by then: what a killed worker held need not wait for the end of its lease.
_HURRY = "UPDATE delivery SET next_at = now() WHERE state = 'PENDING'"


async def all_is_quiet(
    dsn: str, standin: FcmStandin, *, seconds: float, is_hurried: bool = False
) -> None:
    """Wait until nothing is due any more.

    FCM is well again by then; `is_hurried` also ends leases and waiting times, where a run must be short.
    """
    standin.faults.weather = None
    if is_hurried:
        await asyncio.sleep(max(0.0, (standin.journal.quiet_until - utc_now()).total_seconds()))
        await rows(dsn, _HURRY)

    async def is_settled() -> bool:
        return await rows(dsn, _PENDING) == []

    await until(is_settled, seconds=seconds)


async def nothing_is_lost(dsn: str, traffic: Traffic) -> None:
    """Every acknowledged activity is there, under the id that was answered, and no other."""
    found = await rows(dsn, "SELECT idempotency_key, activity_id FROM activity")
    assert len(found) == len(traffic.acknowledged)
    assert dict(found) == traffic.acknowledged


async def everything_rang(dsn: str, standin: FcmStandin) -> Counter[str]:
    """Each crossing was announced once, and each notification shows once on each phone of its member.

    Returns how many were due, how many FCM took, and how many of those were copies.
    """
    [(crossings, announced)] = await rows(
        dsn,
        "SELECT (SELECT count(*) FROM crossing), (SELECT count(*) FROM announcement"
        " WHERE kind IN ('MILESTONE_CROSSED', 'GOAL_MET'))",
    )
    assert crossings == announced > 0
    due = await rows(dsn, _DUE)
    assert {state for *_, state in due} == {"SENT"}
    wanted: dict[str, set[str]] = {}
    for target, notification_id, _ in due:
        wanted.setdefault(target, set()).add(pack("Notification", notification_id))
    screens: dict[str, Screen] = {}
    for each in standin.received:
        screens.setdefault(each.target, Screen()).receive(each.message)
    assert {target: set(screen.rang) for target, screen in screens.items()} == wanted
    assert {target: len(screen.shown) for target, screen in screens.items()} == {
        target: len(ids) for target, ids in wanted.items()
    }
    assert standin.journal.early == []
    assert standin.journal.repeated == []
    return Counter(
        due=len(due), taken=len(standin.received), copies=len(standin.received) - len(due)
    )
