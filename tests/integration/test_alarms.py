"""What is done for members at an hour of their own clocks: once, by any number of workers, and never stale."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.enter_leave import enter_leave
from bellringer.gamification.actions.warn_of_streaks import warn_of_streaks
from bellringer.gamification.commands.calendars import EnterLeave
from bellringer.gamification.store import alarms
from bellringer.models.database import Database
from bellringer.timetable import set_alarms, warn_of_due_streaks
from bellringer.words import Alarm, Role
from tests.builders import NOW, Org, enrol, organization
from tests.doing import do, rows
from tests.killing import kill_at_every_statement
from tests.recording import accepted, intake_on, record, together

WEDNESDAY = date(2026, 3, 11)
# a call on Wednesday keeps the built-in streak; from Thursday's afternoon on it is at risk
AFTERNOON = datetime(2026, 3, 12, 15, tzinfo=UTC)  # 16:00 in Berlin
TOLD = """
SELECT member_id, announcement.created_at FROM notification
  JOIN announcement USING (org_id, announcement_id) WHERE kind = 'STREAK_AT_RISK'
 ORDER BY member_id, 2
"""
LOOKED_AT = "SELECT member_id FROM member_alarm WHERE alarm = 'STREAK_AT_RISK'"


async def call(
    database: Database, org: Org, *member_ids: UUID, on: date = WEDNESDAY, now: datetime = NOW
) -> None:
    async with intake_on(database, now=now) as intake:
        for member_id in member_ids:
            asked = record(org, f"{member_id}{on}", member_id=member_id, occurred_on=on)
            accepted([await intake.submit(asked)])


async def warn(database: Database, org: Org, now: datetime, *, limit: int = 500) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await warn_of_streaks(connection, now=now, limit=limit)


async def look(database: Database, org: Org, now: datetime = NOW) -> None:
    """Begin to look at everybody."""
    async with database.transaction(org.org_id) as connection:
        await alarms.fill(connection, [Alarm.STREAK_AT_RISK], now=now)
    await warn(database, org, now)


async def test_a_streak_at_risk_is_told_at_the_members_own_hour_once_a_day(
    database: Database, org: Org, dsn: str
) -> None:
    await call(database, org, org.rep)
    await look(database, org)
    await warn(database, org, AFTERNOON - timedelta(seconds=1))
    assert await rows(dsn, TOLD) == []
    await warn(database, org, AFTERNOON)
    await warn(database, org, AFTERNOON + timedelta(hours=1))
    assert await rows(dsn, TOLD) == [(org.rep, AFTERNOON)]
    [(expires_at, params)] = await rows(dsn, "SELECT expires_at, params::text FROM announcement")
    assert expires_at == datetime(2026, 3, 12, 23, tzinfo=UTC)
    assert '"run": 1' in params


async def test_who_has_kept_the_streak_or_is_away_is_not_warned(
    database: Database, org: Org, dsn: str
) -> None:
    await call(database, org, org.rep, org.second_rep)
    await call(database, org, org.rep, on=date(2026, 3, 12), now=AFTERNOON)
    away = EnterLeave(
        by=org.as_admin(),
        member_id=org.second_rep,
        starts_on=date(2026, 3, 12),
        ends_on=date(2026, 3, 13),
    )
    await do(database, enter_leave, away)
    await look(database, org)
    await warn(database, org, AFTERNOON)
    assert await rows(dsn, TOLD) == []


async def test_a_member_in_auckland_and_a_manager_in_lisbon_have_hours_of_their_own(
    database: Database, org: Org, dsn: str
) -> None:
    auckland = await enrol(database, org.org_id, "ana", team="north", timezone="Pacific/Auckland")
    lisbon = await enrol(
        database, org.org_id, "luis", role=Role.MANAGER, team="north", timezone="Europe/Lisbon"
    )
    await call(database, org, auckland, lisbon)
    await look(database, org)
    hours = [NOW + timedelta(minutes=15 * number) for number in range(4 * 48)]
    for now in hours:
        await warn(database, org, now)
    expected = {
        # a date without a time is that date for everybody: Thursday, 16:00 in each of the two zones
        (auckland, datetime(2026, 3, 12, 3, tzinfo=UTC)),
        (lisbon, datetime(2026, 3, 12, 16, tzinfo=UTC)),
    }
    assert set(await rows(dsn, TOLD)) == expected


async def test_the_hour_is_that_of_the_wall_also_on_the_days_when_the_clock_changes(
    database: Database, org: Org, dsn: str
) -> None:
    await look(database, org)
    # in Berlin the clock goes forward on Sunday, 29 March, and back on Sunday, 25 October
    for friday, monday, hour in ((27, 30, 14), (23, 26, 15)):
        month = 3 if friday == 27 else 10
        last = datetime(2026, month, friday, 12, tzinfo=UTC)
        await call(database, org, org.rep, on=date(2026, month, friday), now=last)
        now = last
        while now < last + timedelta(days=4):
            await warn(database, org, now)
            now += timedelta(minutes=30)
        [*_, last_told] = await rows(dsn, TOLD)
        assert last_told == (org.rep, datetime(2026, month, monday, hour, tzinfo=UTC))
    assert len(await rows(dsn, TOLD)) == 2


async def test_a_worker_that_was_down_for_a_night_tells_nothing_stale_and_misses_nothing_due(
    database: Database, org: Org, dsn: str
) -> None:
    auckland = await enrol(database, org.org_id, "ana", team="north", timezone="Pacific/Auckland")
    await call(database, org, org.rep, auckland)
    await look(database, org)
    # from Wednesday, 16:00 in Berlin, until Thursday, 20:00 there: in Auckland Thursday is over
    back = datetime(2026, 3, 12, 19, tzinfo=UTC)
    await warn(database, org, back)
    assert await rows(dsn, TOLD) == [(org.rep, back)]
    # and on Friday nobody hears of Thursday
    await warn(database, org, back + timedelta(hours=12))
    assert len(await rows(dsn, TOLD)) == 1


async def test_M5_three_workers_at_once_tell_each_member_once(
    database: Database, org: Org, dsn: str, door_database: Database
) -> None:
    others = [await enrol(database, org.org_id, f"rep{n}", team="north") for n in range(20)]
    await call(database, org, org.rep, *others)
    await look(database, org)
    work: list[Callable[[], Any]] = [
        partial(warn, database, org, AFTERNOON, limit=limit) for limit in (3, 5, 500)
    ]
    work.append(partial(warn_of_due_streaks, database, door_database, now=AFTERNOON))
    await together(work)
    await warn_of_due_streaks(database, door_database, now=AFTERNOON)
    told = [member_id for member_id, _ in await rows(dsn, TOLD)]
    assert told == sorted({org.rep, *others})


async def test_M5_a_look_killed_at_any_statement_leaves_nothing_and_the_next_completes(
    database: Database, org: Org, dsn: str
) -> None:
    await call(database, org, org.rep)
    await look(database, org)
    steps = await kill_at_every_statement(dsn, org, partial(warn_of_streaks, now=AFTERNOON))
    assert steps > 8
    assert await rows(dsn, TOLD) == [(org.rep, AFTERNOON)]


async def test_a_page_takes_the_same_statements_for_one_member_and_for_many(
    database: Database, org: Org, statements: list[str], dsn: str
) -> None:
    sent = []
    for number in (1, 40):
        for n in range(number):
            await enrol(database, org.org_id, f"rep{number}-{n}", team="north")
        everyone = [row[0] for row in await rows(dsn, "SELECT member_id FROM member")]
        await call(database, org, *everyone)
        await look(database, org)
        now = AFTERNOON + timedelta(minutes=number)
        statements.clear()
        await warn(database, org, now)
        sent.append(len(statements))
    assert sent[0] == sent[1]


async def test_who_comes_later_is_looked_at_and_who_is_gone_no_more(
    database: Database, door_database: Database, org: Org, dsn: str
) -> None:
    other = await organization(database, slug="other")
    await set_alarms(database, door_database, now=NOW)
    late = await enrol(database, org.org_id, "late", team="north")
    await set_alarms(database, door_database, now=NOW)
    looked_at = {row[0] for row in await rows(dsn, LOOKED_AT)}
    assert {late, org.rep, other.rep} <= looked_at
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "UPDATE member SET is_active = false WHERE org_id = $1 AND member_id = $2",
            org.org_id,
            late,
        )
    await warn_of_due_streaks(database, door_database, now=NOW)
    looked_at = {row[0] for row in await rows(dsn, LOOKED_AT)}
    assert late not in looked_at
    assert org.rep in looked_at
