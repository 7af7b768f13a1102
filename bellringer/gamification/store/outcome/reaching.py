"""When scores were reached, found again from what stands after something was taken back."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.models.database import Connection

# Only where what was taken back is what the row holds, and nothing is FINAL. An entry raises the score if it
# is positive and stands; days are counted as the board counts them, and of money that is split the member's
# part is looked at, by largest remainder: somebody's part of little may be nothing. With nothing left that
# raised it, a sum of 0 is none at all: the subject is as if it had never been there.
_REACH_AGAIN = """
WITH taken AS (
  SELECT held.board_id, held.starts_on, held.subject_id, board.subject_kind, board.score_kind,
         board.timezone, metric.metric_key, metric.unit, metric.measure, metric.activity_kind,
         metric.value_key,
         (period.ends_at AT TIME ZONE board.timezone)::date AS ends_on
    FROM unnest($2::smallint[], $3::date[], $4::uuid[], $5::timestamptz[])
         AS asked (board_id, starts_on, subject_id, taken_at)
    JOIN board_score AS held ON held.org_id = $1 AND held.board_id = asked.board_id
     AND held.starts_on = asked.starts_on AND held.subject_id = asked.subject_id
     AND held.reached_at = asked.taken_at
    JOIN board ON board.org_id = $1 AND board.board_id = held.board_id
    JOIN metric ON metric.org_id = $1 AND metric.metric_key = board.metric_key
    JOIN board_period AS period ON period.org_id = $1
     AND period.board_id = held.board_id AND period.starts_on = held.starts_on
     AND period.state <> 'FINAL'
), subject AS (
  SELECT subject_id, subject_id AS member_id FROM taken WHERE subject_kind = 'MEMBER'
  UNION
  SELECT taken.subject_id, stint.subject_id
    FROM taken JOIN board_stint AS stint ON stint.org_id = $1
     AND stint.board_id = taken.board_id AND stint.place_id = taken.subject_id
   WHERE taken.subject_kind = 'MEMBER'
  UNION
  SELECT taken.subject_id, membership.member_id
    FROM taken JOIN membership ON membership.org_id = $1 AND membership.team_id = taken.subject_id
   WHERE taken.subject_kind = 'TEAM'
  UNION
  SELECT taken.subject_id, made.member_id
    FROM taken JOIN membership_correction AS made
      ON made.org_id = $1 AND taken.subject_id = ANY(made.replaced)
   WHERE taken.subject_kind = 'TEAM'
), concerned AS (
  SELECT taken.*, subject.member_id,
         CASE taken.subject_kind WHEN 'MEMBER' THEN subject.member_id ELSE taken.subject_id END AS who
    FROM taken JOIN subject ON subject.subject_id = taken.subject_id
   WHERE taken.score_kind <> 'PERCENT_TO_GOAL'
      OR EXISTS (SELECT FROM goal JOIN goal_agreement AS agreement ON agreement.org_id = $1
                   AND agreement.goal_id = goal.goal_id
                   AND agreement.agreement_no = goal.agreement_no
                  WHERE goal.org_id = $1 AND goal.state <> 'CANCELLED' AND NOT goal.is_self_set
                    AND goal.owner_id IN (taken.subject_id, subject.member_id)
                    AND goal.metric_key = taken.metric_key
                    AND agreement.starts_on = taken.starts_on
                    AND agreement.ends_on = taken.ends_on)
), raised AS (
  SELECT held.board_id, held.starts_on, held.subject_id, held.who, held.timezone, held.ends_on,
         entry.occurred_at, entry.org_on
    FROM concerned AS held
    JOIN ledger_entry AS entry ON entry.org_id = $1 AND entry.member_id = held.member_id
     AND entry.org_on >= held.starts_on - 1
     AND entry.org_on <= coalesce(held.ends_on, 'infinity')
     AND (held.subject_kind = 'MEMBER' OR entry.team_id = held.subject_id)
   WHERE held.measure = 'POINTS' AND entry.account = 'POINTS' AND entry.points > 0
     AND entry.reverses_id IS NULL
     AND NOT EXISTS (SELECT FROM ledger_entry AS later
                      WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id)
  UNION ALL
  SELECT held.board_id, held.starts_on, held.subject_id, held.who, held.timezone, held.ends_on,
         credit.occurred_at, credit.org_on
    FROM concerned AS held
    JOIN credit_now AS credit ON credit.org_id = $1 AND credit.member_id = held.member_id
     AND credit.org_on >= held.starts_on - 1
     AND credit.org_on <= coalesce(held.ends_on, 'infinity')
     AND (held.subject_kind = 'MEMBER' OR credit.team_id = held.subject_id)
    JOIN activity ON activity.org_id = $1 AND activity.activity_id = credit.activity_id
     AND activity.kind = held.activity_kind AND activity.reverses_id IS NULL
   WHERE CASE held.measure
           WHEN 'QUANTITY' THEN credit.quantity
           WHEN 'AMOUNT' THEN credit.amount_minor
           WHEN 'DURATION' THEN credit.duration_seconds / 60
           WHEN 'VALUE' THEN CASE
             WHEN held.unit = 'MONEY' THEN (
               SELECT div(whole.value * credit.share_bp, 10000)
                      + (count(*) FILTER (
                           WHERE (mod(whole.value * other.share_bp, 10000), credit.member_id)
                               > (mod(whole.value * credit.share_bp, 10000), other.member_id))
                         < whole.value - sum(div(whole.value * other.share_bp, 10000)))::int
                 FROM credit AS other,
                      (SELECT (activity.measured ->> held.value_key)::numeric AS value) AS whole
                WHERE other.org_id = $1 AND other.activity_id = credit.activity_id
                GROUP BY whole.value)
             WHEN credit.quantity > 0 THEN (activity.measured ->> held.value_key)::bigint END
         END > 0
     AND NOT EXISTS (SELECT FROM activity AS later
                      WHERE later.org_id = $1 AND later.reverses_id = credit.activity_id)
), counted AS (
  SELECT raised.*,
         CASE WHEN raised.timezone = coalesce(
                (SELECT timezone FROM working_calendar
                  WHERE org_id = $1 AND effective_from <= raised.org_on
                  ORDER BY effective_from DESC LIMIT 1),
                (SELECT timezone FROM working_calendar
                  WHERE org_id = $1 ORDER BY effective_from LIMIT 1))
              THEN raised.org_on
              ELSE (raised.occurred_at AT TIME ZONE raised.timezone)::date END AS board_on
    FROM raised
), found AS (
  SELECT taken.board_id, taken.starts_on, taken.subject_id, taken.score_kind,
         max(counted.occurred_at) AS reached_at
    FROM taken
    LEFT JOIN counted
      ON counted.board_id = taken.board_id AND counted.starts_on = taken.starts_on
     AND counted.subject_id = taken.subject_id
     AND counted.board_on >= taken.starts_on
     AND counted.board_on < coalesce(taken.ends_on, 'infinity')
     AND CASE WHEN EXISTS (SELECT FROM board_stint AS stint
                            WHERE stint.org_id = $1 AND stint.board_id = taken.board_id
                              AND stint.subject_id = counted.who)
              THEN EXISTS (SELECT FROM board_stint AS stint
                            WHERE stint.org_id = $1 AND stint.board_id = taken.board_id
                              AND stint.subject_id = counted.who
                              AND stint.place_id = taken.subject_id
                              AND counted.board_on >= coalesce(stint.since_on, '-infinity')
                              AND counted.board_on < coalesce(stint.until_on, 'infinity'))
              ELSE counted.who = taken.subject_id END
   GROUP BY taken.board_id, taken.starts_on, taken.subject_id, taken.score_kind
)
UPDATE board_score
   SET reached_at = found.reached_at,
       score = CASE
         WHEN found.reached_at IS NOT NULL OR found.score_kind = 'PERCENT_TO_GOAL' THEN board_score.score
         WHEN found.score_kind = 'TOTAL' THEN nullif(board_score.score, 0)
         WHEN board_score.numerator <> 0 THEN board_score.score END,
       numerator = CASE
         WHEN found.reached_at IS NOT NULL OR found.score_kind = 'PERCENT_TO_GOAL'
           THEN board_score.numerator
         ELSE nullif(board_score.numerator, 0) END
  FROM found
 WHERE board_score.org_id = $1 AND board_score.board_id = found.board_id
   AND board_score.starts_on = found.starts_on AND board_score.subject_id = found.subject_id
"""


async def reach_again(
    connection: Connection, taken: Collection[tuple[int, date, UUID, datetime]]
) -> None:
    """Find again, from what stands, when scores were reached: rows (board, period, subject) that say `taken`."""
    await connection.execute(_REACH_AGAIN, connection.org_id, *zip(*taken, strict=True))
