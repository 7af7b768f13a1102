"""A badge's criterion in English, for developers, credentials and as a last resort for people."""

from typing import assert_never

from bellringer.gamification.playbook.badges import (
    Badge,
    CompetitionWon,
    Criteria,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.whole import Playbook
from bellringer.words import CriterionKind, MetricUnit, PeriodKind

_WITHIN = {
    PeriodKind.DAY: "in one day",
    PeriodKind.WEEK: "in one week",
    PeriodKind.MONTH: "in one month",
    PeriodKind.QUARTER: "in one quarter",
    PeriodKind.YEAR: "in one year",
    PeriodKind.SEASON: "in one season",
    PeriodKind.ALL: "in all",
}
BY_HAND = "A manager or an admin awards it."


def kind_of(criteria: Criteria) -> CriterionKind:
    """Return what a criterion asks for, in the word that people chose it by."""
    match criteria:
        case MetricTotal(period=PeriodKind.ALL, threshold=1):
            return CriterionKind.FIRST_OF_KIND
        case MetricTotal(period=PeriodKind.DAY):
            return CriterionKind.IN_ONE_DAY
        case MetricTotal():
            return CriterionKind.METRIC_TOTAL
        case StreakLength():
            return CriterionKind.STREAK_LENGTH
        case GoalMet():
            return CriterionKind.GOAL_MET
        case MilestoneCrossed():
            return CriterionKind.MILESTONE
        case FinalRank():
            return CriterionKind.FINAL_RANK
        case CompetitionWon():
            return CriterionKind.COMPETITION_WON
        case _:
            assert_never(criteria)


def criterion(playbook: Playbook, badge: Badge) -> str:
    """Say what earns a badge."""
    match badge.criteria:
        case None:
            return BY_HAND
        case MetricTotal() as criteria:
            return _total(playbook, criteria)
        case StreakLength(streak_key=key, length=length):
            title = next((each.title for each in playbook.streaks if each.streak_key == key), key)
            return f"A streak of at least {length}: {title}."
        case GoalMet():
            return "A goal of one's own met."
        case MilestoneCrossed(percent=percent):
            return f"A goal of one's own carried to {percent} %."
        case FinalRank(board_key=key, rank=rank, times=times):
            title = next((each.title for each in playbook.boards if each.board_key == key), key)
            often = "" if times == 1 else f", {times} times"
            place = "First" if rank == 1 else f"Rank {rank} or better"
            return f"{place} in the final standings of {title}{often}."
        case CompetitionWon():
            return "A competition won."
        case _:
            assert_never(badge.criteria)


def loss(badge: Badge) -> str:
    """Say what would take an award of a badge back, besides a person who takes it back with a reason."""
    match badge.criteria:
        case None:
            return "Only a person takes it back, with a reason."
        case MetricTotal(threshold=threshold):
            return f"Reversals that take the total below {threshold}."
        case StreakLength(length=length):
            return f"Reversals, or leave and days off taken back, that make the run shorter than {length}."
        case GoalMet():
            return "Reversals that take the goal below its target, or the pass undone."
        case MilestoneCrossed(percent=percent):
            return f"Reversals that take the goal below {percent} %."
        case FinalRank():
            return "A period that is re-opened and closes with other standings; reversals do not change it."
        case CompetitionWon():
            return "A result that is decided anew."
        case _:
            assert_never(badge.criteria)


def _total(playbook: Playbook, criteria: MetricTotal) -> str:
    metric = playbook.metrics.get(criteria.metric_key)
    title = (metric.title if metric else "") or criteria.metric_key
    if criteria.threshold == 1 and criteria.period is PeriodKind.ALL:
        return f"The first of its kind: {title}."
    amount = str(criteria.threshold)
    if metric is not None and metric.unit is MetricUnit.MONEY:
        amount = f"{criteria.threshold} minor units of {playbook.currency}"
    return f"At least {amount} {_WITHIN[criteria.period]}: {title}."
