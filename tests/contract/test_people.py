"""What admins write about members and teams, and how it is read again."""

from typing import Any

from bellringer.node_ids import pack
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.test_roles import ACTORS, Stage

PEOPLE = """
query People {
  members(search: "Nina") { edges { node {
    name role salesRole joinedOn isActive
    team { teamKey }
    memberships { totalCount edges { node { startsOn endsOn team { teamKey } } } }
  } } }
}"""
LOG = """
query Log($action: String) {
  auditLog(first: 50, action: $action) {
    totalCount
    edges { node { at action principal member { name } details { name value } } }
  }
}"""


async def test_an_admin_enrols_a_member_and_everybody_sees_who_is_where(
    org: Org, phone: Phones
) -> None:
    ada = Stage(phone)
    sent: dict[str, Any] = {
        "email": "nina@example.com",
        "name": "Nina",
        "teamKey": "south",
        "joinedOn": "2026-02-02",
        "salesRole": "hunter",
    }
    for _ in range(2):
        got = await ada.run("ada", "memberEnrol", sent, "member { name email }")
        assert got == {"member": {"name": "Nina", "email": "nina@example.com"}, "userErrors": []}
    [edge] = (await phone("rita").ask(PEOPLE))["members"]["edges"]
    assert edge["node"] == {
        "name": "Nina",
        "role": "REP",
        "salesRole": "hunter",
        "joinedOn": "2026-02-02",
        "isActive": True,
        "team": {"teamKey": "south"},
        "memberships": {
            "totalCount": 1,
            "edges": [
                {"node": {"startsOn": "2026-02-02", "endsOn": None, "team": {"teamKey": "south"}}}
            ],
        },
    }


async def test_who_led_a_team_and_when_is_read_from_both_sides(org: Org, phone: Phones) -> None:
    query = """{ viewer {
      member { memberships(leads: true) { edges { node { startsOn endsOn team { name } } } } }
      organization { teams { name memberships(leads: true) { edges { node { member { name } } } } } }
    } }"""
    viewer = (await phone("sue").ask(query))["viewer"]
    assert viewer["member"]["memberships"]["edges"] == [
        {"node": {"startsOn": None, "endsOn": None, "team": {"name": "North"}}}
    ]
    led = {
        team["name"]: [edge["node"]["member"]["name"] for edge in team["memberships"]["edges"]]
        for team in viewer["organization"]["teams"]
    }
    assert led == {"North": ["Sue"], "South": []}


async def test_every_administrative_change_is_on_a_log_for_admins_only(
    org: Org, phone: Phones
) -> None:
    stage = Stage(phone)
    await stage.run("ada", "memberRoleChange", {"memberId": await stage.bob(), "role": "MANAGER"})
    for actor in ACTORS[:3]:
        assert (await phone(actor).ask(LOG))["auditLog"] is None
    log = (await phone("ada").ask(LOG, action="member.role"))["auditLog"]
    assert log["totalCount"] == 1
    [edge] = log["edges"]
    assert edge["node"] == {
        "at": "2026-03-11T15:00:00.000Z",
        "action": "member.role",
        "principal": f"member:{org.admin}",
        "member": {"name": "Ada"},
        "details": [
            {"name": "from", "value": "REP"},
            {"name": "member_id", "value": str(org.second_rep)},
            {"name": "to", "value": "MANAGER"},
        ],
    }


async def test_settings_answer_as_they_are_from_now_on(org: Org, phone: Phones) -> None:
    got = await Stage(phone).run(
        "ada",
        "organizationUpdate",
        {"name": "Acme Ltd", "graceHours": 48, "repBackdateDays": 7},
        "organization { name graceHours backdateDays }",
    )
    assert got["organization"] == {"name": "Acme Ltd", "graceHours": 48, "backdateDays": 7}


async def test_whose_a_customer_is_is_read_again(org: Org, phone: Phones) -> None:
    stage = Stage(phone)
    bob = await stage.bob()
    shown = "customer { externalId owner { name } owners { startsOn endsOn member { name } } }"
    sent = {"externalId": "crm-1", "memberId": bob, "startsOn": "2026-03-01"}
    got = await stage.run("ada", "customerAssign", sent, shown)
    expected = {
        "externalId": "crm-1",
        "owner": {"name": "Bob"},
        "owners": [{"startsOn": "2026-03-01", "endsOn": None, "member": {"name": "Bob"}}],
    }
    assert got["customer"] == expected
    query = """query Q($owner: ID) { customers(ownerId: $owner) { totalCount edges { node {
      externalId owner { name } owners { startsOn endsOn member { name } } } } } }"""
    listed = (await phone("rita").ask(query, owner=bob))["customers"]
    assert listed == {"totalCount": 1, "edges": [{"node": expected}]}
    setting = {"kind": "deal_won", "followsOwner": True}
    got = await stage.run("ada", "customerCreditSet", setting, "ownerKinds")
    assert got["ownerKinds"] == ["deal_won"]
    found = await phone("bob").ask("{ viewer { organization { ownerKinds } } }")
    assert found["viewer"]["organization"]["ownerKinds"] == ["deal_won"]


async def test_what_an_owner_brought_is_read_by_those_who_lead_the_owner_and_looked_at_on_the_log(
    org: Org, phone: Phones, statements: list[str]
) -> None:
    stage = Stage(phone)
    bob = await stage.bob()

    async def sold(number: int) -> None:
        sent = {"externalId": f"crm-{number}", "memberId": bob, "startsOn": "2026-03-01"}
        await stage.run("ada", "customerAssign", sent, "customer { externalId }")
        deal = {"idempotencyKey": stage.fresh(), "kind": "deal_won", "quantity": 1}
        deal |= {"amount": {"amountMinor": 12_500}, "customerExternalId": f"crm-{number}"}
        got = await stage.run("bob", "activityRecord", deal, "activity { id }")
        assert got["userErrors"] == []

    query = """{ customers { edges { node { owners {
      brought { activities dealsWon revenue { amountMinor currency } } } } } } }"""

    async def seen(who: str) -> list[Any]:
        edges = (await phone(who).ask(query))["customers"]["edges"]
        return [owner["brought"] for edge in edges for owner in edge["node"]["owners"]]

    await sold(1)
    brought = {
        "activities": 1,
        "dealsWon": 1,
        "revenue": {"amountMinor": 12_500, "currency": "EUR"},
    }
    by_reader = {who: await seen(who) for who in ("bob", "sue", "ada", "rita")}
    assert by_reader == {"bob": [brought], "sue": [brought], "ada": [brought], "rita": [None]}
    log = "{ viewer { accessLog(first: 9) { edges { node { surface viewer { name } } } } } }"
    looks = (await phone("bob").ask(log))["viewer"]["accessLog"]["edges"]
    assert {(each["node"]["viewer"]["name"], each["node"]["surface"]) for each in looks} == {
        ("Sue", "KPIS"),
        ("Ada", "KPIS"),
    }
    taken = []
    for number in (2, 3):
        await sold(number)
        await seen("sue")
        statements.clear()
        assert await seen("sue") == [brought] * number
        taken.append(len(statements))
    assert taken[0] == taken[1]


async def test_who_has_left_is_listed_for_admins_until_erased_and_leaves_the_list_on_return(
    org: Org, phone: Phones
) -> None:
    stage = Stage(phone)
    gone = "{ formerMembers(search: %s) { totalCount edges { node { name isActive } } } }"
    left = [pack("Member", each) for each in (org.second_rep, org.rep, org.manager)]
    for member in left:
        await stage.run("ada", "memberDeactivate", {"memberId": member})
    await stage.run("ada", "memberErase", {"memberId": left[2], "reason": "RETENTION"})

    found = (await phone("ada").ask(gone % "null"))["formerMembers"]
    names = [(edge["node"]["name"], edge["node"]["isActive"]) for edge in found["edges"]]
    assert (2, [("Bob", False), ("Rita", False)]) == (found["totalCount"], names)
    page = (
        "{ formerMembers(first: 1, after: %s) { pageInfo { endCursor } edges { node { name } } } }"
    )
    first = (await phone("ada").ask(page % "null"))["formerMembers"]
    second = await phone("ada").ask(page % f'"{first["pageInfo"]["endCursor"]}"')
    assert [{"node": {"name": "Rita"}}] == second["formerMembers"]["edges"]
    assert (await phone("ada").ask(gone % '"ita"'))["formerMembers"]["totalCount"] == 1

    await stage.run("ada", "memberReactivate", {"memberId": left[1]})
    assert (await phone("ada").ask(gone % '"ita"'))["formerMembers"]["totalCount"] == 0
    assert (await phone("rita").ask(gone % "null"))["formerMembers"] is None
