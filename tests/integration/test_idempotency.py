"""A command is done once, however often and from however many sides it is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.commands.activities import Command
from bellringer.gamification.errors import (
    DomainError,
    IdempotencyKeyReusedError,
    InvalidQuantityError,
    UnknownKindError,
    UnknownMemberError,
)
from bellringer.gamification.outcome.activities import Answer
from bellringer.ids import new_id
from bellringer.models.connection import Connection, DatabaseUnavailableError
from bellringer.models.database import Database
from tests import builders
from tests.builders import Org
from tests.recording import (
    agreed_goal,
    count,
    importer,
    intake_on,
    record,
    reverse,
    snapshot,
    together,
)


def alike(answers: list[Answer]) -> set[Answer]:
    """The different answers, whether they are replays aside."""
    return {replace(each, replayed=False) for each in answers}


async def test_I1_64_parallel_sends_make_one_row_and_64_equal_answers(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(database, org, target=200)
    command = record(org, "one", kind="deal_won", amount_minor=1_000_000)

    async with intake_on(database) as intake:
        answers = await together([partial(intake.submit, command)] * 64)

    assert len(alike(answers)) == 1
    assert [each.replayed for each in answers].count(False) == 1
    assert answers[0].crossing_keys
    assert answers[0].award_ids
    assert await count(dsn, "activity") == 1
    assert await count(dsn, "ledger_entry", "reason = 'ACTIVITY'") == 2


async def test_I1_holds_between_processes(dsn: str, database: Database, org: Org) -> None:
    other_database = await Database.open(dsn, size=2)
    commands = [record(org, f"{number}") for number in range(8)]
    async with intake_on(database) as one, intake_on(other_database) as other:
        answers = await together(
            [
                partial(door.submit, command)
                for command in commands
                for door in (one, other, one, other, one, other, one, other)
            ]
        )
    await other_database.close()

    assert len(alike(answers)) == len(commands)
    assert await count(dsn, "activity") == len(commands)


async def test_I1_a_later_replay_gives_the_first_answer_though_the_total_has_moved(
    database: Database, org: Org
) -> None:
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "first"))
        await intake.submit(record(org, "second"))
    async with intake_on(database) as intake:
        again = await intake.submit(record(org, "first"))

    assert again.replayed
    assert alike([first, again]) == {first}


async def test_I2_the_same_key_with_another_body_is_refused_and_writes_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        await intake.submit(record(org, "key", quantity=1))
        before = await snapshot(dsn)
        with pytest.raises(IdempotencyKeyReusedError):
            await intake.submit(record(org, "key", quantity=2))

    assert await snapshot(dsn) == before


async def test_I2_holds_within_one_batch(database: Database, org: Org, dsn: str) -> None:
    async with intake_on(database) as intake:
        first, same, other = await intake.submit_many(
            [record(org, "key"), record(org, "key"), record(org, "key", quantity=2)]
        )

    assert isinstance(first, Answer)
    assert isinstance(same, Answer)
    assert (first.replayed, same.replayed) == (False, True)
    assert same.activity_id == first.activity_id
    assert isinstance(other, IdempotencyKeyReusedError)
    assert await count(dsn, "activity") == 1


async def test_I3_a_key_says_nothing_to_another_source_or_organization(
    database: Database, org: Org, dsn: str
) -> None:
    elsewhere = await builders.organization(database, slug="other")
    commands: list[Command] = [
        record(org, "key"),
        record(org, "key", by=importer(org.org_id, "other file")),
        record(org, "key", by=org.as_rep()),
        record(org, "key", member_id=org.second_rep, by=org.as_second_rep()),
        record(elsewhere, "key"),
    ]
    async with intake_on(database) as intake:
        answers = await together([partial(intake.submit, command) for command in commands])

    assert not any(each.replayed for each in answers)
    assert await count(dsn, "activity") == len(commands)


async def test_I4_a_refusal_does_not_burn_the_key(database: Database, org: Org) -> None:
    async with intake_on(database) as intake:
        with pytest.raises(UnknownKindError):
            await intake.submit(record(org, "key", kind="unheard of"))
        answer = await intake.submit(record(org, "key"))
        wrong, right = await intake.submit_many(
            [record(org, "other", quantity=0), record(org, "other")]
        )

    assert not answer.replayed
    assert isinstance(wrong, InvalidQuantityError)
    assert isinstance(right, Answer)
    assert not right.replayed


class ForgetfulDatabase(Database):
    """Loses the connection once, between a COMMIT and its answer."""

    has_forgotten = False

    @asynccontextmanager
    async def transaction(self, org_id: UUID) -> AsyncIterator[Connection]:
        async with super().transaction(org_id) as connection:
            yield connection
        if not self.has_forgotten:
            self.has_forgotten = True
            raise DatabaseUnavailableError("the connection was lost")


async def test_I5_the_answer_to_a_commit_is_lost_and_the_retry_gives_the_first_activity(
    org: Org, dsn: str
) -> None:
    forgetful = await ForgetfulDatabase.open(dsn, size=2)
    async with intake_on(forgetful) as intake:
        with pytest.raises(DatabaseUnavailableError):
            await intake.submit(record(org, "key"))
        answer = await intake.submit(record(org, "key"))
    await forgetful.close()

    assert answer.replayed
    assert answer.points_earned == 1
    assert await count(dsn, "activity") == 1


async def test_I6_one_bad_item_loses_nothing_else_and_a_replay_is_a_no_op(
    database: Database, org: Org, dsn: str
) -> None:
    commands: list[Command] = [
        record(org, "good 1"),
        record(org, "nobody", member_id=new_id()),
        record(org, "good 2", kind="visit"),
        record(org, "nul", note="a\0b"),
        record(org, "k\0y"),
        reverse(org, "nothing", new_id()),
        record(org, "good 3", kind="demo"),
    ]
    async with intake_on(database) as intake:
        answers = await intake.submit_many(commands)
        before = await snapshot(dsn)
        again = await intake.submit_many(commands)

    refused = [isinstance(each, DomainError) for each in answers]
    assert refused == [False, True, False, True, True, True, False]
    assert isinstance(answers[1], UnknownMemberError)
    assert [type(each) for each in again] == [type(each) for each in answers]
    assert await snapshot(dsn) == before
    assert await count(dsn, "activity") == 3


async def test_I6_a_command_that_the_database_refuses_fails_alone(
    database: Database, org: Org, dsn: str
) -> None:
    commands: list[Command] = [record(org, f"{number}") for number in range(10)]
    commands[4] = replace(commands[4], body_sha256=None)  # type: ignore[arg-type]  # that is the fault
    async with intake_on(database) as intake:
        answers = await asyncio.gather(*map(intake.submit, commands), return_exceptions=True)

    assert [type(each) for each in answers if not isinstance(each, Answer)] == [
        asyncpg.NotNullViolationError
    ]
    assert await count(dsn, "activity") == len(commands) - 1
