"""Kinds of activity and the measures taken of them."""

from typing import Any, ClassVar

from sqlalchemy import Index

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    filled,
    one_of,
    refers,
    words,
)
from bellringer.words import Measure, MetricDirection, MetricUnit


class ActivityKind(TenantTable, table=True):
    """What can be recorded: built-in kinds of every organization, and its own."""

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    kind: str = words(primary_key=True)
    title: str = words()
    takes_amount: bool = filled(False, "false")
    needs_approval: bool = filled(False, "false")
    is_built_in: bool = filled(False, "false")


class Metric(TenantTable, table=True):
    """A named measure. POINTS sums the ledger; the others add up one measure of one kind."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("activity_kind", "activity_kind", "kind"),
        one_of("unit", MetricUnit),
        one_of("direction", MetricDirection),
        one_of("measure", Measure),
        Index(None, "org_id", "activity_kind"),
    )
    metric_key: str = words(primary_key=True)
    title: str = words()
    unit: str = words()
    direction: str = words()
    is_rep_controllable: bool = filled(True, "true")
    measure: str = words()
    activity_kind: str | None = words(default=None)
    value_key: str | None = words(default=None)
