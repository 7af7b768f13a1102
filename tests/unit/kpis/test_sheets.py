"""How attainment is spread over people, and by tenure."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.kpis.sheets import Employed, distribution_of, tenure
from bellringer.ids import new_id
from tests.unit.kpis.test_reviews import point

MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("joined_on", "months"),
    [
        (MARCH, 0),
        (date(2026, 3, 20), 0),
        (date(2026, 2, 2), 0),
        (date(2026, 2, 1), 1),
        (date(2025, 3, 2), 11),
        (date(2025, 3, 1), 12),
        (date(2027, 1, 1), 0),
    ],
)
def test_tenure_is_counted_in_full_months(joined_on: date, months: int) -> None:
    assert tenure(joined_on, MARCH) == months


def test_attainment_is_spread_over_bands_and_tenure() -> None:
    given_people = [
        (date(2026, 2, 1), 40, 100),  # 1 month, 40 %
        (date(2025, 9, 1), 90, 100),  # 6 months, 90 %
        (date(2025, 6, 1), 100, 100),  # 9 months, 100 %
        (None, 300, 100),  # from the beginning, 300 %
        (None, -5, 100),
        (date(2026, 1, 1), 70, None),  # no target
    ]
    people, points = [], {}
    for number, (joined_on, value, target) in enumerate(given_people):
        one = Employed(member_id=new_id(), name=f"{number}", joined_on=joined_on)
        people.append(one)
        points[one.member_id] = replace(point(value), target=target)
    found = distribution_of(people, points)
    assert (found.starts_on, found.bands, found.without_target) == (MARCH, (2, 0, 1, 1, 1), 1)
    assert [(each.members, each.mean, each.median) for each in found.cohorts] == [
        (1, 4_000, 4_000),
        (2, 9_500, 9_500),
        (0, None, None),
        (2, 14_750, 14_750),
    ]


@given(
    st.lists(
        st.tuples(
            st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
            st.integers(-100, 1_000),
            st.none() | st.integers(1, 500),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_everybody_stands_in_one_band_and_one_cohort_or_has_no_target(
    given_people: list[tuple[date | None, int, int | None]],
) -> None:
    ids: list[UUID] = [new_id() for _ in given_people]
    people = [
        Employed(member_id=each, name="", joined_on=joined_on)
        for each, (joined_on, _, _) in zip(ids, given_people, strict=True)
    ]
    points = {
        each: replace(point(value), target=target)
        for each, (_, value, target) in zip(ids, given_people, strict=True)
    }
    found = distribution_of(people, points)
    assert sum(found.bands) + found.without_target == len(people)
    assert sum(each.members for each in found.cohorts) == sum(found.bands)
