"""A meeting of one of Brightwater's teams, with what is in its way, and a goal of who leads it."""

from datetime import timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.coaching.create_action_item import create_action_item
from bellringer.gamification.actions.coaching.hold_meeting import hold_meeting, plan_meeting
from bellringer.gamification.actions.coaching.raise_hurdle import raise_hurdle
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.commands.coaching.action_items import CreateActionItem
from bellringer.gamification.commands.coaching.meetings import (
    HoldMeeting,
    PlanMeeting,
    RaiseHurdle,
)
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.models.database import Connection
from bellringer.words import GoalKind, SubjectKind, Visibility

_LEAD = cast.MANAGERS[0]
_HURDLES = (
    (cast.REFERRING, "Customers ask for the new price list, and we have none."),
    (cast.HERO, "Two proposals wait for a signature of the legal department."),
)


async def held(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Hold a meeting, take something on against a hurdle, and call the next."""
    lead, team_id = found.as_person(_LEAD), found.teams[_LEAD.team or ""]
    planned = PlanMeeting(by=lead, team_id=team_id, planned_at=at.now)
    meeting_id = await plan_meeting(connection, planned, now=at.now)
    for who, text in _HURDLES:
        said = RaiseHurdle(by=found.as_person(who), meeting_id=meeting_id, text=text)
        await raise_hurdle(connection, said, now=at.now)
    await hold_meeting(connection, HoldMeeting(by=lead, meeting_id=meeting_id), now=at.now)
    for owner, text, days in (
        (_LEAD, "Get the price list from marketing", 1),
        (cast.EARLY_BIRD, "Collect what customers ask about prices", 4),
    ):
        item = CreateActionItem(
            by=lead,
            owner_id=found.id_of(owner),
            text=text,
            due_on=at.on + timedelta(days=days),
            meeting_id=meeting_id,
            hurdle_no=1,
        )
        await create_action_item(connection, item, now=at.now)
    coming = PlanMeeting(by=lead, team_id=team_id, planned_at=at.now + timedelta(days=7))
    await plan_meeting(connection, coming, now=at.now)
    goal = ProposeGoal(
        by=found.as_outside(),
        owner_kind=SubjectKind.MEMBER,
        owner_id=found.id_of(_LEAD),
        kind=GoalKind.SKILL,
        title="A one-to-one with everybody, every two weeks",
        metric_key=None,
        visibility=Visibility.TEAM,
        terms=GoalTerms(target=0, starts_on=at.on, ends_on=at.on + timedelta(days=90)),
    )
    await propose_goal(connection, goal, now=at.now)
