"""Targets: what agreed goals make of percent-to-goal boards."""

from collections.abc import Collection
from datetime import datetime

from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.goals.targets import TargetPlace
from bellringer.gamification.store import strays
from bellringer.gamification.store.outcome.reaching import reach_again
from bellringer.models.database import Connection

_OPEN = """
INSERT INTO board_period (org_id, board_id, starts_on, starts_at, ends_at, opened_at)
SELECT DISTINCT $1::uuid, board_id, starts_on, starts_at, ends_at, $6::timestamptz
  FROM unnest($2::smallint[], $3::date[], $4::timestamptz[], $5::timestamptz[])
       AS opened (board_id, starts_on, starts_at, ends_at)
 ORDER BY board_id, starts_on
ON CONFLICT (org_id, board_id, starts_on) DO NOTHING
"""
_SHARE = """
SELECT board_id, starts_on FROM board_period
 WHERE org_id = $1 AND (board_id, starts_on) IN (SELECT * FROM unnest($2::smallint[], $3::date[]))
 ORDER BY board_id, starts_on
   FOR SHARE
"""
# members with goals, whoever of them has scored for one of the teams
_OWNERS = """
SELECT DISTINCT owner_id
  FROM (SELECT member_id FROM membership WHERE org_id = $1 AND team_id = ANY($2::uuid[])
         UNION
        SELECT member_id FROM membership_correction WHERE org_id = $1 AND replaced && $2::uuid[]) AS ours
  JOIN goal ON goal.org_id = $1 AND goal.owner_id = ours.member_id
   AND goal.kind = 'NUMBER' AND goal.state <> 'CANCELLED' AND NOT goal.is_self_set
"""
_ADD_ROWS = """
INSERT INTO board_score (org_id, board_id, starts_on, subject_id)
SELECT $1, board_id, starts_on, subject_id
  FROM unnest($2::smallint[], $3::date[], $4::uuid[]) AS asked (board_id, starts_on, subject_id)
 ORDER BY board_id, starts_on, subject_id
ON CONFLICT (org_id, board_id, starts_on, subject_id) DO NOTHING
"""
_LOCK_ROWS = """
SELECT s.board_id
  FROM board_score s
  JOIN unnest($2::smallint[], $3::date[], $4::uuid[]) AS asked (board_id, starts_on, subject_id)
    ON s.board_id = asked.board_id AND s.starts_on = asked.starts_on
   AND s.subject_id = asked.subject_id
 WHERE s.org_id = $1
 ORDER BY s.board_id, s.starts_on, s.subject_id
   FOR UPDATE OF s
"""
# A member's target counts for the team that the member scored for when the period began, or joined first
# within it; what the member then adds counts for the team of each day, as intake counts it. Strays are added.
_REFRESH = """
WITH asked AS (
    SELECT b.board_id, b.subject_kind, b.metric_key, a.starts_on, a.ends_on, a.subject_id
      FROM unnest($2::smallint[], $3::date[], $4::uuid[], $5::date[])
           AS a (board_id, starts_on, subject_id, ends_on)
      JOIN board b ON b.org_id = $1 AND b.board_id = a.board_id
      JOIN board_period p
        ON p.org_id = $1 AND p.board_id = a.board_id AND p.starts_on = a.starts_on
     WHERE p.state <> 'FINAL'
),
goals AS (
    SELECT g.owner_id, g.metric_key, t.starts_on, t.ends_on, max(t.target) AS target
      FROM goal g
      JOIN goal_agreement t
        ON t.org_id = g.org_id AND t.goal_id = g.goal_id AND t.agreement_no = g.agreement_no
     WHERE g.org_id = $1 AND g.kind = 'NUMBER' AND g.state <> 'CANCELLED' AND NOT g.is_self_set
       AND g.owner_id IN (
           SELECT subject_id FROM asked
            UNION
           SELECT s.member_id FROM membership s JOIN asked ON s.team_id = asked.subject_id
            WHERE s.org_id = $1
            UNION
           SELECT member_id FROM unnest($8::uuid[]) AS stray (member_id))
       AND (g.metric_key, t.starts_on, t.ends_on)
           IN (SELECT metric_key, starts_on, ends_on FROM asked)
     GROUP BY g.owner_id, g.metric_key, t.starts_on, t.ends_on
),
own AS (
    SELECT a.*, g.target,
           (SELECT sum(d.total)::bigint FROM subject_day d
             WHERE d.org_id = $1 AND d.subject_id = a.subject_id AND d.metric_key = a.metric_key
               AND d.on_date >= a.starts_on AND d.on_date < a.ends_on) AS total
      FROM asked a
      LEFT JOIN goals g ON (g.owner_id, g.metric_key, g.starts_on, g.ends_on)
                         = (a.subject_id, a.metric_key, a.starts_on, a.ends_on)
),
planned AS (
    SELECT a.board_id, a.starts_on, a.subject_id, sum(g.target)::bigint AS target
      FROM own a
      JOIN goals g ON (g.metric_key, g.starts_on, g.ends_on) = (a.metric_key, a.starts_on, a.ends_on)
     WHERE a.subject_kind = 'TEAM' AND a.target IS NULL
       AND a.subject_id = (
           SELECT s.team_id FROM membership s
            WHERE s.org_id = $1 AND s.member_id = g.owner_id
              AND s.starts_on < g.ends_on AND (s.ends_on IS NULL OR s.ends_on > g.starts_on)
            ORDER BY s.starts_on LIMIT 1)
     GROUP BY a.board_id, a.starts_on, a.subject_id
),
counted AS (
    SELECT a.board_id, a.starts_on, a.subject_id, d.total
      FROM own a
      JOIN goals g ON (g.metric_key, g.starts_on, g.ends_on) = (a.metric_key, a.starts_on, a.ends_on)
      JOIN membership s
        ON s.org_id = $1 AND s.team_id = a.subject_id AND s.member_id = g.owner_id
      JOIN subject_day d
        ON d.org_id = $1 AND d.subject_id = g.owner_id AND d.metric_key = a.metric_key
       AND d.on_date >= greatest(a.starts_on, s.starts_on)
       AND d.on_date < least(a.ends_on, coalesce(s.ends_on, a.ends_on))
     WHERE a.subject_kind = 'TEAM' AND a.target IS NULL
     UNION ALL
    SELECT a.board_id, a.starts_on, a.subject_id, stray.delta
      FROM own a
      JOIN unnest($7::uuid[], $8::uuid[], $9::text[], $10::date[], $11::bigint[])
           AS stray (team_id, member_id, metric_key, on_date, delta)
        ON stray.team_id = a.subject_id AND stray.metric_key = a.metric_key
       AND stray.on_date >= a.starts_on AND stray.on_date < a.ends_on
      JOIN goals g ON (g.owner_id, g.metric_key, g.starts_on, g.ends_on)
                    = (stray.member_id, a.metric_key, a.starts_on, a.ends_on)
     WHERE a.subject_kind = 'TEAM' AND a.target IS NULL
),
gathered AS (
    SELECT board_id, starts_on, subject_id, sum(total)::bigint AS total
      FROM counted
     GROUP BY board_id, starts_on, subject_id
),
ratio AS (
    SELECT a.board_id, a.starts_on, a.subject_id,
           coalesce(a.target, planned.target) AS denominator,
           CASE WHEN a.target IS NOT NULL THEN coalesce(a.total, 0)
                WHEN a.subject_kind = 'TEAM' THEN coalesce(gathered.total, 0)
                ELSE 0 END AS numerator
      FROM own a
      LEFT JOIN planned USING (board_id, starts_on, subject_id)
      LEFT JOIN gathered USING (board_id, starts_on, subject_id)
)
UPDATE board_score s
   SET numerator = ratio.numerator, denominator = ratio.denominator,
       score = floor(10000 * ratio.numerator::numeric / ratio.denominator)::bigint,
       reached_at = $6
  FROM ratio
 WHERE s.org_id = $1 AND s.board_id = ratio.board_id AND s.starts_on = ratio.starts_on
   AND s.subject_id = ratio.subject_id
"""


async def refresh_attainment(
    connection: Connection, plays: Playbook, asked: Collection[TargetPlace], *, now: datetime
) -> None:
    """Make the ratios of these subjects anew from day sums and agreed goals, unless the period is FINAL.

    A goal counts if both sides agreed, its metric is the board's and its dates are exactly the period's. A
    team without such a goal has the sums of its members' goals. The caller holds the goals' owners.
    """
    if not asked:
        return
    ordered = sorted(asked, key=lambda each: (each.board_id, each.starts_on, each.subject_id))
    org_id = connection.org_id
    board_ids = [each.board_id for each in ordered]
    starts_on = [each.starts_on for each in ordered]
    starts_at = [each.starts_at for each in ordered]
    ends_at = [each.ends_at for each in ordered]
    await connection.execute(_OPEN, org_id, board_ids, starts_on, starts_at, ends_at, now)
    await connection.fetch(_SHARE, org_id, board_ids, starts_on)
    rows = (org_id, board_ids, starts_on, [each.subject_id for each in ordered])
    await connection.execute(_ADD_ROWS, *rows)
    await connection.fetch(_LOCK_ROWS, *rows)
    # A statement of its own: it begins when the rows are held, so it sees what they waited for.
    found = await strays.read(
        connection,
        plays,
        [row["owner_id"] for row in await connection.fetch(_OWNERS, org_id, rows[3])],
        since=min(starts_on),
        until=max(each.ends_on for each in ordered),
    )
    await connection.execute(
        _REFRESH,
        *rows,
        [each.ends_on for each in ordered],
        now,
        [each.team_id for each in found],
        [each.member_id for each in found],
        [each.metric_key for each in found],
        [each.on for each in found],
        [each.delta for each in found],
    )
    # `now` stands in for the moment, until it is found again
    taken = [(each.board_id, each.starts_on, each.subject_id, now) for each in ordered]
    await reach_again(connection, taken)
