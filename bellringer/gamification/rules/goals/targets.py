"""Which percent-to-goal boards a goal gives a target, in which period, for whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import TeamSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.words import ScoreKind, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPlace:
    """One subject's row on a percent-to-goal board in the period [starts_on, ends_on)."""

    board_id: int
    starts_on: date
    ends_on: date
    starts_at: datetime
    ends_at: datetime
    subject_id: UUID


def target_places(
    playbook: Playbook, goal: GoalRecord, teams: Sequence[TeamSpan]
) -> frozenset[TargetPlace]:
    """Return the rows that depend on a goal under any of its agreements; `teams` are a member's over time."""
    if goal.is_self_set:
        return frozenset()
    return frozenset(
        place
        for made in goal.agreements
        if made.agreed_at is not None
        for place in _places(playbook, goal, made.terms, teams)
    )


def _places(
    playbook: Playbook, goal: GoalRecord, terms: GoalTerms, teams: Sequence[TeamSpan]
) -> Iterator[TargetPlace]:
    for board in playbook.boards_by_metric.get(goal.metric_key or "", ()):
        if board.score_kind is not ScoreKind.PERCENT_TO_GOAL:
            continue
        period = period_for(playbook, board, terms.starts_on)
        if (
            period is None
            or (period.starts_on, period.ends_on) != (terms.starts_on, terms.ends_on)
            or period.starts_at is None
            or period.ends_at is None
        ):
            continue
        for subject_id in _subjects(board.subject_kind, goal, terms, teams):
            if board.participants is not None and subject_id not in board.participants:
                continue
            yield TargetPlace(
                board_id=board.board_id,
                starts_on=terms.starts_on,
                ends_on=terms.ends_on,
                starts_at=period.starts_at,
                ends_at=period.ends_at,
                subject_id=subject_id,
            )


def _subjects(
    ranked: SubjectKind, goal: GoalRecord, terms: GoalTerms, teams: Sequence[TeamSpan]
) -> Collection[UUID]:
    if goal.owner_kind is ranked:
        return (goal.owner_id,)
    if ranked is SubjectKind.TEAM and goal.owner_kind is SubjectKind.MEMBER:
        return {
            span.team_id
            for span in teams
            if span.starts_on < terms.ends_on
            and (span.ends_on is None or span.ends_on > terms.starts_on)
        }
    return ()
