"""A manager's morning at the desk: the stat board, a day that goes badly, and check-ins, live."""

from datetime import datetime

import pytest
from playwright.async_api import Locator, Page, expect

from bellringer.graphql.nodes import pack
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_desk import asked, nothing_wrong
from tests.browser.test_rep import log
from tests.browser.test_screens import AXE
from tests.builders import Org
from tests.contract.coaching.test_check_ins import PLAN, SET
from tests.contract.coaching.test_off_days import NOTE
from tests.integration.coaching.habits import NOON, TODAY

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def moment() -> datetime:
    """Noon of a Wednesday: a weekend has no nudges and no check-ins."""
    return NOON


def row(page: Page, section: str, name: str) -> Locator:
    """Return what a section of the desk says of a member."""
    found = page.locator("section", has=page.get_by_role("heading", name=section, exact=True))
    return found.locator("li").filter(has_text=name)


@pytest.mark.usefixtures("flagged")
async def test_a_manager_sees_the_flag_reads_the_note_as_it_is_written_and_nudges_once(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    flag = row(sue, "Far below usual", "Rita")
    await expect(flag).to_contain_text("1 logged by")
    await expect(flag).to_contain_text("12 usual")
    said = {"on": TODAY.isoformat(), "text": "A long complaint of Acme's", "excuses": False}
    await asked(served, "rita", NOTE, **said)
    await expect(flag).to_contain_text("A long complaint of Acme's")  # nobody touched the page
    rita = await open_page(served.link("rita", "/inbox"))
    await expect(rita.get_by_text("One call is a good beginning")).to_have_count(0)
    await flag.get_by_role("button", name="Nudge").click()
    await expect(rita.get_by_text("One call is a good beginning")).to_be_visible()
    await expect(flag).to_contain_text("Sue asked how the day is")
    await expect(flag.get_by_role("button", name="Nudge")).to_have_count(0)
    # by another way too it is one a day, and the refusal says so
    await sue.locator(".desk-who").filter(has_text="Rita").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_role("button", name="Nudge").click()
    await expect(sheet.get_by_text("Nudged today already")).to_be_visible()
    await sheet.get_by_role("button", name="Close").click()
    await sue.locator(".desk-who").filter(has_text="Bob").click()
    await asked(served, "bob", NOTE, **{**said, "excuses": True})
    await sheet.get_by_role("button", name="Nudge").click()
    await expect(sheet.get_by_text("has said what is special about it")).to_be_visible()


@pytest.mark.usefixtures("flagged")
async def test_what_is_asked_about_a_flag_and_answered_stays_beside_it(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await row(sue, "Far below usual", "Rita").get_by_role("button", name="Talk about it").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_label("Ask or say something").fill("What was in your way?")
    await sheet.get_by_role("button", name="Send").click()
    await expect(sheet.locator(".comment")).to_contain_text("What was in your way?")
    await sheet.get_by_label("Answer").fill("I can take a call over")
    await sheet.get_by_role("button", name="Send").click()
    await expect(sheet.locator(".comment")).to_have_count(2)


async def test_the_stat_board_counts_by_itself(served: Served, open_page: Opener) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    member = row(sue, "Members", "Rita")
    await expect(member).to_contain_text("nothing logged yet")
    rita = await open_page(served.link("rita", "/log"))
    await log(rita, "Call")
    await log(rita, "Call")
    await expect(member).to_contain_text("Call 2")
    await expect(sue.get_by_role("list", name="Done today")).to_contain_text("2")


async def test_a_check_in_appears_on_the_desk_without_a_reload_and_is_answered_in_one_tap(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await sue.get_by_role("button", name="Begin check-ins").click()
    await sue.get_by_role("dialog").get_by_role("button", name="Begin check-ins").click()
    rita = row(sue, "Check-ins today", "Rita")
    await expect(rita).to_contain_text("has not said yet")
    items = [{"kind": "call", "planned": "20"}]
    await asked(served, "rita", PLAN, items=items, text="Call the north side")
    await expect(rita).to_contain_text("Call the north side")
    await expect(rita).to_contain_text("0 of 20")
    await expect(sue.get_by_text("1 of 2", exact=True).last).to_be_visible()
    await expect(rita.get_by_role("button", name="Seen")).to_have_count(0)  # the day is still open
    done = "mutation D($input: CheckInDoneInput!) { checkInDone(input: $input) { userErrors { code } } }"
    await asked(served, "rita", done, text="A good day")
    await expect(rita).to_contain_text("A good day")
    await rita.get_by_role("button", name="Seen").click()
    await expect(rita.locator("blockquote")).to_contain_text("Seen")
    await asked(served, "bob", done, text="Two complaints")
    bob = row(sue, "Check-ins today", "Bob")
    await bob.get_by_role("button", name="Answer").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_label("Answer").fill("Thanks for taking them")
    await sheet.get_by_role("button", name="Send").click()
    await expect(bob.locator("blockquote")).to_contain_text("Thanks for taking them")


@pytest.mark.usefixtures("flagged")
async def test_the_day_of_a_member_is_read_when_it_is_asked_for_and_the_member_sees_who_looked(
    org: Org, served: Served, open_page: Opener
) -> None:
    log_of = "{ viewer { accessLog { edges { node { surface viewer { name } } } } } }"
    sue = await open_page(served.link("sue", "/desk"))
    await expect(row(sue, "Members", "Rita")).to_be_visible()
    looks = str(await asked(served, "rita", log_of))
    assert "FLAGS" in looks
    assert "TODAY" not in looks
    await sue.locator(".desk-who").filter(has_text="Rita").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_role("button", name="The day").click()
    await expect(sheet.get_by_text("sees on the access log")).to_be_visible()
    assert "TODAY" in str(await asked(served, "rita", log_of))


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
@pytest.mark.usefixtures("flagged")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_on_a_morning(
    org: Org, served: Served, open_page: Opener, dark: bool
) -> None:
    await asked(
        served,
        "sue",
        SET,
        teamId=pack("Team", org.north),
        startsOn=TODAY.isoformat(),
        planAt="08:00",
    )
    await asked(served, "rita", PLAN, items=[{"kind": "call", "planned": "20"}], text="Calls")
    page = await open_page(served.link("sue", "/desk"), dark=dark, width=320)
    await expect(row(page, "Check-ins today", "Rita")).to_contain_text("1 of 20")
    assert await nothing_wrong(page) == []
    await page.get_by_role("button", name="Talk about it").click()
    await expect(page.get_by_label("Ask or say something")).to_be_visible()
    assert await nothing_wrong(page) == []
    await page.get_by_role("button", name="Close").click()
    await page.locator(".desk-who").filter(has_text="Rita").click()
    await page.get_by_role("button", name="The day").click()
    await expect(page.get_by_text("sees on the access log")).to_be_visible()
    assert await nothing_wrong(page) == []
