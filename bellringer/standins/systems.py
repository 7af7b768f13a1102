"""A stand-in for another system, e.g. a wallboard: it verifies the events of a webhook, and drops what it knows."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

KEPT = 10_000


@dataclass
class SystemStandin:
    """A running stand-in.

    Attributes:
        url: Where it is told.
        secret: What it verifies with; until it is given one, it takes nothing.
        on_event: Is handed each event once.
        known: The ids of what it has taken, the latest last.
    """

    url: str
    on_event: Callable[[dict[str, Any]], None]
    secret: str | None = None
    known: dict[str, None] = field(default_factory=dict)

    async def hear(self, request: web.Request) -> web.Response:
        """Answer POST: 503 without a secret yet, 400 to a signature that is none, else 204."""
        if self.secret is None:
            return web.Response(status=503)
        try:
            event = Receiver(self.secret).verify(await request.text(), dict(request.headers))
        except (WebhookVerificationError, ValueError):
            return web.Response(status=400)
        told = request.headers["webhook-id"]
        if told not in self.known:
            self.known[told] = None
            if len(self.known) > KEPT:
                del self.known[next(iter(self.known))]
            self.on_event(event)
        return web.Response(status=204)


@asynccontextmanager
async def listening(on_event: Callable[[dict[str, Any]], None]) -> AsyncIterator[SystemStandin]:
    """Run one on any free port of 127.0.0.1 while the block runs."""
    standin = SystemStandin(url="", on_event=on_event)
    application = web.Application()
    application.add_routes([web.post("/bell", standin.hear)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        standin.url = f"http://127.0.0.1:{runner.addresses[0][1]}/bell"
        yield standin
    finally:
        await runner.cleanup()
