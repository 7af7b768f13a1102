"""Meetings of a team: called, held, with what is in the way and who does what about it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.hold_meeting import (
    cancel_meeting,
    hold_meeting,
    plan_meeting,
)
from bellringer.gamification.actions.coaching.raise_hurdle import raise_hurdle, resolve_hurdle
from bellringer.gamification.actions.coaching.update_action_item import update_action_item
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.commands.coaching.action_items import (
    CreateActionItem,
    UpdateActionItem,
)
from bellringer.gamification.commands.coaching.meetings import (
    CancelMeeting,
    HoldMeeting,
    PlanMeeting,
    RaiseHurdle,
    ResolveHurdle,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotFoundError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.store.coaching import action_items, meetings
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import ActionItemState, ErasureReason, Role, SubjectKind
from tests.builders import NOW, Org, enrol, member
from tests.doing import do, refuse, rows
from tests.recording import accepted, agreed_goal, importer, intake_on, record

SOON = NOW + timedelta(days=1)
DUE = date(2026, 3, 20)


async def plan(database: Database, org: Org, *, days: int = 1) -> UUID:
    asked = PlanMeeting(
        by=org.as_manager(), team_id=org.north, planned_at=NOW + timedelta(days=days)
    )
    made: UUID = await do(database, plan_meeting, asked)
    return made


async def hurdles(database: Database, org: Org, meeting: UUID) -> list[tuple[str | None, bool]]:
    async with database.reading(org.org_id) as connection:
        found = (await meetings.hurdles(connection, [meeting]))[meeting]
    return [(each.text, each.meeting_id == meeting) for each in found]


async def test_who_leads_calls_the_team_begins_and_calls_off(
    database: Database, org: Org, dsn: str
) -> None:
    asked = PlanMeeting(by=org.as_manager(), team_id=org.north, planned_at=SOON)
    for why, changed in (
        (NotAllowedError, replace(asked, by=org.as_rep())),
        (NotAllowedError, replace(asked, team_id=org.south)),
        (UnknownTeamError, replace(asked, team_id=new_id())),
        (InvalidInputError, replace(asked, planned_at=NOW - timedelta(days=1))),
    ):
        await refuse(database, dsn, plan_meeting, changed, why)
    meeting = await plan(database, org)
    begin = HoldMeeting(by=org.as_rep(), meeting_id=meeting)
    await refuse(database, dsn, hold_meeting, begin, NotAllowedError)
    olaf = await enrol(database, org.org_id, "olaf", role=Role.MANAGER, leads=("south",))
    south = member(org.org_id, olaf, Role.MANAGER, leads=frozenset({org.south}))
    await refuse(database, dsn, hold_meeting, replace(begin, by=south), NotFoundError)
    await do(database, hold_meeting, replace(begin, by=org.as_manager()))
    again = replace(begin, by=org.as_manager())
    await refuse(database, dsn, hold_meeting, again, WrongStateError)
    off = CancelMeeting(by=org.as_manager(), meeting_id=meeting)
    await refuse(database, dsn, cancel_meeting, off, WrongStateError)
    other = await plan(database, org)
    await do(database, cancel_meeting, replace(off, meeting_id=other))
    say = RaiseHurdle(by=org.as_rep(), meeting_id=other, text="Late")
    await refuse(database, dsn, raise_hurdle, say, WrongStateError)


async def test_what_the_goals_asked_when_it_began_is_kept(database: Database, org: Org) -> None:
    await agreed_goal(
        *(database, org),
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
        metric_key="deals",
        target=30,
    )
    meeting = await plan(database, org)
    await do(database, hold_meeting, HoldMeeting(by=org.as_manager(), meeting_id=meeting))
    async with intake_on(database) as intake:
        sold = record(org, "a", kind="deal_won", amount_minor=100, occurred_at=NOW)
        accepted([await intake.submit(sold)])
    async with database.reading(org.org_id) as connection:
        [line] = (await meetings.outlooks(connection, [meeting]))[meeting]
    # from Wednesday, 11 March, on there are 15 working days
    assert (line.title, line.missing, line.days_left, line.needed_per_day) == ("March", 30, 15, 2)


async def test_what_is_in_the_way_stays_before_the_team_until_it_is_resolved(
    database: Database, org: Org, dsn: str
) -> None:
    first, second = await plan(database, org), await plan(database, org, days=8)
    say = RaiseHurdle(by=org.as_rep(), meeting_id=first, text="No price list")
    assert await do(database, raise_hurdle, say) == 1
    other = replace(say, by=org.as_manager(), text="Two are ill")
    assert await do(database, raise_hurdle, other) == 2
    zoe = await enrol(database, org.org_id, "zoe", team="south")
    stranger = member(org.org_id, zoe, Role.REP)
    for why, changed in (
        (NotFoundError, replace(say, by=stranger)),
        (NotFoundError, replace(say, meeting_id=new_id())),
        (NotAllowedError, replace(say, by=importer(org.org_id))),
        (InvalidTextError, replace(say, text=" ")),
    ):
        await refuse(database, dsn, raise_hurdle, changed, why)
    both = [("No price list", False), ("Two are ill", False)]
    assert await hurdles(database, org, second) == both
    away = ResolveHurdle(by=org.as_second_rep(), meeting_id=first, hurdle_no=1)
    await refuse(database, dsn, resolve_hurdle, away, NotAllowedError)
    unknown = replace(away, by=org.as_rep(), hurdle_no=9)
    await refuse(database, dsn, resolve_hurdle, unknown, NotFoundError)
    await do(database, resolve_hurdle, replace(away, by=org.as_rep()))
    assert await hurdles(database, org, second) == both[1:]
    assert len(await hurdles(database, org, first)) == 2
    await do(database, resolve_hurdle, replace(away, by=org.as_manager(), is_resolved=False))
    assert await hurdles(database, org, second) == both
    gone = EraseMember(by=org.as_admin(), member_id=org.rep, reason=ErasureReason.MEMBER_REQUEST)
    await do(database, erase_member, gone)
    assert await hurdles(database, org, second) == [(None, False), ("Two are ill", False)]


async def test_action_items_of_a_meeting_are_the_teams_and_go_on_to_the_next(
    database: Database, org: Org, dsn: str
) -> None:
    first, second = await plan(database, org), await plan(database, org, days=8)
    say = RaiseHurdle(by=org.as_rep(), meeting_id=first, text="No price list")
    await do(database, raise_hurdle, say)
    asked = CreateActionItem(
        by=org.as_manager(),
        owner_id=org.rep,
        text="Write one",
        due_on=DUE,
        meeting_id=first,
        hurdle_no=1,
    )
    outside = await enrol(database, org.org_id, "zoe", team="south")

    async def refused(why: type[Exception], **changed: Any) -> None:
        await refuse(database, dsn, create_action_item, replace(asked, **changed), why)  # type: ignore[arg-type]

    await refused(NotAllowedError, owner_id=outside)
    await refused(NotAllowedError, by=org.as_second_rep())
    await refused(NotFoundError, by=member(org.org_id, outside, Role.REP))
    await refused(NotFoundError, hurdle_no=2)
    await refused(NotFoundError, meeting_id=new_id())
    await refused(InvalidInputError, meeting_id=None)
    await refused(InvalidInputError, one_on_one_id=new_id())
    made = await do(database, create_action_item, asked)
    own = replace(asked, by=org.as_second_rep(), owner_id=org.second_rep, hurdle_no=None)
    await do(database, create_action_item, own)
    await do(database, create_action_item, replace(asked, owner_id=org.manager))
    done = UpdateActionItem(by=org.as_second_rep(), action_item_id=made, state=ActionItemState.DONE)
    await refuse(database, dsn, update_action_item, done, NotAllowedError)
    stranger = replace(done, by=member(org.org_id, outside, Role.REP))
    await refuse(database, dsn, update_action_item, stranger, NotFoundError)

    async def shown(meeting: UUID) -> int:
        async with database.reading(org.org_id) as connection:
            found = await action_items.of_meetings(connection, [meeting], on=NOW.date())
        return len(found[meeting])

    assert (await shown(first), await shown(second)) == (3, 3)
    await do(database, update_action_item, replace(done, by=org.as_rep()))
    assert (await shown(first), await shown(second)) == (3, 2)
    assert await rows(dsn, "SELECT count(*) FROM action_item WHERE hurdle_no = 1") == [(2,)]
