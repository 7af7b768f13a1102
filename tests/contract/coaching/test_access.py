"""Decision 28: a look at a member's detail is on a log that the member reads, before it is answered."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from graphql import GraphQLObjectType

from bellringer.gamification.store.coaching import access
from bellringer.graphql import audiences
from bellringer.graphql.audiences import SURFACES, Audience, Only
from bellringer.graphql.schema import make_schema
from bellringer.models.database import Database
from bellringer.words import Role, Surface
from tests.builders import NOW, Org, enrol
from tests.conftest import SetClock
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import talking
from tests.contract.test_audiences import NARROWER, revoked, submitted
from tests.contract.test_roles import Stage
from tests.doing import rows

LOG = """query L($first: Int, $after: String) { viewer { accessLog(first: $first, after: $after) {
  totalCount pageInfo { endCursor hasNextPage } edges { node { surface hourAt viewer { name } } } } } }"""
NODE = "query Q($id: ID!) { node(id: $id) %s }"


async def taken_on(stage: Stage) -> str:
    """Something that Bob does by himself."""
    made = await stage.run(
        "bob",
        "actionItemCreate",
        {
            "idempotencyKey": stage.fresh(),
            "ownerId": await stage.bob(),
            "text": "Visit the clinic",
            "dueOn": "2026-03-20",
        },
        "actionItem { id }",
    )
    return str(made["actionItem"]["id"])


async def asked(stage: Stage) -> str:
    """A thread about a figure of Bob's."""
    figure = {"metric": "deals", "period": "MONTH", "on": "2026-03-11"}
    made = await stage.run(
        "bob",
        "threadAsk",
        {
            "idempotencyKey": stage.fresh(),
            "memberId": await stage.bob(),
            "about": {"figure": figure},
            "text": "What happened?",
        },
        "thread { id }",
    )
    return str(made["thread"]["id"])


async def trained(stage: Stage) -> str:
    """A training of Bob's."""
    made = await stage.run(
        "bob",
        "trainingSet",
        {
            "idempotencyKey": stage.fresh(),
            "memberId": await stage.bob(),
            "title": "Ask for referrals",
            "metricKey": "calls",
            "perWeek": 10,
            "startsOn": "2026-03-11",
            "weeks": 4,
        },
        "training { id }",
    )
    return str(made["training"]["id"])


TYPES = {
    "Activity": (Stage.activity, "{ ... on Activity { kind } }", Surface.ACTIVITIES),
    "ActivityShare": (
        Stage.activity,
        "{ ... on Activity { shares { shareBp } } }",
        Surface.ACTIVITIES,
    ),
    "LedgerEntry": (
        Stage.activity,
        "{ ... on Activity { why { points } } }",
        Surface.POINTS,
    ),
    "Leave": (Stage.leave, "{ ... on Leave { startsOn } }", Surface.LEAVE),
    "ActionItem": (taken_on, "{ ... on ActionItem { text } }", Surface.ACTION_ITEMS),
    "Thread": (asked, "{ ... on Thread { subject } }", Surface.THREADS),
    "Training": (trained, "{ ... on Training { title } }", Surface.TRAININGS),
    "PointsWhy": (Stage.bob, "{ ... on Member { why { level { level } } } }", Surface.POINTS),
}
FIELDS = {
    ("Member", "email"): Surface.ADDRESS,
    ("Member", "attention"): Surface.ATTENTION,
    ("Member", "why"): Surface.POINTS,
    ("Member", "leave"): Surface.LEAVE,
    ("Member", "today"): Surface.TODAY,
    ("Member", "kpis"): Surface.KPIS,
    ("Member", "kpiReview"): Surface.KPIS,
    ("BadgeAward", "revokeReason"): Surface.BADGES,
    ("BadgeWhy", "days"): Surface.BADGES,
    ("StreakWhy", "daysOff"): Surface.LEAVE,
    ("GoalStep", "text"): Surface.GOALS,
    ("GoalStep", "link"): Surface.GOALS,
}


class LookedError(Exception):
    """The look was noted."""


@pytest.fixture
async def stage(org: Org, phone: Phones) -> Stage:
    del org
    return Stage(phone)


async def log_of(phone: Phone) -> list[tuple[str, str]]:
    """Who looked at what of the phone's member, without doubles of the hours."""
    found = (await phone.ask(LOG, first=100))["viewer"]["accessLog"]
    return sorted(
        {(each["node"]["viewer"]["name"], each["node"]["surface"]) for each in found["edges"]}
    )


@pytest.mark.parametrize("name", SURFACES)
def test_every_field_of_a_detail_notes_the_look_before_it_is_resolved(name: str) -> None:
    class Source:
        about = ("bob",)

    class Info:
        class context:  # noqa: N801 - as it is called on the resolver's info
            @staticmethod
            def look(surface: Surface, about: tuple[str, ...]) -> None:
                assert (surface, about) == (SURFACES[name], ("bob",))
                raise LookedError

    kind = make_schema(may_introspect=False)._schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    for field in kind.fields.values():
        assert field.resolve is not None
        with pytest.raises(LookedError):
            field.resolve(Source(), Info())


def test_every_field_for_those_who_lead_has_a_surface_and_is_tried_here() -> None:
    asked = {field for field, audience in audiences.FIELDS.items() if audience is Audience.LEADS}
    assert asked == set(FIELDS)
    with pytest.raises(audiences.UndeclaredAudienceError, match="surface"):
        Only("Member", "shoeSize", Audience.LEADS)
    assert ("Member", "shoeSize") not in audiences.FIELDS


def test_a_detail_that_does_not_say_whom_it_is_about_makes_no_schema(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SURFACES, "Team", Surface.POINTS)
    with pytest.raises(audiences.UndeclaredAudienceError, match="Team needs"):
        make_schema.__wrapped__(may_introspect=False)


def test_a_detail_for_those_who_lead_that_does_not_say_whether_looks_are_logged_makes_no_schema(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(SURFACES, "Thread")
    with pytest.raises(audiences.UndeclaredAudienceError, match="Thread"):
        make_schema.__wrapped__(may_introspect=False)


@pytest.mark.parametrize("field", FIELDS)
async def test_a_field_that_a_lead_reads_is_on_the_log_and_one_of_ones_own_is_not(
    stage: Stage, field: tuple[str, str]
) -> None:
    usual = revoked if field[0].startswith("Badge") else Stage.bob
    about = await (submitted if field[0] == "GoalStep" else usual)(stage)
    before = await log_of(stage.phones("bob"))
    query = NODE % NARROWER[field]
    await stage.phones("bob").ask(query, id=about)
    await stage.phones("rita").ask(query, id=about)
    assert await log_of(stage.phones("bob")) == before
    await stage.phones("sue").ask(query, id=about)
    assert ("Sue", FIELDS[field]) in set(await log_of(stage.phones("bob"))) - set(before)
    assert await log_of(stage.phones("rita")) == await log_of(stage.phones("sue")) == []


@pytest.mark.parametrize("name", TYPES)
async def test_a_detail_that_a_lead_or_an_admin_reads_is_on_the_log(
    stage: Stage, name: str
) -> None:
    make, shown, surface = TYPES[name]
    about = await make(stage)
    await stage.phones("bob").ask(NODE % shown, id=about)
    await stage.phones("rita").ask(NODE % shown, id=about)
    assert ("Sue", surface) not in await log_of(stage.phones("bob"))
    for reader in ("sue", "ada"):
        await stage.phones(reader).ask(NODE % shown, id=about)
        assert (reader.capitalize(), surface) in await log_of(stage.phones("bob"))


async def test_the_entries_and_activities_behind_a_standing_are_a_look_also_where_only_counted(
    stage: Stage,
) -> None:
    await stage.activity()
    counted = """query Q($key: String!) { leaderboard(key: $key) { standings { edges { node {
      why { entries { totalCount } activities { totalCount } } } } } } }"""
    for key in ("points-month", "calls-month"):
        await stage.phones("rita").ask(counted, key=key)
        await stage.phones("sue").ask(counted, key=key)
    looks = await log_of(stage.phones("bob"))
    assert ("Sue", Surface.POINTS) in looks
    assert not [each for each in looks if each[0] == "Rita"]


async def test_what_colleagues_see_anyway_leaves_no_look(stage: Stage) -> None:
    await stage.activity()
    everybodys = """{ ... on Member { name role level joinedOn points team { name }
      badges { totalCount } goals { totalCount } streaks { current } memberships { totalCount } } }"""
    bob = await stage.bob()
    for reader in ("rita", "sue", "ada"):
        await stage.phones(reader).ask(NODE % everybodys, id=bob)
        await stage.phones(reader).ask(
            '{ leaderboard(key: "points-month") { standings { edges { node { score } } } } }'
        )
    assert await log_of(stage.phones("bob")) == []


async def test_looking_again_in_the_hour_is_one_row_and_in_the_next_another(
    stage: Stage, clock: SetClock
) -> None:
    bob, email = await stage.bob(), NODE % "{ ... on Member { email } }"
    for minutes in (0, 59, 60, 125):
        clock.now = NOW.replace(minute=0) + timedelta(minutes=minutes)
        await stage.phones("sue").ask(email, id=bob)
    first = (await stage.phones("bob").ask(LOG, first=2))["viewer"]["accessLog"]
    hours = [each["node"]["hourAt"][11:16] for each in first["edges"]]
    assert (hours, first["totalCount"]) == (["17:00", "16:00"], 3)
    rest = await stage.phones("bob").ask(LOG, after=first["pageInfo"]["endCursor"])
    [last] = rest["viewer"]["accessLog"]["edges"]
    assert last["node"]["hourAt"].startswith("2026-03-11T15:00")
    assert not rest["viewer"]["accessLog"]["pageInfo"]["hasNextPage"]


async def test_many_who_look_at_the_same_at_the_same_time_are_all_answered_and_leave_one_row(
    stage: Stage, dsn: str
) -> None:
    query = "{ members { edges { node { email why { level { level } } } } } }"
    await asyncio.gather(*(stage.phones("ada").ask(query) for _ in range(6)))
    found = await rows(dsn, "SELECT member_id, surface FROM access_log")
    assert (
        len(found) == len(set(found)) == 2 * 3
    )  # of everybody but Ada: the address and the points


async def test_looking_at_many_takes_no_more_statements_than_looking_at_one(
    database: Database, org: Org, phone: Phones, statements: list[str]
) -> None:
    query = "{ members(first: 100) { edges { node { email } } } }"
    taken = []
    for number in range(2):
        if number:
            for name in range(30):
                await enrol(database, org.org_id, f"peer-{name}", team="north")
        for _ in range(3):  # the first times sign her in
            await phone("ada").ask(query)
        statements.clear()
        await phone("ada").ask(query)
        taken.append(list(statements))
    assert len(taken[0]) == len(taken[1]), taken
    assert len([each for each in statements if "access_log" in each]) == 1


async def test_a_look_that_cannot_be_recorded_is_not_answered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, dsn: str
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise asyncpg.QueryCanceledError("canceling statement due to lock timeout")

    bob = await stage.bob()
    monkeypatch.setattr(access, "record", broken)
    got = await stage.phones("sue").answer(
        "query Q($id: ID!) { member(id: $id) { email name } }", id=bob
    )
    assert got.get("data") is None
    assert [each["extensions"]["code"] for each in got["errors"]] == ["UNAVAILABLE"]
    assert "example.com" not in str(got)
    assert await rows(dsn, "SELECT 1 FROM access_log") == []
    assert (await stage.phones("bob").ask("{ viewer { member { email } } }"))["viewer"]


SHOWN = """subscription { leaderboardChanged(key: "points-month") {
  standings { edges { node { subject { ... on Member { email } } } } } } }"""


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    del org
    async with served(app) as found:
        yield found


async def test_an_event_that_shows_a_detail_is_a_look_of_each_who_gets_it_and_never_shared(
    address: str, stage: Stage, database: Database, org: Org, dsn: str
) -> None:
    await enrol(database, org.org_id, "amy", role=Role.ADMIN)
    await stage.activity()
    for reader in ("ada", "amy"):
        async with talking(address) as talk:
            await talk.begin(stage.phones(reader))
            await talk.subscribe(SHOWN)
            assert "bob@example.com" in str(await talk.next())
    assert await log_of(stage.phones("bob")) == [
        ("Ada", Surface.ADDRESS),
        ("Amy", Surface.ADDRESS),
    ]
    assert len(await rows(dsn, "SELECT 1 FROM access_log")) == 2


async def test_an_event_whose_look_cannot_be_recorded_is_not_sent(
    address: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    await stage.activity()
    monkeypatch.setattr(access, "record", broken)
    async with talking(address) as talk:
        await talk.begin(stage.phones("ada"))
        await talk.subscribe(SHOWN)
        heard = (await talk.hear())["payload"]
        assert heard["data"] is None
        assert [each["extensions"]["code"] for each in heard["errors"]] == ["INTERNAL"]
