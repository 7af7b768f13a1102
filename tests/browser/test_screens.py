"""Every screen: nothing leaves the origin, the policy holds, and axe finds nothing to mend."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, Opener, Served

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
SCREENS = {
    "/": "Streaks",
    "/board": "This month",
    "/log": "Logged lately",
    "/feed": "Feed",
    "/inbox": "Inbox",
    "/settings": "Quiet hours",
    "/months": "Team of the month",
    "/tv": "This month",
}
LATER = {  # loaded once somebody opens them
    "/desk": "Members",
    "/desk/approvals": "Nothing waits",
    "/desk/month": "Team of the month",
    "/admin": "Enrol somebody",
    "/admin/teams": "New team",
    "/admin/rules": "Rules",
    "/admin/badges": "New badge",
    "/admin/boards": "New board",
    "/admin/calendar": "Open the year",
    "/admin/displays": "New screen",
}

expect.set_options(timeout=PATIENCE_MS)


async def findings(page: Page) -> list[str]:
    """Return what axe finds, as rule and place."""
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate("axe.run()")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_on_any_screen(
    served: Served, open_page: Opener, dark: bool
) -> None:
    page = await open_page(served.link("rita", "/log"), dark=dark, width=320)
    await page.get_by_role("button", name="Call", exact=True).click()
    assert await findings(page) == []
    await page.get_by_role("button", name="Log Call").click()
    await expect(page.get_by_test_id("recent").locator("li")).to_have_count(1)
    for path, words in SCREENS.items():
        await page.goto(served.link("rita", path))
        await expect(page.get_by_text(words, exact=True).first).to_be_visible()
        await expect(page.locator(".skeleton")).to_have_count(0)
        assert await findings(page) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    await page.goto(f"{served.url}/settings")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_label("Sign-in token")).to_be_visible()
    assert await findings(page) == []


async def test_no_request_leaves_the_origin_and_no_screen_breaks_the_policy(
    served: Served, open_page: Opener, complaints: list[str], foreign: list[str]
) -> None:
    page = await open_page(served.link("rita"))
    for path, words in SCREENS.items():
        await page.goto(served.link("rita", path))
        await expect(page.get_by_text(words, exact=True).first).to_be_visible()
    assert ([], []) == (complaints, foreign)
    blocked = await page.evaluate(
        "new Promise((done) => { addEventListener('securitypolicyviolation', () => done(true)); "
        "document.body.append(Object.assign(document.createElement('script'), "
        "{ textContent: 'globalThis.ran = true' })); setTimeout(done, 3000, false); })"
    )
    assert blocked
    assert not await page.evaluate("globalThis.ran === true")


async def test_no_request_of_the_desk_and_the_admins_pages_leaves_the_origin(
    served: Served, open_page: Opener, complaints: list[str], foreign: list[str]
) -> None:
    page = await open_page(served.link("ada"))
    for path, words in LATER.items():
        await page.goto(f"{served.url}{path}")
        await expect(page.get_by_text(words, exact=True).first).to_be_visible()
        await expect(page.locator(".skeleton")).to_have_count(0)
    await page.goto(f"{served.url}/desk")
    await page.locator(".desk-who").first.click()
    await expect(page.get_by_role("button", name="Close")).to_be_visible()
    assert ([], []) == (complaints, foreign)
