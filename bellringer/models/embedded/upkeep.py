"""Keeps a server running: one that was killed, or died of itself, is started again by its owner."""

import contextlib
import subprocess
import threading
from collections.abc import Callable, Iterator

import structlog

from bellringer.models.embedded.errors import EmbeddedPostgresError

_PAUSE_SECONDS = 0.5  # so that one that can't start is not tried without end at full speed

_log = structlog.get_logger(__name__)


@contextlib.contextmanager
def kept_up(
    process: "subprocess.Popen[bytes]", start: Callable[[], "subprocess.Popen[bytes]"]
) -> Iterator[None]:
    """Start the process again whenever it ends before the context does; at the end, stop it.

    What it had confirmed is still there; who was connected has to connect again. `start` may refuse by
    EmbeddedPostgresError, and is then tried again.
    """
    upkeep = _Upkeep(process, start)
    upkeep.start()
    try:
        yield
    finally:
        upkeep.stop()


class _Upkeep(threading.Thread):
    def __init__(
        self, process: "subprocess.Popen[bytes]", start: Callable[[], "subprocess.Popen[bytes]"]
    ) -> None:
        super().__init__(name="embedded PostgreSQL", daemon=True)
        self._process = process
        self._start = start
        self._ending = threading.Event()

    def run(self) -> None:
        while True:
            code = self._process.wait()
            if self._ending.wait(_PAUSE_SECONDS):
                return
            _log.warning("postgres.ended", code=code, next="it is started again")
            with contextlib.suppress(EmbeddedPostgresError, OSError):
                cut(self._process)
                self._process = self._start()

    def stop(self) -> None:
        """Cut the lifeline until nothing runs any more."""
        self._ending.set()
        while self.is_alive():
            cut(self._process)  # or the one that was being started meanwhile
            self.join(0.05)


def cut(process: "subprocess.Popen[bytes]") -> None:
    """Close the lifeline, which is the process's standard input."""
    assert process.stdin is not None
    process.stdin.close()
