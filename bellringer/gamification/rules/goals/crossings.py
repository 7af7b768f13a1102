"""The milestones that goals pass and fall back under, and what is told of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.events import MilestonePassed
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.outcome.consequences import CrossingMade, CrossingUndone
from bellringer.gamification.rules.calendars.freshness import is_fresh
from bellringer.gamification.rules.goals.progress import passed_milestones
from bellringer.gamification.rules.recording.movement import Change
from bellringer.words import SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """The crossings of one movement over all goals."""

    made: tuple[CrossingMade, ...]
    undone: tuple[CrossingUndone, ...]
    events: tuple[MilestonePassed, ...]


def settle(
    facts: Facts,
    goals: Iterable[GoalFacts],
    moved_by: Mapping[UUID, Change],
    *,
    is_told: bool,
    news_at: Callable[[Change], datetime],
    now: datetime,
) -> Crossed:
    """Compare goals as they stand now with the crossings on record.

    A milestone passed for the first time is told, the highest for all that one movement passed; one that
    is passed again is not.
    """
    made: list[CrossingMade] = []
    undone: list[CrossingUndone] = []
    events: list[MilestonePassed] = []
    for goal in goals:
        change = moved_by[goal.goal_id]
        passed = passed_milestones(facts.playbook, goal)
        if passed == goal.crossed and not goal.undone:
            continue
        first = sorted(passed - goal.crossed)
        is_news = (
            is_told
            and bool(first)
            and is_fresh(
                facts.playbook.calendars,
                occurred_at=news_at(change),
                ends_on=goal.ends_on,
                now=now,
            )
        )
        for percent in sorted(first + sorted(passed & goal.undone)):
            is_first = percent in first
            made.append(
                CrossingMade(
                    goal_id=goal.goal_id,
                    agreement_no=goal.agreement_no,
                    percent=percent,
                    crossed_at=change.occurred_at,
                    told_percent=first[-1] if is_news and is_first else None,
                    is_again=not is_first,
                )
            )
        undone.extend(
            CrossingUndone(goal_id=goal.goal_id, agreement_no=goal.agreement_no, percent=percent)
            for percent in sorted(goal.crossed - goal.undone - passed)
        )
        if is_news:
            events.append(_event(goal, first, change, at=news_at(change)))
    return Crossed(made=tuple(made), undone=tuple(undone), events=tuple(events))


def _event(goal: GoalFacts, first: list[int], change: Change, *, at: datetime) -> MilestonePassed:
    return MilestonePassed(
        goal_id=goal.goal_id,
        agreement_no=goal.agreement_no,
        owner_kind=goal.owner_kind,
        owner_id=goal.owner_id,
        percent=first[-1],
        also=tuple(first[:-1]),
        ends_on=goal.ends_on,
        occurred_at=at,
        team_id=change.team_id if goal.owner_kind is SubjectKind.MEMBER else None,
        visibility=goal.visibility,
    )
