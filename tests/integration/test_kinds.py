"""Kinds of activity and metrics of an organization's own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bellringer.gamification.actions.change_kinds import create_kind, create_metric, update_kind
from bellringer.gamification.actions.publish_rule_version import (
    publish_rule_version,
)
from bellringer.gamification.commands.metrics import CreateKind, CreateMetric, UpdateKind
from bellringer.gamification.commands.points import (
    PublishRuleVersion,
)
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NameTakenError,
    NotAllowedError,
    UnknownKindError,
)
from bellringer.gamification.playbook.points import Terms
from bellringer.models.database import Database
from bellringer.words import Measure, MetricUnit
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows
from tests.integration.test_rules import differences, send
from tests.recording import record, reverse, together


async def test_a_kind_of_ones_own_is_counted_at_once_and_pays_once_a_rule_pays_for_it(
    database: Database, org: Org, dsn: str
) -> None:
    making = CreateKind(by=org.as_admin(), key="webinar", title="Webinar", takes_amount=True)
    await do(database, create_kind, making)
    assert await send(database, record(org, "1", kind="webinar", amount_minor=500)) == [0]
    paying = PublishRuleVersion(
        by=org.as_admin(), kind="webinar", title="Webinars", terms=Terms(points=7)
    )
    await do(database, publish_rule_version, paying, now=NOW + timedelta(minutes=2))
    assert await send(database, record(org, "2", kind="webinar"), minutes=3) == [7]
    counted = "SELECT total FROM subject_day WHERE metric_key = 'webinar_count' AND subject_id = $1"
    for subject_id in (org.rep, org.north, org.org_id):
        assert await rows(dsn, counted, subject_id) == [(2,)]
    assert await differences(database, org) == ()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"key": "call"}, NameTakenError),
        ({"count_key": "calls"}, NameTakenError),
        ({"key": "Webinar"}, InvalidTextError),
        ({"key": "w" * 51}, InvalidTextError),
        ({"title": ""}, InvalidTextError),
    ],
)
async def test_a_kind_that_cant_be_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    making = CreateKind(by=org.as_admin(), key="webinar", title="Webinar")
    await refuse(database, dsn, create_kind, replace(making, **change), refusal)


async def test_two_admins_who_make_the_same_kind_at_once_make_one(
    database: Database, org: Org, dsn: str
) -> None:
    making = CreateKind(by=org.as_admin(), key="webinar", title="Webinar")

    async def make() -> str:
        try:
            return await do(database, create_kind, making)
        except NameTakenError:
            return "taken"

    assert sorted(await together([make, make])) == ["taken", "webinar"]


async def test_a_kind_keeps_its_key_and_changes_its_title_and_approval(
    database: Database, org: Org, dsn: str
) -> None:
    changing = UpdateKind(by=org.as_admin(), key="call", title="Phone call", needs_approval=True)
    for change, refusal in (
        ({"by": org.as_manager()}, NotAllowedError),
        ({"key": "yodel"}, UnknownKindError),
        ({"title": ""}, InvalidTextError),
    ):
        await refuse(database, dsn, update_kind, replace(changing, **change), refusal)
    await do(database, update_kind, changing)
    kind = "SELECT title, needs_approval FROM activity_kind WHERE kind = 'call'"
    assert await rows(dsn, kind) == [("Phone call", True)]


def measuring(org: Org, **more: Any) -> CreateMetric:
    made = {"key": "call_minutes", "title": "Minutes", "kind": "call"}
    return CreateMetric(by=org.as_admin(), **made | {"measure": Measure.DURATION} | more)


async def test_a_new_metric_counts_what_has_happened_too(
    database: Database, org: Org, dsn: str
) -> None:
    calls = [
        replace(record(org, key, member_id=whose), duration_seconds=seconds)
        for key, whose, seconds in (
            ("1", org.rep, 119),
            ("2", org.rep, 119),
            ("3", org.second_rep, 600),
            ("4", org.rep, 6_000),
        )
    ]
    await send(database, *calls)
    ids = dict(await rows(dsn, "SELECT idempotency_key, activity_id FROM activity"))
    await send(database, reverse(org, "undo", ids["4"]))
    await do(database, create_metric, measuring(org))
    total = "SELECT subject_id, total FROM subject_day WHERE metric_key = 'call_minutes'"
    assert dict(await rows(dsn, total)) == {
        org.rep: 2,
        org.second_rep: 10,
        org.north: 12,
        org.org_id: 12,
    }
    await send(database, replace(calls[0], idempotency_key="5"), minutes=2)
    assert await differences(database, org) == ()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"key": "calls"}, NameTakenError),
        ({"key": "é"}, InvalidTextError),
        ({"title": ""}, InvalidTextError),
        ({"kind": "yodel"}, UnknownKindError),
        ({"measure": Measure.AMOUNT}, InvalidInputError),
        ({"measure": Measure.POINTS}, InvalidInputError),
        ({"measure": Measure.VALUE}, InvalidInputError),
        ({"measure": Measure.VALUE, "unit": MetricUnit.RATIO}, InvalidInputError),
        ({"unit": MetricUnit.MONEY}, InvalidInputError),
    ],
)
async def test_a_metric_that_cant_be_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    await refuse(database, dsn, create_metric, measuring(org, **change), refusal)


async def test_only_admins_make_kinds_and_metrics(database: Database, org: Org, dsn: str) -> None:
    made: list[tuple[Callable[..., Any], Any]] = [
        (create_kind, CreateKind(by=org.as_manager(), key="webinar", title="Webinar")),
        (create_metric, replace(measuring(org), by=org.as_manager())),
    ]
    for action, asked in made:
        await refuse(database, dsn, action, asked, NotAllowedError)
