"""What a score is made of: its parts, and how many entries on record count in it."""

from collections.abc import Collection
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.leaderboards.filling import homes_of
from bellringer.gamification.rules.leaderboards.overtaking import Parts
from bellringer.gamification.rules.leaderboards.scores import place_of
from bellringer.gamification.store.leaderboards.filling import SUBJECTS, facts_of
from bellringer.gamification.store.populations import Listing
from bellringer.models.database import Connection
from bellringer.words import Measure, MetricUnit

_PARTS = """
SELECT numerator, denominator, factor, baseline FROM board_score
 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3 AND subject_id = $4
"""
# what stands over the board's days [$2, $3) for $4; `$3` None is open
_MADE = """
WITH fact AS ({facts}), counted AS (
  SELECT {subject} AS subject_id, delta,
         CASE WHEN EXISTS (SELECT FROM unnest($5::date[], $6::date[]) AS home (since, until)
                            WHERE fact.org_on >= since AND (until IS NULL OR fact.org_on < until))
              THEN org_on ELSE (occurred_at AT TIME ZONE $7)::date END AS board_on
    FROM fact
   WHERE stands AND delta <> 0 AND org_on >= $2::date - 1
     AND ($3::date IS NULL OR org_on <= $3) AND {subject} = ANY($4::uuid[]) AND ($9::text IS NULL OR true)
)
SELECT subject_id, board_on, count(*) AS entries, sum(delta)::bigint AS total FROM counted
 WHERE board_on >= $2 AND ($3 IS NULL OR board_on < $3)
 GROUP BY subject_id, board_on
"""
STATEMENTS = {
    f"MADE-{measure}-{is_money}-{kind}": _MADE.replace(
        "{facts}", facts_of(measure, is_money=is_money)
    ).replace("{subject}", subject)
    for measure in Measure
    for is_money in (False, True)
    for kind, subject in SUBJECTS.items()
}


async def parts(connection: Connection, listing: Listing, subject_id: UUID) -> Parts:
    """Return the parts of a subject's score."""
    board = listing.board
    row = await connection.fetchrow(
        _PARTS, connection.org_id, board.sums_id, listing.starts_on, subject_id
    )
    return Parts(**dict(row)) if row else Parts()


async def made_of(
    connection: Connection, playbook: Playbook, board: Board, period: Period, subject_id: UUID
) -> tuple[int, int]:
    """Return how many entries on record count for a subject, and their sum; what was taken back is left out."""
    metric = playbook.metrics[board.metric_key]
    homes = tuple(homes_of(playbook.calendars, board.timezone))
    others: Collection[UUID] = {
        stint.subject_id for stint in board.stints if stint.place_id == subject_id
    }
    is_money = metric.unit is MetricUnit.MONEY
    rows = await connection.fetch(
        STATEMENTS[f"MADE-{metric.measure}-{is_money}-{board.subject_kind}"],
        connection.org_id,
        period.starts_on,
        period.ends_on,
        [subject_id, *others],
        [since for since, _ in homes],
        [until for _, until in homes],
        board.timezone,
        metric.activity_kind or "",
        metric.value_key,
    )
    counted = [
        row
        for row in rows
        if not board.stints or place_of(board, row["subject_id"], row["board_on"]) == subject_id
    ]
    return sum(row["entries"] for row in counted), sum(row["total"] for row in counted)
