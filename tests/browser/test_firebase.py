"""Signing in by Firebase and ringing a browser, with its real SDK and a Google that answers as the real one does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from bellringer.api.web_client import GOOGLE
from bellringer.clock import utc_now
from bellringer.config import FirebaseWebConfig, Mode, Settings
from bellringer.models.database import Database
from tests import builders
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.google import HOSTS, PASSWORD, PROJECT, Google
from tests.browser.test_desk import nothing_wrong
from tests.browser.test_rep import log
from tests.browser.test_screens import AXE

expect.set_options(timeout=PATIENCE_MS)
# the browser's own push service can't be reached from here: this is what it would answer
SUBSCRIPTION = """
PushManager.prototype.subscribe = async () => ({
  endpoint: "https://push.example.com/rita",
  getKey: () => new Uint8Array([1, 2, 3]).buffer,
  unsubscribe: async () => true,
});
"""


@pytest.fixture
async def google() -> AsyncIterator[Google]:
    async with Google.open() as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path, google: Google) -> Settings:
    """An installation with Firebase set up for browsers."""
    config = {
        "apiKey": "k",
        "authDomain": f"{PROJECT}.firebaseapp.com",
        "appId": "1:2:web:3",
        "messagingSenderId": "2",
        "vapidKey": "BOTZzpRjjhMlWVEvFSyzAAdpuQGdbu5bUq3jnVYXPlBlTOTDYqSQ4EPDZyfNmF3rSqKvrr1LRAZUl_BQB-pqDvM",
    }
    return Settings(
        mode=Mode.DEVELOPMENT,
        data_dir=tmp_path,
        firebase_project_id=PROJECT,
        auth_jwks_url=google.jwks_url,
        firebase_web_config=FirebaseWebConfig.model_validate(config),
    )


@pytest.fixture
async def page(served: Served, open_page: Opener, google: Google) -> Page:
    """The sign-in of a phone on which nobody is signed in."""
    opened = await open_page("about:blank")
    await google.stand_in(opened.context)
    await opened.goto(served.url)
    await expect(opened.get_by_label("E-mail address")).to_be_visible()
    return opened


async def by_password(page: Page, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail address").fill("rita@example.com")
    if not await page.get_by_label("Password", exact=True).is_visible():
        await page.get_by_text("Sign in with a password").click()
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def signed_in(page: Page) -> None:
    await expect(page.get_by_text("No goals yet")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Rita")


async def points(served: Served, google: Google, organization: str) -> int:
    """Return Rita's points in an organization."""
    async with httpx.AsyncClient() as client:
        got = await client.post(
            f"{served.url}/graphql",
            json={"query": "{ viewer { points } }"},
            headers={
                "authorization": f"Bearer {google.token(utc_now(), timedelta(hours=1))}",
                "bellringer-org": organization,
            },
        )
    found: int = got.json()["data"]["viewer"]["points"]
    return found


async def devices(served: Served, google: Google) -> list[dict[str, str]]:
    """Return Rita's phones; her account is bound to Google's by now."""
    async with httpx.AsyncClient() as client:
        got = await client.post(
            f"{served.url}/graphql",
            json={"query": "{ viewer { devices { platform targetKind locale } } }"},
            headers={"authorization": f"Bearer {google.token(utc_now(), timedelta(hours=1))}"},
        )
    found: list[dict[str, str]] = got.json()["data"]["viewer"]["devices"]
    return found


async def test_a_password_signs_in_until_signed_out_and_google_alone_is_asked(
    page: Page, served: Served, foreign: list[str], complaints: list[str]
) -> None:
    await by_password(page, "wrong")
    await expect(page.get_by_role("alert")).to_contain_text("don't fit")
    await by_password(page)
    await signed_in(page)
    await page.reload()
    await signed_in(page)
    await page.goto(f"{served.url}/settings")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    hosts = {urlsplit(each).hostname for each in foreign if not each.startswith("about:")}
    assert hosts == {"identitytoolkit.googleapis.com"}
    assert complaints == []


async def test_a_link_by_mail_signs_in_on_the_phone_that_asked_for_it(
    page: Page, served: Served, google: Google
) -> None:
    await page.get_by_label("E-mail address").fill("rita@example.com")
    await page.get_by_role("button", name="Send me a link").click()
    await expect(page.get_by_role("status")).to_contain_text("on its way to rita@example.com")
    assert f'"continueUrl":"{served.url}/"' in google.asked["accounts:sendOobCode"]
    await page.goto(f"{served.url}/?apiKey=k&oobCode=once&mode=signIn&lang=en")
    await signed_in(page)
    assert page.url == f"{served.url}/"  # the code is seen no more
    assert '"oobCode":"once"' in google.asked["accounts:signInWithEmailLink"]


async def test_who_is_in_several_organizations_opens_one(
    page: Page, database: Database, complaints: list[str]
) -> None:
    other = await builders.organization(database, slug="beta", now=utc_now())
    await by_password(page)
    await expect(page.get_by_role("heading", name="Which organization?")).to_be_visible()
    await expect(page.get_by_role("button")).to_have_text(["acme", "beta"])
    await page.get_by_role("button", name=other.slug).click()
    await signed_in(page)
    await expect(page.locator(".head-org")).to_contain_text("Beta")
    await page.reload()
    await expect(page.locator(".head-org")).to_contain_text("Beta")
    assert complaints == []


async def test_an_answer_from_before_the_choice_asks_nobody_again(
    page: Page, database: Database
) -> None:
    await builders.organization(database, slug="beta", now=utc_now())
    unchosen = [asyncio.Event(), asyncio.Event()]
    turns = iter(unchosen)

    async def held(route: Route) -> None:
        answer = await route.fetch()
        if "bellringer-org" not in route.request.headers:
            await next(turns).wait()
        await route.fulfill(response=answer)

    await page.route("**/graphql", held)
    async with page.expect_request("**/graphql"):
        await by_password(page)
    async with page.expect_request("**/graphql"):
        await page.evaluate("dispatchEvent(new Event('online'))")  # all is read again
    unchosen[0].set()
    await page.get_by_role("button", name="beta").click()
    await signed_in(page)
    async with page.expect_response(lambda answer: answer.status == 400) as late:
        unchosen[1].set()
    await (await late.value).finished()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Rita")
    await signed_in(page)


async def test_what_waits_is_sent_in_the_organization_that_it_was_logged_in(
    page: Page, served: Served, database: Database, google: Google
) -> None:
    waiting, organization = page.locator(".waiting li"), page.locator(".head-org")
    await by_password(page)
    await signed_in(page)
    await page.get_by_role("link", name="Log").click()
    await page.context.set_offline(True)
    await log(page, "Call")
    await expect(waiting).to_have_count(1)
    await builders.organization(database, slug="beta", now=utc_now())
    assert await points(served, google, "beta") == 0  # signed in there by name, too
    await page.context.set_offline(False)
    # what waits is sent whenever the network comes back, also before it is known who is here now
    await page.get_by_role("button", name="beta").evaluate(
        "beta => { beta.click(); dispatchEvent(new Event('online')); }"
    )
    await expect(organization).to_contain_text("Beta")
    await expect(waiting).to_have_count(0)
    await page.goto(f"{served.url}/settings")
    await page.get_by_role("button", name="Sign out").click()
    await by_password(page)
    await page.get_by_role("button", name="acme").click()
    await expect(organization).to_contain_text("Acme")
    await page.get_by_role("link", name="Log").click()
    await expect(page.get_by_role("button", name="Undo")).to_be_visible()
    await expect(waiting).to_have_count(0)
    assert await points(served, google, "acme") == 1
    assert await points(served, google, "beta") == 0


async def test_a_token_that_has_ended_is_renewed_and_nobody_sees_it(
    page: Page, google: Google
) -> None:
    google.lasts = timedelta(minutes=-10)
    await by_password(page)
    await signed_in(page)
    assert "grant_type=refresh_token" in google.asked["token"]


async def test_a_browser_rings_once_its_member_has_asked_and_no_more_after_signing_out(
    page: Page, served: Served, google: Google
) -> None:
    await page.context.grant_permissions(["notifications"])
    await page.add_init_script(SUBSCRIPTION)
    await by_password(page)
    await signed_in(page)
    assert "registrations" not in google.asked  # nothing is registered before the tap
    await page.goto(f"{served.url}/settings")
    ring = page.get_by_label("Ring on this device")
    await expect(ring).not_to_be_checked()
    await ring.click()
    await expect(page.get_by_text("This device rings now.")).to_be_visible()
    assert "push.example.com/rita" in google.asked["registrations"]
    mine = {"platform": "WEB", "targetKind": "FCM_TOKEN", "locale": "en-US"}
    assert await devices(served, google) == [mine]
    await page.reload()
    await expect(ring).to_be_checked()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    assert await devices(served, google) == []


async def test_a_browser_that_may_not_ring_says_what_to_do(page: Page, served: Served) -> None:
    await page.add_init_script("Notification.requestPermission = async () => 'denied'")
    await by_password(page)
    await signed_in(page)
    await page.goto(f"{served.url}/settings")
    await page.get_by_label("Ring on this device").click()
    await expect(page.get_by_text("Allow them in its settings")).to_be_visible()
    await expect(page.get_by_label("Ring on this device")).not_to_be_checked()


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
async def test_axe_finds_nothing_in_signing_in_and_ringing(page: Page, served: Served) -> None:
    await page.get_by_text("Sign in with a password").click()
    assert await nothing_wrong(page) == []
    await by_password(page)
    await signed_in(page)
    await page.goto(f"{served.url}/settings")
    await expect(page.get_by_label("Ring on this device")).to_be_visible()
    assert await nothing_wrong(page) == []


def test_google_is_stood_in_for_wherever_the_policy_lets_pages_go() -> None:
    assert GOOGLE == HOSTS
