"""An admin's pages: forms over the API, with what was refused beside the field that is to blame."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_desk import nothing_wrong
from tests.browser.test_screens import AXE

expect.set_options(timeout=PATIENCE_MS)
PARTS = {
    "members": "Enrol somebody",
    "teams": "New team",
    "rules": "Rules",
    "badges": "New badge",
    "boards": "New board",
    "calendar": "Open the year",
    "displays": "New screen",
}


async def test_a_member_is_enrolled_moved_and_let_go(served: Served, open_page: Opener) -> None:
    page = await open_page(served.link("ada", "/admin"), width=1280)
    await page.get_by_role("button", name="Enrol somebody").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Name").fill("Kim Novak")
    await sheet.get_by_label("E-mail address").fill("no address")
    await sheet.get_by_role("button", name="Enrol somebody").click()
    await expect(sheet.get_by_label("E-mail address")).to_have_attribute("aria-invalid", "true")
    await sheet.get_by_label("E-mail address").fill("kim@example.com")
    await sheet.get_by_role("button", name="Enrol somebody").click()
    await page.get_by_role("button", name=re.compile("Kim Novak")).click()
    await sheet.get_by_label("Role").select_option("MANAGER")
    await sheet.get_by_role("button", name="Change the role").click()
    kim = page.get_by_role("button", name=re.compile("Kim Novak"))
    await expect(kim).to_contain_text("Manager")
    await kim.click()
    await sheet.get_by_label("Team").select_option(label="North")
    await sheet.get_by_role("button", name="Move").click()
    await expect(kim).to_contain_text("North")
    await kim.click()
    await sheet.get_by_role("button", name="Let this member leave").click()
    await sheet.get_by_role("button", name="tap again to confirm").click()
    await expect(kim).to_have_count(0)


async def test_a_rule_is_tried_on_what_has_happened_before_it_is_published(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("ada", "/admin/rules"), width=1280)
    row = page.locator(".desk-row").filter(has_text="Call").first
    await row.get_by_role("button").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Points each time").fill("7")
    await sheet.get_by_role("button", name="Try on the last 30 days").click()
    await expect(sheet.get_by_role("status").first).to_contain_text(
        "activities of the last 30 days"
    )
    await sheet.get_by_role("button", name="Publish").click()
    await expect(sheet).to_have_count(0)
    await expect(row).to_contain_text("+7")


async def test_a_screen_is_made_whose_link_works_until_it_is_ended(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("ada", "/admin/displays"), width=1280)
    await page.get_by_role("button", name="New screen").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Where does it hang?").fill("Floor 2")
    await sheet.get_by_role("button", name="New screen").click()
    link = await sheet.get_by_role("textbox", name="Link of the screen").input_value()
    await sheet.get_by_role("button", name="Close").click()
    screen = await open_page(link, width=1280)
    await expect(screen.get_by_role("heading", name="This month")).to_be_visible()
    await page.get_by_role("button", name=re.compile("Floor 2")).click()
    await sheet.get_by_role("button", name="End this link").click()
    await sheet.get_by_role("button", name="tap again to confirm").click()
    await expect(page.get_by_text("No screen yet")).to_be_visible()
    await screen.reload()
    await expect(screen.get_by_text("This screen is signed out")).to_be_visible()


async def test_teams_badges_boards_and_days_off_are_made(served: Served, open_page: Opener) -> None:
    page = await open_page(served.link("ada", "/admin/teams"), width=1280)
    sheet = page.get_by_role("dialog")
    for part, button, filled in (
        ("teams", "New team", {"Name": "West", "Key": "west"}),
        (
            "badges",
            "New badge",
            {"Key": "helper", "Name": "Helper", "What it stands for": "Helped"},
        ),
        ("boards", "New board", {"Name": "Calls ever", "Key": "calls-ever"}),
    ):
        await page.goto(f"{served.url}/admin/{part}")
        await page.get_by_role("button", name=button).click()
        for label, text in filled.items():
            await sheet.get_by_label(label, exact=True).fill(text)
        await sheet.get_by_role("button", name=button).click()
        await expect(page.get_by_role("button", name=re.compile(filled["Name"]))).to_be_visible()
    await page.goto(f"{served.url}/admin/calendar")
    await page.get_by_label("Country").fill("DE")
    await page.get_by_role("button", name="Open the year").click()
    await expect(page.get_by_text("Public holidays of DE are in.")).to_be_visible()
    await page.get_by_role("button", name="Day off").click()
    await sheet.get_by_label("Name").fill("Company day")
    await sheet.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Company day")).to_be_visible()


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_on_the_admins_pages(
    served: Served, open_page: Opener, dark: bool
) -> None:
    page = await open_page(served.link("ada", "/admin"), dark=dark, width=320)
    for part, words in PARTS.items():
        await page.goto(f"{served.url}/admin/{part}")
        await expect(page.get_by_text(words, exact=True).last).to_be_visible()
        await expect(page.locator(".skeleton")).to_have_count(0)
        assert await nothing_wrong(page) == [], part
        if part in ("members", "rules", "boards"):
            await page.locator(".desk-who").first.click()
            assert await nothing_wrong(page) == [], f"{part}, opened"
            await page.get_by_role("button", name="Close").click()
