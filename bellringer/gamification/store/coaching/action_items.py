"""Action items, what became of them, and which are due."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.commands.coaching.action_items import CreateActionItem
from bellringer.gamification.facts.coaching.action_items import ActionItemRecord, ActionItemStep
from bellringer.gamification.store.views.goals import Circle
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection
from bellringer.words import ActionItemState, ActionItemStepKind

_INSERT = """
WITH made AS (
  INSERT INTO action_item (org_id, action_item_id, owner_id, created_by, created_at, due_on, state,
                           one_on_one_id, meeting_id, hurdle_no)
  VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7, $8, $9)
  RETURNING org_id, action_item_id
)
INSERT INTO action_item_note (org_id, action_item_id, body)
SELECT org_id, action_item_id, $10 FROM made
"""
_LOCK = """
SELECT true FROM action_item WHERE org_id = $1 AND action_item_id = $2 FOR NO KEY UPDATE
"""
_UPDATE = """
UPDATE action_item SET state = $3, due_on = $4 WHERE org_id = $1 AND action_item_id = $2
"""
_STEP = """
INSERT INTO action_item_step (org_id, action_item_id, step_no, kind, taken_by, taken_at, due_on)
SELECT $1, $2, count(*) + 1, $3, $4, $5, $6
  FROM action_item_step WHERE org_id = $1 AND action_item_id = $2
"""
_STEPS = """
SELECT action_item_id, step_no, kind, taken_by, taken_at, due_on FROM action_item_step
 WHERE org_id = $1 AND action_item_id = ANY($2::uuid[]) ORDER BY action_item_id, step_no
"""
# $2 is the day on which the owner's team is looked up
_SHOWN = """
SELECT i.action_item_id, i.owner_id, i.created_by, i.created_at, i.due_on, i.state, i.one_on_one_id,
       i.meeting_id, i.hurdle_no, m.team_id AS meeting_team_id, o.lead_id, o.member_id,
       s.team_id AS owner_team_id, n.body AS text
"""
_SOURCE = """
  FROM action_item AS i
  LEFT JOIN one_on_one AS o ON o.org_id = $1 AND o.one_on_one_id = i.one_on_one_id
  LEFT JOIN meeting AS m ON m.org_id = $1 AND m.meeting_id = i.meeting_id
  LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = i.owner_id
   AND s.starts_on <= $2 AND (s.ends_on IS NULL OR s.ends_on > $2)
  LEFT JOIN action_item_note AS n ON n.org_id = $1 AND n.action_item_id = i.action_item_id
 WHERE i.org_id = $1
"""
_BY_ID = _SHOWN + _SOURCE + " AND i.action_item_id = ANY($3::uuid[])"
_OF_TALKS = (
    _SHOWN
    + _SOURCE
    + " AND i.one_on_one_id = ANY($3::uuid[]) ORDER BY i.created_at, i.action_item_id"
)
# what was open of the two when another talk of theirs is looked at; it is carried over until it is done
# what was agreed in a meeting, and what is still open of earlier ones of the team
_IN_MEETINGS = """
   AND m.team_id = asked.team_id AND (i.meeting_id = asked.meeting_id
       OR i.state = 'OPEN' AND m.planned_at < asked.planned_at)
"""
_MEETINGS = " FROM meeting AS asked CROSS JOIN LATERAL ("
_MEETINGS_IN_ORDER = """) AS found
 WHERE asked.org_id = $1 AND asked.meeting_id = ANY($3::uuid[])
 ORDER BY found.due_on, found.action_item_id
"""
_OF_MEETINGS = (
    "SELECT asked.meeting_id AS shown_in, found.*"
    + _MEETINGS
    + _SHOWN
    + _SOURCE
    + _IN_MEETINGS
    + _MEETINGS_IN_ORDER
)
_ANOTHER = """
   AND i.state = 'OPEN' AND o.lead_id = talk.lead_id AND o.member_id = talk.member_id
   AND o.one_on_one_id <> talk.one_on_one_id AND i.created_at < coalesce(talk.held_at, 'infinity')
"""
_TALKS = " FROM one_on_one AS talk CROSS JOIN LATERAL ("
_IN_ORDER = """) AS found
 WHERE talk.org_id = $1 AND talk.one_on_one_id = ANY($3::uuid[])
 ORDER BY found.due_on, found.action_item_id
"""
_OPEN_BEFORE = (
    "SELECT talk.one_on_one_id AS shown_in, found.*"
    + _TALKS
    + _SHOWN
    + _SOURCE
    + _ANOTHER
    + _IN_ORDER
)
# as far as the reader sees: $3 an admin, $4 the reader, $5 the teams led, $8 the team that the reader scores for
_SEEN = """
   AND i.owner_id = asked.owner_id AND ($7::text IS NULL OR i.state = $7)
   AND CASE WHEN i.one_on_one_id IS NULL
            THEN $3 OR $4::uuid IN (i.owner_id, i.created_by) OR s.team_id = ANY($5::uuid[])
                 OR m.team_id = ANY($5::uuid[]) OR m.team_id = $8::uuid
            ELSE $4::uuid IN (o.lead_id, o.member_id) END
"""
_ASKED = " FROM unnest($6::uuid[]) AS asked (owner_id) CROSS JOIN LATERAL ("
_FORWARD, _BACKWARD = both_ways(
    "SELECT own.*"
    + _ASKED
    + _SHOWN
    + _SOURCE
    + _SEEN
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("i.due_on", "i.action_item_id"),
    ("date", "uuid"),
    start=9,
    descending=False,
    outside=("own.due_on", "own.action_item_id"),
)
_COUNT = (
    "SELECT asked.owner_id, own.rows"
    + _ASKED
    + "SELECT count(*) AS rows"
    + _SOURCE
    + _SEEN
    + ") AS own"
)
_DUE = """
SELECT asked.owner_id, count(*) AS items
  FROM unnest($2::uuid[], $3::date[], $4::date[]) AS asked (owner_id, since, until)
  JOIN action_item AS i ON i.org_id = $1 AND i.owner_id = asked.owner_id AND i.state = 'OPEN'
   AND i.due_on >= asked.since AND i.due_on < asked.until
 GROUP BY asked.owner_id
"""

KEY = (date, UUID)


async def insert(
    connection: Connection,
    action_item_id: UUID,
    command: CreateActionItem,
    text: str,
    *,
    now: datetime,
) -> None:
    """Write an action item, open, with its first step; `text` is as it is stored."""
    by_id = command.by.member_id
    await connection.execute(
        _INSERT,
        *(connection.org_id, action_item_id, command.owner_id, by_id, now, command.due_on),
        *(command.one_on_one_id, command.meeting_id, command.hurdle_no, text),
    )
    created = ActionItemStepKind.CREATED
    await step(connection, action_item_id, created, by_id, due_on=command.due_on, now=now)


async def lock(
    connection: Connection, action_item_id: UUID, *, on: date
) -> ActionItemRecord | None:
    """Lock an action item, and return it; `on` is the organization's date."""
    if not await connection.fetchval(_LOCK, connection.org_id, action_item_id):
        return None
    return (await read(connection, [action_item_id], on=on)).get(action_item_id)


async def update(
    connection: Connection, action_item_id: UUID, state: ActionItemState, due_on: date
) -> None:
    """Say what became of an action item, and until when it is due; it is locked."""
    await connection.execute(_UPDATE, connection.org_id, action_item_id, state, due_on)


async def step(
    connection: Connection,
    action_item_id: UUID,
    kind: ActionItemStepKind,
    by_member_id: UUID | None,
    *,
    due_on: date | None = None,
    now: datetime,
) -> None:
    """Append what was done with an action item, which is locked or new."""
    await connection.execute(
        _STEP, connection.org_id, action_item_id, kind, by_member_id, now, due_on
    )


async def read(
    connection: Connection, ids: Sequence[UUID], *, on: date
) -> dict[UUID, ActionItemRecord]:
    """Return action items by id, whoever may read them."""
    rows = await connection.fetch(_BY_ID, connection.org_id, on, list(ids))
    return {row["action_item_id"]: _record(row) for row in rows}


async def of_talks(
    connection: Connection, one_on_one_ids: Sequence[UUID], *, on: date
) -> dict[UUID, list[ActionItemRecord]]:
    """Return what was agreed in each one-to-one, in order of time."""
    made: dict[UUID, list[ActionItemRecord]] = {each: [] for each in one_on_one_ids}
    rows = await connection.fetch(_OF_TALKS, connection.org_id, on, list(one_on_one_ids))
    for row in rows:
        made[row["one_on_one_id"]].append(_record(row))
    return made


async def open_before(
    connection: Connection, one_on_one_ids: Sequence[UUID], *, on: date
) -> dict[UUID, list[ActionItemRecord]]:
    """Return what is still open of other talks of the same two, what is due first before the rest."""
    made: dict[UUID, list[ActionItemRecord]] = {each: [] for each in one_on_one_ids}
    rows = await connection.fetch(_OPEN_BEFORE, connection.org_id, on, list(one_on_one_ids))
    for row in rows:
        made[row["shown_in"]].append(_record(row))
    return made


async def of_meetings(
    connection: Connection, meeting_ids: Sequence[UUID], *, on: date
) -> dict[UUID, list[ActionItemRecord]]:
    """Return what was agreed in each meeting, and is open of earlier ones of the team, in the order of its days."""
    made: dict[UUID, list[ActionItemRecord]] = {each: [] for each in meeting_ids}
    rows = await connection.fetch(_OF_MEETINGS, connection.org_id, on, list(meeting_ids))
    for row in rows:
        made[row["shown_in"]].append(_record(row))
    return made


async def steps(
    connection: Connection, ids: Sequence[UUID]
) -> dict[UUID, tuple[ActionItemStep, ...]]:
    """Return what became of action items, step by step."""
    made: dict[UUID, tuple[ActionItemStep, ...]] = dict.fromkeys(ids, ())
    for row in await connection.fetch(_STEPS, connection.org_id, list(ids)):
        values = dict(row)
        action_item_id = values.pop("action_item_id")
        taken = ActionItemStep(**{**values, "kind": ActionItemStepKind(values["kind"])})
        made[action_item_id] = (*made[action_item_id], taken)
    return made


async def pages(
    connection: Connection,
    owner_ids: Sequence[UUID],
    window: Window,
    circle: Circle,
    state: ActionItemState | None,
) -> dict[UUID, Page[ActionItemRecord]]:
    """List each owner's action items that the reader may read, what is due first before the rest."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql, *_for(connection, circle, owner_ids, state), *asked(window, 2)
    )
    return found_each(window, owner_ids, rows, lambda row: row["owner_id"], _record)


async def counts(
    connection: Connection,
    owner_ids: Sequence[UUID],
    circle: Circle,
    state: ActionItemState | None,
) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(_COUNT, *_for(connection, circle, owner_ids, state))
    return {row["owner_id"]: row["rows"] for row in rows}


async def due(
    connection: Connection, spans: Mapping[UUID, tuple[date, date]]
) -> Mapping[UUID, int]:
    """Return how many open items are due over [since, until) of each owner; who has none is absent."""
    rows = await connection.fetch(
        _DUE,
        connection.org_id,
        list(spans),
        [since for since, _ in spans.values()],
        [until for _, until in spans.values()],
    )
    return {row["owner_id"]: row["items"] for row in rows}


def _for(
    connection: Connection,
    circle: Circle,
    owner_ids: Collection[UUID],
    state: ActionItemState | None,
) -> tuple[Any, ...]:
    reader = (circle.on, circle.is_admin, circle.member_id, list(circle.leads))
    return (connection.org_id, *reader, list(owner_ids), state, circle.team_id)


def _record(row: Any) -> ActionItemRecord:
    sides = (row["lead_id"], row["member_id"])
    return ActionItemRecord(
        action_item_id=row["action_item_id"],
        owner_id=row["owner_id"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        due_on=row["due_on"],
        state=ActionItemState(row["state"]),
        one_on_one_id=row["one_on_one_id"],
        meeting_id=row["meeting_id"],
        hurdle_no=row["hurdle_no"],
        meeting_team_id=row["meeting_team_id"],
        sides=frozenset(each for each in sides if each is not None),
        owner_team_id=row["owner_team_id"],
        text=row["text"],
    )
