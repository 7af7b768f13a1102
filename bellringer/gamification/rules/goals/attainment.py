"""How a goal stands on a day: its terms, its state, and how far it is."""

from datetime import date, datetime, timedelta

from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, starts_at
from bellringer.gamification.rules.goals.aims import Aim, aim_of
from bellringer.gamification.rules.leaderboards.finalization import final_at
from bellringer.words import GoalState

SETTLED = frozenset({GoalState.MET, GoalState.MISSED})


def terms_shown(goal: GoalRecord) -> AgreementRecord:
    """Return the agreement in force or, before there is one, the latest proposal."""
    in_force = (each for each in goal.agreements if each.agreement_no == goal.agreement_no)
    return next(in_force, goal.agreements[-1])


def proposal(goal: GoalRecord) -> AgreementRecord | None:
    """Return the terms that wait for the other side, if any."""
    last = goal.agreements[-1]
    is_open = last.agreed_at is None and last.declined_at is None
    return last if last.agreement_no > goal.agreement_no and is_open else None


def state_on(goal: GoalRecord, aim: Aim, on: date) -> GoalState:
    """Return the state that follows from dates and progress where it isn't decided otherwise.

    A ceiling is held only when its days are over; a target may be met before.
    """
    if goal.state is not GoalState.AGREED:
        return goal.state
    terms = terms_shown(goal).terms
    if on < terms.starts_on:
        return GoalState.AGREED
    is_over = on >= terms.ends_on
    if aim.is_held_by(goal.progress, goal.floor_progress) and (is_over or not aim.is_ceiling):
        return GoalState.MET
    return GoalState.MISSED if is_over else GoalState.ACTIVE


def way_done(playbook: Playbook, goal: GoalRecord) -> int:
    """Return how much of the agreed way is done, in ten-thousandths; of a ceiling nothing ever is."""
    aim = aim_of(playbook, goal.metric_key, terms_shown(goal).terms, None)
    return 0 if aim.is_ceiling else aim.attained_by(goal.progress)


def settles_at(playbook: Playbook, goal: GoalRecord) -> datetime | None:
    """Return when MET or MISSED stands: one grace after the end, or after terms agreed later; None before any."""
    shown = terms_shown(goal)
    if shown.agreed_at is None:
        return None
    ends_on = shown.terms.ends_on
    ends_at = starts_at(ends_on, calendar_at(playbook.calendars, ends_on).timezone)
    grace = timedelta(hours=playbook.grace_hours)
    return final_at(ends_at=ends_at, opened_at=shown.agreed_at, grace=grace)
