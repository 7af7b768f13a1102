"""What a former owner's server leaves: processes that still stop, and a mark that names them."""

import os
import subprocess
import time
from pathlib import Path

from bellringer.models.embedded.errors import EmbeddedPostgresError


def await_leftovers(cluster: Path) -> None:
    """Wait until nothing of a former owner's server runs any more, then clear its mark.

    A killed owner's server is still stopping while its successor starts. And after `kill -9` of
    the server or a reboot, its mark names a process id that may be anybody's by now: PostgreSQL
    would then refuse to start, for ever.
    """
    mark = cluster / "postmaster.pid"
    deadline = time.monotonic() + 60
    while mark.exists():
        if not _is_alive(cluster):
            mark.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"A server of a former start still runs in {cluster} and does not stop."
            )
        else:
            time.sleep(0.02)


def _is_alive(cluster: Path) -> bool:
    """Tell whether any process of the cluster's last server lives, by PostgreSQL's own two signs."""
    lines = read_mark(cluster)
    return bool(lines) and (_is_postmaster(int(lines[0]), cluster) or _is_attached(lines))


def read_mark(cluster: Path) -> list[str]:
    """Return the lines of postmaster.pid: 0 process id, 6 shared memory, 7 state."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_postmaster(pid: int, cluster: Path) -> bool:
    if Path("/proc/self/cmdline").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return os.fsencode(cluster) in command.split(b"\0")
    asked = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return str(cluster) in subprocess.run(asked, capture_output=True, text=True).stdout


def _is_attached(lines: list[str]) -> bool:
    """Tell whether a process holds the server's shared memory, as its children do after its end."""
    table = Path("/proc/sysvipc/shm")
    if len(lines) < 7 or not table.exists():
        return False
    wanted = lines[6].split()
    rows = (row.split() for row in table.read_text().splitlines()[1:])
    return any(row[:2] == wanted and int(row[6]) > 0 for row in rows)
