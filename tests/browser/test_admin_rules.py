"""What pays and what is won, as an admin makes it: tried on the past before it begins, and before it ends."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_desk import asked, nothing_wrong
from tests.browser.test_screens import AXE

expect.set_options(timeout=PATIENCE_MS)


async def call(served: Served) -> None:
    """Let Rita have called once."""
    recorded = await asked(
        served,
        "rita",
        "mutation R($input: ActivityRecordInput!) { activityRecord(input: $input) { pointsEarned } }",
        kind="call",
        quantity=1,
        idempotencyKey="one",
    )
    assert recorded == {"activityRecord": {"pointsEarned": 1}}


async def confirmed(page: Page, button: str) -> None:
    """Tap what asks once more, twice."""
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name=button).click()
    await sheet.get_by_role("button", name="tap again to confirm").click()


def row(page: Page, title: str) -> Locator:
    return page.locator(".desk-row").filter(has=page.get_by_text(title, exact=True))


async def test_a_new_rule_is_tried_before_it_pays_and_seen_once_more_before_it_ends(
    served: Served, open_page: Opener
) -> None:
    await call(served)
    page = await open_page(served.link("ada", "/admin/rules"), width=1280)
    await page.get_by_role("button", name="New rule").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("For which activity").select_option("call")
    await sheet.get_by_label("Points each time").fill("5")
    await sheet.get_by_role("button", name="Try on the last 30 days").click()
    await expect(sheet.get_by_role("status")).to_contain_text(
        "1 activities of the last 30 days: +5"
    )
    await sheet.get_by_role("button", name="New rule").click()
    await expect(sheet.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    await sheet.get_by_label("Name").fill("Spring calls")
    await sheet.get_by_label("Only with this tag").fill("spring")
    await sheet.get_by_role("button", name="New rule").click()
    await expect(row(page, "Spring calls")).to_contain_text("spring")
    await expect(row(page, "Spring calls")).to_contain_text("+5")

    await row(page, "Call").get_by_role("button").click()
    await sheet.get_by_role("button", name="Stop paying").click()
    await expect(sheet.get_by_role("status").last).to_contain_text("-1 points")  # Rita's call
    await sheet.get_by_role("button", name="tap again to confirm").click()
    ended = page.locator("section").filter(has=page.get_by_role("heading", name="No longer paid"))
    await expect(ended.get_by_text("Call", exact=True).first).to_be_visible()


async def test_a_rule_may_pay_for_each_step_of_an_amount_from_an_amount_on(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("ada", "/admin/rules"), width=1280)
    await page.get_by_role("button", name="New rule").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_label("What is paid")).to_have_count(0)  # a call has no amount
    await sheet.get_by_label("For which activity").select_option("deal_won")
    await sheet.get_by_label("Name").fill("Large deals")
    await sheet.get_by_label("Points each time").fill("2")
    await sheet.get_by_label("What is paid").select_option("AMOUNT_STEP")
    await sheet.get_by_label("One step in EUR").fill("250,50")
    await sheet.get_by_label("Only from this amount on, in EUR").fill("1,000")
    await sheet.get_by_role("button", name="New rule").click()
    await expect(row(page, "Large deals")).to_contain_text("for each €250.50 · from €1,000 on")
    await row(page, "Large deals").get_by_role("button").click()
    await expect(sheet.get_by_label("One step in EUR")).to_have_value("250.5")


async def test_a_badge_is_earned_by_what_an_admin_says_and_given_for_the_past(
    served: Served, open_page: Opener
) -> None:
    await call(served)
    page = await open_page(served.link("ada", "/admin/badges"), width=1280)
    await page.get_by_role("button", name="New badge").click()
    sheet = page.get_by_role("dialog")
    filled = {"Key": "caller", "Name": "Caller", "What it stands for": "Called a lot in one day"}
    for label, text in filled.items():
        await sheet.get_by_label(label, exact=True).fill(text)
    await sheet.get_by_label("How it is earned").select_option("inOneDay")
    await sheet.get_by_label("What counts").select_option("calls")
    await sheet.get_by_role("button", name="New badge").click()
    least = sheet.get_by_label("At least this much")
    await expect(least).to_have_attribute("aria-invalid", "true")
    await least.fill("1")
    await sheet.get_by_role("button", name="New badge").click()
    await expect(sheet).to_have_count(0)
    await expect(row(page, "Caller")).not_to_contain_text("given by hand")
    await row(page, "Caller").get_by_role("button").click()
    await sheet.get_by_role("button", name="Try on the past").click()
    await expect(sheet.get_by_role("status")).to_contain_text(
        "1 award for 1 member. Bonus points: 0."
    )
    await confirmed(page, "Award it for the past")
    await expect(sheet).to_have_count(0)
    found = await asked(
        served, "ada", "{ viewer { organization { badges { key grants { isTold } } } } }"
    )
    grants = {each["key"]: each["grants"] for each in found["viewer"]["organization"]["badges"]}
    assert grants["caller"] == [{"isTold": True}]


@pytest.mark.parametrize(
    ("how", "filled"),
    [
        ("metricTotal", {"What counts": "revenue", "At least this much": "5000"}),
        ("firstOfKind", {"What counts": "deals"}),
        ("streakLength", {"How long, in its days or weeks": "5"}),
        ("milestone", {"Per cent of a goal": "120"}),
        ("finalRank", {"Which board": "points-month", "The last place that counts": "3"}),
        ("goalMet", {}),
        ("competitionWon", {}),
    ],
)
async def test_every_way_to_earn_a_badge_can_be_chosen(
    served: Served, open_page: Opener, how: str, filled: dict[str, str]
) -> None:
    page = await open_page(served.link("ada", "/admin/badges"), width=1280)
    await page.get_by_role("button", name="New badge").click()
    sheet = page.get_by_role("dialog")
    for label in ("Key", "Name", "What it stands for"):
        await sheet.get_by_label(label, exact=True).fill("aimed")
    await sheet.get_by_label("How it is earned").select_option(how)
    for label, text in filled.items():
        field = sheet.get_by_label(label)
        is_choice = await field.evaluate("(field) => field.tagName === 'SELECT'")
        await (field.select_option(text) if is_choice else field.fill(text))
    await sheet.get_by_role("button", name="New badge").click()
    await expect(row(page, "aimed")).not_to_contain_text("given by hand")
    found: dict[str, Any] = await asked(
        served,
        "ada",
        "{ viewer { organization { badges { key criterion { kind threshold } } } } }",
    )
    [made] = [b for b in found["viewer"]["organization"]["badges"] if b["key"] == "aimed"]
    assert made["criterion"] is not None
    if how == "metricTotal":
        assert made["criterion"]["threshold"] == 500_000  # typed in euros, kept in cents


async def test_who_has_left_is_found_and_brought_back(served: Served, open_page: Opener) -> None:
    page = await open_page(served.link("ada", "/admin/members"), width=1280)
    bob = page.get_by_role("button", name=re.compile("^B? ?Bob"))
    await bob.click()
    await confirmed(page, "Let this member leave")
    await expect(bob).to_have_count(0)
    await page.get_by_role("button", name="Who has left").click()
    await bob.click()
    await confirmed(page, "Bring back")
    await expect(page.get_by_text("Nobody has left yet.")).to_be_visible()
    await page.get_by_role("button", name="Here now").click()
    await expect(bob).to_be_visible()


@pytest.mark.skipif(not AXE.exists(), reason="needs npm ci --prefix tests/browser")
async def test_axe_finds_nothing_in_the_forms_of_rules_and_badges(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("ada", "/admin/rules"), width=320)
    await page.get_by_role("button", name="New rule").click()
    await page.get_by_label("For which activity").select_option("deal_won")
    await page.get_by_role("button", name="Try on the last 30 days").click()
    assert await nothing_wrong(page) == []
    await page.goto(f"{served.url}/admin/badges")
    await page.get_by_role("button", name="New badge").click()
    await page.get_by_label("How it is earned").select_option("finalRank")
    assert await nothing_wrong(page) == []
    await page.goto(f"{served.url}/admin/members")
    await page.get_by_role("button", name="Who has left").click()
    await expect(page.get_by_text("Nobody has left yet.")).to_be_visible()
    assert await nothing_wrong(page) == []
