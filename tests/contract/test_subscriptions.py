"""Sockets: what is pushed, to whom, and until when."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI
from websockets.exceptions import InvalidStatus

from bellringer.api import sockets
from bellringer.api.auth import Gate
from bellringer.api.problems import ProblemError
from bellringer.gamification.store.viewer import Authority
from bellringer.graphql.context import Context
from bellringer.models.database import Database, DatabaseUnavailableError
from tests.builders import Org
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import BOARD, FEED, INBOX, OWN, PROGRESS, record, talking
from tests.contract.test_main_job import GOAL, PROPOSE, RECORD

SERVICE_RESTART = 1012


@pytest.fixture
async def address(app: FastAPI, org: Org) -> AsyncIterator[str]:
    async with served(app) as found:
        yield found


async def test_a_board_begins_with_its_present_state_and_moves_with_it(
    address: str, phone: Phones
) -> None:
    rita = phone("rita")
    await record(rita, "1")
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(BOARD)
        before = (await talk.next())["leaderboardChanged"]["standings"]["edges"]
        assert [edge["node"]["subject"]["name"] for edge in before] == ["Rita"]
        recorded = await record(rita, "2", quantity=5)
        after = (await talk.next())["leaderboardChanged"]["standings"]["edges"]
        assert after[0]["node"]["score"] == recorded["totalPoints"] > before[0]["node"]["score"]


async def test_what_comes_into_the_inbox_comes_to_its_member_only(
    address: str, phone: Phones
) -> None:
    rita, bob = phone("rita"), phone("bob")
    await rita.ask(PROPOSE, input=GOAL)
    async with talking(address) as hers, talking(address) as his:
        await hers.begin(rita)
        await his.begin(bob)
        await hers.subscribe(INBOX)
        await his.subscribe(INBOX)
        await hers.subscribe(PROGRESS, "2")
        await hers.next()
        await record(rita, "1", quantity=3)
        arrived = [await hers.next(), await hers.next()]
        items = [each["inboxItemAdded"] for each in arrived if "inboxItemAdded" in each]
        assert [item["kind"] for item in items] == ["MILESTONE_CROSSED"]
        await his.say(type="ping")
        assert (await his.hear())["type"] == "pong", "nothing came before"


async def test_B3_what_was_missed_is_caught_up(address: str, phone: Phones) -> None:
    rita = phone("rita")
    await rita.ask(PROPOSE, input=GOAL)
    await record(rita, "1", quantity=3)
    await record(rita, "2", quantity=2)
    async with talking(address) as talk:
        await talk.begin(rita)
        await talk.subscribe("subscription { inboxItemAdded(after: 0) { seq } }")
        seqs = [(await talk.next())["inboxItemAdded"]["seq"] for _ in range(2)]
    assert seqs == [1, 2]


async def test_own_progress_moves(address: str, phone: Phones) -> None:
    rita = phone("rita")
    async with talking(address) as talk:
        await talk.begin(rita)
        await talk.subscribe(PROGRESS)
        assert (await talk.next())["progressChanged"] == {
            "points": 0,
            "viewer": {"level": 0, "rank": None},
        }
        recorded = await record(rita, "1")
        assert (await talk.next())["progressChanged"]["points"] == recorded["totalPoints"]


async def test_a_win_is_posted_to_the_team(address: str, phone: Phones) -> None:
    rita = phone("rita")
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(FEED)
        await talk.say(type="ping")
        assert (await talk.hear())["type"] == "pong"
        sent = {"idempotencyKey": "1", "kind": "deal_won", "amount": {"amountMinor": 5_000_00}}
        await rita.ask(RECORD, input=sent)
        assert (await talk.next())["feedPostAdded"]["kind"] in ("DEAL_WON", "BADGE_AWARDED")


FEED_AFTER = """subscription F($after: [FeedMark!]) {
  feedPostAdded(after: $after) { audience seq kind } }"""
FEED_PAGE = "{ feed(first: 50) { edges { node { audience seq kind } } } }"


async def win(phone: Phone, key: str) -> None:
    sent = {"idempotencyKey": key, "kind": "deal_won", "amount": {"amountMinor": 5_000_00}}
    await phone.ask(RECORD, input=sent)


async def page(phone: Phone) -> list[dict[str, Any]]:
    """The feed as a page shows it, each audience in its order."""
    edges = (await phone.ask(FEED_PAGE))["feed"]["edges"]
    return in_order([edge["node"] for edge in edges])


def in_order(posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(posts, key=lambda post: (post["audience"], post["seq"]))


def marks(posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How far a phone knows the feed that has seen these posts."""
    known: dict[str, int] = {}
    for post in posts:
        known[post["audience"]] = max(known.get(post["audience"], 0), post["seq"])
    return [{"audience": audience, "seq": seq} for audience, seq in known.items()]


async def test_B3_posts_that_were_missed_are_caught_up(address: str, phone: Phones) -> None:
    rita, bob = phone("rita"), phone("bob")
    await win(rita, "1")
    known = await page(bob)
    await win(rita, "2")
    missed = [post for post in await page(bob) if post not in known]
    assert missed != []
    async with talking(address) as talk:
        await talk.begin(bob)
        await talk.subscribe(FEED_AFTER, after=marks(known))
        caught = [(await talk.next())["feedPostAdded"] for _ in missed]
        assert in_order(caught) == missed
        await win(rita, "3")
        assert (await talk.next())["feedPostAdded"] not in known + missed


@pytest.mark.parametrize(
    "after",
    [[], [{"audience": "nonsense", "seq": 99}], [{"audience": "RmVlZEF1ZGllbmNlOjA", "seq": 0}]],
    ids=str,
)
async def test_of_an_audience_that_is_not_named_all_is_new(
    address: str, phone: Phones, after: list[dict[str, Any]]
) -> None:
    await win(phone("rita"), "1")
    posts = await page(phone("bob"))
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(FEED_AFTER, after=after)
        assert in_order([(await talk.next())["feedPostAdded"] for _ in posts]) == posts


async def test_who_knows_more_than_there_is_misses_nothing_that_comes(
    address: str, phone: Phones
) -> None:
    rita, bob = phone("rita"), phone("bob")
    await win(rita, "1")
    ahead = [{**mark, "seq": 2**50} for mark in marks(await page(bob))]
    async with talking(address) as talk:
        await talk.begin(bob)
        await talk.subscribe(FEED_AFTER, after=ahead)
        await talk.say(type="ping")
        assert (await talk.hear())["type"] == "pong"
        coming, wins = asyncio.create_task(talk.next()), count(2)
        while not coming.done():  # a win before the subscription has begun is none that comes
            await win(rita, str(next(wins)))
        assert (await coming)["feedPostAdded"]["seq"] > 0


async def test_queries_and_mutations_run_over_a_socket_each_as_new_as_they_begin(
    address: str, phone: Phones
) -> None:
    rita = phone("rita")
    async with talking(address) as talk:
        await talk.begin(rita)
        for number in (1, 2):
            await record(rita, str(number))
            await talk.subscribe("{ viewer { activities(first: 5) { totalCount } } }", str(number))
            assert (await talk.next())["viewer"]["activities"]["totalCount"] == number
            assert (await talk.hear())["type"] == "complete"


@pytest.mark.parametrize(
    "payload", [{}, {"authorization": "Bearer nonsense"}, {"authorization": 1}]
)
async def test_B4_nobody_is_let_in_without_a_good_token(
    address: str, payload: dict[str, Any]
) -> None:
    async with talking(address) as talk:
        await talk.say(type="connection_init", payload=payload)
        assert await talk.closed() == 4403


@pytest.mark.parametrize(
    "refused",
    [
        ProblemError(429, "TOO_MANY_REQUESTS", "wait"),
        ProblemError(503, "SIGN_IN_UNAVAILABLE", "wait"),
        DatabaseUnavailableError("gone"),
        TimeoutError(),
    ],
    ids=repr,
)
async def test_O1_who_can_not_be_let_in_just_now_may_come_back(
    address: str, phone: Phones, monkeypatch: pytest.MonkeyPatch, refused: Exception
) -> None:
    async def refuse(*_: object) -> None:
        raise refused

    monkeypatch.setattr(Gate, "admit", refuse)
    async with talking(address) as talk:
        token = f"Bearer {phone('rita').token}"
        await talk.say(type="connection_init", payload={"authorization": token})
        assert await talk.closed() == sockets.TRY_LATER


async def test_B4_without_signing_in_nothing_is_answered(address: str) -> None:
    async with talking(address) as talk:
        await talk.subscribe(BOARD)
        assert await talk.closed() == 4401


async def test_B4_nothing_is_delivered_after_a_change_of_authority_even_before_the_next_look(
    address: str, org: Org, phone: Phones, database: Database
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(BOARD)
        await talk.next()
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                "UPDATE member SET is_active = false WHERE org_id = $1 AND member_id = $2",
                org.org_id,
                org.second_rep,
            )
        await record(phone("rita"), "1")
        message = await talk.hear()
        assert message["type"] == "next"
        assert message["payload"]["data"] is None
        assert message["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHORIZED"


# made once for all, made for each with a part that is everybody's, and made for each
EVENTS = pytest.mark.parametrize("query", [BOARD, OWN, PROGRESS], ids=["shared", "joined", "own"])


@EVENTS
async def test_B4_who_is_of_another_role_hears_nothing_more_and_comes_back(
    address: str, org: Org, phone: Phones, database: Database, query: str
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(query)
        await talk.next()
        async with database.transaction(org.org_id) as connection:
            await connection.execute(
                "UPDATE member SET role = 'MANAGER' WHERE org_id = $1 AND member_id = $2",
                org.org_id,
                org.second_rep,
            )
        await record(phone("bob"), "1")
        assert await talk.hear_or_close() is None
        assert talk.socket.close_code == sockets.COME_BACK


@EVENTS
async def test_B3_who_can_not_be_looked_up_just_now_comes_back_to_the_present_state(
    address: str, phone: Phones, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    as_ever = Context.authorized

    async def away(self: Context) -> Authority:
        if self.is_socket:
            raise DatabaseUnavailableError("gone")
        return await as_ever(self)

    async with talking(address) as talk:
        await talk.begin(phone("bob"))
        await talk.subscribe(query)
        await talk.next()
        monkeypatch.setattr(Context, "authorized", away)
        await record(phone("bob"), "1")
        assert await talk.hear_or_close() is None
        assert talk.socket.close_code == sockets.TRY_LATER


async def test_O3_a_server_that_stops_sends_its_sockets_elsewhere(
    app: FastAPI, org: Org, phone: Phones
) -> None:
    async with AsyncExitStack() as server:
        address = await server.enter_async_context(served(app))
        async with talking(address) as talk:
            await talk.begin(phone("rita"))
            await talk.subscribe(BOARD)
            await talk.next()
            stopped = asyncio.create_task(server.aclose())
            assert await talk.closed() == SERVICE_RESTART
            await stopped


@pytest.mark.parametrize(
    "frame",
    [
        "nonsense",
        "[]",
        "1",
        "{}",
        '{"type":"subscribe"}',
        '{"type":"subscribe","id":1,"payload":{"query":"{a}"}}',
        '{"type":"subscribe","id":"1","payload":null}',
        '{"type":"subscribe","id":"1","payload":{"query":1}}',
        '{"type":"complete"}',
        '{"type":[]}',
        b"\x00\x01",
        '{"a":' * 40 + "1" + "}" * 40,
    ],
)
async def test_G1_a_frame_that_is_no_message_ends_the_socket(
    address: str, phone: Phones, frame: str | bytes
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.socket.send(frame)
        assert await talk.closed() == sockets.MALFORMED


async def test_G2_a_large_frame_ends_the_socket(address: str, phone: Phones) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.socket.send(json.dumps({"type": "ping", "payload": {"a": "x" * 200_000}}))
        assert await talk.closed() == 1009


async def test_pages_of_other_origins_are_turned_away(address: str) -> None:
    with pytest.raises(InvalidStatus):
        async with talking(address, origin="https://evil.example"):
            pass


async def test_an_unknown_board_is_an_error(address: str, phone: Phones) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.subscribe('subscription { leaderboardChanged(key: "nope") { key } }')
        message = await talk.hear()
        assert "errors" in json.dumps(message) or message["type"] == "error"


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"query": "{ viewer { points } }", "operationName": "Nope"}, "Nope"),
        ({"query": ""}, "query"),
    ],
)
async def test_G1_a_request_over_a_socket_that_cannot_be_run_is_no_fault_of_ours(
    address: str, phone: Phones, payload: dict[str, Any], words: str
) -> None:
    async with talking(address) as talk:
        await talk.begin(phone("rita"))
        await talk.say(id="1", type="subscribe", payload=payload)
        heard = await talk.hear()
        assert heard["type"] == "error"
        assert words in heard["payload"][0]["message"]
        assert "INTERNAL" not in str(heard)
