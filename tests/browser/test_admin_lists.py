"""An admin's long lists: what is beyond the first page is a tap away."""

from datetime import date, timedelta

from playwright.async_api import Page, expect

from bellringer.clock import utc_now
from bellringer.models.database import Database
from tests import builders
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_desk import asked
from tests.builders import Org

expect.set_options(timeout=PATIENCE_MS)
MANY = 55  # more than a page
SET_DAY = "mutation S($input: CalendarDaySetInput!) { calendarDaySet(input: $input) { userErrors { code } } }"
MAKE_DISPLAY = "mutation M($input: DisplayCreateInput!) { displayCreate(input: $input) { userErrors { code } } }"


async def two_pages(page: Page, rows: str, *, besides: int = 0) -> None:
    """Show the rest of a list of MANY rows."""
    found, more = page.locator(rows), page.get_by_role("button", name="Show more")
    await expect(found).to_have_count(50)
    await more.click()
    await expect(found).to_have_count(MANY + besides)
    await expect(more).to_have_count(0)


async def test_members_beyond_the_first_page_are_a_tap_away_and_found_by_name(
    served: Served, open_page: Opener, org: Org, database: Database
) -> None:
    for number in range(MANY):
        await builders.enrol(database, org.org_id, f"kim{number:02}")
    page = await open_page(served.link("ada", "/admin/members"), width=1280)
    await two_pages(page, ".desk-row", besides=4)
    await page.get_by_label("Search by name").fill("kim54")
    await expect(page.locator(".desk-row")).to_have_count(1)
    await page.goto(f"{served.url}/admin/teams")
    await page.locator(".desk-row").first.get_by_role("button").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Search by name").fill("sue")
    await expect(sheet.get_by_label("Who leads").locator("option")).to_have_text("Sue")


async def test_screens_beyond_the_first_page_are_a_tap_away(
    served: Served, open_page: Opener
) -> None:
    for number in range(MANY):
        made = await asked(
            served, "ada", MAKE_DISPLAY, title=f"Floor {number}", boardKeys=["points-month"]
        )
        assert made == {"displayCreate": {"userErrors": []}}
    page = await open_page(served.link("ada", "/admin/displays"), width=1280)
    await two_pages(page, ".desk-row")


async def test_days_off_beyond_the_first_page_are_a_tap_away_and_can_be_taken_back(
    served: Served, open_page: Opener
) -> None:
    first = date(utc_now().year + 1, 2, 1)
    for number in range(MANY):
        on = (first + timedelta(days=number)).isoformat()
        made = await asked(served, "ada", SET_DAY, on=on, name=f"Quiet {number}", isWorking=False)
        assert made == {"calendarDaySet": {"userErrors": []}}
    page = await open_page(served.link("ada", "/admin/calendar"), width=1280)
    await page.get_by_role("button", name=str(first.year)).click()
    days = ".desk-rows .row"
    await two_pages(page, days)
    last = page.locator(days).last
    await last.get_by_role("button", name="Remove").click()
    await last.get_by_role("button", name="tap again to confirm").click()
    await two_pages(page, days, besides=-1)
