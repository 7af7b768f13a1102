"""Verdicts: goals that nothing on the way meets, judged at their end or by who can tell, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from bellringer.gamification.events import MilestonePassed
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import NEWS_LASTS
from bellringer.gamification.rules.calendars.periods import calendar_at, organization_day, starts_at
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.goals.aims import aim_of
from bellringer.gamification.rules.goals.attainment import settles_at, state_on, terms_shown
from bellringer.gamification.rules.goals.progress import MET
from bellringer.gamification.rules.recording.movement import Change, JudgedGoal, Verdict
from bellringer.gamification.rules.recording.placing import moment_of
from bellringer.words import GoalState, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a goal ended; `verdict` and `event` only where it is met and no milestone had said so."""

    goal: GoalRecord
    state: GoalState
    verdict: Verdict | None = None
    event: MilestonePassed | None = None


def settle(
    playbook: Playbook, goal: GoalRecord, owner: MemberFacts | None, *, now: datetime
) -> Settled | None:
    """Say how a goal ended once its grace is over; None where it is not to be settled (any more).

    News of it is told within a day of the grace's end: later it is kept in the history only.
    """
    due_at = settles_at(playbook, goal)
    if goal.state is not GoalState.AGREED or due_at is None or due_at > now:
        return None
    terms = terms_shown(goal).terms
    aim = aim_of(playbook, goal.metric_key, terms, owner)
    state = state_on(goal, aim, terms.ends_on)
    if state is not GoalState.MET or _has_crossed(goal):
        return Settled(goal=goal, state=state)
    return Settled(
        goal=goal,
        state=state,
        verdict=judged(playbook, goal, owner, is_met=True, at=due_at) if owner else None,
        event=met(playbook, goal, owner, at=due_at) if _is_news(playbook, goal, now) else None,
    )


def judged(
    playbook: Playbook, goal: GoalRecord, owner: MemberFacts, *, is_met: bool, at: datetime
) -> Verdict:
    """Return the verdict on a member's goal at a moment: there its badges and their bonus lie."""
    terms, moment = terms_shown(goal).terms, moment_of(playbook, owner, at)
    return Verdict(
        goal=JudgedGoal(
            goal_id=goal.goal_id,
            owner_id=owner.member_id,
            starts_on=terms.starts_on,
        ),
        change=Change(
            member_id=owner.member_id,
            team_id=moment.team_id,
            metric_key=POINTS,
            delta=0,
            occurred_at=at,
            member_on=moment.member_on,
            org_on=moment.org_on,
        ),
        is_met=is_met,
    )


def met(
    playbook: Playbook, goal: GoalRecord, owner: MemberFacts | None, *, at: datetime
) -> MilestonePassed:
    """Return the event of a goal met, in the words of the milestone at 100 percent, so that it is told once."""
    shown = terms_shown(goal)
    on = organization_day(playbook.calendars, at)
    return MilestonePassed(
        goal_id=goal.goal_id,
        agreement_no=shown.agreement_no,
        owner_kind=goal.owner_kind,
        owner_id=goal.owner_id,
        percent=MET,
        also=(),
        ends_on=shown.terms.ends_on,
        occurred_at=at,
        team_id=team_on(owner.teams, on)
        if owner and goal.owner_kind is SubjectKind.MEMBER
        else None,
        visibility=goal.visibility,
    )


def told_key(goal: GoalRecord) -> str:
    """Return the key under which it is told that a goal is met."""
    return f"milestone:{goal.goal_id}:{goal.agreement_no}:{MET}"


def _has_crossed(goal: GoalRecord) -> bool:
    return any(
        each.percent == MET and each.agreement_no == goal.agreement_no and each.undone_at is None
        for each in goal.crossings
    )


def _is_news(playbook: Playbook, goal: GoalRecord, now: datetime) -> bool:
    """Tell whether the end is still news, even where an import made the goal, or its grace, after it."""
    ends_on = terms_shown(goal).terms.ends_on
    ended_at = starts_at(ends_on, calendar_at(playbook.calendars, ends_on).timezone)
    return (now - ended_at).total_seconds() <= 3600 * playbook.grace_hours + (
        NEWS_LASTS.total_seconds()
    )
