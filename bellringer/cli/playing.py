"""The demo at work: the story is written, processes are started, phones ring, reps go on selling."""

import asyncio
import random  # noqa: TID251 - seeded by the command line
import signal
import time
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any

import aiohttp
import typer
from rich.console import Console
from rich.progress import Progress

from bellringer.api.development import mint_development_token
from bellringer.cli.children import child
from bellringer.cli.opening import CannotStartError, database
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.demo.brightwater import Brightwater
from bellringer.demo.building import build
from bellringer.demo.cast import ADMIN, EVERYBODY, HERO, MANAGERS, SLUG, Person
from bellringer.demo.displays import hang_up_tv
from bellringer.demo.hero import next_milestone
from bellringer.demo.screen import Tokens, for_scripts, welcome
from bellringer.demo.traffic import send_for_ever
from bellringer.demo.webhooks import connect_wallboard
from bellringer.models.database import Database
from bellringer.models.roles import DOOR_ROLE
from bellringer.standins import fcm, phone, systems

HOST = "127.0.0.1"
_TOKEN_MINUTES = 24 * 60
_LOOK_SECONDS = 0.05
_READY_LOOKS = 1200
_NAMES = {person.phone: person.name for person in EVERYBODY}


async def play(
    settings: Settings,
    dsn: str,
    *,
    port: int,
    phones_port: int,
    seed: int,
    is_quiet: bool,
    began: float,
) -> None:
    """Fill the organization, start everything, say what to open, and go on until cancelled.

    Raises:
        CannotStartError: The API does not begin to answer.
    """

    def tell(text: str) -> None:
        if not is_quiet:
            typer.echo(text)

    def ring(message: dict[str, Any]) -> None:
        target = str(message.get("fid") or message.get("token"))
        tell(f"\n  {_NAMES.get(target, target)}'s phone\n{phone.draw(message)}\n")

    def hear(event: dict[str, Any]) -> None:
        told = event["data"]
        if event["type"] == "text":
            tell(f"\n  A text to {told['email']}: {told['title']} {told['body']}\n")
        else:
            tell(f"\n  The wallboard hears: {event['type']}, {told['title']}\n")

    this = asyncio.current_task()
    if this is not None:  # ended by a script, it ends as it does by Ctrl-C
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    url = f"http://{HOST}:{port}"
    async with AsyncExitStack() as ends:
        phones = await ends.enter_async_context(
            fcm.running(data_dir=settings.data_dir / "demo", port=phones_port, on_message=ring)
        )
        wallboard = await ends.enter_async_context(systems.listening(hear))
        environment = {
            "BELLRINGER_DATABASE_URL": dsn,
            "BELLRINGER_FIREBASE_PROJECT_ID": phones.account.project_id,
            "BELLRINGER_FCM_BASE_URL": phones.url,
            "GOOGLE_APPLICATION_CREDENTIALS": str(phones.key_file),
        }
        ends.enter_context(
            child("serve", "--port", str(port), environment=environment, is_quiet=True)
        )
        pool = await ends.enter_async_context(database(settings, dsn, size=4))
        found = await _build(settings, dsn, pool, seed=seed, is_quiet=is_quiet)
        ends.enter_context(child("worker", environment=environment, is_quiet=True))
        await _ready(url)

        def sign(who: Person) -> str:
            return mint_development_token(
                settings, org=SLUG, email=who.email, minutes=_TOKEN_MINUTES, now=utc_now()
            )

        async with pool.transaction(found.org_id) as connection:
            tv = await hang_up_tv(connection, found, now=utc_now())
            wallboard.secret = await connect_wallboard(
                connection, found, wallboard.url, now=utc_now()
            )
        tokens = Tokens(rep=sign(HERO), manager=sign(MANAGERS[0]), admin=sign(ADMIN), tv=tv)
        near = await next_milestone(pool, found, now=utc_now())
        show = for_scripts if is_quiet else welcome
        typer.echo(show(url, phones.url, tokens, near))
        tell(f"Started in {time.perf_counter() - began:.1f} seconds.\n")
        await send_for_ever(f"{url}/graphql", random.Random(seed), token_of=sign, tell=tell)


async def _build(
    settings: Settings, dsn: str, pool: Database, *, seed: int, is_quiet: bool
) -> Brightwater:
    """Fill the organization, with a bar that shows how far it is."""
    at_door = await Database.open(settings.database_door_url or dsn, role=DOOR_ROLE, size=1)
    console = Console(stderr=True, quiet=is_quiet)
    try:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("Ten weeks of sales", total=None)
            return await build(
                pool,
                at_door,
                seed=seed,
                now=utc_now(),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    finally:
        await at_door.close()


async def _ready(url: str) -> None:
    """Wait until the API answers.

    Raises:
        CannotStartError: It does not.
    """
    async with aiohttp.ClientSession() as session:
        for _ in range(_READY_LOOKS):
            if await _is_ready(session, url):
                return
            await asyncio.sleep(_LOOK_SECONDS)
    raise CannotStartError(f"The API does not answer at {url}; `bellringer serve` says why.")


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(f"{url}/readyz") as answer:
            return answer.status == HTTPStatus.OK
    except aiohttp.ClientError:
        return False
