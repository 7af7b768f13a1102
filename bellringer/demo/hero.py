"""The rep whose phone the visitor makes ring: always one deal before the next milestone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater
from bellringer.demo.cast import HERO
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.store import goals
from bellringer.gamification.store.window import Window
from bellringer.models.database import Connection, Database
from bellringer.words import GoalState, SubjectKind

_GOALS = 50  # of one owner that are looked at, the newest first
_WAY_PERCENT = 70  # where a new goal stands when it is set
_SMALLEST_MINOR = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMilestone:
    """A milestone within reach, and the deal that reaches it, in minor units."""

    percent: int
    deal_minor: int


async def next_milestone(database: Database, found: Brightwater, *, now: datetime) -> NextMilestone:
    """Return the hero's next milestone, setting a new goal if all are passed."""
    async with database.transaction(found.org_id) as connection:
        near = await _near(connection, found, now=now)
        if near is None:
            await _set_goal(connection, found, now=now)
            near = await _near(connection, found, now=now)
    if near is None:
        raise LookupError("a goal that was just set has a milestone ahead")
    return near


async def _near(
    connection: Connection, found: Brightwater, *, now: datetime
) -> NextMilestone | None:
    today = now.astimezone(ZoneInfo(cast.TIMEZONE)).date()
    owner_id = found.members[HERO.email]
    page = await goals.page(connection, [owner_id], Window(limit=_GOALS))
    ahead = [
        NextMilestone(
            percent=percent, deal_minor=-(-percent * made.terms.target // 100) - goal.progress
        )
        for goal in page.rows
        if goal.metric_key == "revenue" and goal.state is not GoalState.CANCELLED
        for made in _in_force(goal)
        if made.terms.starts_on <= today < made.terms.ends_on
        for percent in made.terms.milestones
        if percent * made.terms.target > 100 * goal.progress
    ]
    return min(ahead, key=lambda each: each.deal_minor, default=None)


def _in_force(goal: GoalRecord) -> list[AgreementRecord]:
    return [made for made in goal.agreements if made.agreement_no == goal.agreement_no]


async def _set_goal(connection: Connection, found: Brightwater, *, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(cast.TIMEZONE)).date()
    starts_on = today.replace(day=1)
    page = await goals.page(connection, [found.members[HERO.email]], Window(limit=_GOALS))
    gathered = max(
        (
            goal.progress
            for goal in page.rows
            for made in _in_force(goal)
            if made.terms.starts_on == starts_on
        ),
        default=0,
    )
    target = max(100 * gathered // _WAY_PERCENT, _SMALLEST_MINOR)
    goal = ProposeGoal(
        by=found.as_person(HERO),
        owner_kind=SubjectKind.MEMBER,
        owner_id=found.members[HERO.email],
        title="One more",
        metric_key="revenue",
        terms=GoalTerms(
            target=target,
            starts_on=starts_on,
            ends_on=(starts_on + timedelta(days=31)).replace(day=1),
        ),
    )
    await propose_goal(connection, goal, now=now)
