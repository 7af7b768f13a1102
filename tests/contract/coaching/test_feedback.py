"""Feedback over HTTP: the two sides read it, and nobody else, not the leads of either."""

import pytest

from bellringer.models.database import Database
from tests.builders import Org
from tests.contract.conftest import Phones

REQUEST = (
    "mutation M($input: FeedbackRequestInput!) { feedbackRequest(input: $input)"
    " { feedback { id state dueOn } userErrors { code } } }"
)
ANSWER = (
    "mutation M($input: FeedbackAnswerInput!) { feedbackAnswer(input: $input)"
    " { feedback { state text } userErrors { code } } }"
)
LISTED = """
{ feedback { totalCount edges { node { id question text state
    fromMember { name } toMember { name } } } } }
"""
BY_ID = "query Q($id: ID!) { node(id: $id) { id } }"


@pytest.fixture
async def feedback_id(org: Org, phone: Phones, database: Database) -> str:
    """Rita has asked Bob, and Bob has answered."""
    bob = (await phone("bob").ask("{ viewer { member { id } } }"))["viewer"]["member"]["id"]
    sent = {
        "idempotencyKey": "one",
        "fromMemberId": bob,
        "dueOn": "2026-03-20",
        "question": "How do I come across?",
    }
    got = (await phone("rita").ask(REQUEST, input=sent))["feedbackRequest"]
    assert got["feedback"]["state"] == "REQUESTED"
    key = str(got["feedback"]["id"])
    answer = {"idempotencyKey": "two", "feedbackId": key, "text": "Warm and clear"}
    for _ in range(2):
        said = (await phone("bob").ask(ANSWER, input=answer))["feedbackAnswer"]
        assert said["feedback"] == {"state": "GIVEN", "text": "Warm and clear"}
    return key


@pytest.mark.parametrize("name", ["rita", "bob"])
async def test_both_sides_read_it(phone: Phones, feedback_id: str, name: str) -> None:
    [edge] = (await phone(name).ask(LISTED))["feedback"]["edges"]
    assert edge["node"] == {
        "id": feedback_id,
        "state": "GIVEN",
        "question": "How do I come across?",
        "text": "Warm and clear",
        "fromMember": {"name": "Bob"},
        "toMember": {"name": "Rita"},
    }
    assert (await phone(name).ask(BY_ID, id=feedback_id))["node"] == {"id": feedback_id}


@pytest.mark.parametrize("name", ["sue", "ada"])
async def test_nobody_else_does_not_even_an_admin(
    phone: Phones, feedback_id: str, name: str
) -> None:
    assert (await phone(name).ask(LISTED))["feedback"] == {"totalCount": 0, "edges": []}
    assert (await phone(name).ask(BY_ID, id=feedback_id))["node"] is None
    inbox = await phone(name).ask("{ viewer { inbox { edges { node { kind } } } } }")
    assert inbox["viewer"]["inbox"]["edges"] == []
