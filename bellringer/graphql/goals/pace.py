"""How a goal moves: pace, projection, and what each working day has to bring; and why it stands as it does."""

from datetime import date
from uuid import UUID

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.goals.aims import WHOLE, Aim, aim_of
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.goals.pace import Pace, pace_of
from bellringer.gamification.store.views import sums
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.goals.terms import GoalTerms
from bellringer.graphql.scalars import BigInt
from bellringer.words import SubjectKind

DAYS_SHOWN = 366


@describing.output
class GoalPace:
    """Whether a goal is on its way, in its owner's working days: a member's without leave and days before joining.

    Values are in the metric's unit and without the baseline. Days before today count as passed, today as left.
    """

    working_days: int = said("The owner's working days within the goal.")
    working_days_passed: int = said("Those before today.")
    working_days_left: int = said("Those to come, today included.")
    expected: BigInt = said("What is due by this morning, rounded down.")
    expected_attainment: int = said(
        "The part of the way that is due by this morning, in ten-thousandths; compare it with attainment."
    )
    projected: BigInt | None = said(
        "What it comes to at the end, if it goes on as on the days passed; null before the first has passed."
    )
    projected_attainment: int | None = said(
        "The same as a part of the way, in ten-thousandths; null with projected."
    )
    needed_per_day: BigInt | None = said(
        "What each working day left has to bring, rounded up; where less is better: what a day may still "
        "add, rounded down. Null when no day is left or nothing is missing."
    )
    prorated_target: BigInt | None = said(
        "The target by which a member is judged who was not there on all working days, rounded up; null "
        "where the terms are not prorated."
    )


@describing.output
class DaySum:
    """What one day added to a metric."""

    on: date = said("The day, in the organization's calendar.")
    total: BigInt = said("What it added, in the metric's unit; negative where more was taken back.")


@describing.output
class GoalWhy:
    """Where a goal's progress comes from, and what would change it."""

    terms: GoalTerms = said("The terms in force or, before the first agreement, those proposed.")
    days: list[DaySum] = said("Days that moved the metric, the newest first; at most 366.")
    next_milestone: int | None = said("The next percent ahead; null when all are passed.")
    needed: BigInt | None = said("What is missing to the next milestone, in the metric's unit.")
    missing: BigInt = said(
        "What is missing to the target, in the metric's unit; where less is better, what may still be added."
    )
    needed_per_day: BigInt | None = said("What each working day left has to bring, see GoalPace.")
    floor_progress: BigInt | None = said("How far the second metric is; null without one.")
    floor_missing: BigInt | None = said("What is missing to the floor; null without one.")


async def owner_of(info: Info, goal: GoalRecord) -> MemberFacts | None:
    """Return what is known of the member whose goal it is; None for a team or the organization."""
    if goal.owner_kind is not SubjectKind.MEMBER:
        return None
    return await info.context.loaders.member_facts.load(goal.owner_id)


async def aim_for(info: Info, goal: GoalRecord) -> Aim:
    """Return what a goal asks for as it is judged; its owner is looked up only where that matters."""
    terms = terms_shown(goal).terms
    owner = await owner_of(info, goal) if terms.is_prorated else None
    return aim_of(info.context.playbook, goal.metric_key, terms, owner)


async def _paced(info: Info, goal: GoalRecord) -> Pace | None:
    if goal.metric_key is None:
        return None
    context, terms = info.context, terms_shown(goal).terms
    owner = await owner_of(info, goal)
    worker: MemberFacts | UUID | None = owner
    if goal.owner_kind is SubjectKind.TEAM:
        worker = goal.owner_id
    is_on = goal.agreement_no > 0 and terms.starts_on <= context.today < terms.ends_on
    today = await context.loaders.today.load((goal.owner_id, goal.metric_key)) if is_on else None
    return pace_of(
        await aim_for(info, goal),
        progress=goal.progress,
        today_progress=today or 0,
        days=working_days(context.playbook, worker, terms.starts_on, terms.ends_on),
        today=context.today,
    )


async def pace_shown(info: Info, goal: GoalRecord) -> GoalPace | None:
    """Show a goal's pace; None of what is passed or not."""
    pace = await _paced(info, goal)
    if pace is None:
        return None
    asks = await aim_for(info, goal)
    return GoalPace(
        working_days=pace.days,
        working_days_passed=pace.days_passed,
        working_days_left=pace.days_left,
        expected=BigInt(pace.expected),
        expected_attainment=pace.expected_attainment,
        projected=None if pace.projected is None else BigInt(pace.projected),
        projected_attainment=None if pace.projected is None else asks.attained_by(pace.projected),
        needed_per_day=None if pace.needed_per_day is None else BigInt(pace.needed_per_day),
        prorated_target=BigInt(asks.target) if terms_shown(goal).terms.is_prorated else None,
    )


async def why_shown(info: Info, goal: GoalRecord) -> GoalWhy:
    """Show where a goal's progress comes from, and what is missing."""
    shown = terms_shown(goal)
    terms = shown.terms
    days = await info.context.read(
        lambda c: sums.days(
            c,
            goal.owner_id,
            goal.metric_key or "",
            since=terms.starts_on,
            until=terms.ends_on,
            limit=DAYS_SHOWN,
        )
    )
    asks = await aim_for(info, goal)
    pace = await _paced(info, goal)
    # milestones are those of the target that was agreed, prorated or not
    way = terms.target - terms.baseline
    ahead = [
        each
        for each in sorted(terms.milestones)
        if 100 * (WHOLE * goal.progress // way) < each * WHOLE
    ]
    needed = None if not ahead else max(0, -(-ahead[0] * way // 100) - goal.progress)
    floor = terms.floor_target
    return GoalWhy(
        terms=GoalTerms.of(shown),
        days=[DaySum(on=on, total=BigInt(total)) for on, total in days],
        next_milestone=ahead[0] if ahead else None,
        needed=None if needed is None else BigInt(needed),
        missing=BigInt(max(0, asks.way - goal.progress)),
        needed_per_day=(
            None if pace is None or pace.needed_per_day is None else BigInt(pace.needed_per_day)
        ),
        floor_progress=None if floor is None else BigInt(goal.floor_progress),
        floor_missing=None if floor is None else BigInt(max(0, floor - goal.floor_progress)),
    )
