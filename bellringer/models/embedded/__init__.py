"""PostgreSQL of our own, in one folder: made at the first start, gone with its owner.

    with embedded_postgres(data_dir) as dsn: ...     own it
    with attach_or_start(data_dir) as dsn: ...       use it, whoever owns it

The folder holds everything: `postgres/` is the cluster with its socket, `postgres.log` what the
server says, `postgres.lock` who owns it. One process owns a running server, by an flock that the
system takes back however the owner ends; other processes of the same account may attach. It
listens on no port. The server itself is started and stopped by `keeper.py`; should it die before
its owner, `upkeep.py` starts it again.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from bellringer.models.embedded.account import account_for
from bellringer.models.embedded.binaries import find_binaries
from bellringer.models.embedded.errors import DataFolderInUseError, EmbeddedPostgresError
from bellringer.models.embedded.ownership import ownership, running_dsn, write_card
from bellringer.models.embedded.server import (
    PORT,
    SUPERUSER,
    check_version,
    initialise,
    open_log,
    refuse_forgetful,
    server,
    socket_folder,
)

__all__ = [
    "DataFolderInUseError",
    "EmbeddedPostgresError",
    "attach_or_start",
    "embedded_postgres",
    "running_dsn",
]


@contextlib.contextmanager
def embedded_postgres(
    data_dir: Path, *, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Own the PostgreSQL in `data_dir` while the context lasts, making it if it is new.

    Args:
        data_dir: Made with access for nobody else, if it does not exist.
        settings: PostgreSQL's own, above those of this module and of postgresql.conf.

    Yields:
        The address of the database as its superuser, for this process and others of its account.

    Raises:
        DataFolderInUseError: When another process owns it.
        EmbeddedPostgresError: When it can't start, or would forget what it has confirmed.
    """
    binaries = find_binaries()
    folder = _made(data_dir)
    with ownership(folder) as card, contextlib.ExitStack() as running:
        cluster = folder / "postgres"
        account = account_for(cluster, binaries)
        log = running.enter_context(open_log(folder))
        if not cluster.exists():
            initialise(cluster, binaries, account, log)
        check_version(cluster, binaries)
        running.enter_context(server(cluster, binaries, account, log, settings or {}))
        host = running.enter_context(socket_folder(cluster))
        refuse_forgetful(binaries, host)
        dsn = f"postgresql://{SUPERUSER}@/postgres?host={quote(host)}&port={PORT}"
        write_card(card, dsn)
        try:
            yield dsn
        finally:
            write_card(card, None)


@contextlib.contextmanager
def attach_or_start(data_dir: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Use the PostgreSQL in `data_dir`: that of a living owner, else one of our own meanwhile.

    Who attaches loses the database when its owner ends.

    Raises:
        EmbeddedPostgresError: As `embedded_postgres`, or when the owner does not get ready.
    """
    deadline = time.monotonic() + 120
    with contextlib.ExitStack() as owned:
        while (dsn := running_dsn(data_dir)) is None:
            try:
                dsn = owned.enter_context(embedded_postgres(data_dir, settings=settings))
                break
            except DataFolderInUseError:  # it is starting, or stopping
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        yield dsn


def _made(data_dir: Path) -> Path:
    folder = data_dir.resolve()
    # Root's server runs under another account, which must come through to its cluster, no more.
    folder.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    return folder
