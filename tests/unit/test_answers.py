"""FCM's answers, read without trusting their shape."""

import json
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bellringer.push.answers import read_answer
from bellringer.standins.messages import refusal
from tests.builders import NOW


def body(*args: object, **more: object) -> bytes:
    return json.dumps(refusal(*args, **more)).encode()  # type: ignore[arg-type] # handed on


def test_a_success_tells_the_message_s_name() -> None:
    answer = read_answer(200, {}, b'{"name": "projects/p/messages/1"}', now=NOW)
    assert answer.provider_id == "projects/p/messages/1"


def test_an_fcm_error_is_told_from_a_general_one() -> None:
    dead = body(404, "NOT_FOUND", "gone", code="UNREGISTERED")
    general = body(404, "NOT_FOUND", "no such project")
    assert read_answer(404, {}, dead, now=NOW).code == "UNREGISTERED"
    assert read_answer(404, {}, dead, now=NOW).is_fcm_error
    assert read_answer(404, {}, general, now=NOW).code == "NOT_FOUND"
    assert not read_answer(404, {}, general, now=NOW).is_fcm_error


def test_a_wrong_address_does_not_blame_the_payload() -> None:
    wrong_token = body(400, "I", "x", code="INVALID_ARGUMENT", field="message.token")
    wrong_ttl = body(400, "I", "x", code="INVALID_ARGUMENT", field="message.android.ttl")
    assert not read_answer(400, {}, wrong_token, now=NOW).blames_payload
    assert read_answer(400, {}, wrong_ttl, now=NOW).blames_payload


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 11 Mar 2026 15:01:00 GMT", timedelta(seconds=60)),
        ("Wed, 11 Mar 2026 14:00:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("9999999", None),
    ],
)
def test_N6_retry_after_is_seconds_or_a_date(value: str, expected: timedelta | None) -> None:
    assert read_answer(503, {"Retry-After": value}, b"", now=NOW).retry_after == expected


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "details", "@type", "errorCode", "status", "fieldViolations", "name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@example(status=400, content={"error": {"details": True}}, header="")
@example(
    status=400,
    content={"error": {"details": [{"@type": "BadRequest", "fieldViolations": 1}]}},
    header="",
)
@given(status=st.integers(200, 599), content=_JSON, header=st.text(max_size=30))
def test_no_answer_is_so_strange_that_it_can_t_be_read(
    status: int, content: object, header: str
) -> None:
    answer = read_answer(status, {"Retry-After": header}, json.dumps(content).encode(), now=NOW)
    assert answer.status == status
    assert answer.code


@given(st.binary(max_size=40))
def test_nor_is_one_that_is_no_json(content: bytes) -> None:
    assert read_answer(502, {}, content, now=NOW).status == 502
