"""A batch is written as a whole or not at all, whatever happens to it on the way."""

from datetime import timedelta

import pytest

from bellringer.gamification.commands.activities import Command
from bellringer.models.connection import DatabaseUnavailableError
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.recording import agreed_goal, intake_on, record, reverse, snapshot


class Breaks:
    """Watches statements, and breaks the connection before the one whose turn has come."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.seen = 0

    def __call__(self, sql: str) -> None:
        self.seen += 1
        if self.left is not None:
            if self.left == 0:
                raise DatabaseUnavailableError("the connection was lost")
            self.left -= 1


async def test_N1_a_batch_that_is_killed_at_any_statement_leaves_nothing_behind(
    org: Org, database: Database, dsn: str
) -> None:
    breaks = Breaks()
    breaking = await Database.open(dsn, size=2, watch=breaks)
    await agreed_goal(database, org, target=60)
    async with intake_on(database) as intake:
        earlier = await intake.submit(
            record(org, "earlier", kind="deal_won", amount_minor=100_000, external_id="crm:1")
        )
    commands: list[Command] = [
        record(org, "deal", kind="deal_won", amount_minor=1_000_000, external_id="crm:2", note="!"),
        reverse(org, "undo", earlier.activity_id),
        record(org, "back", occurred_at=NOW - timedelta(days=3)),
    ]
    before = await snapshot(dsn)

    async with intake_on(breaking) as intake:
        statement = 0
        while True:
            breaks.left, breaks.seen = statement, 0
            try:
                await intake.submit_many(commands)
            except DatabaseUnavailableError:
                assert await snapshot(dsn) == before, f"after statement {statement}"
                statement += 1
            else:
                break
    await breaking.close()

    assert statement == breaks.seen
    assert statement > 20
    assert await snapshot(dsn) != before


async def test_N1_a_refused_batch_writes_nothing_at_all(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        taken = await intake.submit(record(org, "1", external_id="crm:1"))
        await intake.submit(reverse(org, "2", (await intake.submit(record(org, "3"))).activity_id))
        before = await snapshot(dsn)
        commands: list[Command] = [
            record(org, "4", kind="nonsense"),
            record(org, "5", external_id="crm:1", occurred_at=NOW - timedelta(days=60)),
            record(org, "6", occurred_at=NOW + timedelta(minutes=6)),
        ]
        answers = await intake.submit_many(commands)

    assert taken.points_earned == 1
    assert [type(each).__name__ for each in answers] == [
        "UnknownKindError",
        "AlreadyRecordedError",
        "FutureActivityError",
    ]
    assert await snapshot(dsn) == before


@pytest.mark.parametrize("size", [1, 64, 256])
async def test_a_batch_takes_the_same_number_of_statements_whatever_its_size(
    database: Database, org: Org, statements: list[str], size: int
) -> None:
    await agreed_goal(database, org)
    async with intake_on(database) as intake:
        # so much that nothing is left to be won
        await intake.submit(record(org, "first", quantity=1_000_000))
        statements.clear()
        await intake.submit_many([record(org, f"{number}") for number in range(size)])

    assert len(statements) == 21
