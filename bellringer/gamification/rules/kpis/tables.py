"""Tables that spreadsheets open: KPIs and target sheets as CSV (RFC 4180), in which no cell is a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from bellringer.gamification.rules.kpis.catalogue import FACTORS
from bellringer.gamification.rules.kpis.series import KpiPoint, KpiSeries
from bellringer.gamification.rules.kpis.sheets import TargetRow
from bellringer.words import KpiUnit

Cell = str | int | Decimal | date | None

# what makes a spreadsheet take a text for a formula, or hides one that follows
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
KPI_COLUMNS = (
    *("member", "kpi", "metric", "from_kind", "to_kind", "by", "starts_on", "ends_on", "is_over"),
    *("unit", "value", "gap", "numerator", "denominator", "target", "baseline"),
)
TARGET_COLUMNS = (
    *("member", "goal", "metric", "starts_on", "ends_on", "state", "unit", "target", "actual"),
    "attainment",
)


def kpi_table(found: Iterable[tuple[str, Sequence[KpiSeries]]], *, money_digits: int) -> str:
    """Return series by member's name, a line for each point; numbers are in whole units, e.g. dollars."""
    rows: list[tuple[Cell, ...]] = [
        (name, *_series(series, point, money_digits))
        for name, all_series in found
        for series in all_series
        for point in series.points
    ]
    return table(KPI_COLUMNS, rows)


def target_table(rows: Iterable[tuple[str, TargetRow]], *, money_digits: int) -> str:
    """Return target sheets by member's name, a line for each goal."""
    return table(
        TARGET_COLUMNS,
        [
            (
                *(name, row.title, row.metric_key, row.starts_on, row.ends_on, row.state, row.unit),
                _number(row.target, row.unit, money_digits),
                _number(row.actual, row.unit, money_digits),
                _number(row.attainment, KpiUnit.RATIO, money_digits),
            )
            for name, row in rows
        ],
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a CSV text with a heading; numbers and dates as they are, texts made safe."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe stands before what could be one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return safe(cell) if isinstance(cell, str) else str(cell)


def _series(series: KpiSeries, point: KpiPoint, money_digits: int) -> tuple[Cell, ...]:
    pick, unit = series.pick, series.unit
    scaled = [
        _number(each, unit, money_digits, is_total=pick.metric_key is not None)
        for each in (point.value, point.target, point.baseline)
    ]
    return (
        *(pick.kpi.value, pick.metric_key, pick.from_kind, pick.to_kind, series.by.value),
        *(point.starts_on, point.ends_on, "yes" if point.is_over else "no", unit.value),
        *(scaled[0], point.gap and point.gap.value, point.numerator, point.denominator),
        *scaled[1:],
    )


def _number(
    value: int | None, unit: KpiUnit, money_digits: int, *, is_total: bool = False
) -> Decimal | None:
    """Return a number in whole units; what a metric adds up to has no parts but those of money."""
    if value is None:
        return None
    if unit is KpiUnit.MONEY:
        return Decimal(value).scaleb(-money_digits)
    return Decimal(value) / (1 if is_total else FACTORS[unit])
