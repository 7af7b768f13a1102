"""A manager's desk: a badge in two taps, approvals, proposals, and points put right."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_rep import log
from tests.browser.test_screens import AXE, findings

expect.set_options(timeout=PATIENCE_MS)


async def asked(served: Served, who: str, document: str, **sent: object) -> dict[str, Any]:
    """Ask the API on behalf of a member, by first name."""
    token = served.link(who).partition("token=")[2]
    async with httpx.AsyncClient() as client:
        got = await client.post(
            f"{served.url}/graphql",
            json={"query": document, "variables": {"input": sent}},
            headers={"authorization": f"Bearer {token}"},
        )
    data: dict[str, Any] = got.json()["data"]
    return data


async def test_a_badge_takes_two_taps_and_the_reps_page_shows_it_without_a_reload(
    served: Served, open_page: Opener
) -> None:
    rita = await open_page(served.link("rita"))
    await expect(rita.get_by_role("heading", name="Badges")).to_be_visible()
    await expect(rita.get_by_text("Team player")).to_have_count(0)
    sue = await open_page(served.link("sue", "/desk"))
    await sue.get_by_role("button", name="A badge for Rita").click()
    await sue.locator(".medal-button").filter(has_text="Team player").click()
    await expect(sue.get_by_role("dialog").get_by_text("Rita has")).to_be_visible()
    await expect(rita.get_by_text("Team player")).to_be_visible()


async def test_what_members_report_counts_once_the_manager_has_approved_it(
    served: Served, open_page: Opener
) -> None:
    await asked(
        served,
        "ada",
        "mutation K($input: KindUpdateInput!) { kindUpdate(input: $input) { userErrors { code } } }",
        key="visit",
        needsApproval=True,
    )
    rita = await open_page(served.link("rita", "/log"))
    await log(rita, "Visit")
    await log(rita, "Visit")
    await expect(rita.get_by_test_id("recent").locator("li")).to_have_count(2)
    sue = await open_page(served.link("sue", "/desk"))
    await sue.get_by_role("link", name="Approvals · 2").click()
    await sue.get_by_role("button", name="Approve").first.click()
    await expect(sue.get_by_role("button", name="Approve")).to_have_count(1)
    await sue.get_by_role("button", name="Reject").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_role("button", name="Reject").click()
    await expect(sheet.get_by_label("Why? The member reads it.")).to_have_attribute(
        "aria-invalid", "true"
    )
    await sheet.get_by_label("Why? The member reads it.").fill("It was a call")
    await sheet.get_by_role("button", name="Reject").click()
    await expect(sue.get_by_text("Nothing waits")).to_be_visible()
    await sue.goto(f"{served.url}/desk")
    await expect(
        sue.locator(".desk-row").filter(has_text="Rita").locator(".earned")
    ).to_be_visible()


async def test_a_goal_proposed_by_either_side_is_agreed_by_the_other(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await sue.get_by_role("button", name=re.compile("^Rita")).click()
    await sue.get_by_role("button", name="Propose a goal").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_role("button", name="Propose", exact=True).click()
    await expect(sheet.locator("[aria-invalid=true]")).to_have_count(1)
    await sheet.get_by_label("What is it called?").fill("Many calls")
    await sheet.get_by_label("What counts").select_option("calls")
    await sheet.get_by_label("Target").fill("500")
    await sheet.get_by_role("button", name="Propose", exact=True).click()
    await expect(sheet.get_by_text("It counts once Rita agrees")).to_be_visible()
    rita = await open_page(served.link("rita"))
    await rita.get_by_role("link", name=re.compile("Many calls")).click()
    await rita.get_by_role("button", name="Agree").click()
    await expect(rita.get_by_role("button", name="Agree")).to_have_count(0)


async def test_points_are_put_right_with_a_reason_that_is_asked_for_beside_its_field(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await sue.get_by_role("button", name=re.compile("^Rita")).click()
    await sue.get_by_role("button", name="Adjust points").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_label("Points", exact=True).fill("25")
    await sheet.get_by_role("button", name="Adjust", exact=True).click()
    reason = sheet.get_by_label("Reason, which the member sees")
    await expect(reason).to_have_attribute("aria-invalid", "true")
    await reason.fill("Helped at the fair")
    await sheet.get_by_role("button", name="Adjust", exact=True).click()
    await expect(sheet.get_by_text("Points adjusted.")).to_be_visible()
    rita = await open_page(served.link("rita"))
    await expect(rita.locator("main").get_by_text("25").first).to_be_visible()


async def test_a_rep_has_no_desk_and_loads_none_of_it(served: Served, open_page: Opener) -> None:
    rita = await open_page(served.link("rita", "/desk"))
    await expect(rita.get_by_text("No goals yet")).to_be_visible()
    await expect(rita.get_by_role("link", name="Desk")).to_have_count(0)
    loaded = await rita.evaluate(
        "performance.getEntriesByType('resource').map((each) => each.name)"
    )
    assert [each for each in loaded if "/desk/" in each or "/admin/" in each] == []


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_on_the_desk(served: Served, open_page: Opener, dark: bool) -> None:
    page = await open_page(served.link("sue", "/desk"), dark=dark, width=320)
    await expect(page.get_by_text("Members", exact=True)).to_be_visible()
    assert await nothing_wrong(page) == []
    await page.get_by_role("button", name="A badge for Rita").click()
    assert await nothing_wrong(page) == []
    await page.get_by_role("button", name="Close").click()
    for name in ("Propose a goal", "Adjust points"):
        await page.get_by_role("button", name=re.compile("^Rita")).click()
        await page.get_by_role("button", name=name).click()
        assert await nothing_wrong(page) == [], name
        await page.get_by_role("button", name="Close").click()
    for path, words in {
        "/desk/approvals": "Nothing waits",
        "/desk/month": "Team of the month",
    }.items():
        await page.goto(f"{served.url}{path}")
        await expect(page.get_by_text(words).first).to_be_visible()
        await expect(page.locator(".skeleton")).to_have_count(0)
        assert await nothing_wrong(page) == [], path


async def nothing_wrong(page: Page) -> list[str]:
    """Return what is wrong with a page: findings of axe, or a page wider than the phone."""
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*(["too wide"] if wide > 0 else []), *await findings(page)]
