"""Expectations: versions, who has acknowledged them, and how often the others are reminded."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bellringer.gamification.actions.coaching.publish_expectation import (
    acknowledge_expectation,
    publish_expectation,
)
from bellringer.gamification.actions.coaching.remind_of_expectations import remind_of_expectations
from bellringer.gamification.commands.coaching.expectations import (
    AcknowledgeExpectation,
    PublishExpectation,
)
from bellringer.gamification.errors import (
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from bellringer.gamification.rules.coaching.expectations import reminder_no
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import NOW, Org, enrol, system
from tests.doing import do, refuse, rows

TOLD = """
SELECT n.member_id, a.dedupe_key, n.read_at IS NULL
  FROM notification n JOIN announcement a USING (org_id, announcement_id)
 WHERE a.kind = 'EXPECTATION_OPEN'
"""


def published(org: Org, text: str = "Call back within the hour.") -> PublishExpectation:
    return PublishExpectation(by=org.as_admin(), role=Role.REP, text=text)


async def reminded(database: Database, org: Org, dsn: str, *, days: int) -> Counter[object]:
    """Look at the clock some days later, twice; return how often who was told until then."""
    for _ in range(2):
        async with database.transaction(org.org_id) as connection:
            await remind_of_expectations(connection, now=NOW + timedelta(days=days))
    return Counter(member_id for member_id, _, _ in await rows(dsn, TOLD))


async def test_a_version_takes_the_place_of_the_one_before(
    database: Database, org: Org, dsn: str
) -> None:
    assert await do(database, publish_expectation, published(org)) == 1
    seen = AcknowledgeExpectation(by=org.as_rep(), version_no=1)
    for _ in range(2):
        await do(database, acknowledge_expectation, seen)
    assert await do(database, publish_expectation, published(org, "Within 30 minutes.")) == 2
    await refuse(database, dsn, acknowledge_expectation, seen, WrongStateError)
    unread = {(who, key) for who, key, is_unread in await rows(dsn, TOLD) if is_unread}
    assert unread == {(org.rep, "expectation:rep:2:0"), (org.second_rep, "expectation:rep:2:0")}
    texts = await rows(dsn, "SELECT version_no, body FROM expectation_text ORDER BY version_no")
    assert texts == [(1, "Call back within the hour."), (2, "Within 30 minutes.")]
    assert await rows(dsn, "SELECT version_no, member_id FROM expectation_acknowledgement") == [
        (1, org.rep)
    ]


async def test_what_can_t_be_expected_or_acknowledged_is_refused(
    database: Database, org: Org, dsn: str
) -> None:
    good = published(org)
    for who in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, publish_expectation, replace(good, by=who), NotAllowedError)
    for text in ("", "x" * 4001):
        bad = replace(good, text=text)
        await refuse(database, dsn, publish_expectation, bad, InvalidTextError)
    seen = AcknowledgeExpectation(by=org.as_rep(), version_no=1)
    await refuse(database, dsn, acknowledge_expectation, seen, NotFoundError)
    await do(database, publish_expectation, good)
    # a version of reps is none of managers
    other = replace(seen, by=org.as_manager())
    await refuse(database, dsn, acknowledge_expectation, other, NotFoundError)
    nobody = replace(seen, by=system(org.org_id))
    await refuse(database, dsn, acknowledge_expectation, nobody, NotAllowedError)


async def test_who_has_not_acknowledged_is_reminded_once_a_week_and_nobody_else(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, publish_expectation, published(org))
    assert await reminded(database, org, dsn, days=6) == {org.rep: 1, org.second_rep: 1}
    seen = AcknowledgeExpectation(by=org.as_rep(), version_no=1)
    await do(database, acknowledge_expectation, seen)
    assert await reminded(database, org, dsn, days=7) == {org.rep: 1, org.second_rep: 2}
    # the same week again, and its days after, change nothing; who has come since is asked too
    late = await enrol(database, org.org_id, "kim", team="north")
    assert await reminded(database, org, dsn, days=13) == {org.rep: 1, org.second_rep: 2}
    assert await reminded(database, org, dsn, days=14) == {org.rep: 1, org.second_rep: 3, late: 1}
    unread = {(who, key) for who, key, is_unread in await rows(dsn, TOLD) if is_unread}
    assert unread == {(org.second_rep, "expectation:rep:1:2"), (late, "expectation:rep:1:2")}


async def test_nobody_is_reminded_before_nine_or_on_a_day_off(
    database: Database, org: Org, dsn: str
) -> None:
    friday = published(org)
    await do(database, publish_expectation, friday, now=NOW + timedelta(days=3))  # a Saturday
    assert (await reminded(database, org, dsn, days=10)).total() == 2  # the next Saturday
    early = NOW + timedelta(days=12, hours=-8)  # Monday, 08:00 in Berlin
    async with database.transaction(org.org_id) as connection:
        await remind_of_expectations(connection, now=early)
    assert len(await rows(dsn, TOLD)) == 2
    assert (await reminded(database, org, dsn, days=12)).total() == 4


def test_the_number_of_a_reminder_rises_every_seven_days() -> None:
    on = NOW.date()
    numbers = [reminder_no(on, on + timedelta(days=days)) for days in (0, 6, 7, 13, 14, 21)]
    assert numbers == [0, 0, 1, 1, 2, 3]
