"""The yardstick: the same rows by SQL alone, run by pgbench on the same server."""

import asyncio
import re
import shutil
from pathlib import Path
from uuid import UUID

import asyncpg

from bellringer.models.embedded.binaries import find_binaries

SCRIPT = Path(__file__).with_name("plain.sql")

# what a plain writer would have at hand: who is in which team, which goal, which live periods
_PREPARE = """
CREATE SCHEMA IF NOT EXISTS bench;
DROP TABLE IF EXISTS bench.member, bench.period;
CREATE SEQUENCE IF NOT EXISTS bench.seq START 1000000000;
CREATE TABLE bench.member AS
SELECT row_number() OVER (ORDER BY m.member_id)::int AS number, m.org_id, m.member_id, s.team_id,
       g.goal_id, r.rule_id, k.streak_id
  FROM member m
  JOIN membership s ON s.org_id = m.org_id AND s.member_id = m.member_id
  JOIN goal g ON g.org_id = m.org_id AND g.owner_id = m.member_id
  JOIN point_rule r ON r.org_id = m.org_id AND r.kind = 'call'
  JOIN streak k ON k.org_id = m.org_id
 WHERE m.org_id = '{org_id}';
ALTER TABLE bench.member ADD PRIMARY KEY (number);
CREATE TABLE bench.period AS
SELECT board_id, max(p.starts_on) AS starts_on, bool_or(b.subject_kind = 'TEAM') AS of_teams
  FROM board_period p JOIN board b USING (org_id, board_id)
 WHERE p.org_id = '{org_id}' AND b.metric_key = 'points'
 GROUP BY board_id;
ANALYZE bench.member, bench.period;
"""


async def prepare(dsn: str, org_id: UUID) -> None:
    """Make the yardstick's own tables."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_PREPARE.format(org_id=org_id))
    finally:
        await connection.close()


async def write(dsn: str, *, members: int, size: int, clients: int, seconds: int) -> float:
    """Return activities a second, written in transactions of `size` by so many clients."""
    process = await asyncio.create_subprocess_exec(
        *(_pgbench(), "--no-vacuum", "--protocol=prepared", "--max-tries=1000"),
        *(f"--client={clients}", f"--time={seconds}", f"--file={SCRIPT}"),
        *(f"--define=members={members}", f"--define=size={size}", dsn),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await process.communicate()
    found = re.search(rb"tps = ([0-9.]+)", said)
    if process.returncode or found is None:
        first, *_ = (wrong.decode().strip() or said.decode().strip()).splitlines()
        raise RuntimeError(first)
    return float(found[1]) * size


def _pgbench() -> str:
    brought = find_binaries().folder / "pgbench"
    found = str(brought) if brought.exists() else shutil.which("pgbench")
    if found is None:
        raise RuntimeError("pgbench is not installed")
    return found
