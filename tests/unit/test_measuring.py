"""How large a document is."""

import pytest
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st

from bellringer.graphql.measuring import refusals, sizes


def test_fragments_count_wherever_they_are_spread() -> None:
    document = parse("{ a: x { ...f } b: x { ...f } } fragment f on X { y { c: z } }")
    whole, fragment = sizes(document)
    assert (whole.depth, whole.fields, whole.aliases) == (3, 6, 4)
    assert (fragment.depth, fragment.fields, fragment.aliases) == (2, 2, 1)


@given(doublings=st.integers(1, 300))
def test_doubling_fragments_are_measured_in_no_time(doublings: int) -> None:
    spreads = " ".join(
        f"fragment f{n} on X {{ ...f{n + 1} ...f{n + 1} }}" for n in range(doublings)
    )
    document = parse(f"{{ x {{ ...f0 }} }} {spreads} fragment f{doublings} on X {{ y }}")
    fields = next(iter(sizes(document))).fields
    assert fields == min(1 + 2**doublings, 10**9)


@pytest.mark.parametrize("name", ["__schema", "__type"])
def test_introspection_can_be_closed_also_inside_of_fragments(name: str) -> None:
    document = parse(f"{{ ...f }} fragment f on Query {{ {name} {{ a {{ b }} }} }}")
    assert refusals(document, may_introspect=True) == []
    [refused] = refusals(document, may_introspect=False)
    assert refused.extensions == {"code": "INTROSPECTION_OFF"}


def test_introspection_may_be_deep() -> None:
    deep = "{ a " * 30 + "}" * 30
    assert refusals(parse(f"{{ __schema {deep} }}"), may_introspect=True) == []
    assert refusals(parse(f"{{ x {deep} }}"), may_introspect=True) != []
