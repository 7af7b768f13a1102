"""Digests: what a day brought and what the next asks for, once a day for each member, by the way that is wanted."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.change_member_zone import change_member_zone
from bellringer.gamification.actions.create_webhook import create_webhook
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.send_digests import send_digests
from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.calendars import ChangeMemberZone
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.commands.webhooks import CreateWebhook
from bellringer.gamification.facts.preferences import Digest
from bellringer.gamification.store import alarms
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.timetable import send_due_digests
from bellringer.words import Alarm, Channel, NotificationKind
from tests.builders import NOW, Org, enrol
from tests.doing import do, rows
from tests.integration.push.telling import register
from tests.integration.test_closing import sell
from tests.killing import kill_at_every_statement
from tests.recording import agreed_goal, together

MORNING = datetime(2026, 3, 12, 7, tzinfo=UTC)  # Thursday, 08:00 in Berlin
DIGESTS = """
SELECT member_id, params, announcement.created_at
  FROM announcement JOIN notification USING (org_id, announcement_id)
 WHERE kind = 'DIGEST' ORDER BY announcement.created_at, member_id
"""


async def send(database: Database, org: Org, now: datetime, *, limit: int = 500) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await send_digests(connection, now=now, limit=limit)


async def look(database: Database, org: Org, now: datetime = NOW) -> None:
    """Begin to look at everybody; today's hour is over."""
    async with database.transaction(org.org_id) as connection:
        while await alarms.fill(connection, [Alarm.DIGEST], now=now):
            pass
    while await send(database, org, now):
        pass
    await rows_of(database, org, "UPDATE notification SET read_at = created_at WHERE org_id = $1")


async def rows_of(database: Database, org: Org, sql: str) -> None:
    async with database.transaction(org.org_id) as connection:
        await connection.execute(sql, org.org_id)


async def digests(dsn: str, *, since: datetime = MORNING) -> list[tuple[UUID, dict[str, Any]]]:
    return [
        (member_id, json.loads(params))
        for member_id, params, created_at in await rows(dsn, DIGESTS)
        if created_at >= since
    ]


async def test_a_digest_tells_of_the_day_before_of_today_and_of_what_nobody_heard(
    database: Database, org: Org, dsn: str
) -> None:
    await look(database, org)
    goal_id = await agreed_goal(database, org, metric_key="deals", target=31)
    await sell(database, org, "1", 125_000)
    await sell(database, org, "2", 50_000, member_id=org.second_rep)
    thanks = GiveKudos(by=org.as_second_rep(), to_member_id=org.rep, text="Nice one")
    await do(database, give_kudos, thanks)
    await send(database, org, MORNING)

    told = dict(await digests(dsn))
    [streak_id] = [str(row[0]) for row in await rows(dsn, "SELECT streak_id FROM streak")]
    ritas = told[org.rep]
    held = {name: ritas.pop(name) for name in list(ritas) if name.startswith("held_")}
    assert held["held_KUDOS"] == 1
    assert ritas == {
        "on": "2026-03-12",
        "day_on": "2026-03-11",
        "points": 62,  # 50 for the deal, and the bonus of a first one
        "first_metric": "deals",
        "first_total": 1,
        "second_metric": "revenue",
        "second_total": 125_000,
        "first_goal_id": str(goal_id),
        "first_goal_metric": "deals",
        "first_due": 3,  # 30 deals, in 14 working days from Thursday to the end of March
        "board_key": "points-month",
        "rank": 1,
        "listed": 2,
        "streak_id": streak_id,
        "run": 1,
        "at_risk": 1,
    }
    assert told[org.second_rep]["rank"] == 2
    # who has nothing to be told gets nothing
    assert set(told) == {org.rep, org.second_rep}


async def test_a_digest_is_not_for_days_off_unless_wanted_and_monday_tells_of_friday(
    database: Database, org: Org, dsn: str
) -> None:
    await look(database, org)
    always = Digest(on_days_off=True)
    await do(database, set_preferences, SetPreferences(by=org.as_second_rep(), digest=always))
    friday = datetime(2026, 3, 13, 12, tzinfo=UTC)
    for member_id in (org.rep, org.second_rep):
        await sell(
            database, org, f"{member_id}", member_id=member_id, occurred_at=friday, now=friday
        )
    saturday, monday = MORNING + timedelta(days=2), MORNING + timedelta(days=4)
    await send(database, org, saturday)
    assert [member_id for member_id, _ in await digests(dsn, since=saturday)] == [org.second_rep]
    await send(database, org, monday)
    found = dict(await digests(dsn, since=monday))
    assert set(found) == {org.rep, org.second_rep}
    assert found[org.rep]["day_on"] == "2026-03-13"
    assert found[org.rep]["first_total"] == 1


async def test_the_hour_is_the_members_wish_or_the_organizations_or_eight(
    database: Database, org: Org, dsn: str
) -> None:
    await look(database, org)
    lisbon = await enrol(database, org.org_id, "luis", team="north", timezone="Europe/Lisbon")
    await look(database, org)
    for member_id in (org.rep, org.second_rep, lisbon):
        await sell(database, org, f"{member_id}", member_id=member_id)
    own = SetPreferences(by=org.as_rep(), digest=Digest(at=time(6, 30)))
    theirs = SetPreferences(by=org.as_admin(), digest=Digest(at=time(7, 15)), for_organization=True)
    await do(database, set_preferences, own)
    await do(database, set_preferences, theirs)
    now = datetime(2026, 3, 12, 0, tzinfo=UTC)
    while now < MORNING + timedelta(hours=3):
        await send(database, org, now)
        now += timedelta(minutes=5)
    told = {member_id: at for member_id, _, at in await rows(dsn, DIGESTS)}
    assert told == {
        org.rep: datetime(2026, 3, 12, 5, 30, tzinfo=UTC),
        org.second_rep: datetime(2026, 3, 12, 6, 15, tzinfo=UTC),
        lisbon: datetime(2026, 3, 12, 7, 15, tzinfo=UTC),
    }


async def test_a_digest_goes_the_way_that_is_wanted_or_the_other_to_who_has_none_of_it(
    database: Database, org: Org, dsn: str
) -> None:
    await register(database, org.as_rep(), "rita")
    await register(database, org.as_second_rep(), "bob")
    phoneless = await enrol(database, org.org_id, "nophone", team="north")
    await look(database, org)
    by_mail = SetPreferences(by=org.as_second_rep(), digest=Digest(by=Channel.EMAIL))
    await do(database, set_preferences, by_mail)
    taking = CreateWebhook(
        by=org.as_admin(), url="https://sms.example.com/", kinds=(), takes_texts=True
    )
    await do(database, create_webhook, taking)
    texted = ((NotificationKind.DIGEST, Channel.TEXT, True),)
    await do(database, set_preferences, SetPreferences(by=org.as_rep(), wanted=texted))
    for member_id in (org.rep, org.second_rep, phoneless):
        await sell(database, org, f"{member_id}", member_id=member_id)
    await send(database, org, MORNING)
    ways = """
        SELECT member_id, channel FROM delivery
          JOIN notification USING (org_id, notification_id)
          JOIN announcement USING (org_id, announcement_id) WHERE kind = 'DIGEST' ORDER BY 1, 2"""
    assert await rows(dsn, ways) == [
        (org.rep, "PUSH"),
        (org.rep, "TEXT"),
        (org.second_rep, "EMAIL"),
        (phoneless, "EMAIL"),
    ]


async def test_who_has_muted_it_both_ways_gets_none(database: Database, org: Org, dsn: str) -> None:
    await look(database, org)
    await sell(database, org, "1")
    await sell(database, org, "2", member_id=org.second_rep)
    both = [Channel.PUSH, Channel.EMAIL]
    for by, channels in ((org.as_rep(), both), (org.as_second_rep(), [Channel.PUSH])):
        wanted = tuple((NotificationKind.DIGEST, channel, False) for channel in channels)
        await do(database, set_preferences, SetPreferences(by=by, wanted=wanted))
    await send(database, org, MORNING)
    assert [member_id for member_id, _ in await digests(dsn)] == [org.second_rep]


async def test_who_changes_the_hour_after_it_has_come_gets_no_second_digest_that_day(
    database: Database, org: Org, dsn: str
) -> None:
    await look(database, org)
    await sell(database, org, "1")
    await send(database, org, MORNING)
    later = SetPreferences(by=org.as_rep(), digest=Digest(at=time(9)))
    await do(database, set_preferences, later, now=MORNING + timedelta(minutes=5))
    for minutes in (10, 70, 300):
        await send(database, org, MORNING + timedelta(minutes=minutes))
    assert len(await digests(dsn)) == 1
    await send(database, org, MORNING + timedelta(days=1, minutes=60))
    assert len(await digests(dsn)) == 2


async def test_M4_who_flies_west_over_the_date_line_gets_one_digest_for_the_day_lived_twice(
    database: Database, org: Org, dsn: str
) -> None:
    away = await enrol(database, org.org_id, "ana", team="north", timezone="Pacific/Auckland")
    await look(database, org)
    await sell(database, org, "1", member_id=away)
    thursday = datetime(2026, 3, 11, 19, tzinfo=UTC)  # Thursday, 08:00 in Auckland
    await send(database, org, thursday)
    flies = ChangeMemberZone(by=org.as_admin(), member_id=away, timezone="Pacific/Honolulu")
    await do(database, change_member_zone, flies, now=thursday + timedelta(hours=6))
    now = thursday
    while now < thursday + timedelta(hours=48):
        await send(database, org, now)
        now += timedelta(minutes=30)
    told = [params["on"] for _, params in await digests(dsn, since=thursday)]
    assert told == ["2026-03-12", "2026-03-13"]


async def test_M5_three_workers_at_once_send_each_member_one_digest(
    database: Database, door_database: Database, org: Org, dsn: str
) -> None:
    reps = [await enrol(database, org.org_id, f"rep{n}", team="north") for n in range(12)]
    await look(database, org)
    for rep in reps:
        await sell(database, org, f"{rep}", member_id=rep)
    work: list[Callable[[], Any]] = [
        partial(send, database, org, MORNING, limit=limit) for limit in (3, 5, 500)
    ]
    work.append(partial(send_due_digests, database, door_database, now=MORNING))
    await together(work)
    await send_due_digests(database, door_database, now=MORNING)
    assert [member_id for member_id, _ in await digests(dsn)] == sorted(reps)


async def test_M5_a_digest_killed_at_any_statement_leaves_nothing_and_the_next_completes(
    database: Database, org: Org, dsn: str
) -> None:
    await register(database, org.as_rep(), "rita")
    await look(database, org)
    await sell(database, org, "1")
    steps = await kill_at_every_statement(dsn, org, partial(send_digests, now=MORNING))
    assert steps > 15
    assert [member_id for member_id, _ in await digests(dsn)] == [org.rep]


async def test_an_organization_of_2_000_takes_the_same_statements_a_page_as_one_of_few(
    database: Database, org: Org, statements: list[str], dsn: str
) -> None:
    await look(database, org)
    await sell(database, org, "1")
    statements.clear()
    await send(database, org, MORNING)
    few = len(statements)

    await enrol_many(database, org, 2_000)
    await look(database, org, MORNING)
    pages, more = [], True
    friday = MORNING + timedelta(days=1)
    while more:
        statements.clear()
        more = await send(database, org, friday)
        pages.append(len(statements))
    assert set(pages[:4]) == {few}
    assert len(pages) == 5
    told = [member_id for member_id, _ in await digests(dsn, since=friday)]
    assert len(told) == len(set(told)) == 2_001


async def enrol_many(database: Database, org: Org, number: int) -> None:
    """Members with a score each, without the ceremony."""
    async with database.transaction(org.org_id) as connection:
        ids = [new_id() for _ in range(number)]
        await connection.execute(
            """
            WITH made AS (
              INSERT INTO member (org_id, member_id, role, created_at)
              SELECT $1, id, 'REP', $3 FROM unnest($2::uuid[]) AS id
            ), profiles AS (
              INSERT INTO profile (org_id, member_id, display_name, email)
              SELECT $1, id, 'Rep', id || '@example.com' FROM unnest($2::uuid[]) AS id
            ), inboxes AS (
              INSERT INTO inbox (org_id, member_id) SELECT $1, id FROM unnest($2::uuid[]) AS id
            )
            INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score, reached_at)
            SELECT $1, board_id, '2026-03-01', id, 7, $3
              FROM unnest($2::uuid[]) AS id, board WHERE org_id = $1 AND board_key = 'points-month'
            """,
            org.org_id,
            ids,
            NOW,
        )
