"""The `bellringer` command. One file holds what belongs together; this one turns failures into one line."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

import asyncpg
import typer

from bellringer.cli import demo, imports, organizations, running
from bellringer.cli.opening import CannotStartError
from bellringer.config import UnusableSettingError
from bellringer.gamification.errors import DomainError
from bellringer.importing.mapping import UnusableMappingError
from bellringer.importing.rows import UnusableFileError
from bellringer.models.database import DatabaseUnavailableError
from bellringer.models.embedded import EmbeddedPostgresError

UNUSABLE = 2
BROKEN = 70  # EX_SOFTWARE of sysexits.h

app = typer.Typer(
    name="bellringer",
    help="Gamification for sales teams.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(running.serve)
app.command()(running.worker)
app.command()(running.migrate)
app.command()(demo.demo)
app.add_typer(imports.app, name="import")
app.add_typer(organizations.app, name="org")
app.command()(organizations.token)
app.command()(organizations.recount)
app.command()(running.schema)


def main() -> None:
    """Run the command named on the command line.

    It exits with 2 where what was given can't be used, and with 70 where the mistake is ours.
    """
    try:
        app()
    except (
        CannotStartError,
        DatabaseUnavailableError,
        DomainError,
        EmbeddedPostgresError,
        UnusableFileError,
        UnusableMappingError,
        UnusableSettingError,
    ) as error:
        _end(str(error), UNUSABLE)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _end(f"PostgreSQL can't be used: {error or type(error).__name__}", UNUSABLE)
    except Exception as error:
        _end(_report(error), BROKEN)


def _end(text: str, code: int) -> None:
    line = " ".join(text.split())
    typer.echo(f"bellringer: {line}", err=True)
    sys.exit(code)


def _report(error: Exception) -> str:
    """Write the traceback to a file of this user's; the line names no values, since they may be secrets."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    try:
        number, name = tempfile.mkstemp(prefix="bellringer-", suffix=".txt")
        with os.fdopen(number, "w") as file:
            traceback.print_exception(error, file=file)
    except OSError as full:
        return f"a mistake of Bellringer's own, {where}; its traceback can't be written: {full}"
    return f"a mistake of Bellringer's own, {where}; the traceback is in {name}"
