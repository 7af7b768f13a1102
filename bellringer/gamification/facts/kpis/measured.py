"""What is asked of KPIs, and the numbers that answer it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from bellringer.words import KpiInputKind, KpiKey, PeriodKind, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiSubject:
    """Whose KPIs: a member's, a team's or the organization's."""

    kind: SubjectKind
    subject_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiPick:
    """One KPI; TOTAL names its metric, CONVERSION the kinds of activity from and to which it counts."""

    kpi: KpiKey
    metric_key: str | None = None
    from_kind: str | None = None
    to_kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiQuestion:
    """Which KPIs, over the `last` periods of a kind up to the one that holds `until`."""

    picks: tuple[KpiPick, ...]
    by: PeriodKind
    last: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How many values there are, what they add up to, and the one in the middle (or the mean of two)."""

    count: int
    total: int
    median: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpent:
    """Seconds logged, and those of them that were spent with customers."""

    with_customers: int
    logged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiInput:
    """A value of the organization's: what was spent in the month, or what holds from its first day on.

    Money is in minor units, a ratio in ten-thousandths, years and purchases in hundredths; None was taken back.
    """

    kind: KpiInputKind
    starts_on: date
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiNumbers:
    """All that one subject's KPIs are made of, by the first day of a period.

    `began_on` is the first day that ever moved a metric. `inputs` are the subject's own, `common_inputs` the
    organization's; a cost is only ever the subject's own.
    """

    totals: Mapping[tuple[str, date], int] = field(default_factory=dict)
    began_on: Mapping[str, date] = field(default_factory=dict)
    targets: Mapping[tuple[str, date], int] = field(default_factory=dict)
    cycles: Mapping[date, Sample] = field(default_factory=dict)
    responses: Mapping[date, Sample] = field(default_factory=dict)
    time: Mapping[date, TimeSpent] = field(default_factory=dict)
    customers: Mapping[date, int] = field(default_factory=dict)
    inputs: tuple[KpiInput, ...] = ()
    common_inputs: tuple[KpiInput, ...] = ()
