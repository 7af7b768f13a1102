"""Past activities as rules look at them, with what a rule has paid for each."""

from collections.abc import AsyncIterator
from datetime import date
from itertools import groupby
from uuid import UUID

import asyncpg

from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.rules.points.preview import PastActivity
from bellringer.gamification.store.activities import credit_of
from bellringer.models.database import Connection

AT_ONCE = 1_000  # credits

# the entries by member and day, because that is how the ledger is indexed
_PAST = """
SELECT activity.activity_id, activity.kind, activity.occurred_at, activity.recorded_at,
       activity.org_on AS happened_on, activity.tags, credit.member_id, credit.member_seq,
       credit.team_id, credit.share_bp, credit.quantity, credit.amount_minor,
       credit.duration_seconds, credit.member_on, credit.org_on, credit.sales_role,
       credit.share_no, coalesce(paid.points, 0)::bigint AS points
  FROM activity
  JOIN credit ON credit.org_id = $1 AND credit.activity_id = activity.activity_id
 CROSS JOIN LATERAL (
  SELECT sum(entry.points) AS points
    FROM ledger_entry AS entry
   WHERE entry.org_id = $1 AND entry.member_id = credit.member_id
     AND entry.org_on = credit.org_on AND entry.activity_id = activity.activity_id
     AND entry.rule_id = $3 AND entry.reason = 'ACTIVITY') AS paid
 WHERE activity.org_id = $1 AND activity.kind = $2 AND activity.scored_at IS NOT NULL
   AND activity.org_on >= $4 AND activity.org_on < $5 AND activity.reverses_id IS NULL
   AND NOT EXISTS (SELECT FROM activity AS later
                    WHERE later.org_id = $1 AND later.reverses_id = activity.activity_id)
 ORDER BY activity.scored_at, activity.activity_id, credit.share_no
"""


async def past(
    connection: Connection, kind: str, *, rule_id: UUID | None, since: date, until: date
) -> AsyncIterator[PastActivity]:
    """Yield the activities of a kind that count, in the order in which they were scored."""
    left: list[asyncpg.Record] = []
    async for rows in connection.stream(
        _PAST, connection.org_id, kind, rule_id, since, until, at_once=AT_ONCE
    ):
        # the last activity may go on in the next rows
        *whole, left = [
            list(of_one) for _, of_one in groupby([*left, *rows], lambda row: row["activity_id"])
        ]
        for each in whole:
            yield _activity(each)
    if left:
        yield _activity(left)


def _activity(rows: list[asyncpg.Record]) -> PastActivity:
    first = rows[0]
    return PastActivity(
        priced=Priced(
            activity_id=first["activity_id"],
            kind=first["kind"],
            occurred_at=first["occurred_at"],
            recorded_at=first["recorded_at"],
            org_on=first["happened_on"],
            tags=first["tags"],
            credits=tuple(credit_of(row) for row in rows),
        ),
        paid={row["member_id"]: row["points"] for row in rows if row["points"]},
    )
