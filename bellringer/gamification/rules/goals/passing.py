"""Certifications and skills: who may say that one is passed, and on what evidence."""

from collections.abc import Iterable

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    WrongStateError,
)
from bellringer.gamification.facts.goals import GoalRecord, StepRecord
from bellringer.gamification.rules.goals.agreements import Sides, is_above, known_to
from bellringer.gamification.rules.goals.attainment import SETTLED
from bellringer.gamification.rules.texts import NOTE_LIMIT, checked, checked_id
from bellringer.words import GoalKind, GoalState, GoalStepKind

LINK_LIMIT = 2000


def check_evidence(evidence: str | None, link: str | None) -> tuple[str | None, str | None]:
    """Return the words and the link that show that something was passed.

    Raises:
        InvalidTextError: The words are empty or too long, the link is none or stands alone.
    """
    if link is not None:
        checked_id(link, field="link", limit=LINK_LIMIT)
        if not link.startswith("https://"):
            raise InvalidTextError("A link begins with https://.", path=("link",))
        if evidence is None:
            raise InvalidTextError("Say in a few words what the link shows.", path=("evidence",))
    if evidence is None:
        return None, None
    return checked(evidence, limit=NOTE_LIMIT, field="evidence"), link


def check_submission(
    goal: GoalRecord | None, sides: Sides | None, by: Principal
) -> tuple[GoalRecord, Sides]:
    """Return a certification or skill for which the caller may submit evidence, and its sides.

    Raises:
        UnknownGoalError: There is none, or it is private to others.
        NotAllowedError: The caller stands on neither side.
        WrongStateError: It is a number, is not agreed, or is passed or settled already.
    """
    known, side = _running(goal, sides, by)
    if known.progress:
        raise WrongStateError("This goal is passed already.")
    return known, side


def check_pass(
    goal: GoalRecord | None,
    sides: Sides | None,
    by: Principal,
    steps: Iterable[StepRecord],
    *,
    evidence: str | None,
) -> GoalRecord:
    """Return a certification or skill that the caller may call passed, on own or submitted evidence.

    Raises:
        UnknownGoalError: There is none, or it is private to others.
        NotAllowedError: The caller does not lead whoever has the goal.
        WrongStateError: It is a number, is not agreed, or is passed or settled already.
        InvalidInputError: There is no evidence.
    """
    known, side = check_submission(goal, sides, by)
    _check_above(side, by)
    is_submitted = any(
        step.kind is GoalStepKind.SUBMITTED and step.agreement_no == known.agreement_no
        for step in steps
    )
    if evidence is None and not is_submitted:
        raise InvalidInputError(
            "Say what shows that it is passed, or let it be submitted first.", path=("evidence",)
        )
    return known


def check_fail(goal: GoalRecord | None, sides: Sides | None, by: Principal) -> GoalRecord:
    """Return a certification or skill that the caller may call not passed.

    Raises:
        UnknownGoalError, NotAllowedError, WrongStateError: As for passing it.
    """
    known, side = check_submission(goal, sides, by)
    _check_above(side, by)
    return known


def check_withdrawal(goal: GoalRecord | None, sides: Sides | None, by: Principal) -> GoalRecord:
    """Return a certification or skill whose pass the caller may take back.

    Raises:
        UnknownGoalError, NotAllowedError: As for passing it.
        WrongStateError: It is not passed, or settled already.
    """
    known, side = _running(goal, sides, by)
    _check_above(side, by)
    if not known.progress:
        raise WrongStateError("This goal is not passed.")
    return known


def _running(
    goal: GoalRecord | None, sides: Sides | None, by: Principal
) -> tuple[GoalRecord, Sides]:
    known, side = known_to(goal, sides, by)
    if known.kind is GoalKind.NUMBER:
        raise WrongStateError("A number is met by what is done, and not by word.")
    if known.state in SETTLED:
        raise WrongStateError("This goal is settled and stays on record.")
    if known.state is not GoalState.AGREED:
        raise WrongStateError("This goal is not in force.")
    return known, side


def _check_above(sides: Sides, by: Principal) -> None:
    if not is_above(sides, by):
        raise NotAllowedError("Whoever leads the owner says whether it is passed.")
