"""Rules with caps and cooldowns, written by admins while others record."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.publish_rule_version import (
    publish_rule_version,
    retire_rule,
)
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.activities import Command
from bellringer.gamification.commands.points import (
    PublishRuleVersion,
    RetireRule,
)
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from bellringer.gamification.playbook.points import Per, Terms
from bellringer.gamification.rules.recount import Difference
from bellringer.gamification.store import facts, outcome, points
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows
from tests.integration.test_meetings import Meeting
from tests.recording import accepted, intake_on, record, reverse

CAP_USE = "SELECT period, points FROM cap_use ORDER BY period"
PRICED = """
SELECT ledger_entry.points, worth, cut_by, cardinality(boost_ids)
  FROM ledger_entry JOIN activity USING (org_id, activity_id)
  LEFT JOIN entry_pricing USING (org_id, entry_id) ORDER BY idempotency_key
"""


def rule_of(org: Org, kind: str) -> UUID:
    return next(rule.rule_id for rule in org.playbook.rules if rule.kind == kind)


def publish(org: Org, kind: str = "call", **terms: Any) -> PublishRuleVersion:
    return PublishRuleVersion(
        by=org.as_admin(), rule_id=rule_of(org, kind), terms=Terms(**{"points": 2} | terms)
    )


async def send(database: Database, *commands: Command, minutes: int = 1) -> list[int]:
    async with intake_on(database, NOW + timedelta(minutes=minutes)) as intake:
        answers = accepted(await intake.submit_many(list(commands)))
    return [answer.points_earned for answer in answers]


async def differences(database: Database, org: Org) -> tuple[Difference, ...]:
    async with database.reading(org.org_id) as connection:
        return await recount(connection)


async def test_caps_and_cooldowns_are_kept_from_batch_to_batch_and_given_back_by_reversals(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, publish_rule_version, publish(org, cap_per_day=5, cap_per_week=6))
    terms = {"cooldown_minutes": 60}
    await do(database, publish_rule_version, publish(org, "visit", **terms))

    assert await send(database, record(org, "1", quantity=2), record(org, "2")) == [4, 1]
    assert await send(database, record(org, "3"), record(org, "4", kind="visit")) == [0, 2]
    assert await rows(dsn, CAP_USE) == [("DAY", 5), ("WEEK", 5)]
    assert await send(database, record(org, "5", kind="visit"), minutes=60) == [0]
    assert await rows(dsn, PRICED) == [
        (4, None, None, None),
        (1, 2, "DAY_CAP", 0),
        (0, 2, "DAY_CAP", 0),
        (2, None, None, None),
        (0, 2, "COOLDOWN", 0),
    ]
    ids = dict(await rows(dsn, "SELECT idempotency_key, activity_id FROM activity"))
    undone = [reverse(org, f"undo-{key}", ids[key]) for key in ("1", "3", "4")]
    assert await send(database, *undone, minutes=60) == [-4, 0, -2]
    assert await rows(dsn, CAP_USE) == [("DAY", 1), ("WEEK", 1)]
    again = [record(org, "6", quantity=9), record(org, "7", kind="visit")]
    assert await send(database, *again, minutes=60) == [4, 2]
    assert await differences(database, org) == ()


async def test_caps_and_cooldowns_take_a_fixed_few_statements_for_a_batch_of_any_size(
    database: Database, org: Org, statements: list[str]
) -> None:
    async def taken(kind: str, size: int) -> int:
        name = f"{kind}-{size}"
        before = record(org, f"{name}-before", kind=kind, quantity=100_000)
        await send(database, before, minutes=size)
        statements.clear()
        many = [record(org, f"{name}-{number}", kind=kind) for number in range(size)]
        await send(database, *many, minutes=size)
        return len(statements)

    plain = await taken("call", 1)
    await do(database, publish_rule_version, publish(org, cap_per_day=10**9, cap_per_week=10**9))
    # what was used, and what is used now
    assert [await taken("call", size) for size in (2, 64)] == [plain + 2, plain + 2]
    asked = replace(publish(org, "visit"), terms=Terms(points=1, cooldown_minutes=9))
    await do(database, publish_rule_version, asked, now=NOW + timedelta(hours=2))
    # what was paid near by, and why this is not; what then does not move is not written
    assert await taken("visit", 200) == await taken("visit", 256)


async def test_a_recount_names_a_wrong_price_and_a_wrong_use_of_a_cap(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, publish_rule_version, publish(org, cap_per_day=5))
    await send(database, record(org, "1", quantity=2))
    await rows(dsn, "UPDATE cap_use SET points = 3")
    await rows(dsn, "UPDATE point_rule_version SET terms = jsonb_set(terms, '{points}', '1')")
    found = {each.what: (each.stored, each.rebuilt) for each in await differences(database, org)}
    assert found == {"price": ("4", "2"), "cap use": ("3", "4")}


async def test_L3_a_version_published_while_activities_are_under_way_prices_none_that_missed_it(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting(dsn, monkeypatch)
    meeting.before(outcome, "save")

    async def recording() -> list[int]:
        return await send(database, record(org, "1"))

    publishing = partial(do, database, publish_rule_version, publish(org))
    earned, version = await meeting.hold(recording, publishing)

    assert earned == [1]
    # its clock says an earlier instant than the activity's; yet it lies after it
    assert version.published_at == version.effective_from
    assert version.published_at == NOW + timedelta(minutes=1, microseconds=1)
    assert await send(database, record(org, "2"), minutes=2) == [2]
    assert await differences(database, org) == ()


async def test_L3_activities_that_were_placed_before_a_version_was_published_are_placed_anew(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting(dsn, monkeypatch)
    meeting.before(facts, "read")

    async def recording() -> list[int]:
        return await send(database, record(org, "1"))

    publishing = partial(do, database, publish_rule_version, publish(org))
    earned, version = await meeting.hold(recording, publishing)

    assert meeting.order == ["second", "first"]
    assert (earned, version.published_at) == ([2], NOW)
    assert await differences(database, org) == ()


async def test_L3_activities_wait_for_a_version_that_is_being_published(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting(dsn, monkeypatch)
    meeting.behind(points, "insert_version")

    async def recording() -> list[int]:
        return await send(database, record(org, "1"))

    publishing = partial(do, database, publish_rule_version, publish(org))
    _, earned = await meeting.hold(publishing, recording)

    assert meeting.order == ["first", "second"]
    assert earned == [2]
    assert await differences(database, org) == ()


async def test_a_rule_is_retired_from_now_on_and_brought_back(
    database: Database, org: Org, dsn: str
) -> None:
    assert await send(database, record(org, "1")) == [1]
    retiring = RetireRule(by=org.as_admin(), rule_id=rule_of(org, "call"))
    await do(database, retire_rule, retiring, now=NOW + timedelta(minutes=2))
    assert await send(database, record(org, "2"), minutes=3) == [0]
    late = record(org, "3", occurred_at=NOW)
    assert await send(database, late, minutes=3) == [1]  # it happened while the rule held
    await refuse(database, dsn, retire_rule, retiring, WrongStateError)
    await do(database, publish_rule_version, publish(org), now=NOW + timedelta(minutes=4))
    assert await send(database, record(org, "4"), minutes=5) == [2]
    assert await differences(database, org) == ()


async def test_who_may_retire_and_from_when(database: Database, org: Org, dsn: str) -> None:
    retiring = RetireRule(by=org.as_admin(), rule_id=rule_of(org, "call"))
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, retire_rule, replace(retiring, by=by), NotAllowedError)
    stranger = replace(retiring, rule_id=UUID(int=7))
    await refuse(database, dsn, retire_rule, stranger, NotFoundError)
    past = replace(retiring, effective_from=NOW - timedelta(seconds=1))
    await refuse(database, dsn, retire_rule, past, InvalidInputError)


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        ({"cap_per_day": 0}, ("terms", "capPerDay")),
        ({"cap_per_week": 10**9 + 1}, ("terms", "capPerWeek")),
        ({"cap_per_day": 9, "cap_per_week": 8}, ("terms", "capPerWeek")),
        ({"cooldown_minutes": 0}, ("terms", "cooldownMinutes")),
        ({"cooldown_minutes": 10_081}, ("terms", "cooldownMinutes")),
        ({"minimum_amount_minor": 5}, ("terms", "minimumAmountMinor")),
        ({"per": Per.AMOUNT_STEP, "step_minor": 5}, ("terms", "per")),
    ],
)
async def test_terms_that_cant_be_right_are_refused_by_name(
    database: Database, org: Org, dsn: str, terms: dict[str, Any], path: tuple[str, ...]
) -> None:
    asked = publish(org, **terms)
    refused = await refuse(database, dsn, publish_rule_version, asked, InvalidInputError)
    assert refused.path == path


async def test_a_sales_role_without_signs_is_refused(
    database: Database, org: Org, dsn: str
) -> None:
    asked = publish(org, sales_role="")
    await refuse(database, dsn, publish_rule_version, asked, InvalidTextError)
