"""The feed over the API: reactions and comments for those who see a post, and nothing for others."""

from typing import Any

import pytest
from fastapi import FastAPI

from bellringer.graphql.nodes import pack
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import Org, enrol
from tests.contract.conftest import Phone, Phones
from tests.contract.serving import served
from tests.contract.talking import talking
from tests.contract.test_roles import Stage

SHOWN = """
id text reactions { reaction count isMine }
comments(last: 10) { totalCount edges { cursor node { id text member { name } } } }"""
FEED = f"query F($first: Int) {{ feed(first: $first) {{ edges {{ node {{ {SHOWN} }} }} }} }}"
NODE = "query N($id: ID!) { node(id: $id) { id } }"
REACT = f"""mutation R($input: FeedReactInput!) {{
  feedReact(input: $input) {{ post {{ {SHOWN} }} userErrors {{ code path }} }} }}"""
COMMENT = """mutation C($input: FeedCommentInput!) {
  feedComment(input: $input) { comment { id text postId } userErrors { code path } } }"""
REMOVE = """mutation D($input: FeedCommentRemoveInput!) {
  feedCommentRemove(input: $input) {
    comment { id text removedAt removeReason } userErrors { code path } } }"""
HEARD = "subscription { feedPostAdded { kind celebration { title } } }"
REMOVED = "query N($id: ID!) { node(id: $id) { ... on FeedComment { text removeReason } } }"


@pytest.fixture
async def stage(org: Org, phone: Phones, database: Database) -> Stage:
    await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    await enrol(database, org.org_id, "zoe", team="south")
    return Stage(phone)


async def say(phone: Phone, post: str, key: str, text: str) -> dict[str, Any]:
    sent = {"idempotencyKey": key, "postId": post, "text": text}
    said: dict[str, Any] = (await phone.ask(COMMENT, input=sent))["feedComment"]
    return said


async def test_a_post_shows_reactions_and_comments_to_those_who_see_it(stage: Stage) -> None:
    post = await stage.post()
    rita, sue = stage.phones("rita"), stage.phones("sue")
    await sue.ask(REACT, input={"postId": post, "reaction": "FIRE"})
    await rita.ask(REACT, input={"postId": post, "reaction": "FIRE"})
    await rita.ask(REACT, input={"postId": post, "reaction": "CLAP"})
    first = await say(rita, post, "one", "Great!")
    assert await say(rita, post, "one", "Great!") == first
    await say(sue, post, "two", "Indeed.")
    edges = (await sue.ask(FEED, first=10))["feed"]["edges"]
    [shown] = [edge["node"] for edge in edges if edge["node"]["id"] == post]
    assert shown["reactions"] == [
        {"reaction": "CLAP", "count": 1, "isMine": False},
        {"reaction": "FIRE", "count": 2, "isMine": True},
    ]
    comments = [
        (each["node"]["text"], each["node"]["member"]["name"])
        for each in shown["comments"]["edges"]
    ]
    assert comments == [("Great!", "Rita"), ("Indeed.", "Sue")]
    assert shown["comments"]["totalCount"] == 2


async def test_another_team_reads_nothing_of_a_private_post_by_any_door(stage: Stage) -> None:
    post = await stage.post()
    comment = await stage.comment()
    assert (await stage.phones("rita").ask(NODE, id=post))["node"] == {"id": post}
    for who in ("zoe", "olaf"):
        attacker = stage.phones(who)
        assert (await attacker.ask(FEED, first=100))["feed"]["edges"] == []
        for node in (post, comment, pack("FeedPost", new_id())):
            assert (await attacker.ask(NODE, id=node))["node"] is None
        refused = [{"code": "UNKNOWN_POST", "path": ["input", "postId"]}]
        got = await attacker.ask(REACT, input={"postId": post, "reaction": "CLAP"})
        assert got["feedReact"] == {"post": None, "userErrors": refused}
        assert await say(attacker, post, "k", "Hi") == {"comment": None, "userErrors": refused}
        got = await attacker.ask(REMOVE, input={"commentId": comment, "reason": "x"})
        assert got["feedCommentRemove"]["userErrors"] == [
            {"code": "UNKNOWN_COMMENT", "path": ["input", "commentId"]}
        ]


async def test_another_team_hears_nothing_of_a_private_post_over_a_socket(
    app: FastAPI, stage: Stage
) -> None:
    async with served(app) as address, talking(address) as talk:
        await talk.begin(stage.phones("zoe"))
        await talk.subscribe(HEARD)
        await talk.say(type="ping")
        assert (await talk.hear())["type"] == "pong"
        await stage.comment()
        gala = {"idempotencyKey": "gala", "kind": "CEREMONY", "title": "Gala"}
        gala |= {"startsAt": "2026-03-20T17:00:00Z"}
        assert (await stage.run("ada", "celebrationCreate", gala))["userErrors"] == []
        # the first that Zoe hears is what is for all
        heard = (await talk.next())["feedPostAdded"]
        assert heard == {"kind": "CELEBRATION", "celebration": {"title": "Gala"}}


async def test_the_reason_of_a_removal_is_for_the_author_and_those_who_may_remove(
    stage: Stage,
) -> None:
    comment = await stage.comment()
    got = await stage.phones("sue").ask(REMOVE, input={"commentId": comment, "reason": "Not nice"})
    removed = got["feedCommentRemove"]["comment"]
    assert (removed["text"], removed["removeReason"]) == (None, "Not nice")
    readers = [
        who
        for who in ("bob", "rita", "sue", "olaf", "zoe", "ada")
        if (await stage.phones(who).ask(REMOVED, id=comment))["node"]
    ]
    assert readers == ["bob", "sue", "ada"]


async def test_F4_a_page_of_the_feed_takes_the_same_statements_with_2_and_with_12_posts(
    stage: Stage, statements: list[str]
) -> None:
    rita = stage.phones("rita")
    counted = []
    for until in (2, 12):
        for number in range(until):
            post = await stage.post()
            await rita.ask(REACT, input={"postId": post, "reaction": "HEART"})
            await say(rita, post, f"{until}-{number}", f"No. {number}")
        await rita.ask(FEED, first=100)
        statements.clear()
        shown = (await rita.ask(FEED, first=100))["feed"]["edges"]
        counted.append(len(statements))
        assert sum(edge["node"]["comments"]["totalCount"] for edge in shown) >= until
    # authority, posts, reactions, comments, their number, who wrote them
    assert counted == [6, 6]
