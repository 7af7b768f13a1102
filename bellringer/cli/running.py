"""The commands that keep Bellringer running: serve, worker, migrate; and schema, which says what it speaks."""

import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated

import typer

from bellringer.cli.children import child, follow_parent
from bellringer.cli.opening import CannotStartError, address, database, migrated, run
from bellringer.config import Settings, UnusableSettingError, load_settings
from bellringer.models.embedded import embedded_postgres

Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=64, help="How many API processes.")]
Insecure = Annotated[
    bool,
    typer.Option(
        "--insecure-development",
        help="Serve development mode, which signs tokens for anybody, to other machines too.",
    ),
]
WithParent = Annotated[bool, typer.Option("--with-parent", hidden=True)]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    insecure_development: Insecure = False,
    with_parent: WithParent = False,
) -> None:
    """Serve the API; with the embedded database also migrate and run one worker."""
    settings = load_settings()
    if with_parent:
        follow_parent()
    refuse_open_development(settings, host, is_meant=insecure_development)
    # not in this file's head: other commands start faster without the API
    from bellringer.api.server import CannotListenError  # noqa: PLC0415
    from bellringer.api.server import serve as serve_api  # noqa: PLC0415

    with _deployment(settings) as dsn:
        try:
            serve_api(settings, dsn, host=host, port=port, workers=workers)
        except CannotListenError as error:
            raise CannotStartError(str(error)) from error


def worker(with_parent: WithParent = False) -> None:
    """Send what is due and do timed work, without an API."""
    settings = load_settings()
    if with_parent:
        follow_parent()
    # not in this file's head: firebase_admin must stay out of the API's processes
    from bellringer.push.fcm import NoCredentialError  # noqa: PLC0415
    from bellringer.worker import NoDatabaseError, work  # noqa: PLC0415

    try:
        work(settings)
    except (NoCredentialError, NoDatabaseError) as error:
        raise CannotStartError(str(error)) from error


def migrate() -> None:
    """Bring the database to the present schema, roles and policies included."""
    settings = load_settings()
    if settings.database_url is None:
        with embedded_postgres(settings.data_dir) as dsn:
            run(migrated(settings, dsn, is_told=True))
    else:
        run(migrated(settings, settings.database_url, is_told=True))


def schema() -> None:
    """Print the GraphQL schema."""
    # not in this file's head: other commands start faster without it
    from bellringer.graphql.schema import sdl  # noqa: PLC0415

    typer.echo(sdl(), nl=False)


def refuse_open_development(settings: Settings, host: str, *, is_meant: bool) -> None:
    """Refuse to serve other machines before somebody has said what this installation is.

    Raises:
        UnusableSettingError: The address is no loopback address, and the mode does not allow it.
    """
    if settings.is_production or _is_loopback(host):
        return
    if settings.mode is None:
        raise UnusableSettingError(
            f"BELLRINGER_MODE: must be set before {host} can be served; without it this is "
            "development, where everybody who reaches the address can sign in as anybody"
        )
    if not is_meant:
        raise UnusableSettingError(
            f"BELLRINGER_MODE: development on {host} lets everybody who reaches it sign in as "
            "anybody; set it to production, or add --insecure-development"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _deployment(settings: Settings) -> Iterator[str]:
    """Have a database with the present schema, and with the embedded one a worker too."""
    with ExitStack() as ends:
        if settings.database_url is not None:
            dsn = ends.enter_context(address(settings))
            run(_check(settings, dsn))
        else:
            dsn = ends.enter_context(embedded_postgres(settings.data_dir))
            run(migrated(settings, dsn))
            ends.enter_context(child("worker"))
        yield dsn


async def _check(settings: Settings, dsn: str) -> None:
    async with database(settings, dsn, size=1):
        pass
