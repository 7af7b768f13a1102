"""Who is at the door, and what their home screen shows first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What a signed-in member may do right now; `playbook_version` is that of the organization.

    `mark` changes whenever role, activity, own team or teams led change.
    """

    org_id: UUID
    organization: str
    member_id: UUID
    role: Role
    leads: frozenset[UUID]
    team_id: UUID | None
    locale: str
    level: int
    unread_count: int
    playbook_version: int

    @property
    def mark(self) -> tuple[object, ...]:
        """Return what a subscription must not outlive."""
        return self.role, self.leads, self.team_id


# one statement: it is the first of every request
_AUTHORITY = """
SELECT m.member_id, m.role, m.level, coalesce(i.unread_count, 0) AS unread_count, p.locale, o.name,
       o.version AS playbook_version,
       s.team_id,
       ARRAY(SELECT l.team_id FROM team_lead l
             WHERE l.org_id = m.org_id AND l.member_id = m.member_id
               AND l.starts_on <= d.today AND (l.ends_on IS NULL OR l.ends_on > d.today)) AS leads
FROM organization o
CROSS JOIN LATERAL (
    SELECT ($3::timestamptz AT TIME ZONE c.timezone)::date AS today FROM working_calendar c
    WHERE c.org_id = o.org_id ORDER BY (c.effective_from <= $3::date) DESC, c.effective_from DESC LIMIT 1
) d
JOIN member m ON m.org_id = o.org_id AND m.is_active
LEFT JOIN profile p ON p.org_id = m.org_id AND p.member_id = m.member_id
LEFT JOIN inbox i ON i.org_id = m.org_id AND i.member_id = m.member_id
LEFT JOIN membership s ON s.org_id = m.org_id AND s.member_id = m.member_id
     AND s.starts_on <= d.today AND (s.ends_on IS NULL OR s.ends_on > d.today)
WHERE o.org_id = $1 AND {who}
"""
_BY_IDENTITY = _AUTHORITY.replace(
    "{who}",
    """m.member_id = (SELECT i.member_id FROM identity i
                      WHERE i.org_id = $1 AND i.identity_sha256 = $2)""",
)


async def by_identity(
    connection: Connection, identity_sha256: bytes, *, now: datetime
) -> Authority | None:
    """Return the authority of the active member who signs in with an identity, if there is one."""
    row = await connection.fetchrow(_BY_IDENTITY, connection.org_id, identity_sha256, now)
    if row is None or connection.org_id is None:
        return None
    return Authority(
        org_id=connection.org_id,
        organization=row["name"],
        member_id=row["member_id"],
        role=Role(row["role"]),
        leads=frozenset(row["leads"]),
        team_id=row["team_id"],
        locale=row["locale"] or "en",
        level=row["level"],
        unread_count=row["unread_count"],
        playbook_version=row["playbook_version"],
    )
