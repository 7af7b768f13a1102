"""Metrics, kinds of activities, and money."""

from bellringer.gamification.playbook import metrics as playbook_metrics
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.recording.money import digits
from bellringer.graphql import describing
from bellringer.graphql.describing import said
from bellringer.graphql.scalars import BigInt
from bellringer.words import MetricDirection, MetricUnit, ScoreKind

RATIO_SCALE = 10_000
PER_HEAD_SCALE = 100


@describing.output
class Money:
    """An amount of money."""

    amount_minor: BigInt = said("In minor units of the currency, e.g. cents; no decimals.")
    currency: str = said("ISO 4217, e.g. EUR.")


@describing.entry
class MoneyInput:
    """An amount of money."""

    amount_minor: BigInt = said("In minor units of the currency, 0 to 10^15, e.g. cents.")
    currency: str | None = said(
        "ISO 4217; left out: the organization's reporting currency, which is the only one accepted here.",
        default=None,
    )


@describing.output
class Metric:
    """A named measure."""

    key: str = said("What goals and boards call it, e.g. revenue.")
    title: str = said("What people call it.")
    unit: MetricUnit = said("What its numbers count.")
    direction: MetricDirection = said("Which way is good.")
    scale: int = said(
        "Divide a number of this metric by it to show it: 100 for cents, else often 1."
    )
    is_rep_controllable: bool = said("A member can move it alone, so it fits a member's goal.")


@describing.output
class ActivityKind:
    """A kind of activity that can be recorded."""

    key: str = said("What `activityRecord` takes, e.g. deal_won.")
    title: str = said("What people call it.")
    takes_amount: bool = said("An amount of money goes with it.")
    needs_approval: bool = said("What a member reports counts only when a manager has approved it.")


def kind_of(kind: playbook_metrics.ActivityKind) -> ActivityKind:
    """Show a kind of the playbook."""
    return ActivityKind(
        key=kind.kind,
        title=kind.title or kind.kind,
        takes_amount=kind.takes_amount,
        needs_approval=kind.needs_approval,
    )


def scale_of(unit: MetricUnit, currency: str) -> int:
    """Return the divisor that turns a stored number into what is shown."""
    if unit is MetricUnit.MONEY:
        return int(10 ** digits(currency))
    return RATIO_SCALE if unit is MetricUnit.RATIO else 1


def board_scale(
    board: Board, metric: playbook_metrics.Metric, currency: str
) -> tuple[MetricUnit, int]:
    """Return what a board's scores count, and their divisor."""
    if board.score_kind is ScoreKind.PERCENT_TO_GOAL:
        return MetricUnit.RATIO, RATIO_SCALE
    scale = scale_of(metric.unit, currency)
    return metric.unit, scale * PER_HEAD_SCALE if board.score_kind is ScoreKind.PER_HEAD else scale


def metric_of(metric: playbook_metrics.Metric, currency: str) -> Metric:
    """Show a metric of the playbook."""
    return Metric(
        key=metric.metric_key,
        title=metric.title or metric.metric_key,
        unit=metric.unit,
        direction=metric.direction,
        scale=scale_of(metric.unit, currency),
        is_rep_controllable=metric.is_rep_controllable,
    )
