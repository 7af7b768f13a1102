"""What members did on days of theirs, and who is in a team."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.coaching.days import Cut, Done
from bellringer.models.database import Connection

_READ = """
SELECT cut.member_id, cut.on_date, activity.kind, sum(credit.quantity)::bigint AS quantity,
       min(credit.occurred_at) FILTER (WHERE stands.is_so) AS first_at,
       max(credit.occurred_at) FILTER (WHERE stands.is_so) AS last_at
  FROM unnest($2::uuid[], $3::date[], $4::timestamptz[]) AS cut (member_id, on_date, until)
  JOIN credit ON credit.org_id = $1 AND credit.member_id = cut.member_id
   AND credit.member_on = cut.on_date AND credit.occurred_at <= cut.until
  JOIN activity ON activity.org_id = $1 AND activity.activity_id = credit.activity_id
 CROSS JOIN LATERAL (
  SELECT activity.reverses_id IS NULL AND NOT EXISTS (
           SELECT FROM activity AS back
            WHERE back.org_id = $1 AND back.reverses_id = activity.activity_id) AS is_so) AS stands
 GROUP BY cut.member_id, cut.on_date, activity.kind
"""
_IN_TEAMS = """
SELECT membership.team_id, membership.member_id
  FROM membership
  JOIN member ON member.org_id = $1 AND member.member_id = membership.member_id AND is_active
 WHERE membership.org_id = $1 AND membership.team_id = ANY($2::uuid[])
   AND membership.starts_on <= $3 AND (membership.ends_on IS NULL OR membership.ends_on > $3)
 ORDER BY membership.member_id
"""


async def read(connection: Connection, cuts: Sequence[Cut]) -> dict[UUID, dict[date, Done]]:
    """Return what each member did on the days that are asked for; days without anything are absent."""
    rows = await connection.fetch(
        _READ,
        connection.org_id,
        [each.member_id for each in cuts],
        [each.on for each in cuts],
        [each.until for each in cuts],
    )
    kinds: dict[tuple[UUID, date], list[Any]] = {}
    for row in rows:
        kinds.setdefault((row["member_id"], row["on_date"]), []).append(row)
    found: dict[UUID, dict[date, Done]] = {each.member_id: {} for each in cuts}
    for (member_id, on), own in kinds.items():
        done = _done(own)
        if any(done.counts.values()):
            found[member_id][on] = done
    return found


async def in_teams(
    connection: Connection, team_ids: Collection[UUID], *, on: date
) -> dict[UUID, tuple[UUID, ...]]:
    """Return who scores for each team on a date, former members left out."""
    found: dict[UUID, list[UUID]] = {each: [] for each in team_ids}
    for row in await connection.fetch(_IN_TEAMS, connection.org_id, list(team_ids), on):
        found[row["team_id"]].append(row["member_id"])
    return {team_id: tuple(own) for team_id, own in found.items()}


def _done(rows: Sequence[Any]) -> Done:
    return Done(
        counts={row["kind"]: row["quantity"] for row in rows if row["quantity"]},
        first_at=min((row["first_at"] for row in rows if row["first_at"]), default=None),
        last_at=max((row["last_at"] for row in rows if row["last_at"]), default=None),
    )
