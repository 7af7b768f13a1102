"""Members under lock: what the rules may know of those whom a write concerns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.gamification.facts.members import LeaveSpan, MemberFacts, TeamSpan, ZoneSpan
from bellringer.gamification.playbook.leaderboards import LIFETIME_BOARD
from bellringer.gamification.rules.calendars.periods import ALL_TIME_STARTS_ON
from bellringer.models.database import Connection
from bellringer.words import Role

_MEMBERS = """
SELECT member_id, role, is_active, next_seq, level, sales_role, joined_on, left_on
  FROM member
 WHERE org_id = $1 AND member_id = ANY($2::uuid[])
 ORDER BY member_id
"""
_LOCK = f"{_MEMBERS}   FOR NO KEY UPDATE"
# A statement of its own: it begins when the locks are held, so it sees what they waited for.
_READ = """
WITH lifetime AS (
  SELECT board_id FROM board WHERE org_id = $1 AND board_key = $3
)
SELECT asked.member_id,
       coalesce(total.score, 0) + coalesce(total.correction, 0) AS total_points,
       zone.froms AS zone_froms, zone.names AS zone_names,
       team.ids AS team_ids, team.starts AS team_starts, team.ends AS team_ends,
       away.starts AS leave_starts, away.ends AS leave_ends
  FROM unnest($2::uuid[]) AS asked (member_id)
  LEFT JOIN board_score AS total
    ON total.org_id = $1 AND total.board_id = (SELECT board_id FROM lifetime)
   AND total.starts_on = $4 AND total.subject_id = asked.member_id
 CROSS JOIN LATERAL (
  SELECT array_agg(effective_from ORDER BY effective_from) AS froms,
         array_agg(timezone ORDER BY effective_from) AS names
    FROM member_zone WHERE org_id = $1 AND member_id = asked.member_id) AS zone
 CROSS JOIN LATERAL (
  SELECT array_agg(team_id ORDER BY starts_on) AS ids,
         array_agg(starts_on ORDER BY starts_on) AS starts,
         array_agg(ends_on ORDER BY starts_on) AS ends
    FROM membership WHERE org_id = $1 AND member_id = asked.member_id) AS team
 CROSS JOIN LATERAL (
  SELECT array_agg(starts_on ORDER BY starts_on) AS starts,
         array_agg(ends_on ORDER BY starts_on) AS ends
    FROM leave WHERE org_id = $1 AND member_id = asked.member_id) AS away
"""


async def lock(connection: Connection, member_ids: Collection[UUID]) -> Mapping[UUID, MemberFacts]:
    """Lock the members FOR NO KEY UPDATE in the order of their ids, and return what is known of them.

    Ids that don't exist are missing from the answer.
    """
    return await _known(connection, _LOCK, member_ids) if member_ids else {}


async def read(connection: Connection, member_ids: Collection[UUID]) -> Mapping[UUID, MemberFacts]:
    """Return what is known of the members, without a lock: for those who only look."""
    return await _known(connection, _MEMBERS, member_ids)


async def _known(
    connection: Connection, members: str, member_ids: Collection[UUID]
) -> Mapping[UUID, MemberFacts]:
    found = await connection.fetch(members, connection.org_id, list(member_ids))
    read = await connection.fetch(
        _READ,
        connection.org_id,
        [row["member_id"] for row in found],
        LIFETIME_BOARD,
        ALL_TIME_STARTS_ON,
    )
    about = {row["member_id"]: row for row in read}
    return {row["member_id"]: _member(row, about[row["member_id"]]) for row in found}


def _member(row: asyncpg.Record, about: asyncpg.Record) -> MemberFacts:
    return MemberFacts(
        member_id=row["member_id"],
        role=Role(row["role"]),
        is_active=row["is_active"],
        next_seq=row["next_seq"],
        level=row["level"],
        total_points=about["total_points"],
        sales_role=row["sales_role"],
        joined_on=row["joined_on"],
        left_on=row["left_on"],
        zones=tuple(
            # "since the beginning of time" comes back from asyncpg without its zone
            ZoneSpan(effective_from=since.replace(tzinfo=UTC), timezone=name)
            for since, name in _together(about["zone_froms"], about["zone_names"])
        ),
        teams=tuple(
            TeamSpan(team_id=team_id, starts_on=starts_on, ends_on=ends_on)
            for team_id, starts_on, ends_on in _together(
                about["team_ids"], about["team_starts"], about["team_ends"]
            )
        ),
        leave=tuple(
            LeaveSpan(starts_on=starts_on, ends_on=ends_on)
            for starts_on, ends_on in _together(about["leave_starts"], about["leave_ends"])
        ),
    )


def _together(*arrays: Sequence[Any] | None) -> Iterable[tuple[Any, ...]]:
    # the arrays of no rows at all are null
    return zip(*(array or () for array in arrays), strict=True)
