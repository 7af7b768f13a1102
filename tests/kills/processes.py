"""Processes as /proc shows them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def named_now(pid: int) -> Iterator[str]:
    """What a process calls itself; nothing if it is gone, or dead and unburied."""
    with suppress(FileNotFoundError, ProcessLookupError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if command:
            yield command


def family(pid: int) -> Iterator[tuple[int, str]]:
    """A process and all below it, with what they call themselves."""
    for command in named_now(pid):
        yield pid, command
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from family(int(child))
