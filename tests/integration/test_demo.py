from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bellringer.demo import cast, story
from bellringer.demo.building import Brightwater, build, recorded
from bellringer.demo.cast import HERO
from bellringer.demo.hero import next_milestone
from bellringer.gamification.intake import Intake
from bellringer.gamification.outcome import Answer
from bellringer.models.database import Database

NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)

_CONTENT = """
SELECT (SELECT count(*) FROM activity WHERE org_id = $1) AS activities,
       (SELECT sum(points) FROM ledger_entry WHERE org_id = $1)::int AS points,
       (SELECT count(*) FROM badge_award WHERE org_id = $1) AS awards,
       (SELECT count(*) FROM kudos WHERE org_id = $1) AS kudos,
       (SELECT count(*) FROM goal WHERE org_id = $1) AS goals,
       (SELECT count(*) FROM device WHERE org_id = $1) AS devices,
       (SELECT count(*) FROM delivery WHERE org_id = $1) AS deliveries
"""


async def content(database: Database, found: Brightwater) -> dict[str, Any]:
    async with database.reading(found.org_id) as connection:
        row = await connection.fetchrow(_CONTENT, found.org_id)
    return dict(row or {})


async def built(database: Database, door: Database, *, now: datetime = NOW) -> Brightwater:
    return await build(database, door, seed=1, now=now, progress=lambda *_: None)


@pytest.mark.slow
async def test_the_demo_is_built_once_however_often_it_is_started(
    database: Database, door_database: Database
) -> None:
    found = await built(database, door_database)
    first = await content(database, found)

    again = await built(database, door_database)

    assert again == found
    assert first == await content(database, found)
    assert first["activities"] > 3_000
    assert len(cast.EVERYBODY) == first["devices"]
    assert first["awards"] > 20
    assert first["kudos"] > 10
    async with database.reading(found.org_id) as connection:
        titles = await connection.fetch(
            "SELECT DISTINCT owner_kind, title FROM goal WHERE org_id = $1 AND title LIKE '%March'",
            found.org_id,
        )
    assert {tuple(row) for row in titles} == {
        ("MEMBER", "Revenue in March"),
        ("TEAM", "Harbor's revenue in March"),
        ("TEAM", "Prairie's revenue in March"),
        ("TEAM", "Summit's revenue in March"),
    }
    assert 0 == first["deliveries"]  # nobody's phone rings for what the story tells

    await built(database, door_database, now=NOW + timedelta(days=1))
    assert (await content(database, found))["activities"] > first["activities"]


@pytest.mark.slow
async def test_the_heros_next_deal_always_passes_a_milestone(
    database: Database, door_database: Database
) -> None:
    found = await built(database, door_database)
    intake = Intake(database, lambda: NOW)

    for number in range(8):
        near = await next_milestone(database, found, now=NOW)
        assert 0 < near.deal_minor
        act = story.Act(
            key=f"visitor:{number}",
            who=HERO,
            kind="deal_won",
            at=NOW,
            dollars=-(-near.deal_minor // 100),
        )
        answer = await intake.submit(recorded(found, act))
        assert isinstance(answer, Answer)
        assert any(key.endswith(f":{near.percent}") for key in answer.crossing_keys)
