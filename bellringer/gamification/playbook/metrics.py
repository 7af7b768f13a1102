"""Kinds of activity and the measures taken of them."""

from dataclasses import dataclass

from bellringer.words import Measure, MetricDirection, MetricUnit

POINTS = "points"  # the metric that sums the ledger; every organization has it


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind:
    """A kind of activity that may be recorded."""

    kind: str
    title: str = ""
    takes_amount: bool = False
    needs_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A named measure over activities; POINTS sums the ledger instead."""

    metric_key: str
    unit: MetricUnit
    measure: Measure
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER
    activity_kind: str | None = None
    value_key: str | None = None
    is_rep_controllable: bool = True
    title: str = ""
