"""A browser, and the application behind a real server, which can be stopped and started again."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from bellringer.api.app import create_app
from bellringer.api.development import mint_development_token
from bellringer.api.server import config_of
from bellringer.clock import utc_now
from bellringer.config import Mode, Settings
from bellringer.models.database import Database
from tests import builders
from tests.builders import Org
from tests.integration.coaching.habits import look
from tests.integration.coaching.test_off_days import morning

CHROMIUM = shutil.which("chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE_MS = 45_000
Opener = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"))


@dataclass
class Served:
    """The application on a port of its own; it can go and come back."""

    settings: Settings
    dsn: str
    port: int
    clock: Callable[[], datetime] = utc_now
    _ends: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link(self, name: str, path: str = "/") -> str:
        """Return a link that signs a member in, by first name."""
        token = mint_development_token(
            self.settings, org="acme", email=f"{name}@example.com", minutes=60, now=self.clock()
        )
        return f"{self.url}{path}#token={token}"

    async def start(self) -> None:
        application = create_app(self.settings, self.dsn, clock=lambda: self.clock())
        await self._ends.enter_async_context(application.router.lifespan_context(application))
        config = config_of(application, host="127.0.0.1", port=self.port)
        config.lifespan = "off"  # begun above
        config.timeout_graceful_shutdown = 1
        await self._ends.enter_async_context(_running(uvicorn.Server(config)))

    async def stop(self) -> None:
        ends, self._ends = self._ends, AsyncExitStack()
        await ends.aclose()


@asynccontextmanager
async def _running(server: uvicorn.Server) -> AsyncIterator[None]:
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await serving


@pytest.fixture
def moment() -> datetime | None:
    """The moment at which the clocks of the server and of all pages stand; None, and they go."""
    return None


@pytest.fixture
async def org(database: Database, moment: datetime | None) -> Org:
    """The usual organization, made in the present."""
    return await builders.organization(database, now=builders.NOW if moment else utc_now())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """What the operator has set."""
    return Settings(mode=Mode.DEVELOPMENT, data_dir=tmp_path)


@pytest.fixture
async def served(
    dsn: str, settings: Settings, org: Org, moment: datetime | None
) -> AsyncIterator[Served]:
    """The application, served."""
    del org
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    made = Served(settings, dsn, port)
    if moment is not None:
        made.clock = lambda: moment
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def flagged(database: Database, org: Org) -> None:
    """Rita has done one call where twelve are usual, and was flagged for it; clocks have to stand at NOON."""
    await morning(database, org)
    await look(database, org)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium with a fresh profile."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


@pytest.fixture
async def complaints() -> list[str]:
    """What pages of a test complained about: broken policies, errors of scripts."""
    return []


@pytest.fixture
async def foreign() -> list[str]:
    """Addresses elsewhere that pages of a test asked for."""
    return []


@pytest.fixture
async def open_page(
    browser: Browser,
    served: Served,
    complaints: list[str],
    foreign: list[str],
    moment: datetime | None,
) -> Opener:
    """Open a page on a phone of its own: open_page(address, dark=True, width=320)."""

    async def opened(
        address: str, *, dark: bool = False, width: int = 390, locale: str = "en-US"
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 844},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        if moment is not None:
            await context.clock.set_fixed_time(moment)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
        )
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(served.url) else foreign.append(asked.url),
        )
        await page.goto(address)
        return page

    return opened
