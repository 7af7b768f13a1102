"""Another system that is told by webhook, and has bad days."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

Heard = tuple[dict[str, str], str]


class System:
    """Another system: keeps what it is told, and answers as it is asked to."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: deque[web.Response | str] = deque()
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.text()))
        answer = self.answers.popleft() if self.answers else web.Response(status=204)
        if answer == "cut":
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        assert isinstance(answer, web.Response)
        return answer


@asynccontextmanager
async def listening() -> AsyncIterator[System]:
    system = System()
    application = web.Application()
    application.router.add_post("/{tail:.*}", system.hear)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    system.url = f"http://127.0.0.1:{runner.addresses[0][1]}/bell"
    try:
        yield system
    finally:
        await runner.cleanup()
