"""What is pushed appears on a phone, and opens its place in the client."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from bellringer.clock import utc_now
from bellringer.config import Settings
from bellringer.models.database import Database
from bellringer.standins.fcm import FcmStandin, running
from bellringer.worker import run_worker
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_desk import asked
from tests.browser.test_rep import log
from tests.builders import Org
from tests.recording import agreed_goal

expect.set_options(timeout=PATIENCE_MS)
# a tap on the first notification that is shown; the browser lets no test tap
TAP = """
self.registration.getNotifications().then(async ([notification]) => {
  const tap = new NotificationEvent("notificationclick", { notification });
  const done = [];
  tap.waitUntil = (work) => done.push(work);
  self.dispatchEvent(tap);
  await Promise.allSettled(done);
})
"""


@pytest.fixture
async def phones(served: Served, tmp_path: Path) -> AsyncIterator[FcmStandin]:
    """The phones as the demo shows them, and a worker that rings them."""
    stop = asyncio.Event()
    async with running(data_dir=tmp_path) as standin, asyncio.TaskGroup() as group:
        settings = Settings(
            database_url=served.dsn,
            fcm_base_url=standin.url,
            firebase_project_id=standin.account.project_id,
            GOOGLE_APPLICATION_CREDENTIALS=standin.key_file,
        )
        group.create_task(run_worker(settings, stop, timetable=[]))
        yield standin
        stop.set()


@pytest.fixture
async def goal(org: Org, database: Database) -> None:
    """Rita's goal, whose first milestone is one call away."""
    today = utc_now().date()
    await agreed_goal(
        database,
        org,
        metric_key="calls",
        target=2,
        milestones=(50, 100),
        starts_on=today - timedelta(days=2),
        ends_on=today + timedelta(days=30),
    )


async def register(served: Served, platform: str) -> None:
    await asked(
        served,
        "rita",
        "mutation D($input: DeviceRegisterInput!) { deviceRegister(input: $input) { userErrors { code } } }",
        platform=platform,
        target={"kind": "FCM_TOKEN", "value": "ritas-phone"},
    )


@pytest.mark.usefixtures("goal")
async def test_a_milestone_rings_the_phone_by_itself_and_the_push_opens_the_goal(
    served: Served, open_page: Opener, phones: FcmStandin
) -> None:
    await register(served, "IOS")
    shown = await open_page(f"{phones.url}/")
    await expect(shown.get_by_text("are waiting for the first push")).to_be_visible()
    rita = await open_page(served.link("rita", "/log"))
    await log(rita, "Call")
    push = shown.get_by_label("Phone ritas-phone").locator("li").filter(has_text="50")
    await expect(push).to_contain_text("March")  # what the goal is called
    deep_link = await push.get_attribute("title") or ""
    assert deep_link.startswith("bellringer://goals/")
    await rita.goto(served.url + deep_link.removeprefix("bellringer:/"))
    await expect(rita.get_by_role("progressbar", name="March")).to_be_visible()
    await expect(rita.get_by_role("heading", name="Milestones")).to_be_visible()


@pytest.mark.usefixtures("goal")
async def test_a_browser_shows_a_push_once_and_a_tap_opens_the_goal_and_is_heard(
    served: Served, open_page: Opener, phones: FcmStandin
) -> None:
    await register(served, "WEB")
    rita = await open_page(served.link("rita", "/log"))
    await rita.context.grant_permissions(["notifications"])
    await log(rita, "Call")
    await expect(rita.get_by_role("link", name="Inbox 1 unread")).to_be_visible()
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not phones.received:  # noqa: ASYNC110 - the stand-in offers nothing to wait for
            await asyncio.sleep(0.02)
    sent = phones.received[0].message
    pushed = {  # as Google's push service hands it to a browser
        "notification": {**sent["notification"], **sent["webpush"]["notification"]},
        "data": sent["data"],
    }

    for _ in range(2):  # delivery is at least once
        await deliver(rita, json.dumps(pushed))
        await appears(rita)
    shown = await rita.evaluate(
        "navigator.serviceWorker.ready.then((ours) => ours.getNotifications())"
        ".then((all) => all.map(({ title, body, tag }) => [title, body, tag]))"
    )
    said = sent["notification"]
    assert [[said["title"], said["body"], sent["webpush"]["notification"]["tag"]]] == shown

    [worker] = rita.context.service_workers
    await worker.evaluate(TAP)
    await expect(rita.get_by_role("progressbar", name="March")).to_be_visible()
    await expect(rita.get_by_role("link", name="Inbox", exact=True)).to_be_visible()  # it is read


@pytest.mark.usefixtures("goal")
async def test_a_tap_without_an_open_page_opens_one_and_what_has_no_words_shows_nothing(
    served: Served, open_page: Opener
) -> None:
    rita = await open_page(served.link("rita", "/log"))
    await rita.context.grant_permissions(["notifications"])
    await log(rita, "Call")
    await expect(rita.get_by_role("link", name="Inbox 1 unread")).to_be_visible()
    found = await asked(
        served, "rita", "{ viewer { inbox(first: 1) { edges { node { id deepLink } } } } }"
    )
    [item] = [edge["node"] for edge in found["viewer"]["inbox"]["edges"]]
    data = {"deep_link": f"bellringer:/{item['deepLink']}", "notification_id": item["id"]}
    await deliver(rita, json.dumps({"data": {**data, "action": "withdraw"}}))
    await deliver(rita, "no JSON")
    await deliver(rita, json.dumps({"notification": {"title": "Half of it"}, "data": data}))
    await appears(rita)

    [worker] = rita.context.service_workers
    await worker.evaluate(
        "self.clients.matchAll = async () => [];"
        "self.clients.openWindow = async (path) => { self.opened = path; }"
    )
    await worker.evaluate(TAP)
    opened = await worker.evaluate("self.opened")
    assert opened.startswith(f"{item['deepLink']}#tapped=")
    page = await open_page(served.link("rita", item["deepLink"]))
    await expect(page.get_by_role("progressbar", name="March")).to_be_visible()
    await page.goto("about:blank")  # another fragment alone would load nothing
    await page.goto(f"{served.url}{opened}")
    await expect(page.get_by_role("progressbar", name="March")).to_be_visible()
    await expect(page.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    assert "tapped" not in page.url


@pytest.mark.parametrize("link", ["https://evil.example", "bellringer:///evil.example", ""])
async def test_a_push_opens_nothing_but_a_place_of_ours(
    served: Served, open_page: Opener, link: str
) -> None:
    page = await open_page(served.link("rita"))
    await page.context.grant_permissions(["notifications"])
    await deliver(
        page, json.dumps({"notification": {"title": "Look"}, "data": {"deep_link": link}})
    )
    await appears(page)
    [worker] = page.context.service_workers
    shown = await worker.evaluate(
        "self.registration.getNotifications().then(([one]) => one.data.path)"
    )
    assert shown == "/"


async def deliver(page: Page, text: str) -> None:
    """Hand a push to the service worker of a page, as the browser does, and wait until it is dealt with."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    session = await page.context.new_cdp_session(page)
    registered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(said: dict[str, Any]) -> None:
        for each in said["registrations"]:
            if not registered.done():
                registered.set_result(each["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", hear)
    await session.send("ServiceWorker.enable")
    where = {"origin": served_at(page), "registrationId": await registered}
    await session.send("ServiceWorker.deliverPushMessage", {**where, "data": text})
    await session.detach()


async def appears(page: Page) -> None:
    """Wait until a notification is shown."""
    await page.wait_for_function(
        "navigator.serviceWorker.ready.then((ours) => ours.getNotifications()).then((all) => all.length)"
    )


def served_at(page: Page) -> str:
    """Return the origin of a page."""
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}/"
