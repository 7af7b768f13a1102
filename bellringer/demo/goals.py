"""What Brightwater's people have agreed to reach: the year, the months, what to learn."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from bellringer.demo import cast, story
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.propose_goal import propose_goal, propose_goals
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

_PROFIT_PERCENT = 25  # what the floor asks for, of the revenue that is the target


async def year(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Set the organization's goal of the year."""
    goal = ProposeGoal(
        by=found.as_outside(),
        owner_kind=SubjectKind.ORGANIZATION,
        owner_id=found.org_id,
        title=f"Revenue in {at.on.year}",
        metric_key="revenue",
        terms=GoalTerms(
            target=12 * 100 * sum(story.month_target(rep) for rep in cast.REPS),
            starts_on=date(at.on.year, 1, 1),
            ends_on=date(at.on.year + 1, 1, 1),
        ),
    )
    await propose_goal(connection, goal, now=at.now)


async def month(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Set the month's goals, of every rep and team, as agreed at its beginning."""
    starts_on = at.on.replace(day=1)
    ends_on = (starts_on + timedelta(days=31)).replace(day=1)
    goals = [
        ProposeGoal(
            by=found.as_outside(),
            owner_kind=kind,
            owner_id=owner_id,
            title=f"{whose} in {starts_on:%B}",
            metric_key="revenue",
            terms=GoalTerms(target=100 * dollars, starts_on=starts_on, ends_on=ends_on),
        )
        for whose, kind, owner_id, dollars in _targets(found)
    ]
    await propose_goals(connection, goals, now=at.now)


async def quarter(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Set a goal with a floor, over three months."""
    starts_on = at.on.replace(day=1)
    ends_on = (starts_on + timedelta(days=92)).replace(day=1)
    target = 3 * 100 * story.month_target(cast.PROFITABLE)
    goal = ProposeGoal(
        by=found.as_outside(),
        owner_kind=SubjectKind.MEMBER,
        owner_id=found.id_of(cast.PROFITABLE),
        title="Revenue that pays",
        metric_key="revenue",
        floor_metric_key="gross_profit",
        terms=GoalTerms(
            target=target,
            floor_target=target * _PROFIT_PERCENT // 100,
            starts_on=starts_on,
            ends_on=ends_on,
        ),
    )
    await propose_goal(connection, goal, now=at.now)


def _targets(found: Brightwater) -> Iterable[tuple[str, SubjectKind, UUID, int]]:
    for rep in cast.REPS:
        yield "Revenue", SubjectKind.MEMBER, found.members[rep.email], story.month_target(rep)
    for key, name, _ in cast.TEAMS:
        dollars = sum(story.month_target(rep) for rep in cast.REPS if rep.team == key)
        yield f"{name}'s revenue", SubjectKind.TEAM, found.teams[key], dollars
