"""The `bellringer` command. One file holds what belongs together; this one turns failures into one line."""

import sys

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
    """Run the command named on the command line; exit with 2 where what was given can't be used."""
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
        _refuse(str(error))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _refuse(f"PostgreSQL can't be used: {error or type(error).__name__}")


def _refuse(text: str) -> None:
    line = " ".join(text.split())
    typer.echo(f"bellringer: {line}", err=True)
    sys.exit(UNUSABLE)
