"""What Brightwater's people talk about in private: a talk that is signed, one that lies ahead, and what is to do."""

from datetime import datetime, time, timedelta
from uuid import UUID

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment, instant
from bellringer.demo.cast import Person
from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.hold_one_on_one import hold_one_on_one
from bellringer.gamification.actions.coaching.plan_one_on_one import plan_one_on_one
from bellringer.gamification.actions.coaching.prepare_one_on_one import (
    add_topic,
    cover_topic,
    write_note,
)
from bellringer.gamification.actions.coaching.sign_one_on_one import sign_one_on_one
from bellringer.gamification.actions.coaching.update_action_item import update_action_item
from bellringer.gamification.commands.coaching.action_items import (
    CreateActionItem,
    UpdateActionItem,
)
from bellringer.gamification.commands.coaching.one_on_ones import (
    AddTopic,
    CoverTopic,
    HoldOneOnOne,
    PlanOneOnOne,
    SignOneOnOne,
    WriteNote,
)
from bellringer.gamification.store.coaching import one_on_ones
from bellringer.models.database import Connection
from bellringer.words import ActionItemState, OneOnOneNoteKind

DAYS_AGO = 6

_AT = time(16)
_LEAD = cast.MANAGERS[0]
_TOPICS = ("How Juniper Bank went", "More demos, fewer cold calls", "Holidays in summer")


async def signed(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Hold a talk, agree on something, and sign it; one topic is left for the next."""
    talk_id = await _plan(connection, found, at.now)
    lead, member = found.as_person(_LEAD), found.as_person(cast.HERO)
    for by, text in zip((member, lead, member), _TOPICS, strict=True):
        asked = AddTopic(by=by, one_on_one_id=talk_id, text=text)
        await add_topic(connection, asked, now=at.now)
    await hold_one_on_one(connection, HoldOneOnOne(by=lead, one_on_one_id=talk_id), now=at.now)
    for number in (1, 2):
        covered = CoverTopic(by=lead, one_on_one_id=talk_id, topic_no=number)
        await cover_topic(connection, covered, now=at.now)
    for by, kind, text in (
        (lead, OneOnOneNoteKind.SHARED, "A strong month. Demos are what turns calls into deals."),
        (
            lead,
            OneOnOneNoteKind.PRIVATE,
            "Could lead a team in a year. Let her run the Friday call.",
        ),
        (member, OneOnOneNoteKind.SHARED, "I would like two mornings a week without calls."),
    ):
        note = WriteNote(by=by, one_on_one_id=talk_id, kind=kind, text=text)
        await write_note(connection, note, now=at.now)
    done = await _put_down(connection, found, _LEAD, "Clear two mornings a week", at, talk_id, 3)
    await _put_down(connection, found, cast.HERO, "Plan three demos for next week", at, talk_id, 7)
    for by in (member, lead):
        version = (await one_on_ones.read(connection, [talk_id]))[talk_id].version
        sign = SignOneOnOne(by=by, one_on_one_id=talk_id, version=version)
        await sign_one_on_one(connection, sign, now=at.now)
    settled = UpdateActionItem(by=lead, action_item_id=done, state=ActionItemState.DONE)
    await update_action_item(connection, settled, now=at.now + timedelta(minutes=5))


async def coming(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Plan the next talk, which finds what the last one left, and put something down by itself."""
    planned_at = instant(at.on + timedelta(days=3), _AT)
    talk_id = await _plan(connection, found, at.now, planned_at=planned_at)
    topic = AddTopic(
        by=found.as_person(cast.HERO), one_on_one_id=talk_id, text="The new price list"
    )
    await add_topic(connection, topic, now=at.now)
    await _put_down(
        connection, found, cast.REFERRING, "Ask two customers for a referral", at, None, 2
    )


async def _plan(
    connection: Connection,
    found: Brightwater,
    now: datetime,
    *,
    planned_at: datetime | None = None,
) -> UUID:
    asked = PlanOneOnOne(
        by=found.as_person(_LEAD), with_id=found.id_of(cast.HERO), planned_at=planned_at or now
    )
    return await plan_one_on_one(connection, asked, now=now)


async def _put_down(
    connection: Connection,
    found: Brightwater,
    owner: Person,
    text: str,
    at: Moment,
    talk_id: UUID | None,
    days: int,
) -> UUID:
    asked = CreateActionItem(
        by=found.as_person(_LEAD),
        owner_id=found.id_of(owner),
        text=text,
        due_on=at.on + timedelta(days=days),
        one_on_one_id=talk_id,
    )
    return await create_action_item(connection, asked, now=at.now)
