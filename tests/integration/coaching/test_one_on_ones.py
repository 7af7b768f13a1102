"""One-to-ones: two sides, one agenda, signatures that are worth something, and action items that go on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.hold_one_on_one import hold_one_on_one
from bellringer.gamification.actions.coaching.plan_one_on_one import (
    cancel_one_on_one,
    plan_one_on_one,
    update_one_on_one,
)
from bellringer.gamification.actions.coaching.prepare_one_on_one import (
    add_topic,
    cover_topic,
    write_note,
)
from bellringer.gamification.actions.coaching.sign_one_on_one import (
    acknowledge_one_on_one,
    sign_one_on_one,
)
from bellringer.gamification.actions.coaching.update_action_item import update_action_item
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.commands.coaching.action_items import (
    CreateActionItem,
    UpdateActionItem,
)
from bellringer.gamification.commands.coaching.one_on_ones import (
    AcknowledgeOneOnOne,
    AddTopic,
    CancelOneOnOne,
    CoverTopic,
    HoldOneOnOne,
    PlanOneOnOne,
    SignOneOnOne,
    UpdateOneOnOne,
    WriteNote,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.one_on_ones import OneOnOneRecord
from bellringer.gamification.store.coaching import action_items, one_on_ones
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import (
    ActionItemState,
    ErasureReason,
    KpiGap,
    KpiKey,
    OneOnOneKind,
    OneOnOneNoteKind,
    OneOnOneState,
    Role,
)
from tests.builders import NOW, Org, enrol, member
from tests.doing import caught, do, refuse, rows
from tests.recording import accepted, agreed_goal, importer, intake_on, record, together

SOON = NOW + timedelta(days=1)
REVIEW = date(2026, 4, 1)
K = OneOnOneNoteKind


async def plan(database: Database, org: Org, *, kind: OneOnOneKind = OneOnOneKind.REGULAR) -> UUID:
    asked = PlanOneOnOne(by=org.as_manager(), with_id=org.rep, planned_at=SOON, kind=kind)
    made: UUID = await do(database, plan_one_on_one, asked)
    return made


async def hold(database: Database, org: Org, talk: UUID) -> None:
    await do(database, hold_one_on_one, HoldOneOnOne(by=org.as_manager(), one_on_one_id=talk))


async def read(database: Database, org: Org, talk: UUID) -> OneOnOneRecord:
    async with database.reading(org.org_id) as connection:
        return (await one_on_ones.read(connection, [talk]))[talk]


async def sign(database: Database, org: Org, by: Principal, talk: UUID) -> UUID:
    version = (await read(database, org, talk)).version
    asked = SignOneOnOne(by=by, one_on_one_id=talk, version=version)
    signed: UUID = await do(database, sign_one_on_one, asked)
    return signed


async def sign_both(database: Database, org: Org, talk: UUID) -> None:
    for by in (org.as_rep(), org.as_manager()):
        await sign(database, org, by, talk)


async def note(database: Database, by: Principal, talk: UUID, kind: K, text: str | None) -> Any:
    asked = WriteNote(by=by, one_on_one_id=talk, kind=kind, text=text)
    return await caught(do(database, write_note, asked))


async def topics(database: Database, org: Org, talk: UUID) -> list[tuple[str | None, bool, bool]]:
    async with database.reading(org.org_id) as connection:
        found = (await one_on_ones.topics(connection, [talk]))[talk]
    return [(each.text, each.is_covered, each.carried_from is not None) for each in found]


async def notes(database: Database, org: Org, talk: UUID, reader_id: UUID) -> list[tuple[K, str]]:
    async with database.reading(org.org_id) as connection:
        found = (await one_on_ones.notes(connection, [talk], reader_id))[talk]
    return [(each.kind, each.text) for each in found]


async def test_two_plan_a_talk_from_either_side_and_nobody_else_does(
    database: Database, org: Org, dsn: str
) -> None:
    mine = PlanOneOnOne(by=org.as_rep(), with_id=org.manager, planned_at=SOON)
    talk = await read(database, org, await do(database, plan_one_on_one, mine))
    assert (talk.lead_id, talk.member_id) == (org.manager, org.rep)
    assert talk.state is OneOnOneState.PLANNED
    olaf = await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    south = member(org.org_id, olaf, Role.MANAGER, leads=frozenset({org.south}))

    async def refused(why: type[Exception], **changed: Any) -> None:
        await refuse(database, dsn, plan_one_on_one, replace(mine, **changed), why)  # type: ignore[arg-type]

    await refused(UnknownMemberError, with_id=org.second_rep)
    await refused(UnknownMemberError, with_id=olaf)
    await refused(UnknownMemberError, with_id=new_id())
    await refused(UnknownMemberError, by=south, with_id=org.rep)
    await refused(InvalidInputError, with_id=org.rep)
    await refused(InvalidInputError, planned_at=NOW - timedelta(seconds=1))
    await refused(InvalidInputError, planned_at=NOW + timedelta(days=367))
    await refused(NotAllowedError, kind=OneOnOneKind.PERFORMANCE)
    await refused(NotAllowedError, by=importer(org.org_id))


async def test_a_talk_is_moved_and_called_off_until_it_is_held(
    database: Database, org: Org, dsn: str
) -> None:
    talk = await plan(database, org)
    later = UpdateOneOnOne(by=org.as_rep(), one_on_one_id=talk, planned_at=SOON + timedelta(days=1))
    await do(database, update_one_on_one, later)
    review = UpdateOneOnOne(by=org.as_rep(), one_on_one_id=talk, review_on=REVIEW)
    await refuse(database, dsn, update_one_on_one, review, NotAllowedError)
    early = replace(review, by=org.as_manager(), review_on=NOW.date())
    await refuse(database, dsn, update_one_on_one, early, InvalidInputError)
    off = CancelOneOnOne(by=org.as_rep(), one_on_one_id=talk)
    stranger = replace(off, by=org.as_admin())
    await refuse(database, dsn, cancel_one_on_one, stranger, NotFoundError)
    bobs = HoldOneOnOne(by=org.as_rep(), one_on_one_id=talk)
    await refuse(database, dsn, hold_one_on_one, bobs, NotAllowedError)
    await hold(database, org, talk)
    await refuse(database, dsn, cancel_one_on_one, off, WrongStateError)
    await refuse(database, dsn, update_one_on_one, replace(later, planned_at=SOON), WrongStateError)
    again = HoldOneOnOne(by=org.as_manager(), one_on_one_id=talk)
    await refuse(database, dsn, hold_one_on_one, again, WrongStateError)
    other = await plan(database, org)
    await do(database, cancel_one_on_one, replace(off, one_on_one_id=other))
    words = WriteNote(by=org.as_rep(), one_on_one_id=other, kind=K.SHARED, text="Hm")
    await refuse(database, dsn, write_note, words, WrongStateError)


async def test_the_numbers_are_those_of_the_moment_and_never_change(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(database, org, metric_key="deals", target=4)
    async with intake_on(database) as intake:
        sold = record(org, "a", kind="deal_won", amount_minor=70_000, occurred_at=NOW)
        accepted([await intake.submit(sold)])
        talk = await plan(database, org)
        await hold(database, org, talk)
        async with database.reading(org.org_id) as connection:
            before = (await one_on_ones.figures(connection, [talk]))[talk]
        more = record(org, "b", kind="deal_won", amount_minor=10_000, occurred_at=NOW)
        accepted([await intake.submit(more)])
    owner = await asyncpg.connect(dsn)
    await owner.execute(
        "UPDATE metric SET title = 'Renamed'; UPDATE goal SET title = 'Too';"
        "UPDATE activity_kind SET title = 'Other'"
    )
    await owner.close()
    async with database.reading(org.org_id) as reading:
        after = (await one_on_ones.figures(reading, [talk]))[talk]
    assert after == before
    by_key = {each.key.split(":")[0]: each for each in after.figures}
    assert (by_key["deals"].value, by_key["revenue"].value) == (1, 70_000)
    assert by_key["points"].rank == 1
    assert (by_key["goal"].value, by_key["goal"].target, by_key["goal"].attained) == (1, 4, 2_500)
    assert by_key["goal"].title not in ("", "Too")
    assert by_key["deals"].title != "Renamed"
    assert after.kpis is not None
    kpis = {each.pick.kpi: each for each in after.kpis.readings}
    assert kpis[KpiKey.WIN_RATE].point.value == 10_000
    assert kpis[KpiKey.AVERAGE_DEAL_SIZE].point.value == 70_000
    # what was undefined says why, and what is a sum is a figure alone
    gaps = {key: kpis[key].point.gap for key in (KpiKey.CONVERSION, KpiKey.SALES_CYCLE_MEAN)}
    assert gaps == {
        KpiKey.CONVERSION: KpiGap.ZERO_DENOMINATOR,
        KpiKey.SALES_CYCLE_MEAN: KpiGap.NO_DATA,
    }
    assert "Other" not in kpis[KpiKey.CONVERSION].title
    assert KpiKey.TOTAL not in kpis


async def test_a_private_note_is_its_authors_alone_and_a_shared_one_for_both(
    database: Database, org: Org, dsn: str
) -> None:
    talk = await plan(database, org)
    await note(database, org.as_manager(), talk, K.PRIVATE, "Worried about him")
    await note(database, org.as_rep(), talk, K.PRIVATE, "Ask for a raise")
    await note(database, org.as_manager(), talk, K.SHARED, "Good month")
    await note(database, org.as_rep(), talk, K.SHARED, "I agree")
    shared = [(K.SHARED, "I agree"), (K.SHARED, "Good month")]
    found = await notes(database, org, talk, org.manager)
    assert sorted(found) == sorted([(K.PRIVATE, "Worried about him"), *shared])
    found = await notes(database, org, talk, org.rep)
    assert sorted(found) == sorted([(K.PRIVATE, "Ask for a raise"), *shared])
    assert sorted(await notes(database, org, talk, org.admin)) == sorted(shared)
    await note(database, org.as_rep(), talk, K.PRIVATE, None)
    assert sorted(await notes(database, org, talk, org.rep)) == sorted(shared)
    words = WriteNote(by=org.as_rep(), one_on_one_id=talk, kind=K.SHARED, text="Hm")
    for by, why in ((org.as_admin(), NotFoundError), (org.as_second_rep(), NotFoundError)):
        await refuse(database, dsn, write_note, replace(words, by=by), why)
    await refuse(database, dsn, write_note, replace(words, text=" "), InvalidTextError)
    await refuse(database, dsn, write_note, replace(words, kind=K.FACTS), NotAllowedError)


async def test_what_changes_after_one_has_signed_takes_the_signature_back(
    database: Database, org: Org, dsn: str
) -> None:
    talk = await plan(database, org)
    early = SignOneOnOne(by=org.as_rep(), one_on_one_id=talk, version=1)
    await refuse(database, dsn, sign_one_on_one, early, WrongStateError)
    await hold(database, org, talk)
    await refuse(database, dsn, sign_one_on_one, early, WrongStateError)
    changes: list[Callable[[], Any]] = [
        partial(note, database, org.as_manager(), talk, K.SHARED, "One more thing"),
        partial(do, database, add_topic, AddTopic(by=org.as_rep(), one_on_one_id=talk, text="Pay")),
        partial(
            do,
            database,
            cover_topic,
            CoverTopic(by=org.as_manager(), one_on_one_id=talk, topic_no=1),
        ),
        partial(
            do,
            database,
            create_action_item,
            CreateActionItem(
                by=org.as_manager(),
                owner_id=org.rep,
                text="Call",
                due_on=REVIEW,
                one_on_one_id=talk,
            ),
        ),
        partial(
            do,
            database,
            update_one_on_one,
            UpdateOneOnOne(by=org.as_manager(), one_on_one_id=talk, review_on=REVIEW),
        ),
    ]
    for change in changes:
        await sign(database, org, org.as_rep(), talk)
        assert (await read(database, org, talk)).member_signed_at == NOW
        await change()
        assert (await read(database, org, talk)).member_signed_at is None
    await sign(database, org, org.as_rep(), talk)
    await note(database, org.as_manager(), talk, K.PRIVATE, "For me")
    assert (await read(database, org, talk)).member_signed_at == NOW


async def test_what_both_have_signed_stands_whatever_is_tried(
    database: Database, org: Org, dsn: str
) -> None:
    talk = await plan(database, org)
    await do(database, add_topic, AddTopic(by=org.as_rep(), one_on_one_id=talk, text="Pay"))
    await note(database, org.as_manager(), talk, K.SHARED, "Good month")
    await hold(database, org, talk)
    await sign_both(database, org, talk)
    signed = await read(database, org, talk)
    assert (signed.state, signed.signed_at) == (OneOnOneState.SIGNED, NOW)
    for by in (org.as_rep(), org.as_manager()):
        for action, asked in (
            (add_topic, AddTopic(by=by, one_on_one_id=talk, text="More")),
            (cover_topic, CoverTopic(by=by, one_on_one_id=talk, topic_no=1)),
            (write_note, WriteNote(by=by, one_on_one_id=talk, kind=K.SHARED, text="No")),
            (write_note, WriteNote(by=by, one_on_one_id=talk, kind=K.SHARED, text=None)),
            (write_note, WriteNote(by=by, one_on_one_id=talk, kind=K.PRIVATE, text="No")),
            (update_one_on_one, UpdateOneOnOne(by=by, one_on_one_id=talk, review_on=REVIEW)),
            (cancel_one_on_one, CancelOneOnOne(by=by, one_on_one_id=talk)),
            (hold_one_on_one, HoldOneOnOne(by=by, one_on_one_id=talk)),
            (
                create_action_item,
                CreateActionItem(
                    by=by, owner_id=org.rep, text="x", due_on=REVIEW, one_on_one_id=talk
                ),
            ),
        ):
            await refuse(database, dsn, action, asked, WrongStateError)
        # signing again says the same
        await sign(database, org, by, talk)
    assert await read(database, org, talk) == signed


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE one_on_one SET review_on = '2026-05-01'",
        "UPDATE one_on_one SET lead_signed_at = NULL",
        "UPDATE one_on_one_topic SET is_covered = true",
        "UPDATE one_on_one_note SET body = 'Other words'",
        """INSERT INTO one_on_one_note (org_id, one_on_one_id, author_id, kind, body, written_at)
           SELECT org_id, one_on_one_id, lead_id, 'FACTS', 'x', now() FROM one_on_one""",
        """INSERT INTO one_on_one_topic (org_id, one_on_one_id, topic_no, raised_by)
           SELECT org_id, one_on_one_id, 9, lead_id FROM one_on_one""",
        """INSERT INTO action_item (org_id, action_item_id, owner_id, created_at, due_on, state, one_on_one_id)
           SELECT org_id, gen_random_uuid(), lead_id, now(), '2026-05-01', 'OPEN', one_on_one_id
             FROM one_on_one""",
    ],
)
async def test_the_database_itself_refuses_to_change_what_both_have_signed(
    database: Database, org: Org, dsn: str, sql: str
) -> None:
    talk = await plan(database, org)
    await do(database, add_topic, AddTopic(by=org.as_rep(), one_on_one_id=talk, text="Pay"))
    await note(database, org.as_manager(), talk, K.SHARED, "Good month")
    await hold(database, org, talk)
    await sign_both(database, org, talk)
    connection = await asyncpg.connect(dsn)
    try:
        with pytest.raises(asyncpg.RaiseError, match="stands as it is"):
            await connection.execute(sql)
    finally:
        await connection.close()


async def test_two_signatures_at_once_both_count_and_carry_the_agenda_over_once(
    database: Database, org: Org
) -> None:
    talk = await plan(database, org)
    for text in ("Pay", "Holidays"):
        await do(database, add_topic, AddTopic(by=org.as_rep(), one_on_one_id=talk, text=text))
    cover = CoverTopic(by=org.as_rep(), one_on_one_id=talk, topic_no=2)
    await do(database, cover_topic, cover)
    await hold(database, org, talk)
    coming = await plan(database, org)
    await do(database, add_topic, AddTopic(by=org.as_manager(), one_on_one_id=coming, text="New"))
    both = [org.as_rep(), org.as_manager()] * 2
    await together([partial(sign, database, org, by, talk) for by in both])
    assert (await read(database, org, talk)).state is OneOnOneState.SIGNED
    assert await topics(database, org, coming) == [("New", False, False), ("Pay", False, True)]
    third = await plan(database, org)
    assert await topics(database, org, third) == []
    await do(database, cancel_one_on_one, CancelOneOnOne(by=org.as_rep(), one_on_one_id=coming))
    fourth = await plan(database, org)
    assert await topics(database, org, fourth) == [("Pay", False, True)]


async def test_a_note_and_the_last_signature_at_once_never_leave_a_signed_talk_that_changed(
    database: Database, org: Org
) -> None:
    for number in range(6):
        talk = await plan(database, org)
        await note(database, org.as_rep(), talk, K.SHARED, "Before")
        await hold(database, org, talk)
        await sign(database, org, org.as_manager(), talk)
        version = (await read(database, org, talk)).version
        mine = SignOneOnOne(by=org.as_rep(), one_on_one_id=talk, version=version)
        work: list[Callable[[], Any]] = [
            partial(note, database, org.as_manager(), talk, K.SHARED, "After"),
            lambda asked=mine: caught(do(database, sign_one_on_one, asked)),  # type: ignore[misc]
        ]
        await together(work if number % 2 else work[::-1])
        is_signed = (await read(database, org, talk)).state is OneOnOneState.SIGNED
        is_changed = (K.SHARED, "After") in await notes(database, org, talk, org.rep)
        assert is_signed is not is_changed


async def test_a_talk_that_is_planned_while_the_last_is_signed_misses_nothing_of_it(
    database: Database, org: Org
) -> None:
    for number in range(4):
        talk = await plan(database, org)
        text = f"Topic {number}"
        await do(database, add_topic, AddTopic(by=org.as_rep(), one_on_one_id=talk, text=text))
        await hold(database, org, talk)
        await sign(database, org, org.as_rep(), talk)
        _, coming = await together(
            [
                partial(sign, database, org, org.as_manager(), talk),
                partial(plan, database, org),
            ]
        )
        assert (text, False, True) in await topics(database, org, coming)
        off = CancelOneOnOne(by=org.as_rep(), one_on_one_id=coming)
        await do(database, cancel_one_on_one, off)


async def test_a_performance_conversation_has_facts_an_agreement_a_review_and_is_acknowledged(
    database: Database, org: Org, dsn: str
) -> None:
    talk = await plan(database, org, kind=OneOnOneKind.PERFORMANCE)
    await hold(database, org, talk)

    async def seen(by: Principal, why: type[Exception] | None = None) -> None:
        version = (await read(database, org, talk)).version
        asked = AcknowledgeOneOnOne(by=by, one_on_one_id=talk, version=version)
        if why is None:
            await do(database, acknowledge_one_on_one, asked)
        else:
            await refuse(database, dsn, acknowledge_one_on_one, asked, why)  # type: ignore[arg-type]

    async def unsigned(by: Principal) -> None:
        version = (await read(database, org, talk)).version
        asked = SignOneOnOne(by=by, one_on_one_id=talk, version=version)
        await refuse(database, dsn, sign_one_on_one, asked, WrongStateError)

    await unsigned(org.as_manager())
    mine = await note(database, org.as_rep(), talk, K.FACTS, "I was ill")
    assert isinstance(mine, NotAllowedError)
    await note(database, org.as_manager(), talk, K.FACTS, "Eleven calls in March")
    await note(database, org.as_manager(), talk, K.AGREED, "Twenty a day until April")
    await seen(org.as_rep(), WrongStateError)
    review = UpdateOneOnOne(by=org.as_manager(), one_on_one_id=talk, review_on=REVIEW)
    await do(database, update_one_on_one, review)
    await unsigned(org.as_rep())
    await seen(org.as_manager(), NotAllowedError)
    await seen(org.as_rep())
    await seen(org.as_rep())
    # other facts are to be acknowledged anew
    await note(database, org.as_manager(), talk, K.FACTS, "Twelve calls in March")
    assert (await read(database, org, talk)).acknowledged_at is None
    await unsigned(org.as_rep())
    await seen(org.as_rep())
    await sign_both(database, org, talk)
    signed = await read(database, org, talk)
    assert (signed.acknowledged_at, signed.signed_at, signed.review_on) == (NOW, NOW, REVIEW)
    regular = await plan(database, org)
    asked = AcknowledgeOneOnOne(by=org.as_rep(), one_on_one_id=regular, version=1)
    await refuse(database, dsn, acknowledge_one_on_one, asked, NotAllowedError)


async def test_what_is_open_of_earlier_talks_is_before_the_two_until_it_is_done(
    database: Database, org: Org
) -> None:
    first = await plan(database, org)
    asked = CreateActionItem(
        by=org.as_manager(), owner_id=org.rep, text="Call", due_on=REVIEW, one_on_one_id=first
    )
    item = await do(database, create_action_item, asked)
    await hold(database, org, first)
    await sign_both(database, org, first)
    second = await plan(database, org)

    async def before() -> list[UUID]:
        async with database.reading(org.org_id) as connection:
            found = await action_items.open_before(connection, [first, second], on=NOW.date())
        assert found[first] == []
        return [each.action_item_id for each in found[second]]

    assert await before() == [item]
    done = UpdateActionItem(by=org.as_rep(), action_item_id=item, state=ActionItemState.DONE)
    await do(database, update_action_item, done)
    assert await before() == []
    await do(database, update_action_item, replace(done, state=ActionItemState.OPEN))
    assert await before() == [item]


async def test_the_words_about_an_erased_member_are_gone_and_of_an_erased_lead_the_leads_own(
    database: Database, org: Org, dsn: str
) -> None:
    talk = await plan(database, org)
    await do(database, add_topic, AddTopic(by=org.as_rep(), one_on_one_id=talk, text="Pay"))
    await do(database, add_topic, AddTopic(by=org.as_manager(), one_on_one_id=talk, text="Calls"))
    await note(database, org.as_manager(), talk, K.PRIVATE, "Worried")
    await note(database, org.as_rep(), talk, K.SHARED, "Fine")
    asked = CreateActionItem(
        by=org.as_manager(), owner_id=org.rep, text="Call", due_on=REVIEW, one_on_one_id=talk
    )
    await do(database, create_action_item, asked)
    await hold(database, org, talk)
    await sign_both(database, org, talk)
    words = """
        SELECT body FROM one_on_one_topic_note UNION ALL SELECT body FROM one_on_one_note
         UNION ALL SELECT body FROM action_item_note ORDER BY 1"""
    gone = EraseMember(
        by=org.as_admin(), member_id=org.manager, reason=ErasureReason.MEMBER_REQUEST
    )
    await do(database, erase_member, gone)
    assert await rows(dsn, words) == [("Fine",), ("Pay",)]
    assert await rows(dsn, "SELECT count(*) FROM one_on_one_figures") == [(1,)]
    await do(database, erase_member, replace(gone, member_id=org.rep))
    assert await rows(dsn, words) == []
    assert await rows(dsn, "SELECT count(*) FROM one_on_one_figures") == [(0,)]
    assert (await read(database, org, talk)).state is OneOnOneState.SIGNED
