"""Every bad input gets a clear refusal, and leaves nothing behind."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bellringer.models.database import Database
from tests.builders import Org
from tests.contract.conftest import SPEC, Phone, Phones
from tests.contract.test_main_job import RECORD

WRITTEN = """
SELECT (SELECT count(*) FROM activity) + (SELECT count(*) FROM ledger_entry)
     + (SELECT count(*) FROM goal) + (SELECT count(*) FROM receipt) + (SELECT count(*) FROM kudos)
"""


@pytest.fixture
async def nothing_written(database: Database, org: Org) -> AsyncIterator[None]:
    async def count() -> int:
        async with database.reading(org.org_id) as connection:
            return int(await connection.fetchval(WRITTEN))

    before = await count()
    yield
    assert await count() == before


BODIES = {
    "empty": (b"", 400, "JSON_MALFORMED"),
    "no JSON": (b"{", 400, "JSON_MALFORMED"),
    "null": (b"null", 400, "JSON_NO_OBJECT"),
    "a number": (b"1", 400, "JSON_NO_OBJECT"),
    "a batch": (b'[{"query":"{viewer{points}}"}]', 400, "JSON_NO_OBJECT"),
    "invalid UTF-8": (b'{"query":"\xff\xfe"}', 400, "JSON_MALFORMED"),
    "a lone surrogate": (
        b'{"query":"{__typename}","variables":{"a":"\\ud800"}}',
        400,
        "JSON_MALFORMED",
    ),
    "deep arrays": (b'{"variables":' + b"[" * 50_000, 400, "JSON_TOO_DEEP"),
    "33 levels": (
        b'{"query":"{__typename}","variables":' + b'{"a":' * 32 + b"1" + b"}" * 32 + b"}",
        400,
        "JSON_TOO_DEEP",
    ),
    "10 MB": (b'{"query":"' + b"x" * 10_000_000 + b'"}', 413, "BODY_TOO_LARGE"),
    "no query": (b"{}", 400, "BAD_REQUEST"),
    "a query of a wrong type": (b'{"query":{}}', 400, "BAD_REQUEST"),
    "variables of a wrong type": (b'{"query":"{__typename}","variables":[]}', 400, "BAD_REQUEST"),
    "an operation name of a wrong type": (
        b'{"query":"{__typename}","operationName":[1]}',
        400,
        "BAD_REQUEST",
    ),
}


def codes(got: httpx.Response) -> set[str | None]:
    return {each.get("extensions", {}).get("code") for each in got.json()["errors"]}


@pytest.mark.parametrize("case", BODIES)
async def test_G1_a_body_that_is_no_request_is_refused(
    org: Org, phone: Phones, nothing_written: None, case: str
) -> None:
    body, status, code = BODIES[case]
    got = await phone("rita").send(content=body)
    assert got.status_code == status
    [error] = got.json()["errors"]
    assert error["extensions"]["code"] == code
    assert got.headers["content-type"] == f"{SPEC}; charset=utf-8"


async def test_G2_a_body_without_an_end_is_cut(org: Org, phone: Phones) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 10_000

    got = await phone("rita").send(content=endless())
    assert got.status_code == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data", "application/json; charset=latin-1", ""]
)
async def test_G2_other_content_types_are_refused(org: Org, phone: Phones, kind: str) -> None:
    got = await phone("rita").send(content=b"{}", headers={"content-type": kind})
    assert got.status_code == 415


async def test_G2_headers_have_a_limit(org: Org, phone: Phones) -> None:
    got = await phone("rita").send(json={}, headers={"x-long": "x" * 20_000})
    assert got.status_code == 431


async def test_other_methods_and_mutations_by_get_are_refused(
    org: Org, phone: Phones, client: httpx.AsyncClient, nothing_written: None
) -> None:
    headers = {"authorization": f"Bearer {phone('rita').token}"}
    assert (await client.delete("/graphql", headers=headers)).status_code == 405
    sent = 'mutation{activityRecord(input:{idempotencyKey:"1",kind:"call"}){replayed}}'
    got = await client.get("/graphql", params={"query": sent}, headers=headers)
    assert got.status_code == 400


RECORDS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown kind": ({"kind": "juggling"}, "UNKNOWN_KIND"),
    "a kind with NUL": ({"kind": "call\x00"}, "UNKNOWN_KIND"),
    "the future": ({"occurredAt": "2026-03-11T15:06:00Z"}, "FUTURE_ACTIVITY"),
    "long ago": ({"occurredAt": "2025-03-11T15:00:00Z"}, "TOO_OLD"),
    "a negative quantity": ({"quantity": -1}, "INVALID_QUANTITY"),
    "no quantity": ({"quantity": 0}, "INVALID_QUANTITY"),
    "too much": ({"quantity": 1_000_001}, "INVALID_QUANTITY"),
    "a wrong currency": (
        {"kind": "deal_won", "amount": {"amountMinor": 100, "currency": "USD"}},
        "WRONG_CURRENCY",
    ),
    "a negative amount": ({"kind": "deal_won", "amount": {"amountMinor": -1}}, "INVALID_AMOUNT"),
    "a member that is none": ({"memberId": "TWVtYmVyOm5vcGU"}, "UNKNOWN_MEMBER"),
    "an id of something else": ({"memberId": "VGVhbTowMA"}, "UNKNOWN_MEMBER"),
    "no key": ({"idempotencyKey": ""}, "INVALID_TEXT"),
    "a key with NUL": ({"idempotencyKey": "a\x00"}, "INVALID_TEXT"),
    "a note with NUL": ({"note": "a\x00"}, "INVALID_TEXT"),
    "a tag with NUL": ({"tags": ["a\x00"]}, "INVALID_TEXT"),
    "a negative duration": ({"durationSeconds": -1}, "INVALID_QUANTITY"),
}


@pytest.mark.parametrize("case", RECORDS)
async def test_G1_an_activity_that_cannot_be_right_is_refused_by_name(
    org: Org, phone: Phones, nothing_written: None, case: str
) -> None:
    changes, code = RECORDS[case]
    sent = {"idempotencyKey": "k", "kind": "call", **changes}
    got = (await phone("rita").ask(RECORD, input=sent))["activityRecord"]
    assert got["activity"] is None
    assert [error["code"] for error in got["userErrors"]] == [code]
    assert got["userErrors"][0]["message"]


WRONG_TYPES: dict[str, dict[str, Any]] = {
    "a text for a number": {"quantity": "many"},
    "more than 32 bits": {"quantity": 2**40},
    "a time without offset": {"occurredAt": "2026-03-11T15:00:00"},
    "a time that is none": {"occurredAt": "yesterday"},
    "a time before time": {"occurredAt": "0001-01-01T00:00:00+14:00"},
    "beyond BigInt": {"amount": {"amountMinor": 2**53}},
    "a fraction": {"amount": {"amountMinor": 1.5}},
    "a long text of digits": {"amount": {"amountMinor": "9" * 5_000}},
    "an unknown field": {"quantitee": 1},
    "no kind": {"kind": None},
}


@pytest.mark.parametrize("case", WRONG_TYPES)
async def test_G1_wrong_types_are_refused_without_hints(
    org: Org, phone: Phones, nothing_written: None, case: str
) -> None:
    sent = {"idempotencyKey": "k", "kind": "call", **WRONG_TYPES[case]}
    got = await phone("rita").send(json={"query": RECORD, "variables": {"input": sent}})
    assert got.status_code == 400
    assert "data" not in got.json()
    assert "Did you mean" not in got.text
    assert codes(got) == {"BAD_USER_INPUT"}


QUERIES = {
    "a syntax error": "{ viewer {",
    "an unknown field": "{ viewer { pointz } }",
    "an unknown argument": '{ leaderboard(kay: "points-month", key: "x") { key } }',
    "an unknown type": "query Q($a: Viewr) { viewer { points } }",
    "an unknown enum value": """mutation { deviceRegister(
        input: {target: {kind: FCM_TOKENN, value: "a"}, platform: IOS}) { userErrors { code } } }""",
    "too many tokens": "{ viewer { " + "points " * 1_001 + "} }",
    "too deep": """{ viewer { member { team { members { edges { node {
        team { members { edges { node { name } } } } } } } } } } }""",
    "too many aliases": "{ viewer { " + " ".join(f"a{n}: points" for n in range(16)) + " } }",
    "too many operations": " ".join(f"query Q{n} {{ viewer {{ points }} }}" for n in range(6)),
    "a number of 5 000 digits": "{ members(first: " + "9" * 5_000 + ") { totalCount } }",
    "a subscription without a socket": "subscription { progressChanged { __typename } }",
    "first of 0": "{ members(first: 0) { totalCount } }",
    "first of 101": "{ members(first: 101) { totalCount } }",
    "last of 101": "{ members(last: 101) { totalCount } }",
    "first and last": "{ members(first: 1, last: 1) { totalCount } }",
    "a cursor that is none": '{ members(after: "nonsense") { totalCount } }',
    "a cursor of another list": '{ feed(after: "WzFd") { totalCount } }',
    "a radius of 51": '{ leaderboard(key: "points-month") { aroundMe(radius: 51) { rank } } }',
    "a search too long": '{ members(search: "' + "x" * 101 + '") { totalCount } }',
}


@pytest.mark.parametrize("case", QUERIES)
async def test_G2_a_document_beyond_the_limits_is_refused(
    org: Org, phone: Phones, case: str
) -> None:
    got = await phone("rita").send(json={"query": QUERIES[case]})
    assert got.status_code in (200, 400)
    errors = got.json()["errors"]
    assert errors
    assert "Did you mean" not in got.text
    assert codes(got).isdisjoint({None, "INTERNAL"})


REFUSED_BY_GRAPHQL = {
    "a syntax error": "GRAPHQL_PARSE_FAILED",
    "too many tokens": "GRAPHQL_PARSE_FAILED",
    "an unknown field": "GRAPHQL_VALIDATION_FAILED",
    "an unknown argument": "GRAPHQL_VALIDATION_FAILED",
    "an unknown type": "GRAPHQL_VALIDATION_FAILED",
    "an unknown enum value": "GRAPHQL_VALIDATION_FAILED",
    "too deep": "TOO_DEEP",
    "too many aliases": "TOO_MANY_ALIASES",
    "too many operations": "TOO_MANY_OPERATIONS",
}


@pytest.mark.parametrize("case", REFUSED_BY_GRAPHQL)
async def test_what_graphql_itself_refuses_has_a_code(org: Org, phone: Phones, case: str) -> None:
    for _ in range(2):  # what is refused is not remembered as fine
        got = await phone("rita").send(json={"query": QUERIES[case]})
        assert got.status_code == 400
        assert codes(got) == {REFUSED_BY_GRAPHQL[case]}


@pytest.mark.parametrize("points", ["points", "pointz"])
async def test_G1_a_subscription_without_a_socket_is_sent_to_one_without_a_traceback(
    org: Org, phone: Phones, points: str
) -> None:
    text = f"subscription {{ progressChanged {{ {points} }} }}"
    for _ in range(2):
        with capture_logs() as logged:
            got = await phone("rita").send(json={"query": text})
        assert got.status_code == 400
        assert codes(got) == {"SUBSCRIPTION_NEEDS_SOCKET"}
        assert logged == []


BOMBS = {
    "fragments that double": "query { viewer { ...f0 } } "
    + " ".join(f"fragment f{n} on Viewer {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40))
    + " fragment f40 on Viewer { points }",
    "fragments that double in fields": "query { viewer { ...f0 } } "
    + " ".join(
        f"fragment f{n} on Viewer {{ a{n}: member {{ id }} ...f{n + 1} ...f{n + 1} }}"
        for n in range(14)
    )
    + " fragment f14 on Viewer { points }",
    "a fragment in itself": "query { viewer { ...f } } fragment f on Viewer { ...f }",
    "fragments in a circle": "query { viewer { ...f } } fragment f on Viewer { ...g } fragment g on Viewer { ...f }",
    "fields as deep as tokens reach": "{ a " * 330 + "}" * 330,
    "lists as deep as tokens reach": "{ member(id: " + "[" * 480 + "]" * 480 + ") { id } }",
    "deep inline fragments": "{ viewer "
    + "{ ... on Viewer " * 150
    + "{ points }"
    + " }" * 150
    + " }",
}


@pytest.mark.parametrize("case", BOMBS)
async def test_G1_a_document_that_grows_without_end_is_refused_at_once(
    org: Org, phone: Phones, case: str
) -> None:
    rita = phone("rita")
    await rita.ask("{ viewer { points } }")
    began = time.perf_counter()
    got = await rita.send(json={"query": BOMBS[case]})
    assert time.perf_counter() - began < 1
    assert got.status_code in (200, 400)
    assert got.json().get("errors") or case == "deep inline fragments"
    assert "INTERNAL" not in got.text


async def test_G1_others_are_served_meanwhile(org: Org, phone: Phones) -> None:
    rita, bob = phone("rita"), phone("bob")
    await bob.ask("{ viewer { points } }")
    bombs = [asyncio.create_task(rita.send(json={"query": text})) for text in BOMBS.values()]
    async with asyncio.timeout(1):
        await bob.ask("{ viewer { points } }")
    await asyncio.gather(*bombs)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
async def test_G1_no_body_makes_it_fail(org: Org, phone: Phones, body: bytes) -> None:
    got = await phone("rita").send(content=body)
    assert 400 <= got.status_code < 500
    assert got.json()["errors"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(
        [
            "quantity",
            "amount",
            "occurredAt",
            "memberId",
            "note",
            "externalId",
            "tags",
            "values",
            "shares",
            "kind",
        ]
    ),
    value=json_values,
)
async def test_G1_no_value_makes_recording_fail(
    org: Org, phone: Phones, name: str, value: Any
) -> None:
    rita: Phone = phone("rita")
    sent = {"idempotencyKey": "k", "kind": "deal_lost", name: value}
    body = json.dumps({"query": RECORD, "variables": {"input": sent}})
    got = await rita.send(content=body)
    assert got.status_code in (200, 400), got.text
    assert "INTERNAL" not in got.text
