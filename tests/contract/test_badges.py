"""Badges as a phone shows them."""

from tests.builders import Org
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import RECORD

REVERSE = """
mutation Reverse($input: ActivityReverseInput!) {
  activityReverse(input: $input) { userErrors { code } }
}"""


async def ahead(phone: Phone) -> set[str]:
    found = await phone.ask("{ viewer { badgeProgress { badge { key } } } }")
    return {each["badge"]["key"] for each in found["viewer"]["badgeProgress"]}


async def test_a_badge_that_is_had_once_is_not_ahead_any_more_until_it_is_lost(
    org: Org, phone: Phones
) -> None:
    rita, bob = phone("rita"), phone("bob")
    all_of_them = await ahead(rita)
    assert {"first-deal", "ten-deals-month"} <= all_of_them
    deal = {"idempotencyKey": "1", "kind": "deal_won", "quantity": 10}
    recorded = (await rita.ask(RECORD, input=deal))["activityRecord"]
    earned = {each["badge"]["key"] for each in recorded["badges"]}
    assert earned == {"first-deal", "ten-deals-month"}
    assert await ahead(rita) == all_of_them - {"first-deal"}, "ten in a month comes again"
    assert await ahead(bob) == all_of_them
    sent = {"idempotencyKey": "2", "activityId": recorded["activity"]["id"], "reason": "Twice"}
    assert (await rita.ask(REVERSE, input=sent))["activityReverse"]["userErrors"] == []
    assert await ahead(rita) == all_of_them


async def test_a_badge_that_was_taken_back_by_hand_is_not_ahead_again(
    org: Org, phone: Phones
) -> None:
    rita = phone("rita")
    await rita.ask(RECORD, input={"idempotencyKey": "1", "kind": "deal_won"})
    shown = await rita.ask("{ viewer { badges { edges { node { id } } } } }")
    [award] = shown["viewer"]["badges"]["edges"]
    revoked = await phone("ada").ask(
        """mutation Revoke($input: BadgeRevokeInput!) {
             badgeRevoke(input: $input) { userErrors { code } } }""",
        input={"awardId": award["node"]["id"], "reason": "No deal"},
    )
    assert revoked["badgeRevoke"]["userErrors"] == []
    assert "first-deal" not in await ahead(rita)
