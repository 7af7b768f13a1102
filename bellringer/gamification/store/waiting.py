"""What waits for whose decision."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from bellringer.gamification.rules.recording.waiting import Waiting
from bellringer.models.database import Connection

# By the team that the member was in then: who leads it today decides, or an admin where nobody does. Nobody
# decides on what one shares in.
_OF_MANY = """
WITH waiting AS (
  SELECT activity.activity_id, activity.recorded_at, credit.team_id
    FROM activity_approval AS approval
    JOIN activity ON activity.org_id = $1 AND activity.activity_id = approval.activity_id
    JOIN pending_credit AS credit ON credit.org_id = $1
     AND credit.activity_id = activity.activity_id AND credit.member_id = activity.member_id
   WHERE approval.org_id = $1 AND approval.state = 'PENDING'
), led AS (
  SELECT team_lead.team_id, team_lead.member_id
    FROM team_lead
    JOIN member ON member.org_id = $1 AND member.member_id = team_lead.member_id AND member.is_active
   WHERE team_lead.org_id = $1 AND starts_on <= $3 AND (ends_on IS NULL OR ends_on > $3)
), deciding AS (
  SELECT waiting.activity_id, waiting.recorded_at, led.member_id
    FROM waiting JOIN led ON led.team_id = waiting.team_id
   UNION
  SELECT waiting.activity_id, waiting.recorded_at, member.member_id
    FROM waiting
    JOIN member ON member.org_id = $1 AND member.role = 'ADMIN' AND member.is_active
   WHERE NOT EXISTS (SELECT FROM led WHERE led.team_id = waiting.team_id)
)
SELECT member_id, count(*) AS items, max(recorded_at) AS latest_at
  FROM deciding
 WHERE member_id = ANY($2::uuid[])
   AND NOT EXISTS (SELECT FROM pending_credit AS own
                    WHERE own.org_id = $1 AND own.activity_id = deciding.activity_id
                      AND own.member_id = deciding.member_id)
 GROUP BY member_id
"""


async def of_many(
    connection: Connection, member_ids: Collection[UUID], *, on: date
) -> Mapping[UUID, Waiting]:
    """Return what waits for each on a day of the organization; those for whom nothing does are missing."""
    rows = await connection.fetch(_OF_MANY, connection.org_id, list(member_ids), on)
    return {
        row["member_id"]: Waiting(items=row["items"], latest_at=row["latest_at"]) for row in rows
    }
