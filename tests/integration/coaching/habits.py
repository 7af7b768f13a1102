"""A team with a past: what everybody did by noon on each working day before today."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.actions.coaching.flag_off_days import flag_off_days
from bellringer.gamification.store import alarms
from bellringer.models.database import Database
from bellringer.words import Alarm
from tests.builders import Org, enrol
from tests.recording import accepted, intake_on, record

NOON = datetime(2026, 3, 11, 11, tzinfo=UTC)  # 12:00 in Berlin, on a Wednesday
TODAY = NOON.date()
USUAL = (12, 11, 13, 12, 10, 14, 12, 11, 12, 13, 12, 12, 11, 13, 12)
DAY = timedelta(days=1)


def working_days(until: date, count: int) -> list[date]:
    found: list[date] = []
    while len(found) < count:
        until -= DAY
        if until.weekday() < 5:
            found.append(until)
    return found


async def done(database: Database, org: Org, member_id: UUID, on: date, number: int) -> None:
    """Record calls of a morning."""
    await all_done(database, org, {member_id: number}, on)


async def all_done(database: Database, org: Org, numbers: Mapping[UUID, int], on: date) -> None:
    """Record calls of a morning, so many of each."""
    at = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    asked = [
        record(
            org, f"{member_id}{on}{number}", member_id=member_id, quantity=number, occurred_at=at
        )
        for member_id, number in numbers.items()
    ]
    async with intake_on(database, now=max(at, NOON)) as intake:
        accepted(await intake.submit_many(asked))


async def team_of(
    database: Database,
    org: Org,
    *,
    peers: int = 2,
    named: str = "peer",
    before: date = TODAY,
    days: int = 15,
) -> list[UUID]:
    """Give Rita, Bob and further peers a past and a usual morning; nobody's alarm has rung yet."""
    more = [
        await enrol(database, org.org_id, f"{named}-{number}", team="north")
        for number in range(peers)
    ]
    members = [org.rep, org.second_rep, *more]
    asked = [
        record(
            org,
            f"{member_id}{on}",
            member_id=member_id,
            quantity=number,
            occurred_at=datetime(on.year, on.month, on.day, 8, tzinfo=UTC),
        )
        for member_id in members
        for on, number in zip(working_days(before, days), USUAL, strict=False)
    ]
    async with intake_on(database, now=NOON - 2 * timedelta(hours=1)) as intake:
        accepted(await intake.submit_many(asked))
    async with database.transaction(org.org_id) as connection:
        await alarms.fill(connection, [Alarm.OFF_DAY], now=NOON - DAY)
    return members


async def look(database: Database, org: Org, now: datetime = NOON) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await flag_off_days(connection, now=now)
