"""The embedded PostgreSQL: one folder, one owner, gone with it, and never forgetful."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from bellringer.models.embedded import (
    DataFolderInUseError,
    EmbeddedPostgresError,
    attach_or_start,
    embedded_postgres,
    keeper,
    running_dsn,
)

IS_ROOT = os.geteuid() == 0
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
needs_root = pytest.mark.skipif(not IS_ROOT, reason="needs root, to become somebody else")

OWNER = """
import sys
from pathlib import Path
from bellringer.models.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1])) as dsn:
    print(dsn, flush=True)
    sys.stdin.read()
"""

OWNER_FOR_A_MOMENT = """
import os, sys
from pathlib import Path
from bellringer.models.embedded import embedded_postgres
assert os.geteuid() != 0
for _ in range(2):
    with embedded_postgres(Path(sys.argv[1])) as dsn:
        assert (Path(sys.argv[1]) / "postgres" / ".s.PGSQL.5432").exists()
"""

VISITOR = """
import asyncio, sys, asyncpg
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    print(await connection.fetchval("SELECT 42"))
    await connection.close()
asyncio.run(main())
"""


def answer(dsn: str, *statements: str) -> object:
    """Run the statements and return what the last one says."""

    async def ask() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(ask())


@contextlib.contextmanager
def owner_process(data_dir: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run another process that owns the database until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        dsn = process.stdout.readline().strip()
        try:
            yield process, dsn
        finally:
            process.kill()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.01)


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # where nothing reaps orphans, the dead stay listed


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter; pytest's own is closed to others."""
    made = Path(tempfile.mkdtemp(prefix="bellringer-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def test_starts_and_keeps_its_data_over_a_restart(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path / "data") as dsn:
        answer(dsn, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
    with embedded_postgres(tmp_path / "data") as dsn:
        assert answer(dsn, "SELECT n FROM kept") == 7


def test_letters_of_all_languages_have_their_lower_case(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        assert answer(dsn, "SELECT lower('ÅÉÑŠŻΣЖ')") == "åéñšżσж"


def test_settings_given_stand_above_the_usual_ones(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path, settings={"max_connections": "23"}) as dsn:
        assert answer(dsn, "SHOW max_connections") == "23"
        assert answer(dsn, "SHOW timezone") == "UTC"


def test_listens_on_no_port(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        assert answer(dsn, "SHOW listen_addresses") == ""


def test_variables_meant_for_another_postgresql_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PGDATA", "/nowhere"), ("PGPORT", "1"), ("PGOPTIONS", "-c x=y")):
        monkeypatch.setenv(name, value)
    with embedded_postgres(tmp_path) as dsn:
        assert answer(dsn, "SELECT 1") == 1


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    data_dir = tmp_path / "deep" / "data"
    with embedded_postgres(data_dir):
        # Root's server runs as another account, which has to come through, and sees nothing.
        assert data_dir.stat().st_mode & 0o777 == (0o711 if IS_ROOT else 0o700)
        inside = {path.name: path.stat().st_mode & 0o077 for path in data_dir.iterdir()}
    assert inside == {"postgres": 0, "postgres.lock": 0, "postgres.log": 0}


def test_a_path_too_long_for_a_socket_works_all_the_same(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30) / "and, with a comma; ünd Leerzeichen"
    with embedded_postgres(data_dir) as dsn:
        assert running_dsn(data_dir) == dsn
        assert answer(dsn, "SELECT 1") == 1
        attached = subprocess.run(
            [sys.executable, "-c", VISITOR, dsn],
            capture_output=True,
            text=True,
            check=True,
        )
    assert attached.stdout.strip() == "42"


def test_a_second_owner_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    with owner_process(tmp_path) as (first, _):
        with pytest.raises(DataFolderInUseError) as refused, embedded_postgres(tmp_path):
            pass
        assert str(refused.value) == (
            f"Process {first.pid} already runs the database in {tmp_path}; "
            "stop it, or set BELLRINGER_DATA_DIR to another folder."
        )


def test_another_process_attaches_and_the_owner_stays(tmp_path: Path) -> None:
    with owner_process(tmp_path) as (_, dsn):
        with attach_or_start(tmp_path) as attached:
            assert attached == dsn
            assert answer(attached, "SELECT 1") == 1
        assert running_dsn(tmp_path) == dsn
        assert answer(dsn, "SELECT 1") == 1


def test_attaching_where_nobody_owns_starts_and_stops_it(tmp_path: Path) -> None:
    with attach_or_start(tmp_path) as dsn:
        assert running_dsn(tmp_path) == dsn
        assert answer(dsn, "SELECT 1") == 1
    assert running_dsn(tmp_path) is None


def test_attaching_waits_for_an_owner_that_is_still_starting(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as first:
        until((tmp_path / "postgres.lock").exists)
        with attach_or_start(tmp_path) as dsn:
            assert answer(dsn, "SELECT 1") == 1
        first.kill()


def test_nothing_runs_in_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert running_dsn(tmp_path / "absent") is None
    assert not (tmp_path / "absent").exists()


def test_looking_does_not_keep_an_owner_out(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path):
        pass
    for _ in range(3):
        assert running_dsn(tmp_path) is None
    with embedded_postgres(tmp_path) as dsn:
        assert running_dsn(tmp_path) == dsn


@needs_linux
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_its_owner_however_that_ends(
    tmp_path: Path, sent: signal.Signals
) -> None:
    with owner_process(tmp_path) as (owner, dsn):
        answer(dsn, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
        server = postmaster(tmp_path)
        owner.send_signal(sent)
        owner.wait()
        # The next owner need not wait by itself until the last one's server has gone.
        with embedded_postgres(tmp_path) as again:
            assert not is_running(server)
            assert answer(again, "SELECT n FROM kept") == 7


@needs_linux
def test_the_server_ends_with_its_keeper(tmp_path: Path) -> None:
    with owner_process(tmp_path):
        server = postmaster(tmp_path)
        os.kill(parent(server), signal.SIGKILL)
        until(lambda: not is_running(server))


@needs_linux
def test_a_server_that_was_killed_recovers_what_it_had_confirmed(tmp_path: Path) -> None:
    with owner_process(tmp_path) as (_, dsn):
        answer(dsn, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
        server = postmaster(tmp_path)
        os.kill(server, signal.SIGKILL)
        until(lambda: not is_running(server))
    with embedded_postgres(tmp_path) as dsn:
        assert answer(dsn, "SELECT n FROM kept") == 7


@needs_linux
@pytest.mark.parametrize("victim", ["the server", "its keeper"])
def test_O1_the_owner_starts_a_killed_server_again(tmp_path: Path, victim: str) -> None:
    with owner_process(tmp_path) as (_, dsn):
        answer(dsn, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
        server = postmaster(tmp_path)
        os.kill(server if victim == "the server" else parent(server), signal.SIGKILL)

        def is_back() -> bool:
            try:
                return answer(dsn, "SELECT n FROM kept") == 7 and postmaster(tmp_path) != server
            except (OSError, asyncpg.PostgresError):
                return False

        until(is_back, seconds=20)
        second = postmaster(tmp_path)
    until(lambda: not is_running(second))


def test_the_mark_of_a_dead_server_may_bear_the_process_id_of_a_living_stranger(
    tmp_path: Path,
) -> None:
    with embedded_postgres(tmp_path):
        mark = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
    mark[0] = str(os.getpid())
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join(mark) + "\n")
    with embedded_postgres(tmp_path) as dsn:
        assert answer(dsn, "SELECT 1") == 1


def test_a_first_start_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with embedded_postgres(tmp_path) as dsn:
        assert answer(dsn, "SELECT 1") == 1
    assert not (tmp_path / "postgres.new").exists()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_forgetful_setting_is_refused_by_name(tmp_path: Path, setting: str) -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match=f"{setting} = off"),
        embedded_postgres(tmp_path, settings={setting: "off"}),
    ):
        pass
    assert running_dsn(tmp_path) is None


def test_a_forgetful_configuration_file_is_refused(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path):
        pass
    with (tmp_path / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("\nfsync = off\n")
    with pytest.raises(EmbeddedPostgresError, match="fsync = off"), embedded_postgres(tmp_path):
        pass


def test_a_forgetful_role_is_refused(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        answer(dsn, "ALTER ROLE owner SET synchronous_commit = off")
    with (
        pytest.raises(EmbeddedPostgresError, match="synchronous_commit"),
        embedded_postgres(tmp_path),
    ):
        pass


def test_a_setting_that_postgresql_does_not_know_is_told_in_its_words(tmp_path: Path) -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match=r'FATAL:.*"no_such_setting".*postgres\.log'),
        embedded_postgres(tmp_path, settings={"no_such_setting": "1"}),
    ):
        pass


def test_a_cluster_of_another_version_is_left_as_it_is(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path):
        pass
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with (
        pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 17 and this is 18"),
        embedded_postgres(tmp_path),
    ):
        pass


@needs_linux
def test_the_server_writes_to_its_own_folder_only(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path) as dsn:
        answer(dsn, "CREATE TABLE big AS SELECT generate_series(1, 100000) AS n")
        server = postmaster(tmp_path)
        family = [server, *(pid for pid in _all_pids() if _parent_or_none(pid) == server)]
        assert len(family) > 4
        try:
            opened = {target for pid in family for target in _written_by(pid)}
        except PermissionError:
            pytest.skip("this container keeps even root from looking into other accounts")
    assert {path for path in opened if not path.startswith(f"{tmp_path}/")} == set()


def _all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _parent_or_none(pid: int) -> int | None:
    try:
        return parent(pid)
    except (FileNotFoundError, ProcessLookupError):
        return None


def _written_by(pid: int) -> Iterator[str]:
    """Yield the files that a process holds open, or has mapped shared and writable."""
    try:
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
        maps = Path(f"/proc/{pid}/maps").read_text()
    except (FileNotFoundError, ProcessLookupError):  # a helper of the server that has just ended
        return
    for descriptor in descriptors:
        with contextlib.suppress(FileNotFoundError):
            target = str(descriptor.readlink())
            if target.startswith("/") and target != "/dev/null":
                yield target
    for line in maps.splitlines():
        _, access, _, _, _, *name = line.split(maxsplit=5)
        memory_only = ("/dev/zero (deleted)", "/SYSV", "/anon_hugepage")
        if access.endswith("s") and "w" in access and name and not name[0].startswith(memory_only):
            yield name[0]


@needs_root
@needs_linux
def test_roots_server_runs_as_nobody_and_with_no_powers(open_folder: Path) -> None:
    with embedded_postgres(open_folder / "data") as dsn:
        status = Path(f"/proc/{postmaster(open_folder / 'data')}/status").read_text()
        assert answer(dsn, "SELECT 1") == 1
    found = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {str(pwd.getpwnam("nobody").pw_uid)} == set(found["Uid"].split())
    # Reading everything is the one power it may keep, and only for programs in a closed folder.
    assert int(found["CapEff"], 16) in (0, 1 << 2)


@needs_root
@needs_linux
def test_root_may_keep_its_data_where_nobody_else_can_enter(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    with embedded_postgres(closed / "data") as dsn:
        answer(dsn, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
    assert closed.stat().st_mode & 0o777 == 0o700
    with embedded_postgres(closed / "data") as dsn:
        assert answer(dsn, "SELECT n FROM kept") == 7


@needs_root
@needs_linux
def test_an_ordinary_account_runs_it_as_itself(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    # The power to read all is for Python itself, which may stand in a folder closed to others.
    with subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", keeper.__file__),
            *(str(nobody.pw_uid), str(nobody.pw_gid), "2"),
            *(sys.executable, "-c", OWNER_FOR_A_MOMENT, str(home / "data")),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 0, said
    assert (home / "data").stat().st_mode & 0o777 == 0o700
    assert {nobody.pw_uid} == {path.stat().st_uid for path in (home / "data").rglob("*")}


@needs_root
def test_a_cluster_that_belongs_to_root_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir(mode=0o700)
    with (
        pytest.raises(EmbeddedPostgresError, match="chown -R nobody"),
        embedded_postgres(tmp_path),
    ):
        pass
