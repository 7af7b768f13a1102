"""Points: sums, and the ledger entries behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import LIFETIME_BOARD
from bellringer.gamification.rules.calendars.periods import ALL_TIME_STARTS_ON
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import CutBy, EntryReason


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A ledger entry with the rule that priced it and the reason given, if any."""

    entry_id: UUID
    member_id: UUID
    points: int
    reason: EntryReason
    occurred_at: datetime
    recorded_at: datetime
    activity_id: UUID | None
    award_id: UUID | None
    reverses_id: UUID | None
    rule_title: str | None
    rule_id: UUID | None
    rule_version: int | None
    note: str | None
    worth: int | None
    cut_by: CutBy | None
    boost_ids: tuple[UUID, ...]


_ENTRIES = """
SELECT e.entry_id, e.member_id, e.points, e.reason, e.occurred_at, e.recorded_at, e.activity_id,
       e.award_id, e.reverses_id, r.title AS rule_title, e.rule_id, e.rule_version, n.body AS note,
       p.worth, p.cut_by, p.boost_ids
FROM ledger_entry e
LEFT JOIN point_rule r ON r.org_id = e.org_id AND r.rule_id = e.rule_id
LEFT JOIN ledger_note n ON n.org_id = e.org_id AND n.entry_id = e.entry_id
LEFT JOIN entry_pricing p ON p.org_id = e.org_id AND p.entry_id = e.entry_id
WHERE e.org_id = $1 AND e.account = 'POINTS'
"""
_OF = """
AND ($2::uuid IS NULL OR e.member_id = $2) AND ($3::uuid IS NULL OR e.team_id = $3)
AND ($4::date IS NULL OR e.org_on >= $4) AND ($5::date IS NULL OR e.org_on < $5)
"""
_FORWARD, _BACKWARD = both_ways(
    _ENTRIES + _OF + "AND {beyond} ORDER BY {order} LIMIT {limit}",
    ("e.occurred_at", "e.entry_id"),
    ("timestamptz", "uuid"),
    start=6,
    descending=True,
)
_COUNT = "SELECT count(*) FROM ledger_entry e WHERE e.org_id = $1 AND e.account = 'POINTS'" + _OF  # noqa: S608 - both halves stand here
_TOTALS = """
SELECT subject_id, coalesce(score, 0) + correction AS total FROM board_score
WHERE org_id = $1 AND starts_on = $4 AND subject_id = ANY($2::uuid[])
  AND board_id = (SELECT board_id FROM board WHERE org_id = $1 AND board_key = $3)
"""
_LOWERINGS = """
SELECT level_before, level, written_at AS at, body AS reason FROM level_note
WHERE org_id = $1 AND member_id = $2 ORDER BY written_at DESC, note_id DESC LIMIT $3
"""
LOWERINGS_SHOWN = 20
# by member and day, because that is how the ledger is indexed
_BY_ACTIVITY = (
    _ENTRIES.replace(
        "FROM ledger_entry e",
        """
FROM credit c JOIN ledger_entry e ON e.org_id = c.org_id AND e.member_id = c.member_id
     AND e.org_on = c.org_on AND e.activity_id = c.activity_id
""",
    )
    + "AND c.org_id = $1 AND c.activity_id = ANY($2::uuid[]) ORDER BY e.entry_id"
)

KEY = (datetime, UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Which entries: of a member or a team, over the organization's days [since, until)."""

    member_id: UUID | None = None
    team_id: UUID | None = None
    since: date | None = None
    until: date | None = None

    def arguments(self) -> tuple[Any, ...]:
        """Return the parameters in the statement's order."""
        return self.member_id, self.team_id, self.since, self.until


def _entry(row: Any) -> EntryView:
    values = dict(row)
    cut_by = values["cut_by"]
    return EntryView(
        **{
            **values,
            "reason": EntryReason(values["reason"]),
            "cut_by": None if cut_by is None else CutBy(cut_by),
            "boost_ids": tuple(values["boost_ids"] or ()),
        }
    )


async def page(connection: Connection, window: Window, which: Entries) -> Page[EntryView]:
    """List ledger entries, the latest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(sql, connection.org_id, *which.arguments(), *asked(window, 2))
    return found(window, rows, _entry)


async def count(connection: Connection, which: Entries) -> int:
    """Count what `page` lists."""
    return int(await connection.fetchval(_COUNT, connection.org_id, *which.arguments()))


async def by_activity(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[EntryView]]:
    """Return the entries of activities, in the order they were written."""
    entries: dict[UUID, list[EntryView]] = {each: [] for each in ids}
    for row in await connection.fetch(_BY_ACTIVITY, connection.org_id, list(ids)):
        entries[row["activity_id"]].append(_entry(row))
    return entries


async def totals(connection: Connection, members: Sequence[UUID]) -> dict[UUID, int]:
    """Return the lifetime points of members; one who never had any is absent."""
    rows = await connection.fetch(
        _TOTALS, connection.org_id, list(members), LIFETIME_BOARD, ALL_TIME_STARTS_ON
    )
    return {row["subject_id"]: row["total"] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweringView:
    """A level that was lowered, and why."""

    level_before: int
    level: int
    at: datetime
    reason: str


async def lowerings(connection: Connection, member_id: UUID) -> list[LoweringView]:
    """Return when a member's level was lowered, the latest first."""
    rows = await connection.fetch(_LOWERINGS, connection.org_id, member_id, LOWERINGS_SHOWN)
    return [LoweringView(**dict(row)) for row in rows]
