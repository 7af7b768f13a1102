"""Values that organizations give for their KPIs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.kpis.measured import KpiInput
from bellringer.models.database import Connection
from bellringer.words import KpiInputKind

# the organization's row, so that versions are numbered one after the other
_LOCK = "SELECT FROM organization WHERE org_id = $1 FOR NO KEY UPDATE"
_GIVE = """
INSERT INTO kpi_input (org_id, subject_id, kind, starts_on, version, value, given_at, given_by)
SELECT $1, $2, $3, $4, 1 + coalesce(max(version), 0), $5, $6, $7
  FROM kpi_input WHERE org_id = $1 AND subject_id = $2 AND kind = $3 AND starts_on = $4
"""
_IN_FORCE = """
SELECT DISTINCT ON (subject_id, kind, starts_on) subject_id, kind, starts_on, value
  FROM kpi_input
 WHERE org_id = $1 AND subject_id = ANY($2::uuid[])
 ORDER BY subject_id, kind, starts_on, version DESC
"""
_HISTORY = """
SELECT kind, starts_on, version, value, given_at FROM kpi_input
 WHERE org_id = $1 AND subject_id = $2
 ORDER BY starts_on, kind COLLATE "C", version
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenInput:
    """One version of a value."""

    kind: KpiInputKind
    starts_on: date
    version: int
    value: int | None
    given_at: datetime


async def give(
    connection: Connection, subject_id: UUID, given: KpiInput, *, by: Principal, now: datetime
) -> None:
    """Keep another version of a value."""
    await connection.fetch(_LOCK, connection.org_id)
    await connection.execute(
        _GIVE,
        connection.org_id,
        subject_id,
        given.kind,
        given.starts_on,
        given.value,
        now,
        by.source,
    )


async def read(
    connection: Connection, subject_ids: Collection[UUID]
) -> dict[UUID, tuple[KpiInput, ...]]:
    """Return the last version of each value of subjects."""
    found: dict[UUID, tuple[KpiInput, ...]] = {}
    for row in await connection.fetch(_IN_FORCE, connection.org_id, list(subject_ids)):
        each = KpiInput(
            kind=KpiInputKind(row["kind"]), starts_on=row["starts_on"], value=row["value"]
        )
        found[row["subject_id"]] = (*found.get(row["subject_id"], ()), each)
    return found


async def history(connection: Connection, subject_id: UUID) -> list[GivenInput]:
    """List all versions of a subject's values, by month, kind and version."""
    rows = await connection.fetch(_HISTORY, connection.org_id, subject_id)
    return [
        GivenInput(
            kind=KpiInputKind(row["kind"]),
            starts_on=row["starts_on"],
            version=row["version"],
            value=row["value"],
            given_at=row["given_at"],
        )
        for row in rows
    ]
