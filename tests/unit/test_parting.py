"""A document in two parts: executed for nobody and for somebody, they are the whole."""

import json
from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, build_schema, execute_sync, parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.graphql.parting import joined, place_of, rest_of

SCHEMA = build_schema("""
type Query { top(of: Int = 0): Thing! }
type Thing implements Named { name: String mine: Thing own: Int! safe: Thing! others(first: Int): [Thing!]!
  rare: Thing }
interface Named { name: String rare: Thing }
""")
FIELDS = ("name", "mine", "own", "safe", "others", "rare")
DEEP = 4


class AskedWhoError(Exception):
    """There is nobody."""


class Thing:
    """Something whose fields tell their depth and reader; some are only a reader's."""

    def __init__(self, depth: int, reader: str | None, own: frozenset[tuple[str, int]]) -> None:
        self.depth, self.reader, self.of = depth, reader, own

    def __getattr__(self, field: str) -> Any:
        if (field, self.depth) in self.of and self.reader is None:
            raise AskedWhoError
        below = Thing(self.depth + 1, self.reader, self.of)
        match field:
            case "name":
                is_own = (field, self.depth) in self.of
                return f"{self.depth} {self.reader if is_own else ''}"
            case "own":
                return self.depth
            case "others":
                return lambda _, first=2: [below] * first
            case "rare":
                return None if self.depth % 2 else below
            case "top":
                return lambda _, of=0: below
            case _:
                return below


def run(query: str, variables: Mapping[str, Any], thing: Thing) -> ExecutionResult:
    document = parse(query)
    assert validate(SCHEMA, document) == [], query
    return execute_sync(SCHEMA, document, thing, variable_values=dict(variables))


@st.composite
def selections(draw: st.DrawFn, depth: int = 0) -> str:
    parts = []
    for number in range(draw(st.integers(1, 3))):
        field = draw(st.sampled_from(FIELDS if depth < DEEP else ("name", "own")))
        alias = draw(st.sampled_from(["", f"a{depth}{number}: "]))
        more = draw(st.sampled_from(["", " @include(if: $yes)", " @skip(if: $yes)"]))
        given_ = "(first: $n)" if field == "others" and alias else ""
        inner = "" if field in ("name", "own") else f" {{ {draw(selections(depth + 1))} }}"
        one = f"{alias}{field}{given_}{more}{inner}"
        how = draw(st.sampled_from(["plain", "inline", "on"]))
        parts.append(
            {"plain": one, "inline": f"... {{ {one} }}", "on": f"... on Thing {{ {one} }}"}[how]
        )
    return " ".join(parts)


@st.composite
def documents(draw: st.DrawFn) -> str:
    inside, spread = draw(selections()), draw(selections(1))
    used = f"{inside} ...Part safe {{ ...Part }}"
    return (
        "query Q($yes: Boolean!, $n: Int) { top { x: name @include(if: $yes) y: others(first: $n) { name } "
        f"{used} }} }} fragment Part on Thing {{ {spread} }} query Other {{ top {{ name }} }}"
    )


@given(
    query=documents(),
    own=st.frozensets(st.tuples(st.sampled_from(FIELDS), st.integers(1, 5)), max_size=4),
    yes=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_B4_what_is_everybodys_and_what_is_ones_own_are_together_what_one_is_told_alone(
    query: str, own: frozenset[tuple[str, int]], yes: bool
) -> None:
    variables = {"yes": yes, "n": 1}
    document = parse(query)
    if any(error.message.startswith("Fields ") for error in validate(SCHEMA, document)):
        return  # two fields of one name that differ

    def told(text: str, reader: str | None) -> ExecutionResult:
        return execute_sync(
            SCHEMA,
            parse(text),
            Thing(0, reader, own),
            variable_values=variables,
            operation_name="Q",
        )

    nobody, alone = told(query, None), told(query, "rita")
    assert alone.errors is None
    places = {place_of(error.path or (), nobody.data) for error in nobody.errors or ()}
    if nobody.data is None or not places:
        assert places or nobody.data == alone.data
        return
    rest = rest_of(document, "Q", places)
    assert validate(SCHEMA, parse(rest)) == [], rest
    mine = told(rest, "rita")
    assert mine.errors is None
    together = joined(nobody.data, mine.data, places)
    assert json.dumps(together) == json.dumps(alone.data), "the order of keys, too"


def test_only_what_is_ones_own_is_left_with_the_variables_and_fragments_that_it_needs() -> None:
    query = """query Q($n: Int, $m: Int) { top { name mine { ...M } others(first: $n) { name } } }
      fragment M on Thing { name others(first: $m) { ...N } } fragment N on Thing { own }"""
    rest = rest_of(parse(query), None, {("top", "mine")})
    assert validate(SCHEMA, parse(rest)) == []
    assert "$m" in rest
    assert "$n" not in rest
    assert rest.count("others") == 1


def test_a_place_lies_above_a_list_and_where_the_null_is() -> None:
    data = {"top": {"others": [{"name": None}], "safe": None}}
    assert place_of(("top", "others", 0, "name"), data) == ("top", "others")
    assert place_of(("top", "safe", "own"), data) == ("top", "safe")
    assert place_of(("top",), {"top": None}) == ("top",)


def test_what_lies_below_an_own_place_is_part_of_it() -> None:
    places = [("top", "mine", "name"), ("top", "mine")]
    rest = rest_of(parse("{ top { name mine { name own } } }"), None, places)
    assert "own" in rest
    shared = {"top": {"name": "x", "mine": None}}
    assert joined(shared, {"top": {"mine": {"own": 1}}}, places) == {
        "top": {"name": "x", "mine": {"own": 1}}
    }


def test_where_a_reader_is_refused_all_above_it_the_refusal_stands() -> None:
    assert joined({"top": {"name": "x"}}, None, [("top", "mine")]) is None
    assert joined({"top": {"name": "x"}}, {"top": None}, [("top", "mine")]) == {"top": None}
    assert joined({"top": None}, {"top": {"mine": 1}}, [("top", "mine")]) == {"top": None}
