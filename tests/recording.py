"""Commands as a phone, a file or a manager would send them, and a look at what they left behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from bellringer.gamification.commands.activities import RecordActivity, ReverseActivity, Share
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import DomainError
from bellringer.gamification.intake import Intake
from bellringer.gamification.outcome.activities import Answer
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import PrincipalKind, Role, SubjectKind
from tests.builders import NOW, Org

T = TypeVar("T")

# what recording writes; a refusal leaves all of it as it was
TABLES = (
    "activity",
    "credit",
    "activity_note",
    "external_claim",
    "ledger_entry",
    "subject_day",
    "board_period",
    "board_score",
    "goal_progress",
    "crossing",
    "streak_day",
    "streak_state",
    "badge_award",
    "announcement",
    "inbox",
    "notification",
    "delivery",
    "feed_post",
    "member",
)


def record(
    org: Org,
    key: str,
    *,
    kind: str = "call",
    member_id: UUID | None = None,
    by: Principal | None = None,
    quantity: int = 1,
    amount_minor: int | None = None,
    occurred_at: datetime | None = None,
    occurred_on: date | None = None,
    external_id: str | None = None,
    shares: tuple[Share, ...] = (),
    note: str | None = None,
    customer_external_id: str | None = None,
) -> RecordActivity:
    """An activity of Rita's, sent by an importer unless someone else sends it."""
    member_id = member_id or org.rep
    body = (kind, str(member_id), quantity, amount_minor, str(occurred_at), note)
    return RecordActivity(
        by=by or importer(org.org_id),
        idempotency_key=key,
        body_sha256=fingerprint({"body": body}),
        member_id=member_id,
        kind=kind,
        quantity=quantity,
        amount_minor=amount_minor,
        occurred_at=occurred_at,
        occurred_on=occurred_on,
        external_id=external_id,
        shares=shares,
        note=note,
        customer_external_id=customer_external_id,
    )


def reverse(
    org: Org, key: str, activity_id: UUID, *, by: Principal | None = None
) -> ReverseActivity:
    """A mistake taken back."""
    return ReverseActivity(
        by=by or importer(org.org_id),
        idempotency_key=key,
        body_sha256=fingerprint({"reverses": str(activity_id)}),
        activity_id=activity_id,
        reason="typed twice",
    )


def importer(org_id: UUID, name: str = "file") -> Principal:
    """A source that may record for everyone."""
    return Principal(
        org_id=org_id, kind=PrincipalKind.IMPORT, source=f"import:{name}", role=Role.ADMIN
    )


async def together(actions: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    """Start all at the same moment, behind a barrier, and return what each gave."""
    barrier = asyncio.Barrier(len(actions))

    async def start(action: Callable[[], Awaitable[T]]) -> T:
        await barrier.wait()
        return await action()

    return list(await asyncio.gather(*(start(action) for action in actions)))


def accepted(answers: Iterable[Answer | DomainError]) -> list[Answer]:
    """The answers, none of which is a refusal."""
    found = list(answers)
    assert [each for each in found if isinstance(each, DomainError)] == []
    return [each for each in found if isinstance(each, Answer)]


@asynccontextmanager
async def intake_on(database: Database, now: datetime = NOW) -> AsyncIterator[Intake]:
    """An intake whose clock stands still."""
    opened = Intake(database, lambda: now)
    yield opened
    await opened.aclose()


async def snapshot(dsn: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that recording may write, of all organizations."""
    connection = await asyncpg.connect(dsn)
    try:
        return {
            table: [
                tuple(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")
            ]
            for table in TABLES
        }
    finally:
        await connection.close()


async def count(dsn: str, table: str, where: str = "true") -> int:
    """How many rows of a table there are."""
    connection = await asyncpg.connect(dsn)
    try:
        found: int = await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {where}")
        return found
    finally:
        await connection.close()


async def agreed_goal(
    database: Database,
    org: Org,
    *,
    owner_kind: SubjectKind = SubjectKind.MEMBER,
    owner_id: UUID | None = None,
    metric_key: str = "points",
    target: int = 100,
    milestones: Sequence[int] = (25, 50, 75, 100, 120),
    starts_on: date = date(2026, 3, 1),
    ends_on: date = date(2026, 4, 1),
) -> UUID:
    """A goal in force, Rita's own unless it is someone else's, with nothing gathered yet."""
    goal_id = new_id()
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            """INSERT INTO goal (org_id, goal_id, owner_kind, owner_id, kind, title, metric_key,
                                 visibility, state, agreement_no, created_at)
               VALUES ($1, $2, $3, $4, 'NUMBER', 'March', $5, 'TEAM', 'AGREED', 1, $6)""",
            *(org.org_id, goal_id, owner_kind, owner_id or org.rep, metric_key, NOW),
        )
        await connection.execute(
            """INSERT INTO goal_agreement (org_id, goal_id, agreement_no, target, baseline, starts_on,
                                           ends_on, milestones, proposed_at, agreed_at)
               VALUES ($1, $2, 1, $3, 0, $4, $5, $6, $7, $7)""",
            *(org.org_id, goal_id, target, starts_on, ends_on, list(milestones), NOW),
        )
        await connection.execute(
            "INSERT INTO goal_progress (org_id, goal_id) VALUES ($1, $2)", org.org_id, goal_id
        )
    return goal_id
