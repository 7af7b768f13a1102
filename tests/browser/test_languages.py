"""The client speaks the member's language, else the browser's, at once and after a reload."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PATIENCE_MS, Opener, Served

expect.set_options(timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("locale", "tag", "words"),
    [
        ("de-AT", "de", "Noch keine Ziele"),
        ("es-MX", "es", "Aún no hay objetivos"),
        ("fr-CA", "fr", "Pas encore d’objectifs"),
        ("pt-BR", "pt", "Ainda sem metas"),
        ("nl-NL", "en", "No goals yet"),
    ],
)
async def test_the_page_speaks_the_language_of_the_browser(
    served: Served, open_page: Opener, locale: str, tag: str, words: str
) -> None:
    page = await open_page(served.link("rita"), locale=locale)
    await expect(page.get_by_text(words)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", tag)


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("locale", ["en", "de", "es", "fr", "pt"])
async def test_no_tab_of_an_admin_is_cut(
    served: Served, open_page: Opener, locale: str, width: int
) -> None:
    page = await open_page(served.link("ada"), locale=locale, width=width)
    names = page.locator(".tab-name")
    await expect(names).to_have_count(7)
    cut = await names.evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.textContent)"
    )
    assert cut == []
    edge = await page.locator(".tab").last.evaluate("each => each.getBoundingClientRect().right")
    assert edge <= width


async def test_the_language_chosen_in_the_settings_wins_over_the_browsers_on_every_phone(
    served: Served, open_page: Opener
) -> None:
    page = await open_page(served.link("rita", "/settings"), locale="de-DE")
    await page.get_by_label("Sprache").select_option("es")
    await expect(page.get_by_role("heading", name="Ajustes")).to_be_visible()
    await expect(page.get_by_label("Idioma")).to_have_value("es")
    await page.reload()
    await expect(page.get_by_role("heading", name="Ajustes")).to_be_visible()
    other = await open_page(served.link("rita"), locale="de-DE")
    await expect(other.get_by_text("Aún no hay objetivos")).to_be_visible()
    await page.get_by_label("Idioma").select_option("")
    await expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
