"""Who owns the database in a data folder: an flock, which the system takes back however they end.

The locked file is also the card on which the owner writes where its database is to be found.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bellringer.models.embedded.errors import DataFolderInUseError


@contextlib.contextmanager
def ownership(folder: Path) -> Iterator[IO[str]]:
    """Hold the folder's lock; what is yielded is the card on which the owner writes its address."""
    path = folder / "postgres.lock"
    # "a+" makes the file and leaves alone what is written in it, until it is ours.
    with open(path, "a+", encoding="utf-8", opener=_private) as card:
        deadline = time.monotonic() + 0.5  # whoever only looks holds it for an instant
        while True:
            try:
                fcntl.flock(card, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise _in_use(folder, _read_card(card)[0]) from None
                time.sleep(0.01)
        write_card(card, None)
        yield card


def running_dsn(data_dir: Path) -> str | None:
    """Return the address of the database in `data_dir`, or None while nobody runs it."""
    try:
        card = (data_dir / "postgres.lock").open()
    except FileNotFoundError:
        return None
    with card:
        try:
            fcntl.flock(card, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read_card(card)[1]
        return None  # closing it gives the lock back


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_card(card: IO[str], dsn: str | None) -> None:
    """Write who owns the database and, once it takes connections, its address."""
    card.seek(0)
    card.truncate()
    json.dump({"pid": os.getpid(), "dsn": dsn}, card)
    card.flush()


def _read_card(card: IO[str]) -> tuple[int | None, str | None]:
    """Return the owner's process id and address, as far as they are written."""
    card.seek(0)
    try:
        written = json.load(card)
    except json.JSONDecodeError:  # read between the owner's truncating and its writing
        return None, None
    return written["pid"], written["dsn"]


def _in_use(folder: Path, pid: int | None) -> DataFolderInUseError:
    who = "Another process" if pid is None else f"Process {pid}"
    return DataFolderInUseError(
        f"{who} already runs the database in {folder}; "
        "stop it, or set BELLRINGER_DATA_DIR to another folder."
    )
