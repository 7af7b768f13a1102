"""Alarms: whom the timetable has to look at, and what was done for whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.rules.calendars.clocks import Hour
from bellringer.models.database import Connection
from bellringer.words import Alarm

# One probe an organization, however many members each of them has.
_ORGANIZATIONS = """
SELECT org_id FROM door.organization
 WHERE ($3::uuid IS NULL OR org_id > $3)
   AND EXISTS (SELECT FROM member_alarm AS alarm
                WHERE alarm.org_id = organization.org_id AND alarm = $1 AND next_at <= $2)
 ORDER BY org_id LIMIT $4
"""
# Whom another worker looks at, that one sees through.
_TAKE = """
SELECT member_id, done_on, done_at FROM member_alarm
 WHERE org_id = $1 AND alarm = $2 AND next_at <= $3
 ORDER BY next_at LIMIT $4
   FOR UPDATE SKIP LOCKED
"""
_SET = """
UPDATE member_alarm AS alarm
   SET next_at = set.next_at,
       done_on = coalesce(set.done_on, alarm.done_on),
       done_at = coalesce(set.done_at, alarm.done_at)
  FROM unnest($3::uuid[], $4::timestamptz[], $5::date[], $6::time[])
       AS set (member_id, next_at, done_on, done_at)
 WHERE alarm.org_id = $1 AND alarm.alarm = $2 AND alarm.member_id = set.member_id
"""
_DROP = """
DELETE FROM member_alarm WHERE org_id = $1 AND alarm = $2 AND member_id = ANY($3::uuid[])
"""
_FILL = """
WITH made AS (
  INSERT INTO member_alarm (org_id, alarm, member_id, next_at)
  SELECT $1, alarm, member_id, $3
    FROM member CROSS JOIN unnest($2::text[]) AS wanted (alarm)
   WHERE org_id = $1 AND is_active
     AND NOT EXISTS (SELECT FROM member_alarm AS held
                      WHERE held.org_id = $1 AND held.alarm = wanted.alarm
                        AND held.member_id = member.member_id)
   ORDER BY alarm, member_id LIMIT $4
  ON CONFLICT DO NOTHING
  RETURNING 1
)
SELECT count(*) FROM made
"""
_WAKE = """
UPDATE member_alarm SET next_at = $2
 WHERE org_id = $1 AND ($3::uuid IS NULL OR member_id = $3) AND next_at > $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Somebody to look at, held until this transaction ends; `done` is the last hour that was done."""

    member_id: UUID
    done: Hour | None


async def organizations_due(
    door: Connection, alarm: Alarm, *, now: datetime, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """Return organizations with somebody to look at; read as the door's role."""
    rows = await door.fetch(_ORGANIZATIONS, alarm, now, after, limit)
    return tuple(row["org_id"] for row in rows)


async def take(
    connection: Connection, alarm: Alarm, *, now: datetime, limit: int
) -> Sequence[Taken]:
    """Take up to `limit` members to look at whom nobody else holds, the longest due first."""
    rows = await connection.fetch(_TAKE, connection.org_id, alarm, now, limit)
    return [
        Taken(
            member_id=row["member_id"],
            done=None if row["done_on"] is None else (row["done_on"], row["done_at"]),
        )
        for row in rows
    ]


async def set_next(
    connection: Connection, alarm: Alarm, looks: Mapping[UUID, tuple[datetime, Hour | None]]
) -> None:
    """Say when to look at members who are held again, and which hour is done, if one was due."""
    await connection.execute(
        _SET,
        connection.org_id,
        alarm,
        list(looks),
        [next_at for next_at, _ in looks.values()],
        [hour and hour[0] for _, hour in looks.values()],
        [hour and hour[1] for _, hour in looks.values()],
    )


async def drop(connection: Connection, alarm: Alarm, member_ids: Collection[UUID]) -> None:
    """Look at these members no more."""
    if member_ids:
        await connection.execute(_DROP, connection.org_id, alarm, list(member_ids))


async def fill(
    connection: Connection, alarms: Collection[Alarm], *, now: datetime, limit: int = 1_000
) -> bool:
    """Look at active members whom nobody has looked at yet; tell whether more may be left."""
    made = await connection.fetchval(_FILL, connection.org_id, list(alarms), now, limit)
    return bool(made == limit)


async def wake(connection: Connection, *, member_id: UUID | None = None, now: datetime) -> None:
    """Look at once at a member, or at everybody: what they want, or their clock, has changed."""
    await connection.execute(_WAKE, connection.org_id, now, member_id)
