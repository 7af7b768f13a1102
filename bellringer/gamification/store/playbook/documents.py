"""The two parts of a playbook that are stored as JSON: what a rule pays, and what earns a badge."""

from collections.abc import Mapping
from typing import Any, assert_never

from bellringer.gamification.playbook.badges import (
    CompetitionWon,
    Criteria,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.points import Per, Terms
from bellringer.words import PeriodKind

Document = Mapping[str, Any]


def terms_document(terms: Terms) -> Document:
    """Return what is stored for a rule version's terms."""
    return {
        "points": terms.points,
        "per": terms.per,
        "step_minor": terms.step_minor,
        "minimum_amount_minor": terms.minimum_amount_minor,
        "tag": terms.tag,
        "weekdays": sorted(terms.weekdays),
        "sales_role": terms.sales_role,
        "cap_per_day": terms.cap_per_day,
        "cap_per_week": terms.cap_per_week,
        "cooldown_minutes": terms.cooldown_minutes,
    }


def read_terms(stored: Document) -> Terms:
    """Return the terms that were stored."""
    return Terms(
        points=stored["points"],
        per=Per(stored["per"]),
        step_minor=stored["step_minor"],
        minimum_amount_minor=stored["minimum_amount_minor"],
        tag=stored["tag"],
        weekdays=frozenset(stored["weekdays"]),
        # absent in terms that were stored before there were any
        sales_role=stored.get("sales_role"),
        cap_per_day=stored.get("cap_per_day"),
        cap_per_week=stored.get("cap_per_week"),
        cooldown_minutes=stored.get("cooldown_minutes"),
    )


def criteria_document(criteria: Criteria | None) -> Document | None:
    """Return what is stored for a badge's criteria."""
    match criteria:
        case None:
            return None
        case MetricTotal():
            return {
                "of": "METRIC_TOTAL",
                "metric_key": criteria.metric_key,
                "threshold": criteria.threshold,
                "period": criteria.period,
            }
        case StreakLength():
            return {
                "of": "STREAK_LENGTH",
                "streak_key": criteria.streak_key,
                "length": criteria.length,
            }
        case MilestoneCrossed():
            return {"of": "MILESTONE_CROSSED", "percent": criteria.percent}
        case GoalMet():
            return {"of": "GOAL_MET"}
        case FinalRank():
            return {
                "of": "FINAL_RANK",
                "board_key": criteria.board_key,
                "rank": criteria.rank,
                "times": criteria.times,
            }
        case CompetitionWon():
            return {"of": "COMPETITION_WON"}
        case _:
            assert_never(criteria)


def read_criteria(stored: Document | None) -> Criteria | None:
    """Return the criteria that were stored.

    Raises:
        ValueError: They are of a sort that this code does not know.
    """
    if stored is None:
        return None
    match stored["of"]:
        case "METRIC_TOTAL":
            return MetricTotal(
                metric_key=stored["metric_key"],
                threshold=stored["threshold"],
                period=PeriodKind(stored["period"]),
            )
        case "STREAK_LENGTH":
            return StreakLength(streak_key=stored["streak_key"], length=stored["length"])
        case "MILESTONE_CROSSED":
            return MilestoneCrossed(percent=stored["percent"])
        case "GOAL_MET":
            return GoalMet()
        case "FINAL_RANK":
            return FinalRank(
                board_key=stored["board_key"], rank=stored["rank"], times=stored["times"]
            )
        case "COMPETITION_WON":
            return CompetitionWon()
        case unknown:
            raise ValueError(f"criteria of sort {unknown!r}")
