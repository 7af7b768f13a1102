"""How goals move, which milestones they pass, and how news of them is told."""

from collections.abc import Iterable
from uuid import UUID

from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.recording.movement import Change
from bellringer.words import MetricDirection, MetricUnit, SubjectKind

MET = 100


def goals_near(facts: Facts, change: Change) -> list[GoalFacts]:
    """Return the goals of a change's member, of its team and of the organization, out of a whole batch's."""
    return [
        facts.goals[goal_id]
        for owner_id in (change.member_id, change.team_id, facts.playbook.org_id)
        if owner_id is not None
        for goal_id in facts.goals_of.get(owner_id, ())
    ]


def is_moved_by(goal: GoalFacts, change: Change, org_id: UUID) -> bool:
    """Tell whether a change counts for a goal: its owner's, of one of its metrics, within its dates."""
    if change.metric_key not in (goal.metric_key, goal.floor_metric_key):
        return False
    if not goal.starts_on <= change.org_on < goal.ends_on:
        return False
    return goal.owner_id in (change.member_id, change.team_id, org_id)


def is_passed(goal: GoalFacts, percent: int) -> bool:
    """Tell whether a goal is `percent` of the way from its baseline to its target.

    From 100 % on, its floor must hold too.
    """
    if 100 * goal.progress < percent * (goal.target - goal.baseline):
        return False
    return percent < MET or goal.floor_target is None or goal.floor_progress >= goal.floor_target


def has_milestones(playbook: Playbook, goal: GoalFacts) -> bool:
    """Tell whether milestones can be told on the way: only where more is better and days add up."""
    metric = playbook.metrics.get(goal.metric_key)
    return (
        metric is not None
        and metric.direction is MetricDirection.HIGHER_IS_BETTER
        and metric.unit is not MetricUnit.RATIO
    )


def is_carried_past(playbook: Playbook, goal: GoalFacts, percent: int) -> bool:
    """Tell whether what was gathered carries a goal past a percent: never where more is not better."""
    return has_milestones(playbook, goal) and is_passed(goal, percent)


def passed_milestones(playbook: Playbook, goal: GoalFacts) -> frozenset[int]:
    """Return the milestones that a goal has passed as it stands."""
    if not has_milestones(playbook, goal):
        return frozenset()
    return frozenset(percent for percent in goal.milestones if is_passed(goal, percent))


def goal_of_period(
    goals: Iterable[GoalFacts], owner_id: UUID, metric_key: str, period: Period
) -> GoalFacts | None:
    """Return the owner's goal of exactly this metric and period that both sides agreed, if there is one."""
    for goal in goals:
        if (
            goal.owner_id == owner_id
            and not goal.is_self_set
            and goal.metric_key == metric_key
            and goal.starts_on == period.starts_on
            and goal.ends_on == period.ends_on
        ):
            return goal
    return None


def is_own(goal: GoalFacts, member_id: UUID) -> bool:
    """Tell whether a goal is a member's own."""
    return goal.owner_kind is SubjectKind.MEMBER and goal.owner_id == member_id
