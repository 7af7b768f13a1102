"""The TV: nobody touches it."""

from playwright.async_api import expect

from bellringer.clock import utc_now
from bellringer.gamification.actions.create_display import create_display
from bellringer.gamification.actions.revoke_display import revoke_display
from bellringer.gamification.commands.displays import CreateDisplay, RevokeDisplay
from bellringer.models.database import Database
from tests.browser.conftest import PATIENCE_MS, Opener, Served
from tests.browser.test_rep import log
from tests.builders import Org

expect.set_options(timeout=PATIENCE_MS)


async def test_a_win_rings_the_bell_on_the_tv_and_moves_its_board(
    served: Served, open_page: Opener
) -> None:
    screen = await open_page(served.link("sue", "/tv"), width=1280)
    await expect(screen.get_by_role("heading", name="This month")).to_be_visible()
    rita = await open_page(served.link("rita", "/log"))
    await rita.get_by_role("button", name="Deal won").click()
    await rita.get_by_label("Amount in EUR").fill("1.250,50")
    await rita.get_by_role("button", name="Log Deal won").click()
    await expect(screen.locator(".tv-winner")).to_contain_text("Rita")
    await expect(screen.locator(".tv-row").first).to_contain_text("Rita")


async def test_a_display_shows_its_board_and_its_team_s_wins_until_it_is_revoked(
    served: Served, open_page: Opener, org: Org, database: Database
) -> None:
    async with database.transaction(org.org_id) as connection:
        made = await create_display(
            connection,
            CreateDisplay(
                by=org.as_admin(),
                title="Floor 2",
                board_keys=["points-week"],
                team_ids=[org.north],
            ),
            now=utc_now(),
        )
    screen = await open_page(f"{served.url}/tv#token={made.token}", width=1920)
    await expect(screen.get_by_role("heading", name="This week")).to_be_visible()
    assert "blr_" not in screen.url
    rita = await open_page(served.link("rita", "/log"))
    await rita.get_by_role("button", name="Deal won").click()
    await rita.get_by_label("Amount in EUR").fill("1.250,50")
    await rita.get_by_role("button", name="Log Deal won").click()
    await expect(screen.locator(".tv-winner")).to_contain_text("Rita")
    await expect(screen.locator(".tv-row").first).to_contain_text("Rita")
    async with database.transaction(org.org_id) as connection:
        ended = RevokeDisplay(by=org.as_admin(), display_id=made.display.display_id)
        await revoke_display(connection, ended, now=utc_now())
    await screen.reload()
    await expect(screen.get_by_text("This screen is signed out")).to_be_visible()


async def test_the_tv_comes_back_after_a_night_without_server(
    served: Served, open_page: Opener
) -> None:
    screen = await open_page(served.link("sue", "/tv"), width=1280)
    await expect(screen.get_by_role("heading", name="This month")).to_be_visible()
    await served.stop()
    await expect(screen.locator(".tv-lost")).to_be_visible()
    await served.start()
    await expect(screen.locator(".tv-lost")).to_have_count(0)
    rita = await open_page(served.link("rita", "/log"))
    await log(rita, "Visit")
    await expect(screen.locator(".tv-row").first).to_contain_text("Rita")
