"""P1: a member who is erased is nobody any more, and every number is as before."""

from typing import Any

import asyncpg

from bellringer.gamification.actions.recount import recount
from bellringer.graphql.nodes import pack
from bellringer.models.database import Database
from tests.builders import Org
from tests.contract.conftest import Phones
from tests.contract.test_main_job import GOAL
from tests.contract.test_roles import Stage
from tests.doing import everything, rows

TEXTS = {
    "note": "visited the Zeppelin works in Friedrichshafen",
    "undone": "mistyped the Zeppelin order",
    "title": "Twelve Zeppelins by Easter",
    "award": "she charmed the whole airfield",
    "revoked": "it was the other airfield",
    "adjusted": "helped out at the airship fair",
    "to": "thank you for the airship tour",
    "by": "thank you for the coffee",
    "honoured": "champagne in the hangar",
    "comment": "lands like a feather every time",
    "about": "what a landing that was",
    "moderated": "one line too many about hydrogen",
    "moved": "had been with south since the airship fair",
    "target": "token-of-ritas-phone",
    "key": "ritas-own-key-0815",
    "name": "Rita Zeppelin",
    "email": "rita@example.com",
}


async def hits(dsn: str, text: str) -> list[str]:
    """The tables in which a text is found, whatever the column."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'door')"
        )
        return [
            table
            for (table,) in tables
            if await connection.fetchval(
                f"SELECT EXISTS (SELECT FROM {table} AS each"
                " WHERE position(lower($1) IN lower(each::text)) > 0)",
                text,
            )
        ]
    finally:
        await connection.close()


async def lived(stage: Stage, org: Org) -> None:
    """Let Rita do, and have done to her, everything that leaves a text behind."""
    rita = pack("Member", org.rep)
    bob = await stage.bob()
    run = stage.run

    async def done(who: str, name: str, sent: dict[str, Any], shown: str = "") -> dict[str, Any]:
        got = await run(who, name, sent, shown)
        assert got["userErrors"] == [], (name, got)
        return got

    await done(
        "ada", "memberUpdate", {"memberId": rita, "name": TEXTS["name"], "salesRole": "closer"}
    )
    call = {"idempotencyKey": "call", "kind": "call", "quantity": 9, "note": TEXTS["note"]}
    await done("rita", "activityRecord", call)
    made = await done(
        "rita",
        "activityRecord",
        {"idempotencyKey": "deal", "kind": "deal_won", "amount": {"amountMinor": 90_000}},
        "activity { id }",
    )
    undo = {"idempotencyKey": "undo", "activityId": made["activity"]["id"]}
    await done("sue", "activityReverse", undo | {"reason": TEXTS["undone"]})
    goal = GOAL | {"title": TEXTS["title"], "ownerId": rita}
    await done("sue", "goalPropose", goal)
    badge = {"badgeId": await stage.badge(), "memberId": rita, "reason": TEXTS["award"]}
    award = await done("sue", "badgeAward", badge | {"idempotencyKey": "1"}, "award { id }")
    kept = await done("ada", "badgeAward", badge | {"idempotencyKey": "2"}, "award { id }")
    taken = {"awardId": award["award"]["id"], "reason": TEXTS["revoked"]}
    await done("ada", "badgeRevoke", taken)
    adjusted = {"idempotencyKey": "3", "memberId": rita, "points": 5, "reason": TEXTS["adjusted"]}
    await done("sue", "pointsAdjust", adjusted)
    thanks = {"idempotencyKey": "4", "toMemberId": rita, "text": TEXTS["to"]}
    await done("bob", "kudosGive", thanks)
    thanks = {"idempotencyKey": TEXTS["key"], "toMemberId": bob, "text": TEXTS["by"]}
    await done("rita", "kudosGive", thanks)
    await conversed(stage, rita)
    party: dict[str, Any] = {"idempotencyKey": "5", "kind": "PARTY", "title": TEXTS["honoured"]}
    party |= {"startsAt": "2026-03-20T17:00:00Z", "awardIds": [kept["award"]["id"]]}
    await done("ada", "celebrationCreate", party)
    phone = {"target": {"kind": "FCM_TOKEN", "value": TEXTS["target"]}, "platform": "IOS"}
    await done("rita", "deviceRegister", phone)
    moved = {"memberId": rita, "teamId": pack("Team", org.south), "startsOn": "2026-03-02"}
    await done("ada", "membershipCorrect", moved | {"reason": TEXTS["moved"]})


async def conversed(stage: Stage, rita: str) -> None:
    """Let Rita comment on others, be commented on, and be told to be quiet."""
    found = await stage.phones("rita").ask(
        "{ feed(first: 50) { edges { node { id kind member { id } } } } }"
    )
    thanks = [edge["node"] for edge in found["feed"]["edges"] if edge["node"]["kind"] == "KUDOS"]
    of_rita = next(each["id"] for each in thanks if each["member"]["id"] == rita)
    of_bob = next(each["id"] for each in thanks if each["member"]["id"] != rita)
    said = [
        await stage.run(
            who,
            "feedComment",
            {"idempotencyKey": str(len(text)), "postId": post, "text": text},
            "comment { id }",
        )
        for who, post, text in (
            ("rita", of_bob, TEXTS["comment"]),
            ("bob", of_rita, TEXTS["about"]),
            ("rita", of_bob, "soon gone"),
        )
    ]
    gone = {"commentId": said[-1]["comment"]["id"], "reason": TEXTS["moderated"]}
    assert (await stage.run("sue", "feedCommentRemove", gone))["userErrors"] == []


async def test_P1_nothing_tells_who_it_was_and_every_number_stays(
    org: Org, phone: Phones, database: Database, dsn: str
) -> None:
    stage = Stage(phone)
    await lived(stage, org)
    for text in TEXTS.values():
        assert await hits(dsn, text) != [], text
    numbers = [
        "SELECT count(*), sum(points) FROM ledger_entry WHERE member_id = $1",
        "SELECT count(*), sum(quantity) FROM credit WHERE member_id = $1",
        "SELECT count(*), sum(total) FROM subject_day WHERE subject_id = $1",
        "SELECT count(*), sum(score) FROM board_score WHERE subject_id = $1",
        "SELECT count(*), sum(seq) FROM notification WHERE member_id = $1",
    ]
    before = [await rows(dsn, sql, org.rep) for sql in numbers]
    sent = {"memberId": pack("Member", org.rep), "reason": "MEMBER_REQUEST"}
    shown = "member { name email isErased isActive salesRole points }"
    got = await stage.run("ada", "memberErase", sent, shown)
    assert got["userErrors"] == []
    assert got["member"].pop("points") > 0
    assert got["member"] == {
        "name": "Former member",
        "email": None,
        "isErased": True,
        "isActive": False,
        "salesRole": None,
    }
    for text in TEXTS.values():
        assert await hits(dsn, text) == [], text
    assert before == [await rows(dsn, sql, org.rep) for sql in numbers]
    async with database.reading(org.org_id) as connection:
        assert () == await recount(connection)
    logged = "SELECT principal, details FROM audit_log WHERE action = 'member.erase'"
    [(principal, details)] = await rows(dsn, logged)
    assert (principal, "MEMBER_REQUEST" in details) == (f"member:{org.admin}", True)

    once = await everything(dsn)
    assert (await stage.run("ada", "memberErase", sent))["userErrors"] == []
    assert once == await everything(dsn)


async def test_P1_who_was_erased_signs_in_no_more_and_comes_back_as_somebody_new(
    org: Org, phone: Phones, dsn: str
) -> None:
    stage = Stage(phone)
    rita = phone("rita")
    await rita.ask("{ viewer { points } }")
    sent = {"memberId": pack("Member", org.rep), "reason": "RETENTION"}
    await stage.run("ada", "memberErase", sent)
    assert (await rita.send(json={"query": "{ viewer { points } }"})).status_code == 403
    [error] = (await stage.run("ada", "memberReactivate", {"memberId": sent["memberId"]}))[
        "userErrors"
    ]
    assert error["code"] == "WRONG_STATE"
    again = {"email": "rita@example.com", "name": "Rita", "teamKey": "north"}
    got = await stage.run("ada", "memberEnrol", again, "member { id isErased }")
    assert got["member"]["id"] != sent["memberId"]
    assert (await rita.ask("{ viewer { points } }"))["viewer"]["points"] == 0


async def test_P1_others_keep_what_is_theirs(org: Org, phone: Phones, dsn: str) -> None:
    stage = Stage(phone)
    await lived(stage, org)
    call = {"idempotencyKey": "bobs", "kind": "call", "note": "my own note"}
    await stage.run("bob", "activityRecord", call)
    kept = "SELECT display_name FROM profile ORDER BY 1"
    sent = {"memberId": pack("Member", org.rep), "reason": "MISTAKE"}
    await stage.run("ada", "memberErase", sent)
    assert [("Ada",), ("Bob",), ("Sue",)] == await rows(dsn, kept)
    assert [("my own note",)] == await rows(dsn, "SELECT body FROM activity_note")
