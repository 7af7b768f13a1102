"""What leads have done for their teams, in numbers; never what was said."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.coaching.meetings import Answered
from bellringer.models.database import Connection

# days are the organization's ($2), members those who score for the team today
_ANSWERS = """
SELECT c.team_id, c.on_date, c.answered_by, (c.answered_at AT TIME ZONE $2)::date AS answered_on,
       count(*) AS check_ins
  FROM check_in AS c
 WHERE c.org_id = $1 AND c.team_id = ANY($3::uuid[]) AND c.on_date >= $4 AND c.on_date < $5
 GROUP BY 1, 2, 3, 4
"""
_TALKS = """
SELECT s.team_id, o.lead_id, count(*) AS talks,
       count(*) FILTER (WHERE (o.held_at AT TIME ZONE $2)::date
                           <= (o.planned_at AT TIME ZONE $2)::date) AS on_time
  FROM one_on_one AS o
  JOIN membership AS s ON s.org_id = $1 AND s.member_id = o.member_id AND s.team_id = ANY($3::uuid[])
   AND s.starts_on <= $5 AND (s.ends_on IS NULL OR s.ends_on > $5)
 WHERE o.org_id = $1 AND o.cancelled_at IS NULL
   AND o.planned_at >= ($4::date - 1)::timestamp AT TIME ZONE 'UTC'
   AND (o.planned_at AT TIME ZONE $2)::date >= $4 AND (o.planned_at AT TIME ZONE $2)::date < $5
 GROUP BY 1, 2
"""
_FEEDBACK = """
SELECT s.team_id, f.from_member_id, count(*) AS given
  FROM membership AS s
  JOIN feedback AS f ON f.org_id = $1 AND f.to_member_id = s.member_id AND f.state = 'GIVEN'
 WHERE s.org_id = $1 AND s.team_id = ANY($3::uuid[])
   AND s.starts_on <= $5 AND (s.ends_on IS NULL OR s.ends_on > $5)
   AND (f.decided_at AT TIME ZONE $2)::date >= $4 AND (f.decided_at AT TIME ZONE $2)::date < $5
 GROUP BY 1, 2
"""
_ITEMS = """
SELECT owner_id, count(*) AS items, count(*) FILTER (WHERE due_on < $3) AS overdue
  FROM action_item WHERE org_id = $1 AND owner_id = ANY($2::uuid[]) AND state = 'OPEN' GROUP BY 1
"""


async def answers(
    connection: Connection, team_ids: Sequence[UUID], zone: str, since: date, until: date
) -> Mapping[UUID, tuple[Answered, ...]]:
    """Return when the check-ins of teams over [since, until) were answered, and by whom."""
    rows = await connection.fetch(_ANSWERS, connection.org_id, zone, list(team_ids), since, until)
    made: dict[UUID, tuple[Answered, ...]] = dict.fromkeys(team_ids, ())
    for row in rows:
        found = Answered(
            on=row["on_date"],
            by=row["answered_by"],
            answered_on=row["answered_on"],
            check_ins=row["check_ins"],
        )
        made[row["team_id"]] = (*made[row["team_id"]], found)
    return made


async def talks(
    connection: Connection, team_ids: Sequence[UUID], zone: str, since: date, until: date
) -> Mapping[UUID, Mapping[UUID, tuple[int, int]]]:
    """Return how many talks each lead of members of teams had planned over [since, until), and held by that day."""
    rows = await connection.fetch(_TALKS, connection.org_id, zone, list(team_ids), since, until)
    made: dict[UUID, dict[UUID, tuple[int, int]]] = {each: {} for each in team_ids}
    for row in rows:
        made[row["team_id"]][row["lead_id"]] = (row["talks"], row["on_time"])
    return made


async def feedback(
    connection: Connection, team_ids: Sequence[UUID], zone: str, since: date, until: date
) -> Mapping[UUID, Mapping[UUID, int]]:
    """Return how often anybody gave feedback to members of teams over [since, until)."""
    rows = await connection.fetch(_FEEDBACK, connection.org_id, zone, list(team_ids), since, until)
    made: dict[UUID, dict[UUID, int]] = {each: {} for each in team_ids}
    for row in rows:
        made[row["team_id"]][row["from_member_id"]] = row["given"]
    return made


async def items(
    connection: Connection, owner_ids: Sequence[UUID], today: date
) -> Mapping[UUID, tuple[int, int]]:
    """Return how many action items members have open, and how many of these were due before today."""
    rows = await connection.fetch(_ITEMS, connection.org_id, list(owner_ids), today)
    found = {row["owner_id"]: (row["items"], row["overdue"]) for row in rows}
    return {each: found.get(each, (0, 0)) for each in owner_ids}
