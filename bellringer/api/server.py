"""Uvicorn, politely: when it is told to stop it answers what it has begun, and sends sockets elsewhere (1012)."""

import gc
import os
import socket

import uvicorn
from uvicorn.supervisors import Multiprocess

from bellringer.api.app import create_app
from bellringer.api.logs import write_logs
from bellringer.api.protocol import PunctualProtocol
from bellringer.config import PREFIX, Settings, load_settings
from bellringer.models.database import DatabaseUnavailableError

DRAIN_WITHIN = 10
SEARCH_AFTER = 50_000  # objects made and not let go


class CannotListenError(Exception):
    """The address can't be listened on."""


def app() -> object:
    """Build the application in a process of its own."""
    write_logs()
    settings = load_settings()
    if settings.database_url is None:
        raise DatabaseUnavailableError("An API process is started by `bellringer serve`.")
    application = create_app(settings, settings.database_url)
    set_apart()
    return application


def set_apart() -> None:
    """Leave out of the search for garbage what stays anyway: modules and the schema, of which there is most.

    Searched with the rest they stop the process for up to seconds each time. And search less often: what a request or
    an event is made of is let go when it is answered, and searched before, it only is taken for what stays.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SEARCH_AFTER)


def config_of(application: object, *, host: str, port: int, workers: int = 1) -> uvicorn.Config:
    """Return how uvicorn runs here."""
    return uvicorn.Config(
        application,  # type: ignore[arg-type]  # uvicorn's own ASGI types
        factory=isinstance(application, str),
        http=PunctualProtocol,
        host=host,
        port=port,
        workers=workers,
        timeout_graceful_shutdown=DRAIN_WITHIN,
        ws_max_size=128 * 1024,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        access_log=False,
        log_level="warning",
        server_header=False,
    )


def serve(settings: Settings, dsn: str, *, host: str, port: int, workers: int = 1) -> None:
    """Serve until told to stop.

    Raises:
        CannotListenError: The address is taken, or is none of this machine's.
    """
    write_logs()
    if workers == 1:
        server = uvicorn.Server(config_of(create_app(settings, dsn), host=host, port=port))
        listening = _listen(server.config)
        set_apart()
        server.run(sockets=[listening])
        return
    os.environ[f"{PREFIX}DATABASE_URL"] = dsn  # what the processes begin from
    config = config_of("bellringer.api.server:app", host=host, port=port, workers=workers)
    listening = _listen(config)
    Multiprocess(config, sockets=[listening]).run()


def _listen(config: uvicorn.Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((config.host, config.port))
    except OSError as error:
        listening.close()
        raise CannotListenError(
            f"{config.host}:{config.port} can't be listened on: {error.strerror}. Choose another --port."
        ) from error
    listening.set_inheritable(True)
    return listening
