"""Points over the API: rules and boosts, what they explain, approval, split credit, levels."""

from typing import Any

from bellringer.models.database import Database
from tests.builders import Org, enrol
from tests.contract.conftest import Phone, Phones
from tests.contract.test_roles import Stage

RULES = """{ viewer { organization { pointRules { id kind title isRetired
  current { version terms { points capPerDay cooldownMinutes } }
  versions { version effectiveFrom publishedAt terms { points per weekdays } } } } } }"""
WHY = """{ viewer { points why {
  level { level reached { title } nextLevel { threshold } missing lowerings { level reason } }
  entries(first: 9) { edges { node { points worth cutBy reason note ruleTitle ruleVersion
    terms { points capPerDay cooldownMinutes } boosts { title percent } } } } } } }"""
APPROVALS = """{ approvals { totalCount edges { node { id kind isPending member { name } } } } }"""
SHOWN = """query Q($id: ID!) { node(id: $id) { ... on Activity { isPending pointsEarned reversedBy
  shares { shareBp member { name } } approval { state reason decidedAt decidedBy { name } } } } }"""


async def record(phone: Phone, key: str, **more: Any) -> dict[str, Any]:
    query = """mutation R($input: ActivityRecordInput!) { activityRecord(input: $input) {
      activity { id isPending shares { amountMinor member { name } } why { points } }
      pointsEarned replayed userErrors { code path } } }"""
    sent = {"idempotencyKey": key, "kind": "call"} | more
    got: dict[str, Any] = (await phone.ask(query, input=sent))["activityRecord"]
    return got


async def test_what_a_rule_cut_and_a_boost_raised_is_explained(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    rule = {
        "idempotencyKey": "r1",
        "kind": "lead_created",
        "title": "Leads from the fair",
        "terms": {"points": 3, "tag": "fair", "capPerDay": 10},
    }
    shown = "rule { id isRetired current { version terms { tag capPerDay } } }"
    made = await stage.run("ada", "ruleCreate", rule, shown)
    assert made["rule"]["current"] == {"version": 1, "terms": {"tag": "fair", "capPerDay": 10}}
    assert await stage.run("ada", "ruleCreate", rule, shown) == made  # the same key, once
    boost = {
        "idempotencyKey": "b1",
        "title": "Power hour",
        "percent": 150,
        "kinds": ["lead_created"],
    }
    ends = {"endsAt": "2026-03-11T18:00:00Z"}
    await stage.run("ada", "boostCreate", boost | ends)

    bob = phone("bob")
    recorded = await record(bob, "1", kind="lead_created", quantity=3, tags=["fair"])
    assert recorded["pointsEarned"] == 9 + 10

    entries = (await bob.ask(WHY))["viewer"]["why"]["entries"]["edges"]
    found = {edge["node"]["ruleTitle"]: edge["node"] for edge in entries}
    assert found["Leads from the fair"] == {
        "points": 10,
        "worth": 13,
        "cutBy": "DAY_CAP",
        "reason": "ACTIVITY",
        "note": None,
        "ruleTitle": "Leads from the fair",
        "ruleVersion": 1,
        "terms": {"points": 3, "capPerDay": 10, "cooldownMinutes": None},
        "boosts": [{"title": "Power hour", "percent": 150}],
    }
    again = await record(bob, "2", kind="lead_created", tags=["fair"])
    assert sorted(entry["points"] for entry in again["activity"]["why"]) == [0, 3]


async def test_everybody_reads_what_pays_what_with_all_versions(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    before = (await phone("bob").ask(RULES))["viewer"]["organization"]["pointRules"]
    call = next(rule for rule in before if rule["kind"] == "call")
    sent = {
        "idempotencyKey": "v2",
        "ruleId": call["id"],
        "terms": {"points": 2, "cooldownMinutes": 5},
        "effectiveFrom": "2026-03-12T00:00:00Z",
    }
    await stage.run("ada", "rulePublish", sent)
    await stage.run(
        "ada", "ruleRetire", {"ruleId": call["id"], "effectiveFrom": "2026-03-13T00:00:00Z"}
    )
    after = (await phone("bob").ask(RULES))["viewer"]["organization"]["pointRules"]
    changed = next(rule for rule in after if rule["id"] == call["id"])
    assert changed["isRetired"]
    assert changed["current"]["version"] == 1
    assert [
        (version["version"], version["effectiveFrom"], version["terms"]["points"])
        for version in changed["versions"]
    ] == [
        (3, "2026-03-13T00:00:00.000Z", 0),
        (2, "2026-03-12T00:00:00.000Z", 2),
        (1, None, 1),
    ]
    assert len(before) == len(after)


async def test_refusals_about_rules_name_the_field(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    rule = {"idempotencyKey": "r1", "kind": "call", "title": "Calls", "terms": {"points": 3}}
    for change, code, path in (
        ({"kind": "yodel"}, "UNKNOWN_KIND", ["input", "kind"]),
        ({"terms": {"points": -1}}, "INVALID_INPUT", ["input", "terms", "points"]),
        (
            {"terms": {"points": 1, "cooldownMinutes": 0}},
            "INVALID_INPUT",
            ["input", "terms", "cooldownMinutes"],
        ),
        ({"title": ""}, "INVALID_TEXT", ["input", "title"]),
    ):
        query = """mutation M($input: RuleCreateInput!) { ruleCreate(input: $input) {
            rule { id } userErrors { code path } } }"""
        got = (await stage.phones("ada").ask(query, input=rule | change))["ruleCreate"]
        assert got == {"rule": None, "userErrors": [{"code": code, "path": path}]}


async def test_a_preview_names_who_would_gain_and_lose(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    await record(phone("rita"), "1", quantity=4)
    await record(phone("bob"), "1", quantity=1)
    rules = (await phone("ada").ask(RULES))["viewer"]["organization"]["pointRules"]
    sent = {
        "ruleId": next(rule["id"] for rule in rules if rule["kind"] == "call"),
        "terms": {"points": 2, "capPerDay": 3},
        "since": "2026-03-01",
        "until": "2026-04-01",
    }
    shown = "activities gained lost totalMembers members { gained lost member { name } }"
    got = await stage.run("ada", "rulePreview", sent, shown)
    assert got == {
        "activities": 2,
        "gained": 1,
        "lost": 1,
        "totalMembers": 2,
        "members": got["members"],
        "userErrors": [],
    }
    assert {(each["member"]["name"], each["gained"], each["lost"]) for each in got["members"]} == {
        ("Rita", 0, 1),
        ("Bob", 1, 0),
    }


async def test_what_a_member_reports_waits_for_the_manager_of_the_team(
    org: Org, phone: Phones
) -> None:
    stage = Stage(phone)
    await stage.run("ada", "kindUpdate", {"key": "visit", "needsApproval": True})
    bob, sue = phone("bob"), phone("sue")
    waiting = await record(bob, "1", kind="visit", note="At the fair")
    activity_id = waiting["activity"]["id"]
    assert (waiting["pointsEarned"], waiting["activity"]["isPending"]) == (0, True)
    assert waiting["activity"]["shares"] == [{"amountMinor": 0, "member": {"name": "Bob"}}]
    own = "{ viewer { activities { totalCount edges { node { id isPending approval { state } } } } } }"
    [edge] = (await bob.ask(own))["viewer"]["activities"]["edges"]
    assert edge["node"] == {"id": activity_id, "isPending": True, "approval": {"state": "PENDING"}}
    for who, expected in (("sue", 1), ("ada", 1), ("bob", 0), ("rita", 0)):
        assert (await phone(who).ask(APPROVALS))["approvals"]["totalCount"] == expected, who
    [edge] = (await sue.ask(APPROVALS))["approvals"]["edges"]
    assert edge["node"]["id"] == activity_id

    got = await stage.run("sue", "activityApprove", {"activityId": activity_id}, "pointsEarned")
    assert got == {"pointsEarned": 5, "userErrors": []}

    shown = (await bob.ask(SHOWN, id=activity_id))["node"]
    assert (shown["isPending"], shown["pointsEarned"]) == (False, 5)
    assert shown["approval"] == {
        "state": "APPROVED",
        "reason": None,
        "decidedAt": "2026-03-11T15:00:00.000Z",
        "decidedBy": {"name": "Sue"},
    }
    assert (await record(bob, "1", kind="visit", note="At the fair"))["pointsEarned"] == 0
    inbox = "{ viewer { inbox(first: 5) { edges { node { kind title body deepLink } } } } }"
    items = [edge["node"] for edge in (await bob.ask(inbox))["viewer"]["inbox"]["edges"]]
    [told] = [item for item in items if item["kind"] == "ACTIVITY_APPROVED"]
    assert told == {
        "kind": "ACTIVITY_APPROVED",
        "title": "Activity approved",
        "body": "Sue has approved what you reported. It counts now.",
        "deepLink": f"/activities/{activity_id}",
    }
    again = await stage.run("sue", "activityApprove", {"activityId": activity_id})
    assert [each["code"] for each in again["userErrors"]] == ["WRONG_STATE"]
    assert (await sue.ask(APPROVALS))["approvals"]["totalCount"] == 0


async def test_what_is_rejected_says_why(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    await stage.run("ada", "kindUpdate", {"key": "visit", "needsApproval": True})
    activity_id = (await record(phone("bob"), "1", kind="visit"))["activity"]["id"]
    sent = {"activityId": activity_id, "reason": "Nobody was there"}
    got = await stage.run(
        "sue", "activityReject", sent, "activity { isPending approval { state } }"
    )
    assert got["activity"] == {"isPending": False, "approval": {"state": "REJECTED"}}
    shown = (await phone("bob").ask(SHOWN, id=activity_id))["node"]
    assert shown["approval"]["reason"] == "Nobody was there"
    assert (await phone("rita").ask(SHOWN, id=activity_id))["node"] is None


async def test_a_split_deal_adds_up_over_the_api_and_is_taken_back_exactly(
    org: Org, phone: Phones, database: Database
) -> None:
    await enrol(database, org.org_id, "tom", team="south")
    sue, names = phone("sue"), ("rita", "bob", "tom")
    ids = {
        name: (await phone(name).ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
        for name in names
    }
    shares = [
        {"memberId": ids[name], "shareBp": part}
        for name, part in zip(names, (3_333, 3_333, 3_334), strict=True)
    ]
    deal = {"kind": "deal_won", "amount": {"amountMinor": 100}, "memberId": ids["rita"]}
    refused = await record(sue, "0", **deal, shares=shares[:2])
    assert refused["userErrors"] == [{"code": "INVALID_SHARES", "path": ["input", "shares"]}]
    got = await record(sue, "1", **deal, shares=shares)
    parts = {each["member"]["name"]: each["amountMinor"] for each in got["activity"]["shares"]}
    assert parts == {"Rita": 33, "Bob": 33, "Tom": 34}
    assert sorted(entry["points"] for entry in got["activity"]["why"])[-3:] == [16, 17, 17]
    totals = {}
    for name in names:
        totals[name] = (await phone(name).ask("{ viewer { points } }"))["viewer"]["points"]
    assert sum(totals.values()) == sum(entry["points"] for entry in got["activity"]["why"])
    deals = '{ leaderboard(key: "deals-month") { standings { edges { node { score subject { name } } } } } }'
    board = (await sue.ask(deals))["leaderboard"]["standings"]["edges"]
    counted = {edge["node"]["subject"]["name"]: edge["node"]["score"] for edge in board}
    assert counted["Tom"] == 1  # the count goes whole to the largest share
    assert not counted.get("Rita")
    undo = {"idempotencyKey": "u", "activityId": got["activity"]["id"], "reason": "Twice"}
    await Stage(phone).run("sue", "activityReverse", undo)
    for name in names:
        assert (await phone(name).ask("{ viewer { points } }"))["viewer"]["points"] == 0


async def test_a_level_says_what_is_missing_and_why_it_was_lowered(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    levels = [{"threshold": 10, "title": "Ten"}, {"threshold": 50, "title": "Fifty"}]
    got = await stage.run(
        "ada", "levelsSet", {"levels": levels}, "levels { number threshold title }"
    )
    assert [each["number"] for each in got["levels"]] == [1, 2]
    bob = await stage.bob()
    for key, points in (("1", 60), ("2", -55)):
        sent = {"idempotencyKey": key, "memberId": bob, "points": points, "reason": "A bet"}
        await stage.run("sue", "pointsAdjust", sent)
    why = (await phone("bob").ask(WHY))["viewer"]["why"]
    assert why["level"] == {
        "level": 2,
        "reached": {"title": "Fifty"},
        "nextLevel": None,
        "missing": None,
        "lowerings": [],
    }
    assert [edge["node"]["note"] for edge in why["entries"]["edges"]] == ["A bet", "A bet"]
    lowering = {"memberId": bob, "level": 0, "reason": "It was a bet"}
    lowered = await stage.run("ada", "memberLevelLower", lowering, "member { level }")
    assert lowered == {"member": {"level": 0}, "userErrors": []}
    level = (await phone("bob").ask(WHY))["viewer"]["why"]["level"]
    assert level == {
        "level": 0,
        "reached": None,
        "nextLevel": {"threshold": 10},
        "missing": 5,
        "lowerings": [{"level": 0, "reason": "It was a bet"}],
    }
