"""Sides: who owns a goal today, and who leads the owner."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from bellringer.gamification.rules.goals.agreements import Sides
from bellringer.models.database import Connection
from bellringer.words import Role, SubjectKind

_READ = """
SELECT o.owner_kind, o.owner_id, m.role, coalesce(t.team_id, s.team_id) AS team_id,
       ARRAY(SELECT l.member_id
               FROM team_lead l
               JOIN member lead ON lead.org_id = l.org_id AND lead.member_id = l.member_id
              WHERE l.org_id = $1 AND l.team_id = coalesce(t.team_id, s.team_id) AND lead.is_active
                AND l.starts_on <= $4 AND (l.ends_on IS NULL OR l.ends_on > $4)) AS leads,
       ARRAY(SELECT member_id FROM member
              WHERE org_id = $1 AND role = 'ADMIN' AND is_active) AS admins
  FROM unnest($2::text[], $3::uuid[]) AS o (owner_kind, owner_id)
  LEFT JOIN member m
    ON o.owner_kind = 'MEMBER' AND m.org_id = $1 AND m.member_id = o.owner_id AND m.is_active
  LEFT JOIN membership s
    ON s.org_id = $1 AND s.member_id = m.member_id
   AND s.starts_on <= $4 AND (s.ends_on IS NULL OR s.ends_on > $4)
  LEFT JOIN team t
    ON o.owner_kind = 'TEAM' AND t.org_id = $1 AND t.team_id = o.owner_id AND t.archived_at IS NULL
 WHERE m.member_id IS NOT NULL OR t.team_id IS NOT NULL
    OR (o.owner_kind = 'ORGANIZATION' AND o.owner_id = $1)
"""
_LOCK_TEAMS = """
SELECT team_id FROM team
 WHERE org_id = $1 AND team_id = ANY($2::uuid[]) ORDER BY team_id FOR NO KEY UPDATE
"""
_LOCK_ORGANIZATION = """
SELECT org_id FROM organization WHERE org_id = $1 AND org_id = ANY($2::uuid[]) FOR NO KEY UPDATE
"""


async def read(
    connection: Connection, owners: Collection[tuple[SubjectKind, UUID]], *, on: date
) -> Mapping[tuple[SubjectKind, UUID], Sides]:
    """Return the sides of each owner on a date; inactive members and archived teams have none."""
    asked = list(dict.fromkeys(owners))
    rows = await connection.fetch(
        _READ,
        connection.org_id,
        [owner_kind for owner_kind, _ in asked],
        [owner_id for _, owner_id in asked],
        on,
    )
    return {
        (kind, row["owner_id"]): Sides(
            owner_kind=kind,
            owner_id=row["owner_id"],
            owner_role=None if row["role"] is None else Role(row["role"]),
            team_id=row["team_id"],
            leads=frozenset(row["leads"]),
            admins=frozenset(row["admins"]),
        )
        for row in rows
        for kind in [SubjectKind(row["owner_kind"])]
    }


async def lock_groups(connection: Connection, owner_ids: Collection[UUID]) -> None:
    """Lock the teams, and the organization, that own goals; intake holds them while it moves goals."""
    await connection.fetch(_LOCK_TEAMS, connection.org_id, list(owner_ids))
    await connection.fetch(_LOCK_ORGANIZATION, connection.org_id, list(owner_ids))
