"""`bellringer serve` with nothing set: one command is a whole deployment, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellringer.models.embedded import running_dsn

SECONDS = 60.0


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        chosen: int = found.getsockname()[1]
        return chosen


@pytest.fixture
def serving(tmp_path: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("BELLRINGER_")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bellringer", "serve", "--port", str(port)],
        cwd=tmp_path,
        env={**inherited, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    yield process
    process.kill()
    process.wait()


def until(is_so: bool, began: float) -> bool:
    """Tell whether a loop that looks may end; fail if it looked for too long."""
    assert time.monotonic() - began < SECONDS
    if not is_so:
        time.sleep(0.02)
    return is_so


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(each) for each in listed.read_text().split()]
    return [*found, *(grandchild for child in found for grandchild in children(child))]


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_serve_brings_a_database_and_a_worker_and_leaves_no_process_behind(
    serving: "subprocess.Popen[bytes]", port: int, tmp_path: Path, stop: signal.Signals
) -> None:
    began = time.monotonic()
    while not until(is_ready(port), began):
        pass
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(serving.pid)}
    assert any(b"worker" in command for command in commands.values())
    assert any(b"postgres" in command for command in commands.values())

    serving.send_signal(stop)
    serving.wait(SECONDS)

    began = time.monotonic()
    for pid in commands:
        while not until(not is_alive(pid), began):
            pass
    assert running_dsn(tmp_path / ".bellringer") is None
    if stop is signal.SIGTERM:
        assert serving.returncode in (0, -signal.SIGTERM)
