"""Whatever the schema allows is answered or refused; nothing makes it fail."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellringer.graphql.schema import sdl
from bellringer.models.database import Database
from tests.builders import Org, organization
from tests.contract.conftest import Phones
from tests.contract.test_main_job import RECORD
from tests.doing import rows

SCHEMA = build_schema(sdl())
DEEPEST = 4
WIDEST = 4
EXAMPLES = 60


@dataclass(frozen=True)
class Word:
    """The place of an id or a cursor that is only known when the organization is there."""

    number: int


# what a careful attacker types: ends of ranges, other types' ids, letters that break things
TEXTS = st.sampled_from(
    [
        "",
        " ",
        "points-month",
        "deal_won",
        "revenue",
        "deals",
        "a\x00b",
        "é" * 300,
        "'; --",
        "\u202e",
        "acme",
    ]
) | st.text(max_size=20)
WORDS = st.builds(Word, st.integers(0, 200))
NUMBERS = st.sampled_from([-(2**31), -1, 0, 1, 2, 5, 100, 101, 2**31 - 1])
BIG_NUMBERS = NUMBERS | st.sampled_from([2**53 - 1, -(2**53 - 1), 2**31, 2**40])
DATES = st.sampled_from(["0001-01-01", "9999-12-31", "2026-03-01", "2026-02-28", "2011-12-30"])
TIMES = st.sampled_from(
    [
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z",
        "2026-03-11T14:00:00Z",
        "2026-03-11T14:00:00+14:00",
    ]
)
CLOCKS = st.sampled_from(["00:00", "08:30", "23:59", "24:00", "8:30", "08:30:15"])


@st.composite
def values(draw: st.DrawFn, kind: Any) -> Any:
    """A value of an input type."""
    if isinstance(kind, GraphQLNonNull):
        found = None
        while found is None:
            found = draw(values(kind.of_type))
        return found
    if draw(st.integers(0, 9)) == 0:
        return None
    if isinstance(kind, GraphQLList):
        return draw(st.lists(values(kind.of_type), max_size=3))
    if isinstance(kind, GraphQLEnumType):
        return draw(st.sampled_from(sorted(kind.values)))
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: draw(values(each.type))
            for name, each in kind.fields.items()
            if isinstance(each.type, GraphQLNonNull) or draw(st.booleans())
        }
    return draw(
        {
            "ID": WORDS | TEXTS,
            "String": WORDS | TEXTS,
            "Int": NUMBERS,
            "BigInt": BIG_NUMBERS,
            "Boolean": st.booleans(),
            "Date": DATES,
            "DateTime": TIMES,
            "LocalTime": CLOCKS,
        }[kind.name]
    )


class Asking:
    """Builds one document with its variables."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}
        self.aliases = 0

    def selection(self, kind: Any, depth: int) -> str:
        named = get_named_type(kind)
        if is_leaf_type(named):
            return ""
        if isinstance(named, GraphQLInterfaceType):
            chosen = self.draw(st.sampled_from(list(SCHEMA.get_possible_types(named))))
            return f"{{ __typename ... on {chosen.name} {self.selection(chosen, depth)} }}"
        assert isinstance(named, GraphQLObjectType)
        usable = [
            name
            for name, each in sorted(named.fields.items())
            if depth > 1 or is_leaf_type(get_named_type(each.type))
        ]
        chosen_names = (
            self.draw(st.lists(st.sampled_from(usable), min_size=1, max_size=WIDEST, unique=True))
            if usable
            else ["__typename"]
        )
        return "{ " + " ".join(self.field(named, name, depth) for name in chosen_names) + " }"

    def field(self, parent: GraphQLObjectType, name: str, depth: int) -> str:
        if name == "__typename":
            return name
        found = parent.fields[name]
        return f"{name}{self.arguments(found.args)} {self.selection(found.type, depth - 1)}"

    def arguments(self, args: dict[str, GraphQLArgument]) -> str:
        parts = []
        for name, arg in args.items():
            if not isinstance(arg.type, GraphQLNonNull) and self.draw(st.booleans()):
                continue
            variable = f"v{len(self.variables)}"
            self.variables[variable] = self.draw(values(arg.type))
            self.declared.append(f"${variable}: {arg.type}")
            parts.append(f"{name}: ${variable}")
        return f"({', '.join(parts)})" if parts else ""


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A query or a mutation, with variables."""
    asking = Asking(draw)
    word = draw(st.sampled_from(["query", "mutation"]))
    root = SCHEMA.query_type if word == "query" else SCHEMA.mutation_type
    assert root is not None
    name = draw(st.sampled_from(sorted(root.fields)))
    body = asking.field(root, name, DEEPEST)
    declared = f"({', '.join(asking.declared)})" if asking.declared else ""
    return f"{word} Q{declared} {{ {body} }}", asking.variables


EVERYTHING = """
{ viewer { member { id team { id } } organization { id badges { id } }
    goals { edges { cursor node { id } } } activities { edges { cursor node { id } } }
    inbox { edges { cursor node { id } } } badges { edges { cursor node { id } } } }
  members { edges { cursor node { id } } } feed { edges { cursor node { id } } }
  leaderboard(key: "points-month") { standings { edges { cursor } } } }
"""
_EARLIEST, _LATEST = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"
# what stands in a cursor that another list, or nobody, has made
PARTS: tuple[Any, ...] = (
    *(
        2**63 - 1,
        -(2**63),
        2**31,
        None,
        "\ud800",
        "\x00",
        "x",
        [],
        0.5,
        "0" * 32,
        _EARLIEST,
        _LATEST,
    ),
)
CURSORS = [
    base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
    for parts in ([part] * count for count in (1, 2, 3, 4) for part in PARTS)
] + [
    base64.urlsafe_b64encode(json.dumps([when, "0" * 32]).encode()).decode()
    for when in (_EARLIEST, _LATEST, "2026-03-01", "2026-03-11T14:00:00", 1)
]


_known: dict[UUID, list[str]] = {}


def resolved(value: Any, words: list[str]) -> Any:
    """Put words of the answers in the places kept for them."""
    if isinstance(value, dict):
        return {name: resolved(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [resolved(each, words) for each in value]
    return words[value.number % len(words)] if isinstance(value, Word) else value


LISTS = {
    "members": "members(after: $cursor)",
    "feed": "feed(after: $cursor)",
    "goals": "viewer { goals(after: $cursor)",
    "activities": "viewer { activities(after: $cursor)",
    "inbox": "viewer { inbox(after: $cursor)",
    "badges": "viewer { badges(after: $cursor)",
    "standings": 'leaderboard(key: "points-month") { standings(after: $cursor)',
}


def found_in(answer: Any) -> Iterator[str]:
    """Every id and cursor of an answer."""
    if isinstance(answer, dict):
        for name, each in answer.items():
            if name in ("id", "cursor") and isinstance(each, str):
                yield each
            else:
                yield from found_in(each)
    elif isinstance(answer, list):
        for each in answer:
            yield from found_in(each)


def codes_in(answer: dict[str, Any]) -> set[str]:
    return {error.get("extensions", {}).get("code", "") for error in answer.get("errors", ())}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(name=st.sampled_from(["rita", "sue", "ada"]), asked=documents())
async def test_G1_no_document_of_the_schema_makes_it_fail(
    org: Org, phone: Phones, name: str, asked: tuple[str, dict[str, Any]]
) -> None:
    if org.org_id not in _known:
        await phone("rita").ask(RECORD, input={"idempotencyKey": "first", "kind": "call"})
        _known[org.org_id] = [
            word for each in ("rita", "ada") for word in found_in(await phone(each).ask(EVERYTHING))
        ]
    document, variables = asked
    variables = resolved(variables, [*_known[org.org_id], *CURSORS])
    got = await phone(name).send(json={"query": document, "variables": variables})
    assert got.status_code in (200, 400), got.text
    assert not {"INTERNAL", "UNAVAILABLE"} & codes_in(got.json()), got.text


@pytest.mark.parametrize("name", LISTS)
async def test_G1_no_cursor_makes_a_list_fail(org: Org, phone: Phones, name: str) -> None:
    rita = phone("rita")
    await rita.ask(RECORD, input={"idempotencyKey": "first", "kind": "call"})
    ends = " }" * (LISTS[name].count("{") + 1)
    document = f"query Q($cursor: String) {{ {LISTS[name]} {{ edges {{ cursor }} }} {ends}"
    for cursor in CURSORS:
        got = await rita.send(json={"query": document, "variables": {"cursor": cursor}})
        assert got.status_code in (200, 400)
        assert "INTERNAL" not in got.text, base64.urlsafe_b64decode(cursor + "==")


@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(["rita", "sue", "ada"]), asked=documents())
async def test_T1_no_document_reaches_into_another_organization(
    org: Org,
    database: Database,
    dsn: str,
    phone: Phones,
    name: str,
    asked: tuple[str, dict[str, Any]],
) -> None:
    if org.org_id not in _known:
        await organization(database, slug="other")
        await phone("rita").ask(RECORD, input={"idempotencyKey": "first", "kind": "call"})
        _known[org.org_id] = [
            word for each in ("rita", "ada") for word in found_in(await phone(each).ask(EVERYTHING))
        ]
    before = await rows_of(dsn, org)
    document, variables = asked
    variables = resolved(variables, _known[org.org_id])
    got = await phone(name, org="other").send(json={"query": document, "variables": variables})
    assert got.status_code in (200, 400), got.text
    assert not set(found_in(got.json())) & set(_known[org.org_id])
    assert await rows_of(dsn, org) == before


async def rows_of(dsn: str, org: Org) -> list[tuple[Any, ...]]:
    """A fingerprint of every table's rows of one organization."""
    tables = await rows(
        dsn,
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1",
    )
    each = (
        f"SELECT '{table}', md5(string_agg(row::text, ',' ORDER BY row::text)) FROM {table} AS row"
        " WHERE org_id = $1"
        for (table,) in tables
    )
    return await rows(dsn, " UNION ALL ".join(each), org.org_id)
