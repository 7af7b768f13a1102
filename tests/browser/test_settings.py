"""Settings on a rep's phone: what is wished there is kept."""

from playwright.async_api import expect

from tests.browser.conftest import Opener, Served
from tests.browser.test_desk import asked, nothing_wrong
from tests.contract.test_preferences import MAKE


async def test_texts_are_wished_kind_by_kind_where_a_system_takes_them(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("rita", "/settings"), width=320)
    texted = page.locator("section", has_text="What is texted, too")
    await expect(page.get_by_text("What may ring")).to_be_visible()
    await expect(texted).to_have_count(0)

    await asked(served, "ada", MAKE, url="https://sms.example.com/", kinds=[], takesTexts=True)
    await page.reload()
    goal_met = texted.get_by_role("switch", name="A goal is met")
    await expect(goal_met).not_to_be_checked()
    await expect(texted.get_by_role("switch", name="Threads")).to_have_count(0)
    await goal_met.check()
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_have_count(1)
    assert await nothing_wrong(page) == []
    await page.reload()
    await expect(goal_met).to_be_checked()
