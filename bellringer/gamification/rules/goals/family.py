"""Families: which goal may be a part of which other, and that parts lie within the whole."""

from collections.abc import Collection, Iterable
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotSmartError, UnknownGoalError, WrongStateError
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.rules.goals.agreements import Sides
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.permissions import leads
from bellringer.words import GoalKind, GoalState, Role, SubjectKind, Visibility

_PARENT = ("parentId",)


def check_parent(
    parent: GoalRecord | None,
    above: Sides | None,
    sides: Sides,
    by: Principal,
    *,
    kind: GoalKind,
    metric_key: str | None,
    terms: GoalTerms,
) -> None:
    """Refuse a parent that a goal can't be a part of; `above` are the parent's sides, `sides` the goal's own.

    A goal is a part of another of its owner, of the owner's team or of the organization, in the same metric
    and within its days.

    Raises:
        UnknownGoalError: There is no such goal, or none that the caller may see.
        WrongStateError: It is cancelled.
        NotSmartError: It is no whole of which this goal can be a part.
    """
    if parent is None or above is None or not _is_seen(parent, above, sides, by):
        raise UnknownGoalError(path=_PARENT)
    if parent.state is GoalState.CANCELLED:
        raise WrongStateError("The goal above is cancelled.", path=_PARENT)
    if parent.owner_id not in {sides.owner_id, sides.team_id, by.org_id}:
        raise NotSmartError(
            "A goal is a part of its owner's, of the owner's team's or of the organization's.",
            path=_PARENT,
        )
    if (
        kind is not GoalKind.NUMBER
        or parent.kind is not GoalKind.NUMBER
        or (metric_key != parent.metric_key)
    ):
        raise NotSmartError("A part has the metric of the whole.", path=_PARENT)
    check_within(terms, parent=parent)


def check_within(
    terms: GoalTerms, *, parent: GoalRecord | None = None, children: Iterable[GoalRecord] = ()
) -> None:
    """Refuse days that leave those of the goal above, or leave out those of a part.

    Raises:
        NotSmartError: They do.
    """
    if parent is not None:
        whole = terms_shown(parent).terms
        if terms.starts_on < whole.starts_on or terms.ends_on > whole.ends_on:
            raise NotSmartError(
                "A part lies within the days of the whole.",
                path=("terms", "startsOn" if terms.starts_on < whole.starts_on else "endsOn"),
            )
    for child in children:
        part = terms_shown(child).terms
        if child.state is not GoalState.CANCELLED and (
            part.starts_on < terms.starts_on or part.ends_on > terms.ends_on
        ):
            raise NotSmartError("A part of this goal lies outside of these days.", path=("terms",))


def check_no_circle(goal_id: UUID, above: Collection[UUID]) -> None:
    """Refuse a goal that would be a part of itself; `above` are the parent and all that it is a part of.

    Raises:
        NotSmartError: It would.
    """
    if goal_id in above:
        raise NotSmartError("A goal can't be a part of itself.", path=_PARENT)


def _is_seen(parent: GoalRecord, above: Sides, sides: Sides, by: Principal) -> bool:
    if by.role is Role.ADMIN or parent.owner_kind is SubjectKind.ORGANIZATION:
        return True
    if parent.visibility is Visibility.ORGANIZATION or parent.owner_id == by.member_id:
        return True
    if leads(by, above.team_id):
        return True
    return parent.visibility is Visibility.TEAM and above.team_id == sides.team_id
