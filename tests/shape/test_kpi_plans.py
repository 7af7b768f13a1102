"""KPIs of a few find their rows by index, in an organization of many."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import pytest

from bellringer.gamification.rules.kpis.catalogue import CUSTOMER_KINDS, LEAD, TOUCHES, WON
from bellringer.gamification.store.kpis import samples, sums
from tests.builders import Org
from tests.shape.test_board_plans import explain, read_of, whole

MEMBERS, DAYS = 1_000, 60
SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 1)
BIG = {"activity", "credit", "subject_day"}
FEW = 2_000  # of 60 000 activities

FILL = (
    """INSERT INTO member (org_id, member_id, role, created_at)
       SELECT $1, gen_random_uuid(), 'REP', now() FROM generate_series(1, 1000)""",
    """INSERT INTO activity (org_id, activity_id, source, idempotency_key, body_sha256, kind, member_id,
                             occurred_at, recorded_at, scored_at, member_on, org_on, quantity, started_at,
                             customer_external_id, duration_seconds)
       SELECT $1, gen_random_uuid(), 'import:file', gen_random_uuid()::text, '',
              CASE day % 10 WHEN 0 THEN 'deal_won' WHEN 1 THEN 'lead_created' ELSE 'call' END, member_id,
              timestamptz '2026-01-01' + make_interval(days => day), now(), now(),
              date '2026-01-01' + day, date '2026-01-01' + day, 1, '2025-12-01', member_id || '-' || day, 60
         FROM member, generate_series(0, 59) AS day WHERE org_id = $1""",
    """INSERT INTO credit (org_id, activity_id, member_id, member_seq, share_bp, quantity, amount_minor,
                           duration_seconds, member_on, org_on, occurred_at)
       SELECT $1, activity_id, member_id, row_number() OVER (PARTITION BY member_id), 10000, 1, 0, 60,
              org_on, org_on, occurred_at FROM activity WHERE org_id = $1""",
    """INSERT INTO subject_day (org_id, subject_id, metric_key, on_date, total)
       SELECT $1, member_id, CASE kind WHEN 'deal_won' THEN 'deals' WHEN 'call' THEN 'calls' ELSE 'leads' END,
              org_on, 1 FROM activity WHERE org_id = $1""",
)


@pytest.fixture
async def crowded(dsn: str, org: Org) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection as the application, to an organization with many members and their activities."""
    connection = await asyncpg.connect(dsn)
    try:
        # who refers to whom is right by the way it is made
        await connection.execute("SET session_replication_role = replica")
        for statement in FILL:
            await connection.execute(statement, org.org_id)
        await connection.execute("ANALYZE")
        await connection.execute("RESET session_replication_role")
        await connection.execute("SET ROLE bellringer_app")
        await connection.execute(f"SET bellringer.org_id = '{org.org_id}'")
        yield connection
    finally:
        await connection.close()


async def test_kpis_of_a_few_members_read_a_few_rows_by_index(
    crowded: "asyncpg.Connection[Any]", org: Org
) -> None:
    few = await crowded.fetch(
        "SELECT member_id FROM member WHERE created_at > '2026-06-01' LIMIT 6"
    )
    ids = [row["member_id"] for row in few]
    periods = [SINCE, date(2026, 2, 1)], [date(2026, 2, 1), UNTIL]
    asked = (["MEMBER"] * len(ids), ids, *periods)
    counted = (*asked, "deals", WON, SINCE, UNTIL)
    queries: dict[str, tuple[Any, ...]] = {
        sums._TOTALS: (ids, ["deals", "leads"], SINCE, UNTIL, *periods),
        sums._BEGAN: (ids, ["deals", "leads"]),
        samples.STATEMENTS["cycles, some"]: (*counted, [None], ["Europe/Berlin"]),
        samples.STATEMENTS["customers, some"]: counted,
        samples.STATEMENTS["responses, some"]: (
            *asked,
            "leads",
            LEAD,
            SINCE,
            UNTIL,
            sorted(TOUCHES),
        ),
        samples.STATEMENTS["time, some"]: (*asked, SINCE, UNTIL, sorted(CUSTOMER_KINDS)),
    }
    for sql, args in queries.items():
        plan = await explain(crowded, sql, org.org_id, *args)
        assert not whole(plan) & BIG, sql
        for table in BIG:
            assert read_of(plan, table) <= FEW, sql
