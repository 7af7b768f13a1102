"""CSV tables: read back they say what went in, and no cell of text is a formula."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.kpis.measured import KpiNumbers, KpiQuestion
from bellringer.gamification.rules.kpis.picks import usual_picks
from bellringer.gamification.rules.kpis.series import series_of
from bellringer.gamification.rules.kpis.sheets import TargetRow
from bellringer.gamification.rules.kpis.tables import (
    KPI_COLUMNS,
    TARGET_COLUMNS,
    Cell,
    kpi_table,
    safe,
    table,
    target_table,
)
from bellringer.ids import new_id
from bellringer.words import GoalState, KpiUnit, PeriodKind
from tests.unit.kpis.test_series import PLAYBOOK, TODAY, months

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("text", EVIL)
def test_a_text_that_could_be_a_formula_is_none(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert read(table(["name"], [[text]]))[1] == [f"'{text}"]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4)
)
def test_texts_come_back_and_none_begins_like_a_formula(texts: list[str]) -> None:
    cells = read(table(["column"] * len(texts), [texts]))[1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == [text.removeprefix("'") for text in texts]


def test_numbers_and_dates_stay_what_they_are() -> None:
    row: list[Cell] = [-5, Decimal("-12.50"), date(2026, 3, 1), None]
    assert read(table(["a", "b", "c", "d"], [row]))[1] == ["-5", "-12.50", "2026-03-01", ""]


def test_a_table_of_kpis_has_a_line_for_each_member_kpi_and_period_in_whole_units() -> None:
    question = KpiQuestion(picks=usual_picks(), by=PeriodKind.MONTH, last=2, until=TODAY)
    numbers = KpiNumbers(
        totals=months(200_00, 150_50)
        | {("deals", date(2026, 3, 1)): 1, ("lost_deals", date(2026, 3, 1)): 2},
        targets={("revenue", date(2026, 3, 1)): 400_00},
    )
    series = series_of(PLAYBOOK, question, numbers, today=TODAY)
    heading, *lines = read(kpi_table([("=Rita", series), ("Bob", series)], money_digits=2))
    assert tuple(heading) == KPI_COLUMNS
    assert len(lines) == 2 * 2 * len(usual_picks())
    found = [dict(zip(heading, line, strict=True)) for line in lines]
    assert {each["member"] for each in found} == {"'=Rita", "Bob"}
    march = {
        each["kpi"]: each
        for each in found
        if each["starts_on"] == "2026-03-01" and each["metric"] != "gross_profit"
    }
    assert (march["TOTAL"]["value"], march["TOTAL"]["target"]) == ("150.50", "400.00")
    assert march["WIN_RATE"]["value"] == "0.3333"
    assert march["SALES_GROWTH"]["value"] == "-0.2475"
    assert (march["CONVERSION"]["value"], march["CONVERSION"]["gap"]) == ("", "ZERO_DENOMINATOR")


def test_a_target_sheet_is_a_line_for_each_goal() -> None:
    row = TargetRow(
        member_id=new_id(),
        goal_id=new_id(),
        title="@home",
        metric_key="revenue",
        unit=KpiUnit.MONEY,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 1),
        state=GoalState.ACTIVE,
        target=1_000_00,
        actual=250_50,
        attainment=2_505,
    )
    heading, line = read(target_table([("Rita", row)], money_digits=2))
    assert tuple(heading) == TARGET_COLUMNS
    assert line[:3] == ["Rita", "'@home", "revenue"]
    assert line[-3:] == ["1000.00", "250.50", "0.2505"]
