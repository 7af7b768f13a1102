"""The page to try GraphQL with: there in development only, and self-contained."""

import re
from pathlib import Path

import httpx

from bellringer.api.app import create_app
from bellringer.config import Mode, Settings

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_browser_that_opens_the_endpoint_gets_a_page_that_loads_nothing(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "<textarea" in page.text
    assert not re.search(r"(src|href)=|@import|url\(|https?://", page.text)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


async def test_whoever_asks_for_data_gets_data(client: httpx.AsyncClient) -> None:
    for headers, query in (
        ({"accept": "application/json"}, {}),
        (BROWSER, {"query": "{ viewer }"}),
    ):
        answer = await client.get("/graphql", headers=headers, params=query)
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("application/json")
    assert (await client.post("/graphql", headers=BROWSER)).status_code == 415


async def test_there_is_no_page_in_production(dsn: str, tmp_path: Path) -> None:
    settings = Settings(mode=Mode.PRODUCTION, data_dir=tmp_path, database_url=dsn)
    made = create_app(settings, dsn)
    transport = httpx.ASGITransport(app=made)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        answer = await client.get("/graphql", headers=BROWSER)
    assert answer.status_code == 401
    assert "<textarea" not in answer.text
