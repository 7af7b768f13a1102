"""Which language a member reads: the own, else the organization's, else English."""

from typing import Any

import pytest

from tests.builders import Org
from tests.contract.conftest import Phone, Phones
from tests.contract.test_roles import Stage
from tests.doing import everything

SET = """mutation L($input: LocaleSetInput!) {
  localeSet(input: $input) { viewer { locale } userErrors { code path } } }"""
TITLE = "{ viewer { locale inbox(first: 1) { edges { node { title } } } } }"


async def title(phone: Phone) -> str:
    found = (await phone.ask(TITLE))["viewer"]["inbox"]["edges"]
    return str(found[0]["node"]["title"])


async def set_locale(phone: Phone, locale: str | None) -> dict[str, Any]:
    got: dict[str, Any] = (await phone.ask(SET, input={"locale": locale}))["localeSet"]
    return got


async def test_a_member_reads_the_own_language_then_the_organization_s_then_english(
    org: Org, phone: Phones
) -> None:
    stage, bob = Stage(phone), phone("bob")
    await stage.item()  # a goal is proposed to Bob
    assert await title(bob) == "A goal for you"
    await stage.run("ada", "organizationUpdate", {"locale": "de-AT"})
    assert await title(bob) == "Ein Ziel für dich"
    for own, expected in (
        ("pt-BR", "Uma meta para você"),
        ("fr_CA", "Un objectif pour toi"),
        ("es", "Un objetivo para ti"),
        ("en-GB", "A goal for you"),
        ("it", "Ein Ziel für dich"),
        (None, "Ein Ziel für dich"),
    ):
        assert await set_locale(bob, own) == {"viewer": {"locale": own}, "userErrors": []}
        assert await title(bob) == expected
    await stage.run("ada", "organizationUpdate", {"locale": "it"})
    assert await title(bob) == "A goal for you"


@pytest.mark.parametrize("name", ["localeSet", "organizationUpdate"])
async def test_what_can_be_no_language_is_refused_and_nothing_is_written(
    org: Org, phone: Phones, dsn: str, name: str
) -> None:
    stage = Stage(phone)
    await phone("ada").ask(TITLE)  # the first sign-in binds
    before = await everything(dsn)
    for wrong in ("german, please", "de,fr", "", "x" * 40):
        got = await stage.run("ada", name, {"locale": wrong})
        assert got["userErrors"] == [{"code": "INVALID_TEXT"}]
    assert await everything(dsn) == before
