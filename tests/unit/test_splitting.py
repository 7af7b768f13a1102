"""A goal's parts tile its days and add up to it exactly."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.errors import NotSmartError
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.goals.splitting import (
    PERIODS,
    a_year_before,
    check_weights,
    dates_of,
    history_weights,
    parts_of,
    working_day_weights,
)
from bellringer.words import FiscalPattern, PeriodKind
from tests.unit.world import a_playbook

YEAR = GoalTerms(target=1_200_000, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
WEEKS = FiscalPattern.WEEKS_445


def played(
    *, pattern: FiscalPattern = FiscalPattern.CALENDAR, week: int = 1, month: int = 1
) -> Playbook:
    span = CalendarSpan(
        effective_from=date(1970, 1, 1),
        timezone="Europe/Berlin",
        week_starts_on=week,
        fiscal_year_starts_in=month,
        fiscal_pattern=pattern,
    )
    return replace(a_playbook(), calendars=(span,))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_parts_tile_the_whole_and_sum_to_it_exactly(data: st.DataObject) -> None:
    plays = played(
        pattern=data.draw(st.sampled_from(FiscalPattern)),
        week=data.draw(st.integers(1, 7)),
        month=data.draw(st.integers(1, 12)),
    )
    starts_on = data.draw(st.dates(date(2000, 1, 1), date(2035, 1, 1)))
    days = data.draw(st.integers(43, 400))
    baseline = data.draw(st.integers(0, 1_000))
    terms = GoalTerms(
        target=baseline + data.draw(st.integers(10_000, 10**12)),
        baseline=baseline,
        floor_target=data.draw(st.none() | st.integers(10_000, 10**9)),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days),
    )
    into = data.draw(st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH]))
    dates = dates_of(plays, terms, into)
    weights = data.draw(st.lists(st.integers(50, 1_000), min_size=len(dates), max_size=len(dates)))
    parts = [part.terms for part in parts_of("Goal", terms, dates, weights, into)]
    assert parts[0].starts_on == terms.starts_on
    assert parts[-1].ends_on == terms.ends_on
    assert all(one.ends_on == two.starts_on for one, two in itertools.pairwise(parts))
    assert sum(part.target for part in parts) == terms.target - terms.baseline
    assert all(part.baseline == 0 for part in parts)
    if terms.floor_target is not None:
        assert sum(part.floor_target or 0 for part in parts) == terms.floor_target
    # each part is within one of its exact share
    way, whole = terms.target - terms.baseline, sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.target * whole - way * weight) < whole


def test_a_year_is_split_into_the_months_of_the_calendar() -> None:
    dates = dates_of(played(), YEAR, PeriodKind.MONTH)
    assert len(dates) == 12
    assert dates[1] == (date(2026, 2, 1), date(2026, 3, 1))
    parts = parts_of("Revenue", YEAR, dates, [1] * 12, PeriodKind.MONTH)
    assert [part.terms.target for part in parts] == [100_000] * 12
    assert parts[2].title == "Revenue, 2026-03"


def test_a_fiscal_year_of_weeks_is_split_into_months_of_4_4_and_5_weeks() -> None:
    plays = played(pattern=WEEKS)
    terms = replace(YEAR, starts_on=date(2025, 12, 29), ends_on=date(2027, 1, 4))
    dates = dates_of(plays, terms, PeriodKind.MONTH)
    assert [(until - first).days // 7 for first, until in dates] == [4, 4, 5] * 3 + [4, 4, 6]
    parts = parts_of("Revenue", terms, dates, [1] * 12, PeriodKind.MONTH)
    assert [part.title[-7:] for part in parts] == [f"2026-{month:02}" for month in range(1, 13)]
    assert len(dates_of(plays, terms, PeriodKind.WEEK)) == 53


def test_weeks_that_stand_out_at_the_ends_are_cut() -> None:
    dates = dates_of(played(), YEAR, PeriodKind.WEEK)
    assert dates[0] == (date(2026, 1, 1), date(2026, 1, 5))
    assert dates[-1] == (date(2026, 12, 28), date(2027, 1, 1))
    title = parts_of("Calls", YEAR, dates, [1] * len(dates), PeriodKind.WEEK)[0].title
    assert title == "Calls, 2026-01-01 – 2026-01-04"


@pytest.mark.parametrize("into", [each for each in PeriodKind if each not in PERIODS])
def test_days_seasons_and_all_time_are_no_parts(into: PeriodKind) -> None:
    with pytest.raises(NotSmartError, match="weeks, months"):
        dates_of(played(), YEAR, into)


def test_what_is_one_period_or_too_many_is_not_split() -> None:
    with pytest.raises(NotSmartError, match="2 to 60"):
        dates_of(played(), YEAR, PeriodKind.YEAR)
    with pytest.raises(NotSmartError, match="2 to 60"):
        dates_of(played(), replace(YEAR, ends_on=date(2030, 1, 1)), PeriodKind.WEEK)


def test_a_part_that_would_be_nothing_is_refused() -> None:
    dates = dates_of(played(), YEAR, PeriodKind.QUARTER)
    with pytest.raises(NotSmartError, match="nothing"):
        parts_of("Year", YEAR, dates, [1, 10**8, 10**8, 10**8], PeriodKind.QUARTER)
    with pytest.raises(NotSmartError, match="nothing"):
        parts_of("Year", replace(YEAR, floor_target=3), dates, [1] * 4, PeriodKind.QUARTER)


def test_what_weighs_nothing_is_left_out() -> None:
    dates = dates_of(played(), YEAR, PeriodKind.QUARTER)
    parts = parts_of("Year", YEAR, dates, [1, 0, 1, 1], PeriodKind.QUARTER)
    assert [part.terms.starts_on.month for part in parts] == [1, 7, 10]
    assert [part.terms.target for part in parts] == [400_000] * 3


@pytest.mark.parametrize("weights", [(), (1, 2), (0, 0, 0), (1, -1, 1), (1, 10**10, 1)])
def test_weights_are_one_for_each_part(weights: tuple[int, ...]) -> None:
    with pytest.raises(NotSmartError, match="weights"):
        check_weights(weights, 3)


def test_shares_of_no_working_day_or_no_history_are_refused() -> None:
    assert working_day_weights([[YEAR.starts_on], []]) == [1, 0]
    with pytest.raises(NotSmartError, match="working day"):
        working_day_weights([[], []])
    assert history_weights([5, -3]) == [5, 0]
    with pytest.raises(NotSmartError, match="year before"):
        history_weights([0, -3])


def test_history_compares_months_with_months_and_weeks_with_weeks() -> None:
    month = [(date(2028, 2, 29), date(2028, 3, 1))]
    assert a_year_before(played(), month, PeriodKind.MONTH) == [
        (date(2027, 2, 28), date(2027, 3, 1))
    ]
    weeks = [(date(2026, 3, 9), date(2026, 3, 16))]
    before = [(date(2025, 3, 10), date(2025, 3, 17))]
    assert a_year_before(played(), weeks, PeriodKind.WEEK) == before
    assert a_year_before(played(pattern=WEEKS), weeks, PeriodKind.MONTH) == before


def test_parts_keep_the_milestones_of_the_whole_or_have_their_own() -> None:
    dates = dates_of(played(), YEAR, PeriodKind.QUARTER)
    own = parts_of("Year", YEAR, dates, [1] * 4, PeriodKind.QUARTER, milestones=(100,))
    assert {part.terms.milestones for part in own} == {(100,)}
    with pytest.raises(NotSmartError, match="percents"):
        parts_of("Year", YEAR, dates, [1] * 4, PeriodKind.QUARTER, milestones=(0,))
