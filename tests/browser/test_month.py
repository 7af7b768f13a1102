"""The member of the month: nominated and voted for, then decided, all at the desk."""

from datetime import timedelta

from playwright.async_api import Page, expect

from bellringer.clock import utc_now
from bellringer.gamification.rules.calendars.periods import local_date
from bellringer.models.database import Database
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.builders import Org
from tests.contract.months import open_month

expect.set_options(timeout=PATIENCE_MS)


async def last_month(page: Page) -> None:
    """Turn to the month before this one."""
    await page.get_by_role("group", name="Month").get_by_role("button").nth(1).click()


async def test_a_month_is_nominated_for_voted_on_and_decided_and_the_winner_reads_it(
    served: Served, open_page: Opener, org: Org, database: Database
) -> None:
    now = utc_now()
    this_month = local_date(now, "Europe/Berlin").replace(day=1)  # the organization's
    month_on = (this_month - timedelta(days=1)).replace(day=1)
    await open_month(database, org, month_on=month_on, now=now)

    sue = await open_page(served.link("sue", "/desk/month"), width=1280)
    await last_month(sue)
    rita = sue.locator(".desk-candidate").filter(has_text="Rita")
    await rita.get_by_role("button", name="Vote").click()
    await expect(rita.get_by_role("button", name="Vote")).to_have_attribute("aria-pressed", "true")
    await rita.get_by_role("button", name="Nominate").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_role("button", name="Nominate").click()
    reason = sheet.get_by_label("Reason")
    await expect(reason).to_have_attribute("aria-invalid", "true")
    await reason.fill("Took every late call")
    await sheet.get_by_role("button", name="Nominate").click()
    await expect(sue.locator(".desk-reasons")).to_contain_text("Took every late call")
    await expect(rita.get_by_role("button", name="Decide")).to_have_count(0)  # an admin's to do

    bob = await open_page(served.link("bob", f"/months/{month_on}"))  # where the push leads him
    candidate = bob.locator(".desk-candidate").filter(has_text="Rita")
    await candidate.get_by_role("button", name="Vote").click()
    voted = candidate.get_by_role("button", name="Vote")
    await expect(voted).to_have_attribute("aria-pressed", "true")
    own = bob.locator(".desk-candidate").filter(has_text="Bob")
    await own.get_by_role("button", name="Vote").click()
    await expect(bob.get_by_role("alert")).to_be_visible()  # nobody votes for themselves

    async with database.transaction(org.org_id) as connection:  # three days later
        await connection.execute(
            "UPDATE month_recognition SET closes_at = $2 WHERE org_id = $1", org.org_id, now
        )
    ada = await open_page(served.link("ada", "/desk/month"), width=1280)
    await last_month(ada)
    listed = ada.locator(".desk-candidate").filter(has_text="Rita")
    await expect(listed).to_contain_text("1 nomination · 2 votes")  # counted once it is closed
    await listed.get_by_role("button", name="Decide").click()
    sheet = ada.get_by_role("dialog")
    await sheet.get_by_label("Reason").fill("The votes say so")
    await sheet.get_by_role("button", name="Decide").click()
    await expect(ada.get_by_text("won the month")).to_be_visible()

    winner = await open_page(served.link("rita", f"/months/{month_on}"))
    await expect(winner.get_by_text("won the month")).to_be_visible()
