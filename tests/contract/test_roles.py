"""Who may do what to whom: every mutation of the schema, for every role."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema

from bellringer.gamification.errors import ErrorCode
from bellringer.graphql.nodes import pack
from bellringer.graphql.schema import sdl
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol, organization
from tests.contract.conftest import Phone, Phones
from tests.contract.test_main_job import GOAL

# Bob is a rep of team north. Rita is a colleague of his, Sue leads north, Olaf leads south, Ada is admin.
ACTORS = ("bob", "rita", "sue", "olaf", "ada")
ANYBODY = "bob rita sue olaf ada"
MATRIX = {
    "activityRecord": "bob sue ada",
    "activitiesRecord": "bob sue ada",
    "activityReverse": "bob sue ada",
    "goalPropose": "bob sue ada",
    "goalChange": "bob sue ada",
    "goalAgree": "bob",
    "goalCancel": "bob sue ada",
    "badgeAward": "sue ada",
    "badgeRevoke": "sue ada",
    "pointsAdjust": "sue ada",
    "kudosGive": "rita sue olaf ada",
    "deviceRegister": ANYBODY,
    "deviceRemove": "bob",
    "inboxMarkRead": "bob",
}
REFUSED = {
    ErrorCode.NOT_ALLOWED,
    ErrorCode.OWN_POINTS,
    ErrorCode.UNKNOWN_MEMBER,
    ErrorCode.UNKNOWN_ACTIVITY,
    ErrorCode.UNKNOWN_GOAL,
    ErrorCode.UNKNOWN_AWARD,
    ErrorCode.UNKNOWN_DEVICE,
    ErrorCode.UNKNOWN_NOTIFICATION,
    ErrorCode.INVALID_INPUT,
}


class Stage:
    """Bob, and what of his the actors try their hands on; each try gets something fresh."""

    def __init__(self, phones: Phones) -> None:
        self.phones = phones
        self.tries = 0

    def fresh(self) -> str:
        self.tries += 1
        return f"try-{self.tries}"

    async def run(
        self, who: str, name: str, sent: dict[str, Any], shown: str = ""
    ) -> dict[str, Any]:
        title = name[0].upper() + name[1:]
        query = f"mutation M($input: {title}Input!) {{ {name}(input: $input) {{ {shown} userErrors {{ code }} }} }}"
        got: dict[str, Any] = (await self.phones(who).ask(query, input=sent))[name]
        return got

    async def bob(self) -> str:
        found = await self.phones("bob").ask("{ viewer { member { id } } }")
        return str(found["viewer"]["member"]["id"])

    async def activity(self) -> str:
        sent = {"idempotencyKey": self.fresh(), "kind": "call"}
        return str(
            (await self.run("bob", "activityRecord", sent, "activity { id }"))["activity"]["id"]
        )

    async def goal(self, *, by: str = "bob") -> str:
        sent = GOAL | {"idempotencyKey": self.fresh(), "ownerId": await self.bob()}
        return str((await self.run(by, "goalPropose", sent, "goal { id }"))["goal"]["id"])

    async def badge(self) -> str:
        found = await self.phones("ada").ask(
            "{ viewer { organization { badges { id isAutomatic oncePer } } } }"
        )
        return str(
            next(
                each["id"]
                for each in found["viewer"]["organization"]["badges"]
                if not each["isAutomatic"] and each["oncePer"] is None
            )
        )

    async def award(self) -> str:
        sent = await self.award_input()
        return str((await self.run("ada", "badgeAward", sent, "award { id }"))["award"]["id"])

    async def award_input(self) -> dict[str, Any]:
        return {
            "idempotencyKey": self.fresh(),
            "badgeId": await self.badge(),
            "memberId": await self.bob(),
            "reason": "Well done",
        }

    async def device(self) -> str:
        sent = self.device_input()
        return str((await self.run("bob", "deviceRegister", sent, "device { id }"))["device"]["id"])

    def device_input(self) -> dict[str, Any]:
        return {"target": {"kind": "FCM_FID", "value": self.fresh()}, "platform": "IOS"}

    async def item(self) -> str:
        await self.goal(by="sue")
        found = await self.phones("bob").ask(
            "{ viewer { inbox(first: 1) { edges { node { id } } } } }"
        )
        return str(found["viewer"]["inbox"]["edges"][0]["node"]["id"])


Make = Callable[[Stage], Awaitable[dict[str, Any]]]
TERMS = GOAL["terms"] | {"target": 20}


async def _record(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "kind": "call", "memberId": await stage.bob()}


async def _records(stage: Stage) -> dict[str, Any]:
    return {"items": [await _record(stage)]}


async def _reverse(stage: Stage) -> dict[str, Any]:
    activity = await stage.activity()
    return {"idempotencyKey": stage.fresh(), "activityId": activity, "reason": "Twice"}


async def _propose(stage: Stage) -> dict[str, Any]:
    return GOAL | {"idempotencyKey": stage.fresh(), "ownerId": await stage.bob()}


async def _change(stage: Stage) -> dict[str, Any]:
    goal = await stage.goal()
    return {"idempotencyKey": stage.fresh(), "goalId": goal, "terms": TERMS}


async def _agree(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.goal(by="sue"), "agreementNo": 1}


async def _cancel(stage: Stage) -> dict[str, Any]:
    return {"goalId": await stage.goal()}


async def _revoke(stage: Stage) -> dict[str, Any]:
    return {"awardId": await stage.award(), "reason": "A mistake"}


async def _adjust(stage: Stage) -> dict[str, Any]:
    return {
        "idempotencyKey": stage.fresh(),
        "memberId": await stage.bob(),
        "points": 5,
        "reason": "Helped",
    }


async def _thank(stage: Stage) -> dict[str, Any]:
    return {"idempotencyKey": stage.fresh(), "toMemberId": await stage.bob(), "text": "Thanks!"}


async def _register(stage: Stage) -> dict[str, Any]:
    return stage.device_input()


async def _remove(stage: Stage) -> dict[str, Any]:
    return {"id": await stage.device()}


async def _mark(stage: Stage) -> dict[str, Any]:
    return {"ids": [await stage.item()]}


INPUTS: dict[str, Make] = {
    "activityRecord": _record,
    "activitiesRecord": _records,
    "activityReverse": _reverse,
    "goalPropose": _propose,
    "goalChange": _change,
    "goalAgree": _agree,
    "goalCancel": _cancel,
    "badgeAward": Stage.award_input,
    "badgeRevoke": _revoke,
    "pointsAdjust": _adjust,
    "kudosGive": _thank,
    "deviceRegister": _register,
    "deviceRemove": _remove,
    "inboxMarkRead": _mark,
}


def test_S3_every_mutation_of_the_schema_is_on_the_matrix() -> None:
    mutations = build_schema(sdl()).mutation_type
    assert isinstance(mutations, GraphQLObjectType)
    assert set(mutations.fields) == set(MATRIX) == set(INPUTS)


@pytest.mark.parametrize("name", MATRIX)
async def test_S3_it_is_done_for_whom_the_matrix_says_and_refused_to_others(
    org: Org, phone: Phones, database: Database, name: str
) -> None:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    stage = Stage(phone)
    shown = "results { userErrors { code } }" if name == "activitiesRecord" else ""
    done = []
    for actor in ACTORS:
        sent = await INPUTS[name](stage)
        got = await stage.run(actor, name, sent, shown)
        results = got.get("results") or [got]
        codes = {ErrorCode(error["code"]) for each in results for error in each["userErrors"]}
        assert codes <= REFUSED, f"{actor}: {codes}"
        if not codes:
            done.append(actor)
    assert done == MATRIX[name].split()


BY_ID = {
    "node": "query Q($id: ID!) { found: node(id: $id) { id } }",
    "member": "query Q($id: ID!) { found: member(id: $id) { id } }",
    "team": "query Q($id: ID!) { found: team(id: $id) { id } }",
}


async def ids_of(stage: Stage) -> dict[str, str]:
    """Something of each kind that has an id, all of it Bob's or of his organization."""
    found = await stage.phones("bob").ask(
        "{ viewer { member { id team { id } } organization { id badges { id } } } }"
    )
    viewer = found["viewer"]
    return {
        "Activity": await stage.activity(),
        "BadgeAward": await stage.award(),
        "BadgeDefinition": viewer["organization"]["badges"][0]["id"],
        "Device": await stage.device(),
        "Goal": await stage.goal(),
        "Member": viewer["member"]["id"],
        "Notification": await stage.item(),
        "Organization": viewer["organization"]["id"],
        "Team": viewer["member"]["team"]["id"],
    }


async def test_T4_a_foreign_id_answers_like_one_that_never_existed(
    org: Org, phone: Phones, database: Database
) -> None:
    await organization(database, slug="beta")
    ids = await ids_of(Stage(phone))
    bob = phone("bob")
    ada: Phone = phone("ada", org="beta")
    for kind, node_id in ids.items():
        assert (await bob.ask(BY_ID["node"], id=node_id))["found"] == {"id": node_id}, kind
        for query in BY_ID.values():
            foreign = await ada.answer(query, id=node_id)
            never = await ada.answer(query, id=pack(kind, new_id()))
            assert foreign == never == {"data": {"found": None}}, kind


@pytest.mark.parametrize(
    ("name", "field", "kind"),
    [
        ("activityReverse", "activityId", "Activity"),
        ("activityRecord", "memberId", "Member"),
        ("goalAgree", "goalId", "Goal"),
        ("goalCancel", "goalId", "Goal"),
        ("goalPropose", "ownerId", "Member"),
        ("badgeAward", "badgeId", "BadgeDefinition"),
        ("badgeAward", "memberId", "Member"),
        ("badgeRevoke", "awardId", "BadgeAward"),
        ("pointsAdjust", "memberId", "Member"),
        ("kudosGive", "toMemberId", "Member"),
        ("deviceRemove", "id", "Device"),
    ],
)
async def test_T4_a_mutation_refuses_a_foreign_id_like_one_that_never_existed(
    org: Org, phone: Phones, database: Database, name: str, field: str, kind: str
) -> None:
    await organization(database, slug="beta")
    foreign = (await ids_of(Stage(phone)))[kind]
    stage = Stage(lambda who: phone(who, org="beta"))
    sent = await INPUTS[name](stage)
    query = f"""mutation M($input: {name[0].upper() + name[1:]}Input!) {{
        {name}(input: $input) {{ userErrors {{ code message path }} }} }}"""
    ada = phone("ada", org="beta")
    answers = [
        await ada.answer(query, input=sent | {field: each})
        for each in (foreign, pack(kind, new_id()), foreign[:-6] + "AAAAAA", "nonsense")
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["data"][name]["userErrors"][0]["code"].startswith("UNKNOWN_")
