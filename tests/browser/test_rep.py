"""A rep's phone, as a person holds it."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, Opener, Served

expect.set_options(timeout=PATIENCE_MS)


async def log(page: Page, kind: str) -> None:
    """Two taps."""
    await page.get_by_role("button", name=kind, exact=True).click()
    await page.get_by_role("button", name=f"Log {kind}").click()


async def test_a_link_signs_in_and_leaves_no_token_in_the_address(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("rita"))
    await expect(page.get_by_role("heading", name=re.compile("Rita"))).to_be_visible()
    assert f"{served.url}/" == page.url
    assert "token" not in await page.evaluate("JSON.stringify(history.state) + location.href")
    await page.reload()
    await expect(page.get_by_role("heading", name=re.compile("Rita"))).to_be_visible()


async def test_two_calls_logged_without_network_are_sent_once_and_move_the_rank_elsewhere_and_on_the_tv(
    served: Served, open_page: Opener
) -> None:
    bob = await open_page(served.link("bob", "/log"))
    await log(bob, "Call")
    await expect(bob.get_by_role("status").filter(has_text="+1")).to_be_visible()
    board = await open_page(served.link("bob", "/board"))
    tv = await open_page(served.link("sue", "/tv?boards=points-month"), width=1280)
    leaders = (board.locator(".standing").first, tv.locator(".tv-row").first)
    for first in leaders:
        await expect(first).to_contain_text("Bob")

    rita = await open_page(served.link("rita", "/log"))
    await expect(rita.get_by_test_id("recent")).to_contain_text("Nothing logged yet")
    await rita.context.set_offline(True)
    await log(rita, "Call")
    await log(rita, "Call")
    waiting = rita.locator(".waiting li")
    await expect(waiting).to_have_count(2)
    await rita.context.set_offline(False)
    await expect(waiting).to_have_count(0)

    for first in leaders:  # by themselves: nobody touched these pages
        await expect(first).to_contain_text("Rita")
    recent = rita.get_by_test_id("recent").locator("li")
    await expect(recent.filter(has_text="Call")).to_have_count(2)
    await rita.reload()
    await expect(recent).to_have_count(2)


async def test_what_was_logged_can_be_taken_back_for_some_seconds(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("rita", "/log"))
    await log(page, "Visit")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_test_id("recent")).to_contain_text("taken back")
    await page.get_by_role("link", name="Home").click()
    await expect(page.get_by_test_id("points")).to_have_text("0")


async def test_what_was_logged_without_network_survives_a_closed_app(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("rita", "/log"))
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await page.context.set_offline(True)
    await log(page, "Call")
    await page.reload()  # the shell comes from the service worker, the kinds from the phone
    await expect(page.locator(".waiting li")).to_have_count(1)
    await page.context.set_offline(False)
    await expect(page.locator(".waiting li")).to_have_count(0)
    await expect(page.get_by_test_id("recent").locator("li")).to_have_count(1)


async def test_a_server_that_restarts_is_found_again_by_itself(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("rita"))
    await expect(page.get_by_test_id("points")).to_have_text("0")
    await served.stop()
    await expect(page.locator(".line-bar")).to_be_visible()
    await served.start()
    await expect(page.locator(".line-bar")).to_have_count(0)
    other = await open_page(served.link("rita", "/log"))
    await log(other, "Visit")
    await expect(page.get_by_test_id("points")).not_to_have_text("0")
