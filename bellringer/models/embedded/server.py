"""The cluster and its server: made, started, asked and stopped."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from bellringer.models.embedded import keeper
from bellringer.models.embedded.account import Account
from bellringer.models.embedded.binaries import Binaries, bare_environment
from bellringer.models.embedded.errors import EmbeddedPostgresError
from bellringer.models.embedded.leftovers import await_leftovers, read_mark
from bellringer.models.embedded.upkeep import cut, kept_up

SUPERUSER = "owner"
PORT = "5432"  # no port is opened; PostgreSQL names its socket after one
_SOCKET_PATH_BYTES = 107 if sys.platform == "linux" else 103
_LOG_BYTES = 10_000_000

_SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_directories": ".",  # the cluster's own folder, whatever its path looks like
    "unix_socket_permissions": "0700",
    "dynamic_shared_memory_type": "mmap",  # in the folder; the default leaves files in /dev/shm
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "jit": "off",  # compiling takes longer than our statements do
}

# What an answer "recorded" rests on. A role or a database may carry a setting of its own.
_UNSAFE_SETTINGS = """
    SELECT name || ' = ' || setting FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting <> 'on'
    UNION
    SELECT entry FROM pg_db_role_setting, unnest(setconfig) AS entry
    WHERE entry LIKE 'synchronous_commit=%' AND entry <> 'synchronous_commit=on'
"""


@contextlib.contextmanager
def open_log(folder: Path) -> Iterator[IO[bytes]]:
    """Open the log, for us and PostgreSQL only, and begin a new one when it has grown long."""
    path = folder / "postgres.log"
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_name("postgres.log.1"))
    with open(path, "a+b", buffering=0, opener=_private) as log:
        yield log


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def initialise(cluster: Path, binaries: Binaries, account: Account | None, log: IO[bytes]) -> None:
    """Make the cluster under another name first, so that one of this name is always whole."""
    unfinished = cluster.with_name("postgres.new")
    await_leftovers(unfinished)
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    if account is not None:
        os.chown(unfinished, account.uid, account.gid)
    beginning = log.tell()
    initdb = _kept(
        binaries,
        account,
        log,
        *("initdb", "--pgdata", str(unfinished), "--username", SUPERUSER),
        # Who may open the socket is decided by the folder it lies in.
        *(
            "--auth-local",
            "trust",
            "--auth-host",
            "reject",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-instructions",
        ),
        *("--locale-provider", "builtin", "--builtin-locale", "PG_UNICODE_FAST"),
    )
    with initdb:
        if initdb.wait() != 0:
            raise EmbeddedPostgresError(f"The database could not be made: {_said(log, beginning)}")
    unfinished.rename(cluster)


def check_version(cluster: Path, binaries: Binaries) -> None:
    """Refuse a cluster that another major version of PostgreSQL made.

    Raises:
        EmbeddedPostgresError: When it is of another one.
    """
    made_by = (cluster / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major):
        raise EmbeddedPostgresError(
            f"{cluster} was made by PostgreSQL {made_by} and this is {binaries.major}; "
            "dump it with the former version of Bellringer and restore it with this one."
        )


@contextlib.contextmanager
def server(
    cluster: Path,
    binaries: Binaries,
    account: Account | None,
    log: IO[bytes],
    settings: Mapping[str, str],
) -> Iterator[None]:
    """Run the server while the context lasts, beginning once it takes connections."""
    beginning = log.tell()
    given = [
        word
        for name, value in (_SETTINGS | dict(settings)).items()
        for word in ("-c", f"{name}={value}")
    ]

    def start() -> "subprocess.Popen[bytes]":
        await_leftovers(cluster)
        return _kept(binaries, account, log, "postgres", "-D", str(cluster), *given)

    process = start()
    try:
        # No deadline: after a crash a big database takes as long as it takes to recover.
        while not _is_ready(cluster):
            if process.poll() is not None:
                raise EmbeddedPostgresError(f"PostgreSQL did not start: {_said(log, beginning)}")
            time.sleep(0.01)
    except BaseException:
        cut(process)
        process.wait()
        raise
    with kept_up(process, start):
        yield


def _is_ready(cluster: Path) -> bool:
    lines = read_mark(cluster)
    return len(lines) > 7 and lines[7].strip() == "ready"


@contextlib.contextmanager
def socket_folder(cluster: Path) -> Iterator[str]:
    """Yield a name of the cluster's folder that is short enough for the address of a socket."""
    name = str(cluster)
    address = os.fsencode(f"{name}/.s.PGSQL.{PORT}")
    # Clients split the host at commas, which a path may hold.
    if len(address) <= _SOCKET_PATH_BYTES and "," not in name:
        yield name
    elif sys.platform != "linux":
        raise EmbeddedPostgresError(
            f"{cluster.parent} has a comma in it or is too long for a socket "
            f"({_SOCKET_PATH_BYTES} bytes with /postgres/.s.PGSQL.{PORT}); "
            "set BELLRINGER_DATA_DIR to a shorter one."
        )
    else:
        # The system's own short name of a folder that we hold open; our other processes may use it.
        held = os.open(cluster, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/{os.getpid()}/fd/{held}"
        finally:
            os.close(held)


def refuse_forgetful(binaries: Binaries, host: str) -> None:
    """Refuse a server that could lose, in a crash, what it has confirmed."""
    asked = subprocess.run(
        [
            *(str(binaries.folder / "psql"), "--no-psqlrc", "--tuples-only", "--no-align"),
            *("--host", host, "--port", PORT, "--username", SUPERUSER, "--dbname", "postgres"),
            *("--command", _UNSAFE_SETTINGS),
        ],
        capture_output=True,
        text=True,
        env=bare_environment(),
    )
    if asked.returncode != 0:
        raise EmbeddedPostgresError(f"PostgreSQL does not answer: {asked.stderr.strip()}")
    if unsafe := "; ".join(asked.stdout.split("\n")).strip("; "):
        raise EmbeddedPostgresError(
            f"PostgreSQL is set up to lose what it has confirmed ({unsafe}); "
            "fsync, full_page_writes and synchronous_commit must be on."
        )


def _kept(
    binaries: Binaries, account: Account | None, log: IO[bytes], program: str, *arguments: str
) -> "subprocess.Popen[bytes]":
    """Start one of PostgreSQL's programs; it ends when our end of its standard input closes."""
    if account is None:
        dropped = ["-", "-", "-"]
    else:
        kept = "-" if account.capability is None else str(account.capability)
        dropped = [str(account.uid), str(account.gid), kept]
    return subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", keeper.__file__),
            *dropped,
            *(str(binaries.folder / program), *arguments),
        ],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        cwd="/",
        env=bare_environment(),
        start_new_session=True,  # Ctrl-C is for the owner, who then closes the lifeline
    )


def _said(log: IO[bytes], beginning: int) -> str:
    """Return the line of the log, written since `beginning`, that says what went wrong."""
    log.seek(beginning)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    last = (telling or [line for line in lines if line] or ["it said nothing"])[-1]
    return f"{last} (more in {log.name})"
