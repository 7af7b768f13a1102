"""`bellringer demo`: a company at work on one machine, with phones that ring."""

import asyncio
import socket
import time
from contextlib import suppress
from typing import Annotated

import typer

from bellringer.cli.opening import CannotStartError, address, run
from bellringer.cli.running import Port
from bellringer.config import load_settings

LAST_PORT = 65_535


def demo(
    port: Port = 8000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same story.")] = 1,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print only lines of NAME=value, for scripts.")
    ] = False,
) -> None:
    """Run a demo organization with live traffic, a phone that rings, and everything it needs."""
    settings = load_settings()
    if settings.is_production:
        raise CannotStartError("BELLRINGER_MODE: the demo is for development, not for production.")
    # not in this file's head: other commands start faster without it
    from bellringer.cli.playing import play  # noqa: PLC0415

    port = _free(port)
    began = time.perf_counter()
    if not quiet:
        typer.echo(
            "Starting PostgreSQL, an API, a worker and phones; ten weeks of sales are written …"
        )
    with suppress(KeyboardInterrupt, asyncio.CancelledError), address(settings) as dsn:
        run(
            play(
                settings,
                dsn,
                port=port,
                phones_port=port_beside(port),
                seed=seed,
                is_quiet=quiet,
                began=began,
            )
        )


def port_beside(port: int) -> int:
    """Return the next port, so that the phones are found where they were; 0, for any, if it can't be had."""
    if port == LAST_PORT:
        return 0
    try:
        with socket.create_server(("127.0.0.1", port + 1)):
            return port + 1
    except OSError:
        return 0


def _free(port: int) -> int:
    """Return the port, or any free one for 0.

    Raises:
        CannotStartError: Somebody listens there.
    """
    try:
        with socket.create_server(("127.0.0.1", port)) as found:
            chosen: int = found.getsockname()[1]
            return chosen
    except OSError as error:
        raise CannotStartError(
            f"Port {port} can't be used: {error.strerror}; --port names another."
        ) from None
