"""Processes of ours that end with this one, however it ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_PATIENCE_SECONDS = 15
_PAUSE_SECONDS = 1.0


@contextmanager
def child(
    *arguments: str, environment: Mapping[str, str] | None = None, is_quiet: bool = False
) -> Iterator[None]:
    """Run `bellringer <arguments> --with-parent` beside this process, again should it end by itself.

    Its standard input is a pipe that ends with this process, even if that is killed.
    """
    ending = threading.Event()
    keeper = _Keeper(arguments, {**os.environ, **(environment or {})}, ending, is_quiet)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        keeper.stop()


def follow_parent() -> None:
    """End this process when the one that started it is gone; for commands that `child` runs."""

    def watch() -> None:
        # a pipe that nobody writes to; not by sys.stdin, whose lock would be held when Python ends
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="follow parent", daemon=True).start()


class _Keeper(threading.Thread):
    """Starts the process, and starts it again whenever it ends before it should."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        ending: threading.Event,
        is_quiet: bool,
    ) -> None:
        super().__init__(name=f"bellringer {arguments[0]}", daemon=True)
        self._command = [sys.executable, "-m", "bellringer", *arguments, "--with-parent"]
        self._environment = environment
        self._ending = ending
        self._output = subprocess.DEVNULL if is_quiet else None
        self._process = self._begin()

    def run(self) -> None:
        """Keep it running."""
        while True:
            self._process.wait()
            if self._ending.wait(_PAUSE_SECONDS):
                return
            self._process = self._begin()

    def stop(self) -> None:
        """Ask it to end, and wait for it."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.join()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._command,
            env=dict(self._environment),
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,  # Ctrl-C in the terminal is for the parent, which then stops it
        )
