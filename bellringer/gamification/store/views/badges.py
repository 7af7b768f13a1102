"""Badges, and the awards of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.store.playbook.documents import read_criteria
from bellringer.gamification.store.views.goals import Circle
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found_each
from bellringer.models.database import Connection
from bellringer.words import AwardState, PeriodKind, Revocation


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeView:
    """A badge as it is described to people, and the one whose place it took."""

    badge: Badge
    replaces_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardView:
    """One grant to a member or a team, with the words given with it."""

    award_id: UUID
    badge_id: UUID
    member_id: UUID | None
    team_id: UUID | None
    state: AwardState
    is_automatic: bool
    awarded_at: datetime
    awarded_by: UUID | None
    activity_id: UUID | None
    goal_id: UUID | None
    period_starts_on: date
    is_retroactive: bool
    revoked_at: datetime | None
    revoked_by: UUID | None
    revoked_for: Revocation | None
    reason: str | None
    revoke_reason: str | None
    bonus_points: int | None


# who may see a secret badge: an admin, who has or had it, and whose team has
_SEEN = """
  (NOT d.is_secret OR {admin} OR EXISTS (
     SELECT FROM badge_award own WHERE own.org_id = d.org_id AND own.badge_id = d.badge_id
        AND (own.member_id = {me} OR own.team_id = {team})))
"""


def _seen(start: int) -> str:
    """Return the condition, with the reader in three parameters from `start` on."""
    words = {"me": f"${start}::uuid", "team": f"${start + 1}::uuid", "admin": f"${start + 2}::bool"}
    return _SEEN.format(**words)


_DEFINITIONS = (
    """
SELECT d.badge_id, d.badge_key, d.title, d.description, d.symbol, d.criteria, d.cap_period,
       d.bonus_points, d.is_secret, d.archived_at IS NOT NULL AS is_archived, d.replaces_id
FROM badge_definition d
WHERE d.org_id = $1 AND ($2::uuid[] IS NULL OR d.badge_id = ANY($2))
  AND ($2::uuid[] IS NOT NULL OR $3 OR d.archived_at IS NULL) AND"""
    + _seen(4)
    + "ORDER BY d.created_at, d.badge_key"
)
_AWARDS = """
SELECT a.award_id, a.badge_id, a.member_id, a.team_id, a.state, a.is_automatic, a.awarded_at,
       a.awarded_by, a.activity_id, a.goal_id, a.period_starts_on, a.grant_id IS NOT NULL AS is_retroactive,
       a.revoked_at, a.revoked_by, a.revoked_for, n.reason, n.revoke_reason, bonus.points AS bonus_points
FROM badge_award a
JOIN badge_definition d ON d.org_id = a.org_id AND d.badge_id = a.badge_id
LEFT JOIN award_note n ON n.org_id = a.org_id AND n.award_id = a.award_id
LEFT JOIN ledger_entry bonus ON bonus.org_id = a.org_id AND bonus.entry_id = a.bonus_entry_id
WHERE a.org_id = $1 AND {seen}
"""
_NUMBER = """
SELECT count(*) AS number FROM badge_award a
JOIN badge_definition d ON d.org_id = a.org_id AND d.badge_id = a.badge_id
WHERE a.org_id = $1 AND {seen}
"""
_BY_ID = _AWARDS.replace("{seen}", _seen(3)) + "AND a.award_id = ANY($2)"
_ASKED = " FROM unnest($2::uuid[]) AS asked (subject_id) CROSS JOIN LATERAL ("
_OWNED = """
AND (a.member_id = asked.subject_id OR a.team_id = asked.subject_id) AND ($3 OR a.state = 'GRANTED')
"""
_FORWARD, _BACKWARD = both_ways(
    "SELECT asked.subject_id, own.*"
    + _ASKED
    + _AWARDS.replace("{seen}", _seen(4))
    + _OWNED
    + " AND {beyond} ORDER BY {order} LIMIT {limit}) AS own ORDER BY {outside}",
    ("a.awarded_at", "a.award_id"),
    ("timestamptz", "uuid"),
    start=7,
    descending=True,
    outside=("own.awarded_at", "own.award_id"),
)
_COUNT = (
    f"SELECT asked.subject_id, own.number{_ASKED}"
    + _NUMBER.replace("{seen}", _seen(4))
    + f"{_OWNED}) AS own"
)
# One taken back by hand is not earned again; one that a reversal took is.
_HAD = """
SELECT DISTINCT badge_id FROM badge_award
WHERE org_id = $1 AND member_id = $2 AND badge_id = ANY($3::uuid[])
  AND (state = 'GRANTED' OR revoked_by IS NOT NULL)
"""
_RANKS = """
SELECT badge_id, starts_on, rank FROM badge_rank
WHERE org_id = $1 AND badge_id = ANY($2::uuid[]) AND subject_id = $3
  AND ($4::timestamptz IS NULL OR won_at <= $4)
ORDER BY badge_id, starts_on DESC
"""
_RUN_DAYS = """
SELECT on_date, total FROM streak_day
WHERE org_id = $1 AND streak_id = $2 AND member_id = $3 AND on_date <= $4 AND total > 0
ORDER BY on_date DESC LIMIT $5
"""
KEY = (datetime, UUID)


def _award(row: Any) -> AwardView:
    values = {key: value for key, value in row.items() if key != "subject_id"}
    values["state"] = AwardState(values["state"])
    values["revoked_for"] = values["revoked_for"] and Revocation(values["revoked_for"])
    return AwardView(**values)


def _reader(circle: Circle) -> tuple[UUID | None, UUID | None, bool]:
    return circle.member_id, circle.team_id, circle.is_admin


async def definitions(
    connection: Connection,
    ids: Sequence[UUID] | None,
    circle: Circle,
    *,
    with_archived: bool = False,
) -> dict[UUID, BadgeView]:
    """Return the badges of the given ids that the reader may see; None: all of them, the oldest first."""
    rows = await connection.fetch(
        _DEFINITIONS, connection.org_id, ids, with_archived, *_reader(circle)
    )
    return {row["badge_id"]: _badge(row) for row in rows}


def _badge(row: Any) -> BadgeView:
    return BadgeView(
        badge=Badge(
            badge_id=row["badge_id"],
            badge_key=row["badge_key"],
            title=row["title"],
            description=row["description"],
            symbol=row["symbol"],
            criteria=read_criteria(row["criteria"]),
            cap_period=row["cap_period"] and PeriodKind(row["cap_period"]),
            bonus_points=row["bonus_points"],
            is_secret=row["is_secret"],
            is_archived=row["is_archived"],
        ),
        replaces_id=row["replaces_id"],
    )


async def awards(
    connection: Connection, ids: Sequence[UUID], circle: Circle
) -> dict[UUID, AwardView]:
    """Return the awards of the given ids that the reader may see."""
    rows = await connection.fetch(_BY_ID, connection.org_id, ids, *_reader(circle))
    return {row["award_id"]: _award(row) for row in rows}


async def pages(
    connection: Connection,
    subject_ids: Sequence[UUID],
    window: Window,
    with_revoked: bool,
    circle: Circle,
) -> dict[UUID, Page[AwardView]]:
    """List each member's or team's awards that the reader may see, the newest first."""
    sql = _BACKWARD if window.is_backward else _FORWARD
    rows = await connection.fetch(
        sql,
        connection.org_id,
        subject_ids,
        with_revoked,
        *_reader(circle),
        *asked(window, 2),
    )
    return found_each(window, subject_ids, rows, lambda row: row["subject_id"], _award)


async def counts(
    connection: Connection, subject_ids: Sequence[UUID], with_revoked: bool, circle: Circle
) -> dict[UUID, int]:
    """Count what `pages` lists."""
    rows = await connection.fetch(
        _COUNT, connection.org_id, subject_ids, with_revoked, *_reader(circle)
    )
    return {row["subject_id"]: row["number"] for row in rows}


async def had(connection: Connection, member_id: UUID, badge_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of the badges a member has, or had until somebody took it back."""
    rows = await connection.fetch(_HAD, connection.org_id, member_id, badge_ids)
    return {row["badge_id"] for row in rows}


async def ranks(
    connection: Connection,
    badge_ids: Sequence[UUID],
    subject_id: UUID,
    *,
    until: datetime | None = None,
) -> dict[UUID, list[tuple[date, int]]]:
    """Return the FINAL standings of a member or team that count for badges: period and rank, the latest first."""
    found: dict[UUID, list[tuple[date, int]]] = {each: [] for each in badge_ids}
    rows = await connection.fetch(_RANKS, connection.org_id, badge_ids, subject_id, until)
    for row in rows:
        found[row["badge_id"]].append((row["starts_on"], row["rank"]))
    return found


async def run_days(
    connection: Connection, streak_id: UUID, member_id: UUID, *, until: date, limit: int
) -> list[tuple[date, int]]:
    """List a member's days of a streak up to a date, the newest first."""
    rows = await connection.fetch(_RUN_DAYS, connection.org_id, streak_id, member_id, until, limit)
    return [(row["on_date"], row["total"]) for row in rows]
