"""Coaching from both sides: a one-to-one that is signed, the own day, a flag and its note, and who looked."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from bellringer.graphql.nodes import pack
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_desk import asked, nothing_wrong
from tests.browser.test_morning import row
from tests.browser.test_screens import AXE
from tests.builders import Org
from tests.contract.coaching.test_check_ins import PLAN, SET
from tests.contract.coaching.test_off_days import NUDGE
from tests.integration.coaching.habits import NOON, TODAY

expect.set_options(timeout=PATIENCE_MS)
KEY = re.compile(r"\b(flag|checkIn|talk|item|access|desk|thread)\.[a-zA-Z]")
DAY = timedelta(days=1)
PLACES = {
    "check-ins": "What is today for?",
    "one-on-ones": "Plan a one-to-one",
    "action-items": "Nothing to do",
    "days": "A word about another day",
    "access": "What a manager or an admin read of you",
}
TOPIC = """mutation T($input: OneOnOneTopicAddInput!) { oneOnOneTopicAdd(input: $input) {
  userErrors { code } } }"""


@pytest.fixture
def moment() -> datetime:
    """Noon of a Wednesday."""
    return NOON


async def checking_in(served: Served, org: Org) -> None:
    """Let Rita's team check in since yesterday."""
    served.clock = lambda: NOON - DAY
    began = (TODAY - DAY).isoformat()
    await asked(served, "sue", SET, teamId=pack("Team", org.north), startsOn=began)
    items = [{"kind": "call", "planned": "20"}, {"metricKey": "revenue", "planned": "150000"}]
    await asked(served, "rita", PLAN, items=items)
    served.clock = lambda: NOON


async def planned(sue: Page) -> None:
    """Plan a talk with Rita at the desk, which opens it."""
    await sue.get_by_role("link", name="One-to-ones").click()
    await sue.get_by_role("button", name="Plan a one-to-one").click()
    sheet = sue.get_by_role("dialog")
    await sheet.get_by_label("With").select_option(label="Rita")
    await sheet.get_by_role("button", name="Plan a one-to-one").click()
    await expect(sue.get_by_role("heading", name="Rita")).to_be_visible()


async def add(page: Page, topic: str) -> None:
    agenda = page.locator("section", has=page.get_by_role("heading", name="Agenda"))
    await agenda.get_by_label("Something to talk about").fill(topic)
    await agenda.get_by_role("button", name="Add").click()


async def noted(page: Page, kind: str, text: str) -> None:
    form = page.locator("form", has=page.get_by_label(kind))
    await form.get_by_label(kind).fill(text)
    await form.get_by_role("button", name="Save").click()


async def test_a_one_to_one_is_signed_by_both_and_then_nothing_of_it_changes(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await planned(sue)
    rita = await open_page(served.link("rita", "/one-on-ones"))
    await rita.get_by_role("link", name=re.compile("Sue")).click()
    await add(rita, "Too many cold calls")
    topic = sue.get_by_role("checkbox", name="Too many cold calls")
    await expect(topic).to_be_visible()  # nobody touched that page
    await expect(rita.get_by_role("button", name="Begin")).to_have_count(0)  # who leads begins
    await sue.get_by_role("button", name="Begin").click()
    for page in (sue, rita):
        await expect(page.get_by_role("heading", name="The numbers then")).to_be_visible()
        await expect(
            page.get_by_text("Win rate").or_(page.get_by_text("Calls")).first
        ).to_be_visible()
    await topic.check()
    await noted(sue, "For both of you", "A strong month")
    await noted(sue, "For you alone", "Could lead a team")
    await expect(rita.locator("blockquote")).to_contain_text("A strong month")
    todo = sue.locator("section", has=sue.get_by_role("heading", name="To do"))
    await todo.get_by_label("What").fill("Plan three demos")
    await todo.get_by_role("button", name="Add").click()
    item = rita.get_by_role("checkbox", name="Plan three demos")
    await expect(item).to_be_visible()
    await expect(rita.get_by_text("Could lead a team")).to_have_count(0)

    await rita.get_by_role("button", name="Sign what stands here").click()
    await expect(sue.get_by_text("Rita signed")).to_be_visible()
    await add(sue, "Holidays")  # what both see has changed: a signature no longer holds
    await expect(rita.get_by_text("Rita has not signed yet")).to_be_visible()
    for page in (sue, rita):
        await expect(page.get_by_role("checkbox", name="Holidays")).to_be_visible()
        await page.get_by_role("button", name="Sign what stands here").click()
    for page in (sue, rita):
        await expect(page.get_by_text("Nothing of it changes any more.")).to_be_visible()
        await expect(page.locator("main form")).to_have_count(0)
        await expect(page.get_by_role("checkbox", name="Holidays")).to_be_disabled()
    talk = rita.url.rpartition("/")[2].replace("%3A", ":").replace("%3D", "=")
    refused = await asked(served, "rita", TOPIC, oneOnOneId=talk, text="One more")
    assert "WRONG_STATE" in str(refused)
    await item.check()  # what was agreed is still to be done
    await rita.get_by_role("link", name="To do").click()
    await expect(rita.get_by_role("checkbox", name="Plan three demos")).to_be_checked()


async def test_who_signs_what_has_changed_meanwhile_is_asked_to_read_it_again(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await planned(sue)
    await sue.get_by_role("button", name="Begin").click()
    await expect(sue.get_by_role("button", name="Sign what stands here")).to_be_visible()
    talk = sue.url.rpartition("/")[2].replace("%3A", ":").replace("%3D", "=")
    await sue.route_web_socket("**/graphql", lambda socket: None)
    await sue.reload()  # from here on nothing comes live
    await expect(sue.get_by_role("button", name="Sign what stands here")).to_be_visible()
    await asked(served, "rita", TOPIC, oneOnOneId=talk, text="One more")
    await sue.get_by_role("button", name="Sign what stands here").click()
    await expect(sue.get_by_text("It has changed meanwhile")).to_be_visible()
    await expect(sue.get_by_role("checkbox", name="One more")).to_be_visible()
    await sue.get_by_role("button", name="Sign what stands here").click()
    await expect(sue.get_by_text("Sue signed")).to_be_visible()


async def test_the_day_is_planned_in_two_taps_and_closed_in_two(
    org: Org, served: Served, open_page: Opener
) -> None:
    await checking_in(served, org)
    sue = await open_page(served.link("sue", "/desk"))
    await expect(row(sue, "Check-ins today", "Rita")).to_contain_text("has not said yet")
    rita = await open_page(served.link("rita"))
    await rita.get_by_role("link", name=re.compile("What is today for?")).click()
    await rita.get_by_role("button", name="That’s my plan").click()
    await expect(rita.get_by_text("0 of 20")).to_be_visible()  # as yesterday
    await expect(rita.get_by_text("€0 of €1,500")).to_be_visible()
    await expect(row(sue, "Check-ins today", "Rita")).to_contain_text("0 of 20")
    await rita.get_by_role("link", name="Home").click()
    await rita.get_by_role("link", name=re.compile("How did it go?")).click()
    await rita.get_by_role("button", name="Close the day").click()
    await expect(rita.get_by_text("closed at")).to_be_visible()
    await row(sue, "Check-ins today", "Rita").get_by_role("button", name="Seen").click()
    await expect(rita.locator("blockquote")).to_contain_text("Seen")
    await expect(rita.get_by_role("button", name="Close the day")).to_have_count(0)


@pytest.mark.usefixtures("flagged")
async def test_a_rep_reads_why_a_day_was_flagged_sees_the_nudge_and_has_the_last_word(
    org: Org, served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    rita = await open_page(served.link("rita"))
    await expect(rita.get_by_role("link", name=re.compile("Far below usual"))).to_be_visible()
    await row(sue, "Far below usual", "Rita").get_by_role("button", name="Nudge").click()
    asks = rita.get_by_role("link", name=re.compile("Sue asks how your day is"))
    await expect(asks).to_be_visible()  # nobody touched that page
    await asks.click()
    await expect(rita.get_by_text("at most half was done of what is usual")).to_be_visible()
    await expect(rita.get_by_text("Sue asked how the day is")).to_be_visible()
    await rita.get_by_role("button", name="Say what was special").click()
    sheet = rita.get_by_role("dialog")
    await sheet.get_by_label("Your words").fill("A long complaint of Acme's")
    await sheet.get_by_role("button", name="Save").click()
    await expect(rita.locator("blockquote")).to_contain_text("A long complaint")
    await expect(row(sue, "Far below usual", "Rita")).to_contain_text("The day is excused.")
    await rita.get_by_role("button", name="A word about another day").click()
    await sheet.get_by_label("Day", exact=True).fill((TODAY + 40 * DAY).isoformat())
    await sheet.get_by_label("Your words").fill("At the dentist's")
    await sheet.get_by_role("button", name="Save").click()
    await expect(sheet.get_by_label("Day", exact=True)).to_have_attribute("aria-invalid", "true")
    await sheet.get_by_label("Day", exact=True).fill((TODAY + DAY).isoformat())
    await sheet.get_by_role("button", name="Save").click()
    await expect(sheet).to_have_count(0)
    refused = await asked(served, "sue", NUDGE, memberId=pack("Member", org.rep))
    assert "WRONG_STATE" in str(refused)


@pytest.mark.usefixtures("flagged")
async def test_a_question_about_a_flag_opens_from_the_inbox_and_is_answered_there(
    served: Served, open_page: Opener
) -> None:
    sue = await open_page(served.link("sue", "/desk"))
    await row(sue, "Far below usual", "Rita").get_by_role("button", name="Talk about it").click()
    await sue.get_by_label("Ask or say something").fill("What was in your way?")
    await sue.get_by_role("button", name="Send").click()
    rita = await open_page(served.link("rita", "/inbox"))
    await rita.locator(".item").filter(has_text="Sue").first.click()
    await expect(rita.locator(".comment")).to_contain_text("What was in your way?")
    await rita.get_by_label("Answer").fill("Acme's complaint")
    await rita.get_by_role("button", name="Send").click()
    await expect(rita.locator(".comment")).to_have_count(2)


@pytest.mark.usefixtures("flagged")
async def test_the_access_log_says_who_looked_at_what(served: Served, open_page: Opener) -> None:
    rita = await open_page(served.link("rita", "/access"))
    await expect(rita.get_by_text("Nobody has looked")).to_be_visible()
    sue = await open_page(served.link("sue", "/desk"))
    await expect(row(sue, "Far below usual", "Rita")).to_be_visible()
    await rita.reload()
    looks = rita.locator("li.row")
    await expect(looks.filter(has_text="days far below usual")).to_contain_text("Sue")


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
@pytest.mark.usefixtures("flagged")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_in_coaching_and_no_request_leaves_the_origin(
    org: Org,
    served: Served,
    open_page: Opener,
    complaints: list[str],
    foreign: list[str],
    dark: bool,
) -> None:
    await checking_in(served, org)
    page = await open_page(served.link("rita"), dark=dark, width=320)
    await expect(page.get_by_role("link", name=re.compile("Far below usual"))).to_be_visible()
    assert await nothing_wrong(page) == []
    for path, words in PLACES.items():
        await page.goto(f"{served.url}/{path}")
        await expect(page.get_by_text(words).first).to_be_visible()
        await expect(page.locator(".skeleton")).to_have_count(0)
        assert await nothing_wrong(page) == [], path
    await page.goto(f"{served.url}/check-ins")
    await page.get_by_role("button", name="That’s my plan").click()
    await expect(page.get_by_role("button", name="Close the day")).to_be_visible()
    assert await nothing_wrong(page) == []
    sue = await open_page(served.link("sue", "/desk"), dark=dark, width=320)
    await planned(sue)
    await add(sue, "Cold calls")
    await sue.get_by_role("button", name="Begin").click()
    await expect(sue.get_by_role("heading", name="The numbers then")).to_be_visible()
    assert await nothing_wrong(sue) == []
    assert ([], []) == (complaints, foreign)


@pytest.mark.usefixtures("flagged")
@pytest.mark.parametrize("locale", ["de-DE", "es-ES", "fr-FR", "pt-BR"])
async def test_no_language_makes_a_page_wider_than_a_small_phone(
    org: Org, served: Served, open_page: Opener, locale: str
) -> None:
    await checking_in(served, org)
    for who, paths in (("rita", PLACES), ("sue", ("desk", *PLACES))):
        page = await open_page(served.link(who), width=320, locale=locale)
        await expect(page.get_by_role("heading", level=1)).to_contain_text(who.title())
        for path in paths:
            await page.goto(f"{served.url}/{path}")
            await expect(page.locator("main nav.chips")).to_be_visible()
            await expect(page.locator(".skeleton")).to_have_count(0)
            await page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
            # every key has its words
            await expect(page.locator("main")).not_to_contain_text(KEY)
