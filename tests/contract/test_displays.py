"""A display shows boards and the feed by a token of its own, and nothing else opens to it."""

from collections import deque
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_composite_type,
    parse,
)

from bellringer.api import sockets
from bellringer.api.seats import SocketRules
from bellringer.graphql import audiences
from bellringer.graphql.schema import sdl
from bellringer.graphql.showing import refusals
from bellringer.models.database import Database
from tests.builders import Org
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import BOARD, record, talking
from tests.contract.test_main_job import RECORD

CREATE = """mutation C($input: DisplayCreateInput!) { displayCreate(input: $input) {
  display { id title boardKeys revokedAt teams { name } createdBy { name } } token
  userErrors { code path } } }"""
REVOKE = """mutation R($input: DisplayRevokeInput!) { displayRevoke(input: $input) {
  display { revokedAt } userErrors { code path } } }"""
SHOWN = """{ screen { title boardKeys organization { name currency timeZone locale } }
  leaderboard(key: "points-month") { title unit standings(first: 8) { edges { node {
    rank score rankDelta subject { id name } } } } }
  feed(first: 6) { edges { node { kind member { name } amount { amountMinor } reactions { reaction count } } } } }"""
FEED = "subscription { feedPostAdded { kind member { name } } }"
SCHEMA = build_schema(sdl())


@pytest.fixture
def rules() -> SocketRules:
    """Look at once: what is waited for are events, not the clock."""
    return SocketRules(look_again=timedelta(milliseconds=20))


async def made(phone: Phones, **more: Any) -> dict[str, Any]:
    """Make a display of the month's points."""
    sent = {"title": "Floor 2", "boardKeys": ["points-month"], **more}
    answer: dict[str, Any] = (await phone("ada").ask(CREATE, input=sent))["displayCreate"]
    return answer


@pytest.fixture
async def screen(org: Org, phone: Phones, client: httpx.AsyncClient) -> Phone:
    """A display that shows the month's points."""
    del org
    return Phone(client, (await made(phone))["token"])


def codes(body: dict[str, Any]) -> list[str]:
    return [each["extensions"]["code"] for each in body.get("errors", [])]


async def test_a_display_shows_its_boards_and_the_feed(
    org: Org, phone: Phones, client: httpx.AsyncClient
) -> None:
    team = await phone("sue").ask("{ viewer { organization { teams { id name } } } }")
    north = team["viewer"]["organization"]["teams"][0]["id"]
    created = await made(phone, teamIds=[north])
    assert created["userErrors"] == []
    assert created["display"]["teams"] != []
    assert created["display"]["createdBy"] == {"name": "Ada"}
    won = {"kind": "deal_won", "amount": {"amountMinor": 125_000, "currency": "EUR"}}
    await phone("rita").ask(RECORD, input={"idempotencyKey": "k1", **won})
    shown = await Phone(client, created["token"]).ask(SHOWN)
    assert shown["screen"]["boardKeys"] == ["points-month"]
    first = shown["leaderboard"]["standings"]["edges"][0]["node"]
    assert (1, "Rita") == (first["rank"], first["subject"]["name"])
    assert "DEAL_WON" in [each["node"]["kind"] for each in shown["feed"]["edges"]]
    without = await Phone(client, (await made(phone))["token"]).ask(SHOWN)
    assert without["feed"]["edges"] == []  # what a team celebrates, its own display shows


async def test_a_board_that_a_display_was_not_given_is_not_there(screen: Phone) -> None:
    for key in ("points-week", "revenue-month", "no-such-board"):
        got = await screen.ask(
            "query B($key: String!) { leaderboard(key: $key) { title } }", key=key
        )
        assert got == {"leaderboard": None}


def paths() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return a way from a root to each field of each type, as the fields to ask for."""
    roots = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
    ways: dict[str, tuple[str, ...]] = {kind: (word,) for word, kind in roots.items()}
    waiting = deque(roots.values())
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    while waiting:
        name = waiting.popleft()
        kind = SCHEMA.type_map[name]
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field, of in kind.fields.items():
            found[name, field] = (*ways[name], field)
            to = get_named_type(of.type)
            targets = [to, *SCHEMA.get_possible_types(to)] if hasattr(to, "resolve_type") else [to]
            for target in targets:
                if is_composite_type(target) and target.name not in ways:
                    step = () if target is to else (f"... on {target.name}",)
                    ways[target.name] = (*ways[name], field, *step)
                    waiting.append(target.name)
    return found


def test_of_every_field_of_the_schema_a_display_reads_what_is_listed_and_nothing_else() -> None:
    ways = paths()
    for (kind, field), (root, *steps) in ways.items():
        text = (
            root
            + "".join(f" {{ {step}" for step in steps)
            + " { __typename" * 0
            + " }" * len(steps)
        )
        is_refused = bool(refusals(SCHEMA, parse(text)))
        may = field in audiences.DISPLAYED.get(kind, ())
        assert is_refused or may, f"{kind}.{field} is open to displays"
    listed = {(kind, field) for kind, fields in audiences.DISPLAYED.items() for field in fields}
    assert listed <= {
        (kind.name, field)
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field in kind.fields
    }


def roots() -> dict[str, str]:
    """Return an operation for each root field, with what it must be given as variables."""
    found = {}
    for word, kind in (("query", SCHEMA.query_type), ("mutation", SCHEMA.mutation_type)):
        assert kind is not None
        for name, field in kind.fields.items():
            needed = {
                arg: of.type
                for arg, of in field.args.items()
                if isinstance(of.type, GraphQLNonNull) and "null" not in str(of.default_value)
            }
            found[name] = _operation(
                word, name, needed, is_composite_type(get_named_type(field.type))
            )
    return found


def _operation(word: str, name: str, needed: dict[str, Any], has_parts: bool) -> str:
    declared = ", ".join(f"${arg}: {kind}" for arg, kind in needed.items())
    given = ", ".join(f"{arg}: ${arg}" for arg in needed)
    head = f"{word} O({declared})" if needed else word
    field = f"{name}({given})" if needed else name
    return f"{head} {{ {field} {'{ __typename }' if has_parts else ''} }}"


async def test_every_query_and_mutation_but_the_three_refuses_a_display(screen: Phone) -> None:
    open_to_it = set(audiences.DISPLAYED["Query"])
    for name, operation in roots().items():
        body = await screen.answer(operation)
        assert name in open_to_it or codes(body) == ["UNAUTHORIZED"], (name, body)
        assert name in open_to_it or not body.get("data"), name


async def test_what_is_asked_within_boards_and_posts_is_refused_as_a_whole(screen: Phone) -> None:
    for beyond in (
        '{ leaderboard(key: "points-month") { mine { rank } } }',
        '{ leaderboard(key: "points-month") { standings { edges { node { why { tiedWith } } } } } }',
        "{ feed { edges { node { member { email } } } } }",
        "{ feed { edges { node { comments { totalCount } } } } }",
        "{ screen { organization { teams { name } } } }",
        "{ feed { edges { node { ... on Node { id } } } } }",
    ):
        body = await screen.answer(beyond)
        assert (["UNAUTHORIZED"], None) == (codes(body), body.get("data")), beyond
    known = "{ viewer { points } }"  # also where the document is known to be fine for members
    assert codes(await screen.answer(known)) == ["UNAUTHORIZED"]


async def test_the_token_is_shown_once_and_kept_as_a_keyed_hash(
    org: Org, phone: Phones, database: Database
) -> None:
    token = (await made(phone))["token"]
    async with database.reading(org.org_id) as connection:
        [found] = await connection.fetch("SELECT * FROM display WHERE org_id = $1", org.org_id)
    row = dict(found)
    secret = token.rsplit("_", 1)[-1] if token.count("_") == 3 else token.split("_", 3)[3]
    assert len(secret) >= 40
    assert all(secret.encode() not in str(value).encode() for value in row.values())
    assert len(row["token_sha256"]) == 32
    listed = await phone("ada").ask(
        "{ displays { totalCount edges { node { title boardKeys revokedAt teams { name } } } } }"
    )
    assert listed["displays"]["totalCount"] == 1
    assert (await phone("sue").ask("{ displays { totalCount } }")) == {"displays": None}
    assert (await phone("ada").ask("{ screen { title } }")) == {"screen": None}


async def test_a_revoked_wrong_or_foreign_token_opens_nothing(
    org: Org, phone: Phones, client: httpx.AsyncClient
) -> None:
    del org
    created = await made(phone)
    token = created["token"]
    assert "errors" not in await Phone(client, token).answer(SHOWN)
    assert token.startswith("blr_")
    blr, org_id, display_id, secret = token.split("_", 3)
    for wrong in (
        f"{blr}_{org_id}_{display_id}_{'x' * len(secret)}",
        f"{blr}_{'0' * 32}_{display_id}_{secret}",
        f"{blr}_{org_id}_{'0' * 32}_{secret}",
    ):
        got = await Phone(client, wrong).send(json={"query": "{ screen { title } }"})
        assert 403 == got.status_code, wrong
    assert (
        await Phone(client, token[:-30]).send(json={"query": "{ __typename }"})
    ).status_code in (401, 403)
    sent = {"displayId": created["display"]["id"]}
    ended = (await phone("ada").ask(REVOKE, input=sent))["displayRevoke"]
    assert (ended["userErrors"], ended["display"]["revokedAt"] is None) == ([], False)
    again = (await phone("ada").ask(REVOKE, input=sent))["displayRevoke"]
    assert again == ended
    got = await Phone(client, token).send(json={"query": "{ screen { title } }"})
    assert 403 == got.status_code


@pytest.mark.parametrize(
    ("sent", "code", "path"),
    [
        ({"boardKeys": []}, "INVALID_INPUT", ["boardKeys"]),
        ({"boardKeys": ["no-such-board"]}, "UNKNOWN_BOARD", ["boardKeys"]),
        ({"title": " "}, "INVALID_TEXT", ["title"]),
        ({"teamIds": ["nothing"]}, "UNKNOWN_TEAM", ["teamIds"]),
    ],
)
async def test_what_can_not_be_is_refused_and_nothing_is_written(
    org: Org, phone: Phones, sent: dict[str, Any], code: str, path: list[str]
) -> None:
    del org
    refused = await made(phone, **sent)
    assert refused["userErrors"] == [{"code": code, "path": ["input", *path]}]
    assert (None, None) == (refused["display"], refused["token"])
    got = await phone("ada").ask("{ displays { totalCount } }")
    assert got == {"displays": {"totalCount": 0}}


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    del org
    async with served(app) as found:
        yield found


async def test_B4_a_display_listens_to_its_boards_until_its_token_is_revoked(
    address: str, phone: Phones, client: httpx.AsyncClient
) -> None:
    created = await made(phone)
    screen = Phone(client, created["token"])
    async with talking(address) as talk:
        await talk.begin(screen)
        await talk.subscribe(BOARD)
        await talk.next()
        await record(phone("rita"), "k1")
        changed = (await talk.next())["leaderboardChanged"]["standings"]["edges"]
        assert changed[0]["node"]["subject"]["name"] == "Rita"
        await phone("ada").ask(REVOKE, input={"displayId": created["display"]["id"]})
        assert await talk.closed() == sockets.FORBIDDEN


@pytest.mark.parametrize(
    "beyond",
    [
        "subscription { progressChanged { points } }",
        "subscription { inboxItemAdded { seq } }",
        'subscription { leaderboardChanged(key: "points-week") { key } }',
        'subscription { leaderboardChanged(key: "points-month") { mine { rank } } }',
        "query { viewer { points } }",
    ],
)
async def test_over_a_socket_nothing_else_opens_either_also_what_members_share(
    address: str, phone: Phones, client: httpx.AsyncClient, beyond: str
) -> None:
    screen = Phone(client, (await made(phone))["token"])
    week = 'subscription { leaderboardChanged(key: "points-week") { key } }'
    async with talking(address) as member, talking(address) as talk:
        await member.begin(phone("rita"))
        await member.subscribe(week)  # it is made for all reps, and kept for the next who asks
        await member.next()
        await talk.begin(screen)
        await talk.subscribe(beyond)
        message = await talk.hear()
        assert message["type"] in ("error", "next")
        said = message["payload"]
        found = said if message["type"] == "error" else said["errors"]
        assert found[0]["extensions"]["code"] in ("UNAUTHORIZED", "NOT_FOUND")
        assert message["type"] == "error" or not said.get("data")
