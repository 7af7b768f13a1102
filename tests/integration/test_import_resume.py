"""An import that is stopped half way, kindly or not, and run again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.builders import Org

ROWS = 6_000
INTERRUPTED = 130
COMMAND = ("import", "activities", "calls.csv", "--org", "acme")

_SUMS = """
SELECT (SELECT count(*) FROM activity) AS activities, (SELECT sum(points) FROM ledger_entry)::int AS points,
       (SELECT sum(total) FROM subject_day WHERE metric_key = 'calls' AND subject_id = $1)::int AS calls
"""


def started(folder: Path, dsn: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bellringer", *COMMAND],
        cwd=folder,
        env={
            **os.environ,
            "BELLRINGER_DATABASE_URL": dsn,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
async def test_i1_an_import_stopped_half_way_goes_on_where_it_was(
    org: Org, dsn: str, tmp_path: Path, stop: signal.Signals
) -> None:
    rows = (f"rita@example.com,call,c{number},2026-03-02\n" for number in range(ROWS))
    (tmp_path / "calls.csv").write_text("member,kind,key,occurred_on\n" + "".join(rows))
    with started(tmp_path, dsn) as first:
        assert first.stderr is not None
        first.stderr.readline()  # the first tenth is in
        first.send_signal(stop)
        said = first.stderr.read()
        first.wait(60)
    if stop is signal.SIGINT:
        assert INTERRUPTED == first.returncode
        assert "Run the same command again to go on" in said

    with started(tmp_path, dsn) as second:
        told, _ = second.communicate(timeout=120)

    assert 0 == second.returncode
    taken = int(told.split(": ")[1].split(" taken")[0].replace("\N{NARROW NO-BREAK SPACE}", ""))
    assert 0 < taken < ROWS
    connection = await asyncpg.connect(dsn)
    sums = await connection.fetchrow(_SUMS, org.rep)
    await connection.close()
    assert (ROWS, ROWS, ROWS) == tuple(sums or ())
