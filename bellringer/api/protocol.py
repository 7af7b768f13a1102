"""Uvicorn's own HTTP, with an end to waiting: who opens a connection says what it wants."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN = 10.0


class PunctualProtocol(HttpToolsProtocol):
    """Hangs up where the headers of a request are not there within 10 seconds."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no longer; the body has a limit of its own."""
        self._wait_no_longer()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_longer()
        if not self.transport.is_closing():
            self._limit = self.loop.call_later(HEADERS_WITHIN, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
