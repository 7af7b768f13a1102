"""A look at what a version would have meant: nobody gains or loses anything by looking."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.preview_rule import preview_rule
from bellringer.gamification.commands.points import (
    PreviewRule,
)
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnknownKindError,
)
from bellringer.gamification.playbook.points import Terms
from bellringer.gamification.rules.points import preview as previews
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import everything, rows
from tests.integration.test_rules import rule_of, send
from tests.recording import accepted, intake_on, record, reverse


def previewing(org: Org, **more: Any) -> PreviewRule:
    return PreviewRule(
        by=org.as_admin(),
        rule_id=rule_of(org, "call"),
        terms=Terms(points=3, cap_per_day=6),
        since=date(2026, 3, 1),
        until=date(2026, 4, 1),
        **more,
    )


async def previewed(database: Database, asked: PreviewRule) -> previews.Preview:
    async with database.reading(asked.by.org_id) as connection:
        return await preview_rule(connection, asked)


async def test_a_preview_says_who_would_gain_or_lose_what_and_writes_nothing(
    database: Database,
    org: Org,
    dsn: str,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await send(
        database,
        record(org, "1", quantity=9),  # 9 paid, 6 would be
        record(org, "2"),  # 1 paid, the cap is used up
        record(org, "3", member_id=org.second_rep),  # 1 paid, 3 would be
        record(org, "4", occurred_at=NOW - timedelta(days=15)),  # in February
        record(org, "5", kind="visit"),
    )
    ids = dict(await rows(dsn, "SELECT idempotency_key, activity_id FROM activity"))
    (gone,) = accepted(await _undo(database, org, record(org, "6", quantity=50)))
    assert gone.points_earned == -50
    before = await everything(dsn)
    statements.clear()

    preview = await previewed(database, previewing(org))

    assert len(statements) == 2  # the playbook, the activities
    assert preview.activities == 3
    changes = {key: (each.gained, each.lost) for key, each in preview.changes.items()}
    assert changes == {org.rep: (0, 4), org.second_rep: (2, 0)}
    assert await everything(dsn) == before
    assert len(ids) == 5
    # in chunks of any size
    monkeypatch.setattr("bellringer.gamification.store.views.priced.AT_ONCE", 1)
    again = await previewed(database, previewing(org))
    assert (again.activities, again.changes) == (preview.activities, preview.changes)


async def _undo(database: Database, org: Org, command: Any) -> list[Any]:
    async with intake_on(database, NOW + timedelta(minutes=1)) as intake:
        (made,) = accepted([await intake.submit(command)])
        return [await intake.submit(reverse(org, "undo", made.activity_id))]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"until": date(2026, 3, 1)}, InvalidInputError),
        ({"until": date(2026, 6, 2)}, InvalidInputError),
        ({"rule_id": UUID(int=7)}, NotFoundError),
        ({"rule_id": None}, UnknownKindError),
        ({"terms": Terms(points=-1)}, InvalidInputError),
    ],
)
async def test_a_preview_that_cant_be_right_is_refused(
    database: Database, org: Org, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        await previewed(database, replace(previewing(org), **change))


async def test_only_admins_preview_and_only_so_much(
    database: Database, org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    for by in (org.as_rep(), org.as_manager()):
        with pytest.raises(NotAllowedError):
            await previewed(database, replace(previewing(org), by=by))
    await send(database, record(org, "1"), record(org, "2"))
    monkeypatch.setattr(previews, "MOST_ACTIVITIES", 1)
    with pytest.raises(InvalidInputError):
        await previewed(database, previewing(org))
