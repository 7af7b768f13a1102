"""The statements that every activity pays for find their rows by key, however big the tables are."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import pytest

from bellringer.gamification.playbook.leaderboards import LIFETIME_BOARD
from bellringer.gamification.store import activities, outbox, people, recalls
from bellringer.gamification.store.facts import badges, goals, leaderboards, streaks
from bellringer.gamification.store.outcome import members as moves
from bellringer.gamification.store.outcome import reaching
from tests.builders import NOW, Org

FILL = (
    """INSERT INTO member (org_id, member_id, role, created_at)
       SELECT $1, gen_random_uuid(), 'REP', now() FROM generate_series(1, 2000)""",
    """INSERT INTO activity (org_id, activity_id, source, idempotency_key, body_sha256, kind, member_id,
                             occurred_at, recorded_at, scored_at, member_on, org_on, quantity)
       SELECT $1, gen_random_uuid(), 'import:file', gen_random_uuid()::text, '', 'call', member_id,
              now(), now(), now(), '2026-01-01', '2026-01-01', 1
         FROM member, generate_series(1, 10) WHERE org_id = $1""",
    """INSERT INTO credit (org_id, activity_id, member_id, member_seq, share_bp, quantity, amount_minor,
                           duration_seconds, member_on, org_on, occurred_at)
       SELECT $1, activity_id, member_id, row_number() OVER (PARTITION BY member_id), 10000, 1, 0, 0,
              org_on, org_on, now() FROM activity WHERE org_id = $1""",
    """INSERT INTO ledger_entry (org_id, entry_id, member_id, account, points, reason, activity_id,
                                 occurred_at, member_on, org_on, recorded_at, recorded_by)
       SELECT $1, gen_random_uuid(), member_id, 'POINTS', 1, 'ACTIVITY', activity_id,
              now(), org_on, org_on, now(), 'x' FROM activity WHERE org_id = $1""",
    """INSERT INTO subject_day (org_id, subject_id, metric_key, on_date, total)
       SELECT $1, member_id, 'points', date '2026-01-01' + day, 1
         FROM member, generate_series(1, 10) AS day WHERE org_id = $1""",
    """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score)
       SELECT $1, board_id, '1970-01-01', member_id, 1 FROM board, member WHERE board.org_id = $1""",
    """INSERT INTO badge_award (org_id, award_id, badge_id, member_id, period_starts_on, is_automatic,
                                awarded_at, state)
       SELECT $1, gen_random_uuid(), badge_id, member_id, '2026-01-01', true, now(), 'GRANTED'
         FROM badge_definition, member WHERE member.org_id = $1""",
    """INSERT INTO streak_day (org_id, streak_id, member_id, on_date, total)
       SELECT $1, streak_id, member_id, date '2026-01-01' + day, 1
         FROM streak, member, generate_series(1, 10) AS day WHERE member.org_id = $1""",
    """INSERT INTO streak_state (org_id, streak_id, member_id)
       SELECT $1, streak_id, member_id FROM streak, member WHERE member.org_id = $1""",
    """INSERT INTO goal (org_id, goal_id, owner_kind, owner_id, kind, title, metric_key, visibility,
                         state, agreement_no, created_at)
       SELECT $1, gen_random_uuid(), 'MEMBER', member_id, 'NUMBER', 'x', 'points', 'TEAM', 'AGREED', 1,
              now() FROM member WHERE org_id = $1""",
    """INSERT INTO goal_agreement (org_id, goal_id, agreement_no, target, starts_on, ends_on, milestones,
                                   proposed_at)
       SELECT $1, goal_id, 1, 100, '2026-01-01', '2027-01-01', '{50}', now() FROM goal""",
    "INSERT INTO goal_progress (org_id, goal_id) SELECT $1, goal_id FROM goal",
    """INSERT INTO crossing (org_id, goal_id, agreement_no, percent, crossed_at, recorded_at)
       SELECT $1, goal_id, 1, 50, now(), now() FROM goal""",
    """INSERT INTO inbox (org_id, member_id, last_seq, unread_count)
       SELECT $1, member_id, 1, 1 FROM member WHERE org_id = $1
       ON CONFLICT (org_id, member_id) DO UPDATE SET last_seq = 1, unread_count = 1""",
    """INSERT INTO announcement (org_id, announcement_id, kind, dedupe_key, params, occurred_at, created_at,
                                 expires_at)
       SELECT $1, gen_random_uuid(), 'LEVEL_UP', member_id::text, '{}', now(), now(), now()
         FROM member WHERE org_id = $1""",
    """INSERT INTO notification (org_id, notification_id, announcement_id, member_id, seq, created_at)
       SELECT $1, gen_random_uuid(), announcement_id, dedupe_key::uuid, 1, now() FROM announcement
        WHERE org_id = $1""",
)
DAY = date(2026, 1, 5)


@pytest.fixture
async def crowded(dsn: str, org: Org) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection as the application, to an organization with many rows in every table."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in FILL:
            await connection.execute(statement, *([org.org_id] if "$1" in statement else []))
        await connection.execute("ANALYZE")
        await connection.execute("SET ROLE bellringer_app")
        await connection.execute(f"SET bellringer.org_id = '{org.org_id}'")
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        yield connection
    finally:
        await connection.close()


async def test_hot_statements_read_no_table_as_a_whole(
    crowded: "asyncpg.Connection[Any]", org: Org
) -> None:
    ids = [org.rep, org.second_rep]
    streak = org.playbook.streaks[0].streak_id
    badge = org.playbook.badges[0].badge_id
    board = org.playbook.boards[0].board_id
    goal = await crowded.fetchval("SELECT goal_id FROM goal LIMIT 1")
    asked: dict[str, tuple[Any, ...]] = {
        people._LOCK: (ids,),
        people._READ: (ids, LIFETIME_BOARD, date(1970, 1, 1)),
        activities._SEEN: (["a", "b"], ["c", "d"]),
        activities._ORIGINALS: (ids,),
        activities._CREDITS: (ids,),
        activities._ENTRIES: (ids,),
        goals._LOCK: (ids, ids, [DAY, DAY]),
        goals._CROSSED: ([goal], [1]),
        leaderboards._TOTALS: (ids, ["points"] * 2, [None, DAY], [None, None]),
        leaderboards._HISTORIES: (ids, ["points"] * 2),
        streaks._READ: ([streak] * 2, ids, [DAY, DAY], [False, True]),
        badges._READ: ([badge] * 2, ids),
        moves._MOVE: (ids, [1, 2], [0, 0]),
        outbox._NUMBER: (ids, [1, 1]),
        recalls._WITHDRAW: (["a", "b"], NOW),
        outbox._READ: (ids, NOW),
        reaching._REACH_AGAIN: ([board] * 2, [date(1970, 1, 1)] * 2, ids, [NOW, NOW]),
    }
    for statement, given in asked.items():
        rows = await crowded.fetch(f"EXPLAIN {statement}", org.org_id, *given)
        plan = "\n".join(row[0] for row in rows)
        for table in BIG:
            assert f"Seq Scan on {table} " not in plan, plan
        for condition in (line.strip() for line in plan.splitlines() if "Index Cond" in line):
            # the organization alone is as bad as the whole table
            assert " AND " in condition or any(small in plan for small in SMALL), plan


BIG = tuple(statement.split()[2] for statement in FILL)
SMALL = ("ix_board", "pk_board", "uq_board", "pk_working_calendar")
