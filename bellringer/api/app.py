"""The whole wiring, on one page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from uuid import UUID

import httpx
import structlog
from fastapi import FastAPI
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from bellringer.api import health
from bellringer.api.auth import Gate
from bellringer.api.counter import Counter
from bellringer.api.credentials import (
    KEY_PATH,
    KEYS_PATH,
    credential_signer,
    published_key,
    published_keys,
)
from bellringer.api.development import development_issuer
from bellringer.api.keys import FetchedKeys
from bellringer.api.limits import Buckets, Rates
from bellringer.api.seats import SocketRules
from bellringer.api.tokens import Issuer
from bellringer.api.trying import TryingPage
from bellringer.api.version import VERSION_PATH, told_version
from bellringer.api.web_client import web_client
from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.gamification.attempts import PASSING
from bellringer.gamification.intake import Intake
from bellringer.gamification.store import viewer
from bellringer.gamification.store.playbook import Shelf
from bellringer.gamification.store.viewer import Authority
from bellringer.graphql.gathering import Gathering
from bellringer.graphql.schema import make_schema
from bellringer.graphql.services import Services
from bellringer.models.connection import Watch
from bellringer.models.database import Database
from bellringer.models.migrations import is_ready
from bellringer.models.roles import DOOR_ROLE
from bellringer.push.line import open_line
from bellringer.push.links import path_of
from bellringer.push.live import LiveLine
from bellringer.push.wording import words

log = structlog.get_logger(__name__)

POOL = 10
DOOR_POOL = 4
READY_WITHIN = 3.0


def create_app(
    settings: Settings,
    dsn: str,
    *,
    clock: Callable[[], datetime] = utc_now,
    rates: Rates | None = None,
    rules: SocketRules | None = None,
    watch: Watch = lambda _: None,
) -> FastAPI:
    """Wire the application round one database; it opens what it needs when it starts, and closes it at the end.

    Args:
        settings: What the environment says.
        dsn: Where the database is, with the login of the application.
        clock: The present instant.
        rates: How often anybody may ask; None: the usual rates in production, none in development.
        rules: What a socket may do; None: the usual.
        watch: Is shown each statement.
    """
    schema = make_schema(may_introspect=not settings.is_production)
    counter = _Doorway()
    signer = credential_signer(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as ends:
            line = await ends.enter_async_context(open_line(settings.redis_url, dsn))
            database = await Database.open(dsn, size=POOL, watch=watch, tell=line.tell)
            ends.push_async_callback(database.close)
            door = await Database.open(
                settings.database_door_url or dsn, role=DOOR_ROLE, size=DOOR_POOL, watch=watch
            )
            ends.push_async_callback(door.close)
            live = await ends.enter_async_context(LiveLine(line).open())
            intake = Intake(database, clock)
            ends.push_async_callback(intake.aclose)
            services = Services(
                data=database,
                intake=intake,
                live=live,
                clock=clock,
                wording=words,
                link=path_of,
                playbooks=Shelf(),
                signer=signer,
                authorities=Gathering(authorities(database, clock)),
            )
            gate = Gate(door, database, await issuers(settings, clock, ends), clock)
            limits = rates or (Rates() if settings.is_production else None)
            buckets = Buckets(limits, clock) if limits else None
            counter.opened = Counter(
                schema,
                services,
                gate,
                buckets,
                rules=rules,
                allowed_origins=(settings.public_url,) if settings.public_url else (),
            )
            app.state.database = database
            app.state.live = live
            yield

    async def missing() -> str | None:
        try:
            async with asyncio.timeout(READY_WITHIN):
                return None if await is_ready(app.state.database) else "the schema is older"
        except Exception as error:
            is_known = isinstance(error, (TimeoutError, *PASSING))
            log.warning("health.not_ready", error=type(error).__name__, exc_info=not is_known)
            return "the database does not answer"

    def remark() -> str | None:
        return None if app.state.live.is_up else "live events: the line is down, screens look again"

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    endpoint = counter if settings.is_production else TryingPage(counter)
    app.router.routes.append(Route("/graphql", endpoint))
    app.router.routes.append(WebSocketRoute("/graphql", counter))
    app.add_route("/healthz", health.healthz)
    app.add_route("/readyz", health.readyz(missing, remark))
    app.add_route("/metrics", health.metrics)
    app.add_route(VERSION_PATH, told_version(settings.app_floor))
    app.add_route(KEYS_PATH, published_keys(signer))
    app.add_route(KEY_PATH, published_key(signer))
    app.router.routes.extend(web_client(settings.firebase_in_browser).routes())
    return app


def authorities(
    database: Database, clock: Callable[[], datetime]
) -> Callable[[UUID, frozenset[bytes]], Awaitable[Mapping[bytes, Authority]]]:
    """Return how the authorities of many members of an organization are read at once."""

    async def read(org_id: UUID, identities: frozenset[bytes]) -> Mapping[bytes, Authority]:
        async with database.reading(org_id) as connection:
            return await viewer.by_identities(connection, identities, now=clock())

    return read


class _Doorway:
    """Where the counter will stand once it is opened."""

    opened: Counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.opened(scope, receive, send)


async def issuers(
    settings: Settings, clock: Callable[[], datetime], ends: AsyncExitStack
) -> dict[str, Issuer]:
    """Return whose tokens are trusted; what fetches their keys is closed with the application."""
    found = [development_issuer(settings)]
    if (sign_in := settings.sign_in) is not None:
        client = await ends.enter_async_context(httpx.AsyncClient(timeout=5))
        keys = FetchedKeys(sign_in.jwks_url, client, clock)
        found.append(Issuer(name=sign_in.issuer, audience=sign_in.audience, keys=keys))
    return {issuer.name: issuer for issuer in found if issuer is not None}
