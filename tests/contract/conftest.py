"""The real application over the test's database, and phones that talk to it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bellringer.api.app import create_app
from bellringer.api.development import KEY_FILE, mint_development_token
from bellringer.api.own_keys import own_key
from bellringer.api.seats import SocketRules
from bellringer.config import Mode, Settings
from tests.conftest import SetClock

SPEC = "application/graphql-response+json"


@pytest.fixture(scope="session")
def development_key(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A key to sign with; making one takes longer than most tests."""
    made = tmp_path_factory.mktemp("keys") / KEY_FILE
    own_key(made)
    return made.read_bytes()


@pytest.fixture
def settings(tmp_path: Path, development_key: bytes) -> Settings:
    """Development, with a data directory of the test's own."""
    (tmp_path / KEY_FILE).write_bytes(development_key)
    return Settings(mode=Mode.DEVELOPMENT, data_dir=tmp_path)


@pytest.fixture
def rules() -> SocketRules:
    """What a socket may do: the usual, unless a test asks for less."""
    return SocketRules()


@pytest.fixture
async def app(
    settings: Settings, dsn: str, clock: SetClock, statements: list[str], rules: SocketRules
) -> AsyncIterator[FastAPI]:
    """The application, started; `statements` collects what it asks of the database."""
    made = create_app(settings, dsn, clock=clock, rules=rules, watch=statements.append)
    async with made.router.lifespan_context(made):
        yield made


@dataclass(frozen=True)
class Phone:
    """A signed-in member's phone."""

    client: httpx.AsyncClient
    token: str

    async def send(self, **request: Any) -> httpx.Response:
        """Post whatever is given."""
        headers = {
            "authorization": f"Bearer {self.token}",
            "accept": SPEC,
            "content-type": "application/json",
            **request.pop("headers", {}),
        }
        return await self.client.post("/graphql", headers=headers, **request)

    async def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """Run an operation; return the whole answer."""
        got = await self.send(json={"query": query, "variables": variables})
        body: dict[str, Any] = got.json()
        return body

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Run an operation that goes well; return its data."""
        body = await self.answer(query, **variables)
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A connection to the application, inside of this process."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


Phones = Callable[..., Phone]


@pytest.fixture
def phone(client: httpx.AsyncClient, settings: Settings, clock: SetClock) -> Phones:
    """Sign a member in, by first name: phone("rita")."""

    def signed_in(name: str, *, org: str = "acme", minutes: int = 60) -> Phone:
        token = mint_development_token(
            settings, org=org, email=f"{name}@example.com", minutes=minutes, now=clock()
        )
        return Phone(client, token)

    return signed_in
