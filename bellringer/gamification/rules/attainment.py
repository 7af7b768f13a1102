"""How a goal stands on a day: its terms, its state, and how far it is."""

from datetime import date

from bellringer.gamification.facts import AgreementRecord, GoalRecord
from bellringer.words import GoalState

WHOLE = 10_000  # attainment is told in ten-thousandths


def terms_shown(goal: GoalRecord) -> AgreementRecord:
    """Return the agreement in force or, before there is one, the latest proposal."""
    in_force = (each for each in goal.agreements if each.agreement_no == goal.agreement_no)
    return next(in_force, goal.agreements[-1])


def proposal(goal: GoalRecord) -> AgreementRecord | None:
    """Return the terms that wait for the other side, if any."""
    last = goal.agreements[-1]
    return last if last.agreement_no > goal.agreement_no and last.agreed_at is None else None


def attainment(goal: GoalRecord) -> int:
    """Return how much of the way from baseline to target is done, floored, in ten-thousandths."""
    terms = terms_shown(goal).terms
    way = terms.target - terms.baseline
    return WHOLE * goal.progress // way if way > 0 else 0


def state_on(goal: GoalRecord, on: date) -> GoalState:
    """Return the state that follows from dates and progress where it isn't decided otherwise."""
    if goal.state is not GoalState.AGREED:
        return goal.state
    terms = terms_shown(goal).terms
    if on < terms.starts_on:
        return GoalState.AGREED
    holds = terms.floor_target is None or goal.floor_progress >= terms.floor_target
    if attainment(goal) >= WHOLE and holds:
        return GoalState.MET
    return GoalState.ACTIVE if on < terms.ends_on else GoalState.MISSED
