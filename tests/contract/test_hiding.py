"""Members who hide from boards: off every list, with their own score for themselves, and back again."""

from typing import Any

import pytest

from bellringer.models.database import Database
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.test_board_definitions import call, define
from tests.doing import everything

HIDE = """mutation H($input: BoardsHideInput!) {
  boardsHide(input: $input) { viewer { hidesFromBoards } userErrors { code path message } } }"""
BOARD = """query B($key: String!) { leaderboard(key: $key) {
  mine { rank score gapToNext rankDelta } aroundMe { rank }
  standings(first: 10) { totalCount edges { node { rank score gapToNext subject { name } } } } } }"""
SETTINGS = """mutation O($input: OrganizationUpdateInput!) {
  organizationUpdate(input: $input) { organization { allowsHiding } userErrors { code } } }"""


async def hide(phone: Phones, who: str, *, hides: bool = True) -> dict[str, Any]:
    got: dict[str, Any] = (await phone(who).ask(HIDE, input={"hide": hides}))["boardsHide"]
    return got


async def board(phone: Phones, who: str, key: str = "calls-week") -> dict[str, Any]:
    found: dict[str, Any] = (await phone(who).ask(BOARD, key=key))["leaderboard"]
    return found


def listed(found: dict[str, Any]) -> list[tuple[int, str]]:
    nodes = [edge["node"] for edge in found["standings"]["edges"]]
    assert found["standings"]["totalCount"] == len(nodes)
    return [(each["rank"], each["subject"]["name"]) for each in nodes]


@pytest.fixture
async def week(org: Org, phone: Phones) -> None:
    """Rita leads, before Bob and Sue."""
    for number, name in enumerate(("rita", "bob", "sue")):
        await call(phone, name, 30 - 10 * number)
    await define(phone)


@pytest.mark.usefixtures("week")
async def test_who_hides_is_on_no_list_and_sees_the_own_score_without_a_rank(
    phone: Phones,
) -> None:
    before = {who: await board(phone, who) for who in ("rita", "bob", "ada")}
    assert (await hide(phone, "rita")) == {"viewer": {"hidesFromBoards": True}, "userErrors": []}
    for who in ("rita", "bob", "ada"):
        assert listed(await board(phone, who)) == [(1, "Bob"), (2, "Sue")]
    own = await board(phone, "rita")
    assert own["mine"] == {"rank": None, "score": 30, "gapToNext": None, "rankDelta": None}
    assert own["aroundMe"] == []
    assert (await board(phone, "bob"))["mine"]["gapToNext"] is None, "first now"
    again = await hide(phone, "rita")
    assert again["viewer"]["hidesFromBoards"]

    assert not (await hide(phone, "rita", hides=False))["viewer"]["hidesFromBoards"]
    assert {who: await board(phone, who) for who in before} == before


@pytest.mark.usefixtures("week")
async def test_the_team_counts_who_hides(phone: Phones) -> None:
    before = await board(phone, "ada", "teams-points-month")
    await hide(phone, "rita")
    assert await board(phone, "ada", "teams-points-month") == before


@pytest.mark.usefixtures("week")
async def test_where_hiding_is_not_allowed_who_hides_is_listed(phone: Phones) -> None:
    await define(phone, key="open", allowsHiding=False)
    await hide(phone, "rita")
    assert listed(await board(phone, "bob", "open")) == [(1, "Rita"), (2, "Bob"), (3, "Sue")]
    # an organization that allows it no more shows everybody, and again nobody once it does
    await phone("ada").ask(SETTINGS, input={"allowsHiding": False})
    assert len(listed(await board(phone, "bob"))) == 3
    await phone("ada").ask(SETTINGS, input={"allowsHiding": True})
    assert len(listed(await board(phone, "bob"))) == 2


@pytest.mark.usefixtures("week")
async def test_hiding_is_refused_where_the_organization_forbids_it_and_coming_back_never(
    phone: Phones, dsn: str
) -> None:
    await hide(phone, "bob")
    await phone("ada").ask(SETTINGS, input={"allowsHiding": False})
    before = await everything(dsn)
    got = await hide(phone, "rita")
    assert [(error["code"], error["path"]) for error in got["userErrors"]] == [
        ("NOT_ALLOWED", ["input", "hide"])
    ]
    assert got["viewer"] is None
    assert await everything(dsn) == before
    assert (await hide(phone, "bob", hides=False))["userErrors"] == []


async def test_it_is_on_the_audit_log_once(org: Org, phone: Phones, database: Database) -> None:
    for _ in range(2):
        await hide(phone, "rita")
    async with database.reading(org.org_id) as connection:
        found = await connection.fetch(
            "SELECT principal, details FROM audit_log WHERE action = 'boards.hide'"
        )
    assert [tuple(row) for row in found] == [(f"member:{org.rep}", {"hide": True})]
