"""The main job end to end: a phone records, and everything that follows is in the answer and in what is read next."""

from typing import Any

from tests.builders import Org
from tests.contract.conftest import Phones

PROPOSE = """
mutation Propose($input: GoalProposeInput!) {
  goalPropose(input: $input) {
    goal { id title state progress attainment terms { agreementNo target startsOn endsOn } }
    userErrors { code message path }
  }
}"""
RECORD = """
mutation Record($input: ActivityRecordInput!) {
  activityRecord(input: $input) {
    activity { id kind quantity member { id name } why { points ruleTitle ruleVersion reason } }
    pointsEarned totalPoints replayed
    crossings { percent goal { id progress } }
    badges { badge { key } }
    userErrors { code message path }
  }
}"""
HOME = """
query Home {
  viewer {
    member { id name email }
    points level rank unreadCount
    goals(first: 10) { totalCount edges { node { id progress attainment milestones { percent crossedAt } } } }
    badges(first: 10) { edges { node { badge { title symbol } awardedAt } } }
    streaks { key current longest }
    inbox(first: 10) { edges { node { kind title body deepLink readAt } } }
  }
}"""
GOAL: dict[str, Any] = {
    "idempotencyKey": "g1",
    "title": "Ten calls",
    "metricKey": "calls",
    "terms": {"target": 10, "startsOn": "2026-03-01", "endsOn": "2026-04-01"},
}


async def test_recording_past_a_milestone_answers_with_the_crossing(
    org: Org, phone: Phones
) -> None:
    rita = phone("rita")
    goal = (await rita.ask(PROPOSE, input=GOAL))["goalPropose"]["goal"]
    assert goal["state"] == "ACTIVE"
    call = {"idempotencyKey": "a1", "kind": "call", "quantity": 6}
    recorded = (await rita.ask(RECORD, input=call))["activityRecord"]
    assert recorded["userErrors"] == []
    assert recorded["replayed"] is False
    assert recorded["totalPoints"] >= recorded["pointsEarned"] > 0
    assert [(each["percent"], each["goal"]["progress"]) for each in recorded["crossings"]] == [
        (25, 6),
        (50, 6),
    ]
    assert sum(entry["points"] for entry in recorded["activity"]["why"]) == recorded["pointsEarned"]


async def test_I1_sent_again_it_answers_the_same_and_says_so(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    await rita.ask(PROPOSE, input=GOAL)
    call = {"idempotencyKey": "a1", "kind": "call", "quantity": 6}
    first = (await rita.ask(RECORD, input=call))["activityRecord"]
    again = (await rita.ask(RECORD, input=call))["activityRecord"]
    assert again == first | {"replayed": True}
    other = (await rita.ask(RECORD, input=call | {"quantity": 7}))["activityRecord"]
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (await rita.ask(HOME))["viewer"]["points"] == first["totalPoints"]


async def test_B1_the_home_screen_and_the_board_show_what_was_just_recorded(
    org: Org, phone: Phones
) -> None:
    rita, bob = phone("rita"), phone("bob")
    await rita.ask(PROPOSE, input=GOAL)
    recorded = await rita.ask(RECORD, input={"idempotencyKey": "a1", "kind": "call", "quantity": 6})
    home = (await rita.ask(HOME))["viewer"]
    assert home["points"] == recorded["activityRecord"]["totalPoints"]
    assert home["rank"] == 1
    assert home["member"]["name"] == "Rita"
    assert home["goals"]["totalCount"] == 1
    assert home["goals"]["edges"][0]["node"]["progress"] == 6
    assert home["unreadCount"] == len(home["inbox"]["edges"]) >= 1
    assert home["inbox"]["edges"][0]["node"]["title"]
    board = await bob.ask(
        """{ leaderboard(key: "points-month") {
             state unit scale startsAt endsAt finalAt tiePolicy mine { rank } aroundMe { rank }
             standings(first: 3) { totalCount edges { node {
               rank score gapToNext rankDelta reachedAt subject { id name ... on Member { team { name } } }
               why { tiedWith days { on total } entries { edges { node { points } } } } } } } } }"""
    )
    [top] = board["leaderboard"]["standings"]["edges"]
    assert top["node"]["score"] == home["points"]
    assert top["node"]["subject"]["name"] == "Rita"
    assert top["node"]["why"]["entries"] is None, "a colleague sees no ledger"
    assert board["leaderboard"]["mine"] is None
    assert board["leaderboard"]["aroundMe"] == []


async def test_taking_back_leaves_the_points_as_before(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    recorded = (
        await rita.ask(RECORD, input={"idempotencyKey": "a1", "kind": "call", "quantity": 6})
    )["activityRecord"]
    reverse = """
    mutation Reverse($input: ActivityReverseInput!) {
      activityReverse(input: $input) {
        activity { id quantity reverses note } pointsEarned totalPoints userErrors { code path }
      }
    }"""
    sent = {"idempotencyKey": "r1", "activityId": recorded["activity"]["id"], "reason": "Twice"}
    reversed_ = (await rita.ask(reverse, input=sent))["activityReverse"]
    assert reversed_["userErrors"] == []
    assert reversed_["activity"]["reverses"] == recorded["activity"]["id"]
    assert reversed_["activity"]["quantity"] == -6
    assert (await rita.ask("{ viewer { points rank } }"))["viewer"]["points"] == 0


async def test_I6_of_several_each_is_accepted_or_refused_by_itself(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    got = await rita.ask(
        """mutation Several($input: ActivitiesRecordInput!) { activitiesRecord(input: $input) {
             results { activity { kind } totalPoints userErrors { code path } } userErrors { code } } }""",
        input={
            "items": [
                {"idempotencyKey": "1", "kind": "call"},
                {"idempotencyKey": "2", "kind": "juggling"},
                {"idempotencyKey": "3", "kind": "visit"},
            ]
        },
    )
    results = got["activitiesRecord"]["results"]
    assert [each["activity"] and each["activity"]["kind"] for each in results] == [
        "call",
        None,
        "visit",
    ]
    assert results[1]["userErrors"] == [
        {"code": "UNKNOWN_KIND", "path": ["input", "items", "1", "kind"]}
    ]


async def test_what_an_outside_record_stands_for_already_is_named(org: Org, phone: Phones) -> None:
    rita = phone("rita")
    call = {"kind": "call", "externalId": "crm:1"}
    first = (await rita.ask(RECORD, input=call | {"idempotencyKey": "1"}))["activityRecord"]
    again = """
    mutation Again($one: ActivityRecordInput!, $several: ActivitiesRecordInput!) {
      activityRecord(input: $one) { activity { id } userErrors { ...Named } }
      activitiesRecord(input: $several) { results { userErrors { ...Named } } }
    }
    fragment Named on UserError { code path ... on AlreadyRecordedError { activityId } }"""
    several = {"items": [{"idempotencyKey": "3", "kind": "visit"}, call | {"idempotencyKey": "4"}]}
    got = await rita.ask(again, one=call | {"idempotencyKey": "2"}, several=several)
    named = {"code": "ALREADY_RECORDED", "activityId": first["activity"]["id"]}
    assert got["activityRecord"] == {
        "activity": None,
        "userErrors": [named | {"path": ["input", "externalId"]}],
    }
    visit, refused = got["activitiesRecord"]["results"]
    assert visit["userErrors"] == []
    assert refused["userErrors"] == [named | {"path": ["input", "items", "1", "externalId"]}]
    shown = await rita.ask("{ viewer { activities { totalCount } } }")
    assert shown["viewer"]["activities"]["totalCount"] == 2
