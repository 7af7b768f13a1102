"""Nominations and votes for a month, and the words that go with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

MonthKey = tuple[SubjectKind, date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationView:
    """A nomination as it is read; without a reason its words were erased."""

    subject_id: UUID
    by_member_id: UUID
    nominated_at: datetime
    reason: str | None

    @property
    def key(self) -> tuple[datetime, UUID, UUID]:
        """Return what the list is sorted by."""
        return self.nominated_at, self.subject_id, self.by_member_id


_NOTE = "INSERT INTO month_note (org_id, note_id, by_member_id, body) VALUES ($1, $2, $3, $4)"
_HAS_NOMINATED = """
SELECT EXISTS (SELECT FROM month_nomination
                WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3 AND edition = $4
                  AND subject_id = $5 AND by_member_id = $6)
"""
_NOMINATE = """
INSERT INTO month_nomination (
  org_id, subject_kind, month_on, edition, subject_id, by_member_id, nominated_at, note_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_VOTE = """
INSERT INTO month_vote AS held (
  org_id, subject_kind, month_on, edition, by_member_id, subject_id, voted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (org_id, subject_kind, month_on, edition, by_member_id) DO UPDATE
   SET subject_id = excluded.subject_id, voted_at = excluded.voted_at
"""
_OWN = """
SELECT v.subject_kind, v.month_on, v.edition, v.subject_id
  FROM unnest($3::text[], $4::date[], $5::int[]) AS asked (subject_kind, month_on, edition)
  JOIN month_vote v ON v.org_id = $1 AND v.subject_kind = asked.subject_kind
   AND v.month_on = asked.month_on AND v.edition = asked.edition AND v.by_member_id = $2
"""
_PAGE, _PAGE_BACKWARD = both_ways(
    """
SELECT subject_id, by_member_id, nominated_at, nullif(month_note.body, '') AS reason
  FROM month_nomination
  LEFT JOIN month_note USING (org_id, note_id, by_member_id)
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3 AND edition = $4 AND {beyond}
 ORDER BY {order} LIMIT {limit}
""",
    ("nominated_at", "subject_id", "by_member_id"),
    ("timestamptz", "uuid", "uuid"),
    start=5,
    descending=True,
)
_COUNT = """
SELECT count(*) FROM month_nomination
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3 AND edition = $4
"""


async def note(
    connection: Connection, note_id: UUID, *, by_member_id: UUID | None, body: str
) -> None:
    """Keep what a member wrote."""
    await connection.execute(_NOTE, connection.org_id, note_id, by_member_id, body)


async def has_nominated(
    connection: Connection, key: MonthKey, subject_id: UUID, by_member_id: UUID | None
) -> bool:
    """Tell whether a member has nominated someone; the member is under lock."""
    return bool(
        await connection.fetchval(_HAS_NOMINATED, connection.org_id, *key, subject_id, by_member_id)
    )


async def nominate(
    connection: Connection,
    key: MonthKey,
    subject_id: UUID,
    *,
    by_member_id: UUID | None,
    note_id: UUID,
    now: datetime,
) -> None:
    """Nominate someone who stands for the month."""
    await connection.execute(
        _NOMINATE, connection.org_id, *key, subject_id, by_member_id, now, note_id
    )


async def vote(
    connection: Connection,
    key: MonthKey,
    subject_id: UUID,
    *,
    by_member_id: UUID | None,
    now: datetime,
) -> None:
    """Vote, or change the vote."""
    await connection.execute(_VOTE, connection.org_id, *key, by_member_id, subject_id, now)


async def own_votes(
    connection: Connection, member_id: UUID, keys: Collection[MonthKey]
) -> Mapping[MonthKey, UUID]:
    """Return whom a member has voted for in each of these months."""
    rows = await connection.fetch(_OWN, connection.org_id, member_id, *zip(*keys, strict=True))
    return {
        (SubjectKind(row["subject_kind"]), row["month_on"], row["edition"]): row["subject_id"]
        for row in rows
    }


async def nominations(
    connection: Connection, key: MonthKey, window: Window
) -> Page[NominationView]:
    """Return the nominations for a month, the newest first."""
    sql = _PAGE_BACKWARD if window.is_backward else _PAGE
    rows = await connection.fetch(sql, connection.org_id, *key, *asked(window, 3))
    return found(window, rows, lambda row: NominationView(**dict(row)))


async def count(connection: Connection, key: MonthKey) -> int:
    """Count the nominations for a month."""
    return int(await connection.fetchval(_COUNT, connection.org_id, *key))


def key_of(month: Recognition) -> MonthKey:
    """Return what names an edition of a month."""
    return month.subject_kind, month.month_on, month.edition


KEY: Sequence[type] = (datetime, UUID, UUID)
