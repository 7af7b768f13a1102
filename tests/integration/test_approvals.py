"""What members report and managers decide about: kept while it waits, decided once, told to its member."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.change_kinds import update_kind
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.reject_activity import reject_activity
from bellringer.gamification.commands.activities import (
    ApproveActivity,
    Command,
    RejectActivity,
    Share,
)
from bellringer.gamification.commands.metrics import UpdateKind
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    DomainError,
    InvalidTextError,
    NotAllowedError,
    OwnPointsError,
    UnknownActivityError,
    WrongStateError,
)
from bellringer.gamification.outcome.activities import Answer
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import caught, do, everything, refuse, rows
from tests.recording import accepted, intake_on, record, reverse, snapshot, together

LATER = NOW + timedelta(days=2)
STATES = "SELECT state, decided_by, decided_at, points_earned FROM activity_approval"
TOLD = "SELECT kind, params->>'by_member_id' FROM announcement ORDER BY kind"


@pytest.fixture
async def claims(database: Database, org: Org) -> Org:
    """An organization in which visits need approval."""
    command = UpdateKind(by=org.as_admin(), key="visit", needs_approval=True)
    await do(database, update_kind, command)
    return org


async def report(database: Database, org: Org, key: str = "1", **more: Any) -> UUID:
    async with intake_on(database) as intake:
        asked = record(org, key, kind="visit", by=org.as_rep(), **more)
        (answer,) = accepted([await intake.submit(asked)])
    assert answer.points_earned == 0
    return answer.activity_id


def approval(org: Org, activity_id: UUID, by: Principal | None = None) -> ApproveActivity:
    return ApproveActivity(by=by or org.as_manager(), activity_id=activity_id)


def rejection(org: Org, activity_id: UUID, by: Principal | None = None) -> RejectActivity:
    return RejectActivity(by=by or org.as_manager(), activity_id=activity_id, reason="Never met")


async def decide(database: Database, *commands: Command) -> list[Answer | DomainError]:
    async with intake_on(database, LATER) as intake:
        return await intake.submit_many(list(commands))


async def differences(database: Database, org: Org) -> object:
    async with database.reading(org.org_id) as connection:
        return await recount(connection)


async def test_what_was_approved_counts_with_its_shares_and_what_was_answered_first_stays(
    database: Database, claims: Org, dsn: str
) -> None:
    shares = (
        Share(member_id=claims.rep, share_bp=5_000),
        Share(member_id=claims.second_rep, share_bp=5_000),
    )
    activity_id = await report(database, claims, quantity=3, shares=shares, external_id="crm:7")
    assert await rows(dsn, "SELECT count(*) FROM credit") == [(0,)]

    (answer,) = accepted(await decide(database, approval(claims, activity_id)))

    assert answer.points_earned == 8
    assert await rows(dsn, STATES) == [("APPROVED", claims.manager, LATER, 8)]
    credits_ = (
        "SELECT member_id, member_seq, share_no, quantity, team_id FROM credit ORDER BY share_no"
    )
    assert await rows(dsn, credits_) == [
        (claims.rep, 1, 0, 3, claims.north),
        (claims.second_rep, 1, 1, 0, claims.north),
    ]
    entries = "SELECT points, occurred_at, recorded_at, recorded_by FROM ledger_entry ORDER BY 1"
    assert await rows(dsn, entries) == [
        (7, NOW, LATER, f"member:{claims.manager}"),
        (8, NOW, LATER, f"member:{claims.manager}"),
    ]
    assert await rows(dsn, "SELECT scored_at, points_earned FROM activity") == [(LATER, 0)]
    assert await rows(dsn, TOLD) == [("ACTIVITY_APPROVED", str(claims.manager))]
    assert await differences(database, claims) == ()
    again = await report(
        database, claims, quantity=3, shares=shares, external_id="crm:7"
    )  # the key answers what it answered first
    assert again == activity_id


async def test_managers_and_imports_need_no_approval(database: Database, claims: Org) -> None:
    async with intake_on(database) as intake:
        answers = [
            await intake.submit(record(claims, "1", kind="visit", by=by))
            for by in (None, claims.as_manager(), claims.as_admin())
        ]
    assert [answer.points_earned for answer in answers] == [5, 5, 5]


async def test_a_rejection_keeps_its_reason_frees_the_outside_record_and_tells_the_member(
    database: Database, claims: Org, dsn: str
) -> None:
    activity_id = await report(database, claims, external_id="crm:7")
    await do(database, reject_activity, rejection(claims, activity_id), now=LATER)
    assert await rows(dsn, STATES) == [("REJECTED", claims.manager, LATER, 0)]
    assert await rows(dsn, "SELECT body FROM approval_note") == [("Never met",)]
    assert await rows(dsn, TOLD) == [("ACTIVITY_REJECTED", str(claims.manager))]
    assert await rows(dsn, "SELECT count(*) FROM external_claim") == [(0,)]
    assert await rows(dsn, "SELECT count(*) FROM ledger_entry") == [(0,)]
    await report(database, claims, "2", external_id="crm:7")


async def test_what_waits_is_withdrawn_by_a_reversal(
    database: Database, claims: Org, dsn: str
) -> None:
    activity_id = await report(database, claims, external_id="crm:7")
    (answer,) = accepted(
        await decide(database, reverse(claims, "undo", activity_id, by=claims.as_rep()))
    )
    assert answer.points_earned == 0
    assert await rows(dsn, STATES) == [("WITHDRAWN", claims.rep, LATER, 0)]
    for table in ("credit", "ledger_entry", "external_claim"):
        assert await rows(dsn, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert await differences(database, claims) == ()


async def test_what_was_approved_is_reversed_like_anything(
    database: Database, claims: Org, dsn: str
) -> None:
    activity_id = await report(database, claims)
    accepted(await decide(database, approval(claims, activity_id)))
    undo = reverse(claims, "undo", activity_id, by=claims.as_rep())
    (answer,) = accepted(await decide(database, undo))
    assert answer.points_earned == -5
    assert await differences(database, claims) == ()


@pytest.mark.parametrize("who", ["rep", "second_rep"])
async def test_who_may_not_decide(database: Database, claims: Org, dsn: str, who: str) -> None:
    activity_id = await report(database, claims)
    by = claims.as_rep() if who == "rep" else claims.as_second_rep()
    refusal = OwnPointsError if who == "rep" else NotAllowedError
    await refuse(database, dsn, reject_activity, rejection(claims, activity_id, by), refusal)
    before = await everything(dsn)
    (refused,) = await decide(database, approval(claims, activity_id, by))
    assert type(refused) is refusal
    assert await everything(dsn) == before


async def test_what_cant_be_decided_is_refused(database: Database, claims: Org, dsn: str) -> None:
    activity_id = await report(database, claims)
    wordless = replace(rejection(claims, activity_id), reason=" ")
    await refuse(database, dsn, reject_activity, wordless, InvalidTextError)
    strange = rejection(claims, UUID(int=7))
    await refuse(database, dsn, reject_activity, strange, UnknownActivityError)
    accepted(await decide(database, approval(claims, activity_id)))
    await refuse(database, dsn, reject_activity, rejection(claims, activity_id), WrongStateError)
    before = await snapshot(dsn)
    refused = await decide(database, approval(claims, activity_id), approval(claims, UUID(int=7)))
    assert [type(each) for each in refused] == [WrongStateError, UnknownActivityError]
    assert await snapshot(dsn) == before


async def test_of_decisions_at_the_same_moment_one_holds(
    database: Database, claims: Org, dsn: str
) -> None:
    activity_id = await report(database, claims)

    async def approve() -> str:
        (answer,) = await decide(database, approval(claims, activity_id))
        return "approved" if isinstance(answer, Answer) else type(answer).__name__

    async def reject() -> str:
        command = rejection(claims, activity_id)
        given = await caught(do(database, reject_activity, command, now=LATER))
        return type(given).__name__ if isinstance(given, DomainError) else "rejected"

    async def withdraw(key: str) -> str:
        undo = reverse(claims, key, activity_id, by=claims.as_rep())
        (answer,) = await decide(database, undo)
        return "withdrawn" if isinstance(answer, Answer) else type(answer).__name__

    work: list[Callable[[], Awaitable[str]]] = [approve, reject, partial(withdraw, "u1")] * 3
    found = await together(work)

    ((state, _, _, points),) = await rows(dsn, STATES)
    done = [each for each in found if each in {"approved", "rejected", "withdrawn"}]
    # what was approved may be taken back a moment later, as a reversal of what counts
    assert {done[0].upper(), *(each.upper() for each in done)} >= {state}
    assert done.count("approved") + done.count("rejected") <= 1
    assert await rows(dsn, "SELECT count(*) FROM ledger_entry WHERE reason = 'ACTIVITY'") == [
        (int(state == "APPROVED"),)
    ]
    assert points == (5 if state == "APPROVED" else 0)
    assert await differences(database, claims) == ()


async def test_a_batch_of_approvals_takes_the_same_number_of_statements_whatever_its_size(
    database: Database, claims: Org, statements: list[str]
) -> None:
    async with intake_on(database) as intake:
        await intake.submit(record(claims, "first", quantity=1_000_000))
    counted = []
    for size in (2, 40):
        waiting = [await report(database, claims, f"{size}-{number}") for number in range(size)]
        statements.clear()
        accepted(await decide(database, *(approval(claims, each) for each in waiting)))
        counted.append(len(statements))
    assert counted[0] == counted[1]
