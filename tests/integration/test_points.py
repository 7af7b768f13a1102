"""Points by hand, and the versions of rules that price."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.adjust_points import adjust_points
from bellringer.gamification.actions.publish_rule_version import publish_rule_version
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.points import AdjustPoints, PublishRuleVersion
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    OwnPointsError,
    UnknownKindError,
    UnknownMemberError,
)
from bellringer.gamification.playbook.points import Per, RuleVersion, Terms
from bellringer.gamification.store import playbook
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows
from tests.recording import accepted, intake_on, record, together


def adjust(org: Org, points: int = 25) -> AdjustPoints:
    return AdjustPoints(
        by=org.as_manager(), member_id=org.rep, points=points, reason="The fair on Saturday"
    )


async def scores(dsn: str, subject_id: UUID) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT board_key, score, reached_at FROM board_score JOIN board USING (org_id, board_id)"
        " WHERE subject_id = $1 AND board_key IN ('points-day', 'teams-points-month')",
        subject_id,
    )


async def test_an_adjustment_moves_boards_like_any_points(
    database: Database, org: Org, dsn: str
) -> None:
    entry_id = await do(database, adjust_points, adjust(org))

    assert await scores(dsn, org.rep) == [("points-day", 25, NOW)]
    assert await scores(dsn, org.north) == [("teams-points-month", 25, NOW)]
    ledger = "SELECT entry_id, points, reason, recorded_by FROM ledger_entry"
    assert await rows(dsn, ledger) == [(entry_id, 25, "ADJUSTMENT", f"member:{org.manager}")]
    assert await rows(dsn, "SELECT body FROM ledger_note") == [("The fair on Saturday",)]
    assert await rows(dsn, "SELECT action, details FROM audit_log") != []


async def test_points_taken_by_hand_leave_the_moment_that_the_score_was_reached(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, adjust_points, adjust(org))
    await do(database, adjust_points, adjust(org, -5), now=NOW + timedelta(minutes=5))
    assert await scores(dsn, org.rep) == [("points-day", 20, NOW)]


async def test_L2_adjustments_and_activities_at_once_add_up(
    database: Database, org: Org, dsn: str
) -> None:
    async def by_hand() -> None:
        await do(database, adjust_points, adjust(org, 10))

    async def by_phone(key: str) -> None:
        async with intake_on(database) as intake:
            accepted([await intake.submit(record(org, key, kind="visit", occurred_at=NOW))])

    work: list[Callable[[], Awaitable[None]]] = [by_hand, by_hand]
    work += [partial(by_phone, str(key)) for key in range(5)]
    await together(work)

    ((ledger,),) = await rows(dsn, "SELECT sum(points)::bigint FROM ledger_entry")
    assert ledger == 2 * 10 + 5 * 5
    assert [score for _, score, _ in await scores(dsn, org.rep)] == [ledger]
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def test_who_may_adjust_whose_points(database: Database, org: Org, dsn: str) -> None:
    asked = adjust(org)
    rep = replace(asked, by=org.as_second_rep())
    await refuse(database, dsn, adjust_points, rep, NotAllowedError)
    own = replace(asked, by=org.as_rep())
    await refuse(database, dsn, adjust_points, own, OwnPointsError)
    manager = replace(asked, member_id=org.manager)
    await refuse(database, dsn, adjust_points, manager, OwnPointsError)
    stranger = replace(asked, member_id=org.north)
    await refuse(database, dsn, adjust_points, stranger, UnknownMemberError)


async def test_an_adjustment_needs_points_and_a_reason(
    database: Database, org: Org, dsn: str
) -> None:
    for points in (0, 1_000_001, -1_000_001):
        await refuse(database, dsn, adjust_points, adjust(org, points), InvalidInputError)
    wordless = replace(adjust(org), reason="  ")
    await refuse(database, dsn, adjust_points, wordless, InvalidTextError)


def rule_of(org: Org, kind: str) -> RuleVersion:
    return next(rule for rule in org.playbook.rules if rule.kind == kind)


def publish(org: Org, points: int, **more: Any) -> PublishRuleVersion:
    rule = rule_of(org, "call")
    return PublishRuleVersion(
        by=org.as_admin(),
        kind="call",
        title=rule.title,
        terms=Terms(points=points),
        **{"rule_id": rule.rule_id, **more},
    )


async def earned(
    database: Database,
    org: Org,
    key: str,
    *,
    now: datetime = NOW + timedelta(hours=1),
    **more: Any,
) -> int:
    async with intake_on(database, now) as intake:
        (answer,) = accepted([await intake.submit(record(org, key, **more))])
    return answer.points_earned


async def test_L3_a_new_version_prices_what_happens_from_then_on(
    database: Database, org: Org, dsn: str
) -> None:
    assert await earned(database, org, "1", now=NOW, occurred_at=NOW) == 1
    rule = await do(database, publish_rule_version, publish(org, 3))

    # after what was recorded at this very instant without it
    assert (rule.version, rule.effective_from) == (2, NOW + timedelta(microseconds=1))
    assert await earned(database, org, "2", occurred_at=NOW - timedelta(minutes=1)) == 1
    assert await earned(database, org, "3", occurred_at=NOW + timedelta(minutes=1)) == 3
    assert await rows(dsn, "SELECT points FROM ledger_entry ORDER BY entry_id") == [
        (1,),
        (1,),
        (3,),
    ]
    async with database.reading(org.org_id) as connection:
        assert (await playbook.read(connection)).version == org.playbook.version + 1


async def test_versions_published_at_once_get_a_number_each(database: Database, org: Org) -> None:
    async def one(points: int) -> int:
        return (await do(database, publish_rule_version, publish(org, points))).version

    assert sorted(await together([partial(one, points) for points in range(4)])) == [2, 3, 4, 5]


async def test_a_new_rule_pays_beside_the_others_from_the_beginning(
    database: Database, org: Org
) -> None:
    asked = publish(org, 7, rule_id=None)
    rule = await do(database, publish_rule_version, asked)
    assert (rule.version, rule.effective_from) == (1, None)
    assert await earned(database, org, "1", occurred_at=NOW + timedelta(minutes=1)) == 8


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": "yodel"}, UnknownKindError),
        ({"rule_id": UUID(int=7)}, NotFoundError),
        ({"kind": "visit"}, NotFoundError),
        ({"effective_from": NOW - timedelta(seconds=1)}, InvalidInputError),
        ({"terms": Terms(points=-1)}, InvalidInputError),
        ({"terms": Terms(points=1, per=Per.AMOUNT_STEP, step_minor=100)}, InvalidInputError),
        ({"terms": Terms(points=1, step_minor=100)}, InvalidInputError),
        ({"terms": Terms(points=1, weekdays=frozenset({0}))}, InvalidInputError),
        ({"terms": Terms(points=1, minimum_amount_minor=0)}, InvalidInputError),
        ({"title": ""}, InvalidTextError),
    ],
)
async def test_a_version_that_cant_be_right_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[InvalidInputError]
) -> None:
    asked = replace(publish(org, 3), **change)
    await refuse(database, dsn, publish_rule_version, asked, refusal)


async def test_only_an_admin_publishes(database: Database, org: Org, dsn: str) -> None:
    for by in (org.as_rep(), org.as_manager()):
        asked = replace(publish(org, 3), by=by)
        await refuse(database, dsn, publish_rule_version, asked, NotAllowedError)
