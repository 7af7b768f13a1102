"""Check-ins, the cadences of teams, and the activities that a day's plan is held against."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.commands.coaching.check_ins import PlannedItem
from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.playbook.coaching import CheckInCadence
from bellringer.gamification.store import recount
from bellringer.gamification.store.views.goals import Circle
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection
from bellringer.words import CheckInPart

_SET = """
INSERT INTO check_in_cadence (org_id, team_id, effective_from, weekdays, plan_at, done_at,
                              grace_minutes, is_shared, set_by, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (org_id, team_id, effective_from) DO UPDATE
   SET weekdays = excluded.weekdays, plan_at = excluded.plan_at, done_at = excluded.done_at,
       grace_minutes = excluded.grace_minutes, is_shared = excluded.is_shared,
       set_by = excluded.set_by, set_at = excluded.set_at
"""
_SAVE = """
INSERT INTO check_in (org_id, check_in_id, member_id, on_date, team_id, is_shared, planned_at,
                      is_plan_late, done_at, is_done_late, answered_by, answered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (org_id, check_in_id) DO UPDATE
   SET planned_at = excluded.planned_at, is_plan_late = excluded.is_plan_late,
       done_at = excluded.done_at, is_done_late = excluded.is_done_late,
       answered_by = excluded.answered_by, answered_at = excluded.answered_at
"""
_FORGET_ITEMS = "DELETE FROM check_in_item WHERE org_id = $1 AND check_in_id = $2"
_SAVE_ITEMS = """
INSERT INTO check_in_item (org_id, check_in_id, item_no, kind, metric_key, planned)
SELECT $1, $2, made.item_no, made.kind, made.metric_key, made.planned
  FROM unnest($3::text[], $4::text[], $5::bigint[])
       WITH ORDINALITY AS made (kind, metric_key, planned, item_no)
"""
_FORGET_NOTE = "DELETE FROM check_in_note WHERE org_id = $1 AND check_in_id = $2 AND part = $3"
_SAVE_NOTE = """
INSERT INTO check_in_note (org_id, check_in_id, part, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, check_in_id, part) DO UPDATE SET body = excluded.body
"""
_SHOWN = """
SELECT c.check_in_id, c.member_id, c.on_date, c.team_id, c.is_shared, c.planned_at, c.is_plan_late,
       c.done_at, c.is_done_late, c.answered_by, c.answered_at,
       ARRAY(SELECT row(i.kind, i.metric_key, i.planned) FROM check_in_item AS i
              WHERE i.org_id = $1 AND i.check_in_id = c.check_in_id ORDER BY i.item_no) AS items,
       ARRAY(SELECT row(n.part, n.body) FROM check_in_note AS n
              WHERE n.org_id = $1 AND n.check_in_id = c.check_in_id) AS notes
  FROM check_in AS c
"""
_BY_ID = _SHOWN + " WHERE c.org_id = $1 AND c.check_in_id = ANY($2::uuid[])"
_OF_DAYS = (
    _SHOWN
    + """
  JOIN unnest($2::uuid[], $3::date[]) AS asked (member_id, on_date)
    ON c.member_id = asked.member_id AND c.on_date = asked.on_date
 WHERE c.org_id = $1
"""
)
# as far as the reader sees: $2 an admin, $3 the reader, $4 the team that the reader scores for, $5 those led
_SEEN = """
 WHERE c.org_id = $1 AND c.member_id = asked.member_id
   AND ($2 OR c.member_id = $3::uuid OR c.team_id = ANY($5::uuid[])
        OR c.is_shared AND c.team_id = $4::uuid)
"""
_ALL = " FROM check_in AS c"
_ASKED = " FROM unnest($6::uuid[]) AS asked (member_id) CROSS JOIN LATERAL ("
_FORWARD, _BACKWARD = both_ways(
    "SELECT own.*"
    + _ASKED
    + _SHOWN
    + _SEEN
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("c.on_date", "c.check_in_id"),
    ("date", "uuid"),
    start=7,
    descending=True,
    outside=("own.on_date", "own.check_in_id"),
)
_COUNT = (
    "SELECT asked.member_id, own.rows"
    + _ASKED
    + "SELECT count(*) AS rows"
    + _ALL
    + _SEEN
    + ") AS own"
)
_ACTIVITIES = """
SELECT asked.number, c.activity_id
  FROM unnest($2::uuid[], $3::date[]) WITH ORDINALITY AS asked (member_id, on_date, number)
  JOIN credit AS c ON c.org_id = $1 AND c.member_id = asked.member_id AND c.member_on = asked.on_date
"""

KEY = (date, UUID)

Day = tuple[UUID, date]


async def set_cadence(
    connection: Connection,
    team_id: UUID,
    cadence: CheckInCadence,
    *,
    by_member_id: UUID | None,
    now: datetime,
) -> None:
    """Keep a team's cadence, in the place of one from the same day."""
    await connection.execute(
        _SET,
        *(connection.org_id, team_id, cadence.effective_from, cadence.weekdays),
        *(cadence.plan_at, cadence.done_at, cadence.grace_minutes, cadence.is_shared),
        *(by_member_id, now),
    )


async def save(connection: Connection, before: CheckInRecord | None, after: CheckInRecord) -> None:
    """Write what has changed of a check-in; its member is locked."""
    org_id, check_in_id = connection.org_id, after.check_in_id
    await connection.execute(
        _SAVE,
        *(org_id, check_in_id, after.member_id, after.on, after.team_id, after.is_shared),
        *(after.planned_at, after.is_plan_late, after.done_at, after.is_done_late),
        *(after.answered_by, after.answered_at),
    )
    if after.items != (before.items if before else ()):
        await connection.execute(_FORGET_ITEMS, org_id, check_in_id)
        await connection.execute(
            _SAVE_ITEMS,
            *(org_id, check_in_id, [each.kind for each in after.items]),
            *([each.metric_key for each in after.items], [each.planned for each in after.items]),
        )
    texts = _texts(after)
    for part, body in texts.items():
        if body == (_texts(before)[part] if before else None):
            continue
        if body is None:
            await connection.execute(_FORGET_NOTE, org_id, check_in_id, part)
        else:
            await connection.execute(_SAVE_NOTE, org_id, check_in_id, part, body)


async def read(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, CheckInRecord]:
    """Return check-ins by id, whoever may read them."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(ids))
    return {row["check_in_id"]: _record(row) for row in rows}


async def of_days(connection: Connection, days: Sequence[Day]) -> dict[Day, CheckInRecord]:
    """Return the check-ins of members on days of their own, whoever may read them."""
    rows = await connection.fetch(
        _OF_DAYS, connection.org_id, [member_id for member_id, _ in days], [on for _, on in days]
    )
    return {(row["member_id"], row["on_date"]): _record(row) for row in rows}


async def pages(
    connection: Connection, member_ids: Sequence[UUID], window: Window, circle: Circle
) -> dict[UUID, Page[CheckInRecord]]:
    """List each member's check-ins that the reader may read, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql, connection.org_id, *_reader(circle), list(member_ids), *asked(window, 2)
    )
    return found_each(window, member_ids, rows, lambda row: row["member_id"], _record)


async def counts(
    connection: Connection, member_ids: Sequence[UUID], circle: Circle
) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, connection.org_id, *_reader(circle), list(member_ids))
    return {row["member_id"]: row["rows"] for row in rows}


async def activities(
    connection: Connection, days: Sequence[Day]
) -> Mapping[Day, tuple[RecordedParts, ...]]:
    """Return the scored activities that credit each member on a day of the member's own."""
    rows = await connection.fetch(
        _ACTIVITIES, connection.org_id, [member_id for member_id, _ in days], [on for _, on in days]
    )
    known = {
        each.activity_id: each
        for each in await recount.parts(connection, list({row["activity_id"] for row in rows}))
    }
    made: dict[Day, list[RecordedParts]] = {each: [] for each in days}
    for row in rows:
        if row["activity_id"] in known:
            made[days[row["number"] - 1]].append(known[row["activity_id"]])
    return {each: tuple(parts) for each, parts in made.items()}


def _reader(circle: Circle) -> tuple[Any, ...]:
    return circle.is_admin, circle.member_id, circle.team_id, list(circle.leads)


def _texts(record: CheckInRecord) -> dict[CheckInPart, str | None]:
    return {
        CheckInPart.PLAN: record.plan_text,
        CheckInPart.DONE: record.done_text,
        CheckInPart.ANSWER: record.answer_text,
    }


def _record(row: Any) -> CheckInRecord:
    texts = dict(row["notes"])
    return CheckInRecord(
        check_in_id=row["check_in_id"],
        member_id=row["member_id"],
        on=row["on_date"],
        team_id=row["team_id"],
        is_shared=row["is_shared"],
        items=tuple(
            PlannedItem(kind=kind, metric_key=metric_key, planned=planned)
            for kind, metric_key, planned in row["items"]
        ),
        planned_at=row["planned_at"],
        is_plan_late=row["is_plan_late"],
        done_at=row["done_at"],
        is_done_late=row["is_done_late"],
        answered_by=row["answered_by"],
        answered_at=row["answered_at"],
        plan_text=texts.get(CheckInPart.PLAN),
        done_text=texts.get(CheckInPart.DONE),
        answer_text=texts.get(CheckInPart.ANSWER),
    )
