"""The laws of the game, told without its code: SQL over the facts alone, and what the API shows beside it."""

from typing import Any
from uuid import UUID

import asyncpg

from bellringer.graphql.nodes import pack
from tests.contract.conftest import Phone

# Each lists what breaks a law; $1 is the organization. What a reversal or a correction moved counts too.
BROKEN = {
    "a sum of a day is not what the ledger adds up to": """
        WITH moved AS (
          SELECT member_id AS subject_id, org_on, points FROM ledger_entry WHERE org_id = $1
          UNION ALL
          SELECT team_id, org_on, points FROM ledger_entry WHERE org_id = $1 AND team_id IS NOT NULL
          UNION ALL
          SELECT org_id, org_on, points FROM ledger_entry WHERE org_id = $1
        ), meant AS (
          SELECT subject_id, org_on AS on_date, sum(points)::bigint AS total
            FROM moved GROUP BY 1, 2 HAVING sum(points) <> 0
        ), kept AS (
          SELECT subject_id, on_date, total FROM subject_day
           WHERE org_id = $1 AND metric_key = 'points' AND total <> 0
        )
        (TABLE meant EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE meant)""",
    "a score in points is not what the ledger adds up to": """
        WITH entry AS (
          SELECT 'MEMBER' AS kind, member_id AS subject_id, org_on, points
            FROM ledger_entry WHERE org_id = $1
          UNION ALL
          SELECT 'TEAM', team_id, org_on, points
            FROM ledger_entry WHERE org_id = $1 AND team_id IS NOT NULL
        ), board_of_points AS (
          SELECT board_id, subject_kind, starts_on,
                 coalesce((ends_at AT TIME ZONE timezone)::date, 'infinity') AS ends_on
            FROM board JOIN board_period USING (org_id, board_id)
           WHERE org_id = $1 AND metric_key = 'points' AND score_kind = 'TOTAL'
             AND board_key LIKE ANY (ARRAY['points-%', 'teams-points-%'])
        ), meant AS (
          SELECT board_id, starts_on, subject_id, sum(points)::bigint AS score
            FROM board_of_points JOIN entry
              ON kind = subject_kind AND org_on >= starts_on AND org_on < ends_on
           GROUP BY 1, 2, 3 HAVING sum(points) <> 0
        ), kept AS (
          SELECT board_id, starts_on, subject_id, coalesce(score, 0) + correction AS score
            FROM board_score JOIN board_of_points USING (board_id, starts_on)
           WHERE org_id = $1 AND coalesce(score, 0) + correction <> 0
        )
        (TABLE meant EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE meant)""",
    "an entry is reversed twice, or not at its value": """
        SELECT one.entry_id FROM ledger_entry one JOIN ledger_entry other
            ON other.org_id = one.org_id AND other.reverses_id = one.entry_id
         WHERE one.org_id = $1
         GROUP BY one.entry_id, one.points
        HAVING count(*) > 1 OR sum(other.points) <> -one.points""",
    "a crossing was told more than once": """
        SELECT dedupe_key FROM announcement WHERE org_id = $1 AND kind IN ('GOAL_MET', 'MILESTONE_CROSSED')
         GROUP BY dedupe_key HAVING count(*) > 1""",
    "something is late for standings that are not FINAL": """
        SELECT board_id, starts_on, subject_id, correction FROM board_score
          JOIN board_period USING (org_id, board_id, starts_on)
         WHERE org_id = $1 AND state <> 'FINAL' AND correction <> 0""",
    "an edition of standings was not kept, or has no winner": """
        SELECT board_id, starts_on, number FROM board_period period, generate_series(1, edition - 1) AS number
         WHERE org_id = $1 AND NOT EXISTS (
           SELECT FROM board_edition kept WHERE kept.org_id = $1 AND kept.board_id = period.board_id
              AND kept.starts_on = period.starts_on AND kept.edition = number)
        UNION ALL
        SELECT board_id, starts_on, edition FROM former_standing WHERE org_id = $1
         GROUP BY board_id, starts_on, edition
        HAVING min(rank) <> 1 OR min(place) <> 1 OR max(place) <> count(*)""",
    "a member has two teams on one day": """
        SELECT one.member_id FROM membership one JOIN membership other
            ON other.org_id = one.org_id AND other.member_id = one.member_id
           AND other.starts_on > one.starts_on AND other.starts_on < coalesce(one.ends_on, 'infinity')
         WHERE one.org_id = $1""",
}
FINALS = """
SELECT board_key, starts_on FROM board_period JOIN board USING (org_id, board_id)
 WHERE org_id = $1 AND state = 'FINAL' AND archived_at IS NULL ORDER BY board_key, starts_on
"""
LEDGER = (
    "SELECT coalesce(sum(points), 0)::bigint FROM ledger_entry WHERE org_id = $1 AND member_id = $2"
)
PRESENT = """
SELECT subject_id, score FROM board_score
  JOIN board USING (org_id, board_id) JOIN member ON member.org_id = board_score.org_id AND member_id = subject_id
 WHERE board_score.org_id = $1 AND board_key = $2 AND starts_on = $3 AND score IS NOT NULL
   AND is_active AND NOT is_hidden
"""
SHOWN = """
query Shown($key: String!, $on: Date!, $member: ID!) {
  member(id: $member) { points }
  leaderboard(key: $key, period: { on: $on }) {
    standings(first: 100) { totalCount edges { node { rank score subject { id } } } }
  }
}"""


async def broken(dsn: str, org_id: UUID) -> dict[str, list[tuple[Any, ...]]]:
    """Return what breaks a law, by law; nothing if all hold."""
    connection = await asyncpg.connect(dsn)
    try:
        found = {
            law: [tuple(row) for row in await connection.fetch(sql, org_id)]
            for law, sql in BROKEN.items()
        }
    finally:
        await connection.close()
    return {law: rows for law, rows in found.items() if rows}


async def final_periods(dsn: str, org_id: UUID) -> list[tuple[str, Any]]:
    """Return the periods whose standings are FINAL: the board's key and the first day."""
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(FINALS, org_id)]
    finally:
        await connection.close()


async def shown_otherwise(
    dsn: str, phone: Phone, org_id: UUID, member_id: UUID, *, key: str, starts_on: Any
) -> list[str]:
    """Return where the API shows something else than the ledger and the board's rows say."""
    shown = await phone.ask(SHOWN, key=key, on=str(starts_on), member=pack("Member", member_id))
    connection = await asyncpg.connect(dsn)
    try:
        points = await connection.fetchval(LEDGER, org_id, member_id)
        rows = await connection.fetch(PRESENT, org_id, key, starts_on)
    finally:
        await connection.close()
    found = []
    if shown["member"]["points"] != points:
        found.append(f"points: shown {shown['member']['points']}, in the ledger {points}")
    standings = [edge["node"] for edge in shown["leaderboard"]["standings"]["edges"]]
    listed = {each["subject"]["id"]: (each["rank"], each["score"]) for each in standings}
    meant = {
        pack("Member", row["subject_id"]): (
            1 + sum(other["score"] > row["score"] for other in rows),
            row["score"],
        )
        for row in rows
    }
    if listed != meant:
        found.append(f"{key} {starts_on}: shown {listed}, meant {meant}")
    return found
