"""Feedback: who gives it to whom unasked, and what becomes of a request."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from bellringer.gamification.actions.coaching.carry_feedback import carry_feedback
from bellringer.gamification.actions.coaching.give_feedback import (
    answer_feedback,
    give_feedback,
    request_feedback,
)
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.commands.coaching.feedback import (
    AnswerFeedback,
    GiveFeedback,
    RequestFeedback,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.errors import (
    AllowanceSpentError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import ErasureReason, Role
from tests.builders import NOW, Org, enrol, member, system
from tests.doing import do, refuse, rows

STATES = "SELECT state FROM feedback ORDER BY feedback_id"
TOLD = """
SELECT a.kind, n.member_id FROM notification n JOIN announcement a USING (org_id, announcement_id)
 WHERE n.read_at IS NULL ORDER BY a.created_at, a.kind
"""


def gift(org: Org) -> GiveFeedback:
    return GiveFeedback(by=org.as_manager(), to_member_id=org.rep, text="Great call yesterday")


def request(org: Org) -> RequestFeedback:
    """Rita asks Bob."""
    return RequestFeedback(
        by=org.as_rep(),
        from_member_id=org.second_rep,
        question="How do I come across on the phone?",
        due_on=date(2026, 3, 13),
    )


async def carried(database: Database, org: Org, *, days: int) -> None:
    for _ in range(2):
        async with database.transaction(org.org_id) as connection:
            await carry_feedback(connection, now=NOW + timedelta(days=days))


async def test_feedback_goes_both_ways_between_a_member_and_who_leads_the_member(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, give_feedback, gift(org))
    back = GiveFeedback(by=org.as_rep(), to_member_id=org.manager, text="More of that, please")
    await do(database, give_feedback, back)
    await do(database, give_feedback, replace(back, to_member_id=org.admin))
    assert await rows(dsn, STATES) == [("GIVEN",)] * 3
    told = await rows(dsn, TOLD)
    assert {who for _, who in told} == {org.rep, org.manager, org.admin}
    assert {kind for kind, _ in told} == {"FEEDBACK_GIVEN"}


async def test_unasked_it_goes_to_nobody_else(database: Database, org: Org, dsn: str) -> None:
    peer = GiveFeedback(by=org.as_rep(), to_member_id=org.second_rep, text="You talk too much")
    await refuse(database, dsn, give_feedback, peer, NotAllowedError)
    await refuse(database, dsn, give_feedback, replace(peer, to_member_id=org.rep), NotAllowedError)
    olaf = await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    other = member(org.org_id, olaf, Role.MANAGER, leads=frozenset({org.south}))
    await refuse(database, dsn, give_feedback, replace(gift(org), by=other), NotAllowedError)
    to_other = GiveFeedback(by=org.as_rep(), to_member_id=olaf, text="Hello")
    await refuse(database, dsn, give_feedback, to_other, NotAllowedError)
    nobody = replace(gift(org), by=system(org.org_id))
    await refuse(database, dsn, give_feedback, nobody, NotAllowedError)
    unknown = replace(gift(org), to_member_id=new_id())
    await refuse(database, dsn, give_feedback, unknown, UnknownMemberError)
    for text in ("", "x" * 2001):
        bad = replace(gift(org), text=text)
        await refuse(database, dsn, give_feedback, bad, InvalidTextError)


async def test_a_request_is_answered_once_by_who_is_asked(
    database: Database, org: Org, dsn: str
) -> None:
    asked = await do(database, request_feedback, request(org))
    assert await rows(dsn, TOLD) == [("FEEDBACK_REQUESTED", org.second_rep)]
    answer = AnswerFeedback(by=org.as_second_rep(), feedback_id=asked, text="Warm and clear")
    for by in (org.as_rep(), org.as_manager(), org.as_admin()):
        await refuse(database, dsn, answer_feedback, replace(answer, by=by), NotFoundError)
    await refuse(
        database, dsn, answer_feedback, replace(answer, feedback_id=new_id()), NotFoundError
    )
    for text in (" ", "x" * 2001):
        bad = replace(answer, text=text)
        await refuse(database, dsn, answer_feedback, bad, InvalidTextError)
    late = NOW + timedelta(days=3)
    await refuse(database, dsn, answer_feedback, answer, WrongStateError, now=late)
    await do(database, answer_feedback, answer, now=NOW + timedelta(days=2))
    assert await rows(dsn, TOLD) == [("FEEDBACK_GIVEN", org.rep)]
    await refuse(database, dsn, answer_feedback, answer, WrongStateError)
    assert await rows(
        dsn, "SELECT state, body FROM feedback JOIN feedback_note USING (org_id, feedback_id)"
    ) == [("GIVEN", "Warm and clear")]


async def test_who_is_asked_may_decline_and_nobody_is_told(
    database: Database, org: Org, dsn: str
) -> None:
    asked = await do(database, request_feedback, request(org))
    no = AnswerFeedback(by=org.as_second_rep(), feedback_id=asked, text=None)
    await do(database, answer_feedback, no)
    assert await rows(dsn, STATES) == [("DECLINED",)]
    assert await rows(dsn, TOLD) == []


async def test_what_can_t_be_asked_for_is_refused(database: Database, org: Org, dsn: str) -> None:
    good = request(org)
    for due_on in (date(2026, 3, 10), date(2026, 6, 10)):
        bad = replace(good, due_on=due_on)
        await refuse(database, dsn, request_feedback, bad, InvalidInputError)
    for question in ("", "x" * 501):
        bad = replace(good, question=question)
        await refuse(database, dsn, request_feedback, bad, InvalidTextError)
    own = replace(good, from_member_id=org.rep)
    await refuse(database, dsn, request_feedback, own, NotAllowedError)
    nobody = replace(good, by=system(org.org_id))
    await refuse(database, dsn, request_feedback, nobody, NotAllowedError)
    unknown = replace(good, from_member_id=new_id())
    await refuse(database, dsn, request_feedback, unknown, UnknownMemberError)
    for _ in range(10):
        await do(database, request_feedback, good)
    await refuse(database, dsn, request_feedback, good, AllowanceSpentError)


async def test_a_request_is_reminded_of_once_the_day_before_and_expires_after_its_date(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, request_feedback, request(org))

    async def told() -> list[tuple[UUID, str]]:
        found = await rows(
            dsn,
            "SELECT n.member_id, split_part(a.dedupe_key, ':', 1) FROM notification n"
            " JOIN announcement a USING (org_id, announcement_id) WHERE n.read_at IS NULL",
        )
        return [(who, key) for who, key in found]

    await carried(database, org, days=0)
    assert await told() == [(org.second_rep, "feedback-asked")]
    await carried(database, org, days=1)
    await carried(database, org, days=2)
    assert await told() == [(org.second_rep, "feedback-due")]
    assert await rows(dsn, STATES) == [("REQUESTED",)]
    await carried(database, org, days=3)
    assert await rows(dsn, STATES) == [("EXPIRED",)]
    assert await told() == []


async def test_a_request_of_the_last_day_is_not_reminded_of_on_that_day(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, request_feedback, replace(request(org), due_on=date(2026, 3, 12)))
    await carried(database, org, days=0)
    assert len(await rows(dsn, TOLD)) == 1


async def test_erasure_takes_the_words_that_a_member_gave_and_received(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, give_feedback, gift(org))
    await do(database, request_feedback, request(org))
    await do(database, give_feedback, replace(gift(org), to_member_id=org.second_rep))
    erased = EraseMember(by=org.as_admin(), member_id=org.rep, reason=ErasureReason.MEMBER_REQUEST)
    await do(database, erase_member, erased)
    assert len(await rows(dsn, "SELECT 1 FROM feedback")) == 3
    assert len(await rows(dsn, "SELECT 1 FROM feedback_note")) == 1
