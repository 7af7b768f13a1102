"""Off-days on record, how they are looked for, what members say of their days, and nudges."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.coaching.off_days import OffDay, OffDayFlag, OffDaySettings
from bellringer.models.database import Connection

Day = tuple[UUID, date]

_SETTINGS = """
SELECT scope_id, is_on, looks_at, window_days, pattern_days, ramp_days
  FROM off_day_setting WHERE org_id = $1
"""
_SET = """
INSERT INTO off_day_setting (org_id, scope_id, is_on, looks_at, window_days, pattern_days, ramp_days)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (org_id, scope_id) DO UPDATE
   SET is_on = excluded.is_on, looks_at = excluded.looks_at, window_days = excluded.window_days,
       pattern_days = excluded.pattern_days, ramp_days = excluded.ramp_days
"""
FLAGS = """
SELECT flag.flag_id, flag.member_id, flag.on_date, flag.until, flag.count, flag.own_norm, flag.own_spread,
       flag.team_norm, flag.team_spread, flag.is_pattern, coalesce(note.excuses, false) AS is_excused
  FROM off_day_flag AS flag
  LEFT JOIN day_note AS note ON note.org_id = $1 AND note.member_id = flag.member_id AND note.on_date = flag.on_date
 WHERE flag.org_id = $1 AND flag.withdrawn_at IS NULL
"""
_SINCE = FLAGS + "AND flag.member_id = ANY($2::uuid[]) AND flag.on_date >= $3"
_BY_ID = FLAGS + "AND flag.flag_id = ANY($2::uuid[])"
_ADD = """
INSERT INTO off_day_flag (org_id, flag_id, member_id, on_date, until, count, own_norm, own_spread,
                          team_norm, team_spread, is_pattern, flagged_at)
SELECT $1, each.*, $12
  FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $6::bigint[], $7::bigint[], $8::bigint[],
              $9::bigint[], $10::bigint[], $11::boolean[]) AS each
ON CONFLICT (org_id, member_id, on_date) DO NOTHING
RETURNING flag_id
"""
_WITHDRAW = """
UPDATE off_day_flag SET withdrawn_at = $3
 WHERE org_id = $1 AND flag_id = ANY($2::uuid[]) AND withdrawn_at IS NULL
"""
_EXCUSED = """
SELECT note.member_id, note.on_date
  FROM unnest($2::uuid[], $3::date[]) AS day (member_id, on_date)
  JOIN day_note AS note ON note.org_id = $1 AND note.member_id = day.member_id
   AND note.on_date = day.on_date AND note.excuses
"""
_LED = """
SELECT team_lead.team_id, team_lead.member_id
  FROM team_lead
  JOIN member ON member.org_id = $1 AND member.member_id = team_lead.member_id AND member.is_active
 WHERE team_lead.org_id = $1 AND team_lead.team_id = ANY($2::uuid[])
   AND starts_on <= $3 AND (ends_on IS NULL OR ends_on > $3)
 ORDER BY team_lead.member_id
"""
_NUDGE = """
INSERT INTO nudge (org_id, member_id, on_date, given_by, given_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, member_id, on_date) DO NOTHING
RETURNING true
"""
_WRITE = """
INSERT INTO day_note (org_id, member_id, on_date, body, excuses, written_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, member_id, on_date) DO UPDATE
   SET body = excluded.body, excuses = excluded.excuses, written_at = excluded.written_at
"""
_ERASE = "DELETE FROM day_note WHERE org_id = $1 AND member_id = $2 AND on_date = $3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of an organization: its own, and those of teams that have others."""

    org_id: UUID | None
    by_scope: Mapping[UUID, OffDaySettings]

    def of(self, team_id: UUID | None) -> OffDaySettings:
        """Return what holds for a team; for None in the organization."""
        scopes = (each for each in (team_id, self.org_id) if each in self.by_scope)
        return next((self.by_scope[each] for each in scopes if each), OffDaySettings())


async def settings(connection: Connection) -> Settings:
    """Return how off-days are looked for."""
    rows = await connection.fetch(_SETTINGS, connection.org_id)
    return Settings(
        org_id=connection.org_id,
        by_scope={
            row["scope_id"]: OffDaySettings(
                **{name: value for name, value in row.items() if name != "scope_id"}
            )
            for row in rows
        },
    )


async def set_settings(connection: Connection, scope_id: UUID, wanted: OffDaySettings) -> None:
    """Set how off-days are looked for in a team, or in the organization."""
    await connection.execute(
        _SET,
        connection.org_id,
        scope_id,
        wanted.is_on,
        wanted.looks_at,
        wanted.window_days,
        wanted.pattern_days,
        wanted.ramp_days,
    )


async def since(
    connection: Connection, member_ids: Collection[UUID], on: date
) -> dict[UUID, list[OffDayFlag]]:
    """Return the flags of members that stand, from a date on."""
    found: dict[UUID, list[OffDayFlag]] = {each: [] for each in member_ids}
    for row in await connection.fetch(_SINCE, connection.org_id, list(member_ids), on):
        found[row["member_id"]].append(flag_of(row))
    return found


async def read(connection: Connection, flag_ids: Collection[UUID]) -> dict[UUID, OffDayFlag]:
    """Return the flags of the given ids that stand."""
    rows = await connection.fetch(_BY_ID, connection.org_id, list(flag_ids))
    return {row["flag_id"]: flag_of(row) for row in rows}


async def add(
    connection: Connection, flags: Sequence[OffDayFlag], *, now: datetime
) -> frozenset[UUID]:
    """Put flags on record; return those that were not there. A day that was flagged once never is again."""
    if not flags:
        return frozenset()
    rows = await connection.fetch(
        _ADD,
        connection.org_id,
        [each.flag_id for each in flags],
        [each.member_id for each in flags],
        [each.on for each in flags],
        [each.until for each in flags],
        [each.found.count for each in flags],
        [each.found.own_norm for each in flags],
        [each.found.own_spread for each in flags],
        [each.found.team_norm for each in flags],
        [each.found.team_spread for each in flags],
        [each.is_pattern for each in flags],
        now,
    )
    return frozenset(row["flag_id"] for row in rows)


async def withdraw(connection: Connection, flag_ids: Collection[UUID], *, now: datetime) -> None:
    """Take flags back that do not hold any more."""
    if flag_ids:
        await connection.execute(_WITHDRAW, connection.org_id, list(flag_ids), now)


async def excused(connection: Connection, days: Collection[Day]) -> frozenset[Day]:
    """Return which of these days of members are excused by what the member said of them."""
    rows = await connection.fetch(
        _EXCUSED, connection.org_id, [each for each, _ in days], [on for _, on in days]
    )
    return frozenset((row["member_id"], row["on_date"]) for row in rows)


async def leads_of(
    connection: Connection, team_ids: Collection[UUID], *, on: date
) -> dict[UUID, tuple[UUID, ...]]:
    """Return who leads each team on a date, former members left out."""
    found: dict[UUID, list[UUID]] = {each: [] for each in team_ids}
    for row in await connection.fetch(_LED, connection.org_id, list(team_ids), on):
        found[row["team_id"]].append(row["member_id"])
    return {team_id: tuple(own) for team_id, own in found.items()}


async def nudge(
    connection: Connection, member_id: UUID, on: date, *, by: UUID, now: datetime
) -> bool:
    """Put a nudge on record; False where the member was nudged on that day already."""
    return bool(await connection.fetchval(_NUDGE, connection.org_id, member_id, on, by, now))


async def write_note(
    connection: Connection,
    member_id: UUID,
    on: date,
    *,
    body: str | None,
    excuses: bool,
    now: datetime,
) -> None:
    """Write what a member says of a day, or for None take it back."""
    if body is None:
        await connection.execute(_ERASE, connection.org_id, member_id, on)
    else:
        await connection.execute(_WRITE, connection.org_id, member_id, on, body, excuses, now)


def flag_of(row: Any) -> OffDayFlag:
    """Return the flag of a row."""
    return OffDayFlag(
        flag_id=row["flag_id"],
        member_id=row["member_id"],
        on=row["on_date"],
        until=row["until"],
        found=OffDay(
            count=row["count"],
            own_norm=row["own_norm"],
            own_spread=row["own_spread"],
            team_norm=row["team_norm"],
            team_spread=row["team_spread"],
        ),
        is_pattern=row["is_pattern"],
        is_excused=row["is_excused"],
    )
