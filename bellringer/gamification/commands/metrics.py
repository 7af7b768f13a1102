"""Kinds of activity of an organization's own, and what is measured of them."""

from dataclasses import dataclass

from bellringer.gamification.commands.principals import Principal
from bellringer.words import Measure, MetricDirection, MetricUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateKind:
    """Make a kind of activity, with the metric that counts it; without a name that is `<key>_count`."""

    by: Principal
    key: str
    title: str
    takes_amount: bool = False
    needs_approval: bool = False
    count_key: str | None = None
    count_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateKind:
    """Change a kind; None leaves what is there. Its key never changes."""

    by: Principal
    key: str
    title: str | None = None
    needs_approval: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMetric:
    """Measure something more of a kind; `unit` is for VALUE, the others have theirs."""

    by: Principal
    key: str
    title: str
    kind: str
    measure: Measure
    unit: MetricUnit | None = None
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER
    is_rep_controllable: bool = True
