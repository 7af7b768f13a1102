"""The command as a user runs it: a process of its own, its exit code, and what it says."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from tests.builders import Org

Run = Callable[..., "subprocess.CompletedProcess[str]"]

NOWHERE = "postgresql://127.0.0.1:1/nowhere"


@pytest.fixture
def bellringer(dsn: str, tmp_path: Path) -> Run:
    """Runs `bellringer` on the test's database, in an empty folder."""

    def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("BELLRINGER_")
        }
        return subprocess.run(
            [sys.executable, "-m", "bellringer", *arguments],
            cwd=tmp_path,
            env={
                **inherited,
                "BELLRINGER_DATABASE_URL": dsn,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def acme(org: Org) -> str:
    """The slug of an organization with Rita, Bob, Sue and Ada."""
    return org.slug


def assert_refused(done: "subprocess.CompletedProcess[str]", reason: str) -> None:
    """One line on standard error that says why, and exit code 2."""
    assert 2 == done.returncode, done.stderr
    assert re.fullmatch(r"bellringer: [^\n]+\n", done.stderr)
    assert reason in done.stderr
    assert "" == done.stdout


async def count(dsn: str, table: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        found: int = await connection.fetchval(f"SELECT count(*) FROM {table}")
    finally:
        await connection.close()
    return found


TEAM = (
    "name,email,role,team,leads\nTina,tina@example.com,REP,West,\n"
    "Tom,tom@example.com,MANAGER,,West\nRita,rita@example.com,REP,north,\n"
)
CALLS = (
    "member,kind,key,occurred_on,quantity,amount\n"
    "rita@example.com,call,c1,2026-03-02,3,\n"
    "rita@example.com,deal_won,d1,2026-03-02,,1054.50\n"
    "nobody@example.com,call,c2,2026-03-02,1,\n"
    "Rita,call,c3,2026-03-32,1,\n"
    'Rita,call,"=HYPERLINK(0)",2026-03-02,many,\n'
    "Rita,party,c5,2026-03-02,1,\n"
)


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "0"),
        ("worker",),
        ("migrate",),
        ("recount", "--org", "acme"),
        ("token", "--org", "acme", "--member", "ada@example.com"),
    ],
)
def test_a_dead_database_is_one_line_and_exit_code_2(
    bellringer: Run, arguments: tuple[str, ...]
) -> None:
    done = bellringer(*arguments, BELLRINGER_DATABASE_URL=NOWHERE)

    assert_refused(done, "PostgreSQL can't be reached")


def test_a_mistake_of_our_own_is_one_line_that_says_where_its_traceback_is(tmp_path: Path) -> None:
    program = """
import sys
from bellringer import cli

@cli.app.command()
def fail() -> None:
    raise RuntimeError("secret")

sys.argv = ["bellringer", "fail"]
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 70 == done.returncode
    [file] = tmp_path.iterdir()
    assert re.fullmatch(r"bellringer: [^\n]+\n", done.stderr)
    assert "RuntimeError" in done.stderr
    assert str(file) in done.stderr
    assert "secret" not in done.stderr
    assert "RuntimeError: secret" in file.read_text()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BELLRINGER_DATABASE_URL", "mysql://user:secret@host/db"),
        ("BELLRINGER_MODE", "staging"),
        ("BELLRINGER_REDIS_URL", "secret"),
    ],
)
def test_an_unusable_setting_is_one_line_that_names_it_and_tells_no_secret(
    bellringer: Run, name: str, value: str
) -> None:
    done = bellringer("serve", **{name: value})

    assert_refused(done, name)
    assert "secret" not in done.stderr


async def test_a_database_that_was_never_migrated_says_what_to_do(
    bellringer: Run, admin_dsn: str
) -> None:
    done = bellringer("serve", "--port", "0", BELLRINGER_DATABASE_URL=admin_dsn)

    assert_refused(done, "run `bellringer migrate` first")


def test_development_is_not_served_to_other_machines(bellringer: Run) -> None:
    assert_refused(bellringer("serve", "--host", "0.0.0.0"), "BELLRINGER_MODE: must be set")
    assert_refused(
        bellringer("serve", "--host", "::", BELLRINGER_MODE="development"),
        "--insecure-development",
    )


def test_production_makes_no_tokens(bellringer: Run, acme: str) -> None:
    done = bellringer(
        *("token", "--org", acme, "--member", "ada@example.com"), BELLRINGER_MODE="production"
    )

    assert_refused(done, "not made in production")


def test_a_token_is_only_for_members(bellringer: Run, acme: str) -> None:
    made = bellringer("token", "--org", acme, "--member", "Ada@example.com", "--minutes", "5")

    assert (0, "") == (made.returncode, made.stderr)
    assert 3 == len(made.stdout.strip().split("."))
    refused = bellringer("token", "--org", acme, "--member", "eve@example.com")
    assert_refused(refused, "no member 'eve@example.com'")
    assert_refused(
        bellringer("token", "--org", "other", "--member", "ada@example.com"),
        "no organization 'other'",
    )


async def test_an_organization_is_made_once(bellringer: Run, dsn: str) -> None:
    made, again = (
        bellringer(
            *("org", "create", "acme", "--name", name, "--timezone", "Europe/Berlin"),
            *("--currency", "EUR", "--admin", f"{name}@example.com"),
        )
        for name in ("ada", "eve")
    )

    assert (0, "") == (made.returncode, made.stderr)
    assert "ada@example.com is its admin" in made.stdout
    assert_refused(again, "name is taken")
    assert 1 == await count(dsn, "organization")
    assert 1 == await count(dsn, "member")


async def test_rows_are_taken_or_refused_each_by_itself_and_a_second_run_changes_nothing(
    bellringer: Run, acme: str, dsn: str, tmp_path: Path
) -> None:
    (tmp_path / "team.csv").write_text(TEAM)
    (tmp_path / "calls.csv").write_text(CALLS)
    team = bellringer("import", "members", "team.csv", "--org", acme)
    assert (0, "team.csv: 2 taken, 1 there already, 0 not for import, 0 refused\n") == (
        team.returncode,
        team.stdout,
    )
    imported = ("import", "activities", "calls.csv", "--org", acme, "--report", "refused.csv")

    first = bellringer(*imported)

    assert 1 == first.returncode
    assert "calls.csv: 2 taken, 0 there already, 0 not for import, 4 refused\n" == first.stdout
    for line, reason in (
        (4, "no member has the address 'nobody@example.com'"),
        (5, "occurred_on is no date like 2026-03-31: '2026-03-32'"),
        (6, "quantity is no whole number: 'many'"),
        (7, "lead_created, payment, proposal, visit"),
    ):
        assert re.search(f"line {line}: .*{re.escape(reason)}", first.stderr)
    with (tmp_path / "refused.csv").open(newline="") as file:
        report = list(csv.DictReader(file))
    assert ["4", "5", "6", "7"] == [row["line"] for row in report]
    assert ["INVALID_ROW", "INVALID_ROW", "INVALID_ROW", "UNKNOWN_KIND"] == [
        row["code"] for row in report
    ]
    assert "'=HYPERLINK(0)" == report[2]["key"]

    before = await count(dsn, "ledger_entry")
    second = bellringer(*imported)

    assert 1 == second.returncode
    assert "calls.csv: 0 taken, 2 there already, 0 not for import, 4 refused\n" == second.stdout
    assert 2 == await count(dsn, "activity")
    assert before == await count(dsn, "ledger_entry")


async def test_a_changed_row_under_an_old_key_is_refused(
    bellringer: Run, acme: str, dsn: str, tmp_path: Path
) -> None:
    header, row = "member,kind,key,occurred_on,quantity\n", "Rita,call,c1,2026-03-02,"
    (tmp_path / "calls.csv").write_text(f"{header}{row}3\n")
    assert 0 == bellringer("import", "activities", "calls.csv", "--org", acme).returncode
    (tmp_path / "calls.csv").write_text(f"{header}{row}4\n")

    changed = bellringer("import", "activities", "calls.csv", "--org", acme)

    assert 1 == changed.returncode
    assert "imported before and said something else (IDEMPOTENCY_KEY_REUSED)" in changed.stderr
    assert 1 == await count(dsn, "activity")


async def test_the_same_record_from_two_files_counts_once_and_is_no_refusal(
    bellringer: Run, acme: str, dsn: str, tmp_path: Path
) -> None:
    for name, key in (("one.csv", "a"), ("two.csv", "b")):
        (tmp_path / name).write_text(
            f"member,kind,key,external_id,occurred_on\nRita,deal_won,{key},crm:77,2026-03-02\n"
        )
    assert 0 == bellringer("import", "activities", "one.csv", "--org", acme).returncode

    second = bellringer("import", "activities", "two.csv", "--org", acme)

    assert (0, "two.csv: 0 taken, 1 there already, 0 not for import, 0 refused\n") == (
        second.returncode,
        second.stdout,
    )
    assert 1 == await count(dsn, "activity")


async def test_goals_for_every_month_of_a_year_hold_at_once(
    bellringer: Run, acme: str, dsn: str, tmp_path: Path
) -> None:
    (tmp_path / "quotas.csv").write_text(
        "member,team,metric,target\nrita@example.com,,revenue,30000\n,north,deals,20\n"
        "rita@example.com,north,deals,20\n,Nowhere,deals,20\n"
    )
    imported = ("import", "goals", "quotas.csv", "--org", acme, "--months", "2026")

    first, second = bellringer(*imported), bellringer(*imported)

    assert (1, 1) == (first.returncode, second.returncode)
    assert "24 taken, 0 there already, 0 not for import, 24 refused" in first.stdout
    assert "0 taken, 24 there already, 0 not for import, 24 refused" in second.stdout
    assert "either member or team is needed" in first.stderr
    assert "and 4 more; --report OUT.csv lists all" in first.stderr
    assert 24 == await count(dsn, "goal WHERE state = 'AGREED'")
    assert 12 == await count(dsn, "goal_agreement WHERE target = 3000000")
    assert 1 == await count(dsn, "goal WHERE title = 'Revenue in November 2026'")
    (tmp_path / "quotas.csv").write_text("member,metric,target\nRita,revenue,1\n")
    other = bellringer(*imported)
    assert 1 == other.returncode
    assert "set already, with the target 3000000 (OTHER_TARGET)" in other.stderr


async def test_a_year_of_all_is_split_into_months_once(
    bellringer: Run, acme: str, dsn: str, tmp_path: Path
) -> None:
    (tmp_path / "years.csv").write_text(
        "owner,metric,target,starts_on,ends_on,split\n"
        "organization,revenue,1200000,2026-01-01,2027-01-01,month\n"
        "organization,deals,2400,2026-01-01,2027-01-01,\n"
        "everybody,deals,2400,2026-01-01,2027-01-01,\n"
        "organization,calls,2400,2026-01-01,2027-01-01,day\n"
    )
    imported = ("import", "goals", "years.csv", "--org", acme)

    first, second = bellringer(*imported), bellringer(*imported)

    assert "2 taken, 0 there already, 0 not for import, 2 refused" in first.stdout
    assert "0 taken, 2 there already, 0 not for import, 2 refused" in second.stdout
    assert "owner is organization or empty" in first.stderr
    assert "split is week, month or quarter" in first.stderr
    parts = "goal JOIN goal_agreement USING (org_id, goal_id) WHERE parent_id IS NOT NULL"
    assert 12 == await count(dsn, f"{parts} AND state = 'AGREED'")
    whole = f"(SELECT sum(target) AS whole FROM {parts}) AS parts WHERE whole = 120000000"
    assert 1 == await count(dsn, whole)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2\n", "'a' is not a column"),
        ("", "is empty"),
    ],
)
async def test_an_unusable_file_is_one_line_and_nothing_is_written(
    bellringer: Run, acme: str, dsn: str, tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "file.csv").write_text(content)

    done = bellringer("import", "activities", "file.csv", "--org", acme)

    assert_refused(done, reason)
    assert 0 == await count(dsn, "activity")


def test_an_unusable_mapping_is_one_line(bellringer: Run, acme: str, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(CALLS)
    (tmp_path / "mapping.toml").write_text('name = "x"\n[[activity]]\nkind = "{stage}"\n')
    done = bellringer(
        *("import", "activities", "calls.csv", "--org", acme, "--mapping", "mapping.toml")
    )
    assert_refused(done, "no column stage, which the mapping x needs")
    done = bellringer(
        *("import", "activities", "calls.csv", "--org", acme, "--mapping", "nowhere.toml")
    )
    assert_refused(done, "nowhere.toml can't be read")


def test_a_missing_file_needs_no_database_to_be_refused(bellringer: Run) -> None:
    done = bellringer(
        *("import", "members", "nowhere.csv", "--org", "acme"), BELLRINGER_DATABASE_URL=NOWHERE
    )

    assert_refused(done, "nowhere.csv can't be read")


def test_a_child_ends_with_its_parent_while_its_database_lives_on(dsn: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bellringer", "worker", "--with-parent"],
        cwd=tmp_path,
        env={
            **os.environ,
            "BELLRINGER_DATABASE_URL": dsn,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        while "worker.started" not in worker.stdout.readline():
            assert worker.poll() is None

        worker.stdin.close()  # what a parent's end does

        try:
            assert 0 == worker.wait(30)
        finally:
            worker.kill()


def test_a_child_that_ends_by_itself_does_not_stumble_over_its_open_input() -> None:
    program = "from bellringer.cli.children import follow_parent; follow_parent()"
    with subprocess.Popen(
        [sys.executable, "-c", f"{program}; print('done')"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert "done\n" == child.stdout.read()
        assert 0 == child.wait(30)


def test_migrating_again_says_that_nothing_was_to_do(bellringer: Run) -> None:
    done = bellringer("migrate")

    assert 0 == done.returncode
    assert "already" in done.stderr


def test_the_schema_is_printed_whole(bellringer: Run) -> None:
    done = bellringer("schema")

    assert (0, "") == (done.returncode, done.stderr)
    assert "activityRecord(" in done.stdout
    assert done.stdout.endswith("}\n")
