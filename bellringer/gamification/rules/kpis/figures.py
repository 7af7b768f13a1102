"""One KPI of one period, out of the numbers that it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from bellringer.gamification.facts.kpis.measured import KpiNumbers, KpiPick
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.kpis import formulas
from bellringer.gamification.rules.kpis.catalogue import LOST, REVENUE, WON
from bellringer.gamification.rules.kpis.formulas import Figure
from bellringer.gamification.rules.kpis.inputs import in_force, spend_of
from bellringer.gamification.rules.kpis.picks import counting
from bellringer.words import KpiGap, KpiInputKind, KpiKey, PeriodKind

_SHORT = (PeriodKind.DAY, PeriodKind.WEEK)  # shorter than the months that spend is given for
_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A subject's numbers, looked at in one period; `before` is the one that precedes it."""

    playbook: Playbook
    pick: KpiPick
    period: Period
    before: Period
    numbers: KpiNumbers
    today: date

    def total(self, metric_key: str | None) -> int:
        """Return what a metric added up to."""
        return self.numbers.totals.get((metric_key or "", self.period.starts_on), 0)

    def count(self, kind: str | None) -> int:
        """Return how many activities of a kind there were."""
        return self.total(counting(self.playbook, kind))


def figure_of(place: Place) -> Figure:
    """Return a KPI's value in a period, or why there is none.

    Raises:
        UnknownPickError: A metric or kind is not there.
    """
    return FIGURES[place.pick.kpi](place)


def _total(at: Place) -> Figure:
    return Figure(value=Fraction(at.total(at.pick.metric_key)))


def _win_rate(at: Place) -> Figure:
    return formulas.win_rate(at.count(WON), at.count(LOST))


def _cycle_mean(at: Place) -> Figure:
    return formulas.mean(at.numbers.cycles.get(at.period.starts_on))


def _cycle_median(at: Place) -> Figure:
    return formulas.median(at.numbers.cycles.get(at.period.starts_on))


def _growth(at: Place) -> Figure:
    prior = at.numbers.totals.get((REVENUE, at.before.starts_on), 0)
    return formulas.growth(at.total(REVENUE), prior)


def _deal_size(at: Place) -> Figure:
    return formulas.ratio(at.total(REVENUE), at.count(WON))


def _acquisition_cost(at: Place) -> Figure:
    if at.period.kind in _SHORT:
        return Figure(gap=KpiGap.PERIOD_TOO_SHORT)
    spend = spend_of(at.playbook.calendars, at.numbers.inputs, at.period, today=at.today)
    return formulas.acquisition_cost(spend, at.numbers.customers.get(at.period.starts_on, 0))


def _lifetime_value(at: Place) -> Figure:
    on = at.period.starts_on
    return formulas.lifetime_value(
        revenue=at.total(REVENUE),
        deals=at.count(WON),
        purchases=in_force(at.numbers, KpiInputKind.PURCHASES_PER_YEAR, on),
        years=in_force(at.numbers, KpiInputKind.LIFETIME_YEARS, on),
        margin=in_force(at.numbers, KpiInputKind.GROSS_MARGIN, on),
    )


def _conversion(at: Place) -> Figure:
    return formulas.ratio(at.count(at.pick.to_kind), at.count(at.pick.from_kind))


def _response_mean(at: Place) -> Figure:
    return formulas.mean(at.numbers.responses.get(at.period.starts_on), per=_SECONDS)


def _response_median(at: Place) -> Figure:
    return formulas.median(at.numbers.responses.get(at.period.starts_on), per=_SECONDS)


def _customer_time(at: Place) -> Figure:
    return formulas.customer_time(at.numbers.time.get(at.period.starts_on))


FIGURES: Mapping[KpiKey, Callable[[Place], Figure]] = MappingProxyType(
    {
        KpiKey.TOTAL: _total,
        KpiKey.WIN_RATE: _win_rate,
        KpiKey.SALES_CYCLE_MEAN: _cycle_mean,
        KpiKey.SALES_CYCLE_MEDIAN: _cycle_median,
        KpiKey.SALES_GROWTH: _growth,
        KpiKey.AVERAGE_DEAL_SIZE: _deal_size,
        KpiKey.ACQUISITION_COST: _acquisition_cost,
        KpiKey.LIFETIME_VALUE: _lifetime_value,
        KpiKey.CONVERSION: _conversion,
        KpiKey.LEAD_RESPONSE_MEAN: _response_mean,
        KpiKey.LEAD_RESPONSE_MEDIAN: _response_median,
        KpiKey.CUSTOMER_TIME: _customer_time,
    }
)
