"""Who is at the door, and what their home screen shows first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What a display may show: the boards of these keys, and the feeds of these teams beside the organization's."""

    title: str
    board_keys: tuple[str, ...]
    team_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What a signed-in member may do right now; `playbook_version` is that of the organization.

    `mark` changes whenever role, activity, own team or teams led change. A display is a rep without a team whose
    `member_id` is the display's: nothing is anybody's own that it asks for.
    """

    org_id: UUID
    organization: str
    member_id: UUID
    role: Role
    leads: frozenset[UUID]
    team_id: UUID | None
    own_locale: str | None
    locale: str
    level: int
    unread_count: int
    playbook_version: int
    regions: frozenset[str] = frozenset()
    is_hidden: bool = False
    showing: Showing | None = None

    @property
    def mark(self) -> tuple[object, ...]:
        """Return what a subscription must not outlive."""
        return self.role, self.leads, self.team_id, self.showing


# one statement: it is the first of every request
_AUTHORITY = """
SELECT m.member_id, m.role, m.level, coalesce(i.unread_count, 0) AS unread_count, p.locale AS own_locale,
       concat_ws(',', p.locale, o.locale) AS locale, o.name,
       o.version AS playbook_version,
       s.team_id, m.is_hidden, asked.identities,
       ARRAY(SELECT DISTINCT t.region FROM team_lead l
             JOIN team t ON t.org_id = l.org_id AND t.team_id = l.team_id AND t.region IS NOT NULL
             WHERE l.org_id = m.org_id AND l.member_id = m.member_id
               AND l.starts_on <= d.today AND (l.ends_on IS NULL OR l.ends_on > d.today)) AS regions,
       ARRAY(SELECT l.team_id FROM team_lead l
             WHERE l.org_id = m.org_id AND l.member_id = m.member_id
               AND l.starts_on <= d.today AND (l.ends_on IS NULL OR l.ends_on > d.today)) AS leads
FROM organization o
CROSS JOIN LATERAL (
    SELECT ($3::timestamptz AT TIME ZONE c.timezone)::date AS today FROM working_calendar c
    WHERE c.org_id = o.org_id ORDER BY (c.effective_from <= $3::date) DESC, c.effective_from DESC LIMIT 1
) d
JOIN (
    SELECT i.member_id, array_agg(i.identity_sha256) AS identities FROM identity i
    WHERE i.org_id = $1 AND i.identity_sha256 = ANY($2::bytea[]) GROUP BY i.member_id
) asked ON true
JOIN member m ON m.org_id = o.org_id AND m.member_id = asked.member_id AND m.is_active
LEFT JOIN profile p ON p.org_id = m.org_id AND p.member_id = m.member_id
LEFT JOIN inbox i ON i.org_id = m.org_id AND i.member_id = m.member_id
LEFT JOIN membership s ON s.org_id = m.org_id AND s.member_id = m.member_id
     AND s.starts_on <= d.today AND (s.ends_on IS NULL OR s.ends_on > d.today)
WHERE o.org_id = $1
"""


async def by_identities(
    connection: Connection, identities: Collection[bytes], *, now: datetime
) -> dict[bytes, Authority]:
    """Return the authority of the active members who sign in with identities; others are absent."""
    rows = await connection.fetch(_AUTHORITY, connection.org_id, list(identities), now)
    return {
        identity: _authority(connection.organization, row)
        for row in rows
        for identity in row["identities"]
    }


def _authority(org_id: UUID, row: Any) -> Authority:
    return Authority(
        org_id=org_id,
        organization=row["name"],
        member_id=row["member_id"],
        role=Role(row["role"]),
        leads=frozenset(row["leads"]),
        team_id=row["team_id"],
        own_locale=row["own_locale"],
        locale=row["locale"],
        level=row["level"],
        unread_count=row["unread_count"],
        playbook_version=row["playbook_version"],
        regions=frozenset(row["regions"]),
        is_hidden=row["is_hidden"],
    )
