"""Whom PostgreSQL runs as: ourselves, or another account when we are root."""

import contextlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from bellringer.models.embedded.binaries import Binaries
from bellringer.models.embedded.errors import EmbeddedPostgresError

_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whom PostgreSQL runs as, when that is not ourselves; it refuses to run as root."""

    uid: int
    gid: int
    capability: int | None


def account_for(cluster: Path, binaries: Binaries) -> Account | None:
    """Return whom PostgreSQL runs as; None for ourselves."""
    owner = cluster.stat() if cluster.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise EmbeddedPostgresError(
                f"{cluster} belongs to another account; run Bellringer as that one or as root, "
                "or set BELLRINGER_DATA_DIR to another folder."
            )
        return None
    if owner is None:
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
    else:
        uid, gid = owner.st_uid, owner.st_gid
    if uid == 0:
        raise EmbeddedPostgresError(
            f"{cluster} belongs to root, as whom PostgreSQL refuses to run; "
            f"give it to another account: chown -R nobody {cluster}"
        )
    programs = binaries.folder / "postgres"
    hidden = [path for path in (cluster.parent, programs) if not _is_open_to_all(path)]
    return Account(uid=uid, gid=gid, capability=_searching(hidden[0]) if hidden else None)


def _is_open_to_all(path: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _searching(hidden: Path) -> int:
    """Return a capability that lets the account come through to `hidden`, below root's home say.

    The alternatives are worse: to open root's folders to all, or to move data out of its folder.
    """
    with contextlib.suppress(FileNotFoundError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("CapEff:"):
                ours = int(line.split()[1], 16)
                for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
                    if ours >> capability & 1:
                        return capability
    raise EmbeddedPostgresError(
        f"PostgreSQL refuses to run as root, and other accounts can't reach {hidden}; "
        "run Bellringer as an ordinary account, or from a folder that all may enter."
    )
