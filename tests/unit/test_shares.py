"""Parts add up to the whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.recording.money import convert, digits
from bellringer.gamification.rules.recording.shares import WHOLE_BP, largest, split


@st.composite
def shares(draw: st.DrawFn) -> list[int]:
    cuts = sorted(draw(st.sets(st.integers(1, WHOLE_BP - 1), max_size=6)))
    return [end - start for start, end in zip([0, *cuts], [*cuts, WHOLE_BP], strict=True)]


@given(st.integers(-(10**15), 10**15), shares())
def test_the_parts_sum_to_the_whole_and_are_within_one_of_their_share(
    total: int, shares_bp: list[int]
) -> None:
    parts = split(total, shares_bp)
    assert total == sum(parts)
    for part, share in zip(parts, shares_bp, strict=True):
        assert abs(part * WHOLE_BP - total * share) < WHOLE_BP
    assert tuple(-part for part in parts) == split(-total, shares_bp)


@pytest.mark.parametrize(
    ("total", "shares_bp", "parts"),
    [
        (100, [10_000], (100,)),
        (101, [5_000, 5_000], (51, 50)),
        (1, [3_333, 3_333, 3_334], (0, 0, 1)),
        (2, [3_333, 3_333, 3_334], (1, 0, 1)),
        (0, [2_500, 7_500], (0, 0)),
    ],
)
def test_a_remainder_goes_to_the_largest_fraction_then_to_the_first_given(
    total: int, shares_bp: list[int], parts: tuple[int, ...]
) -> None:
    assert parts == split(total, shares_bp)


@pytest.mark.parametrize(
    ("shares_bp", "index"), [([10_000], 0), ([5_000, 5_000], 0), ([3_000, 3_500, 3_500], 1)]
)
def test_the_largest_share_is_the_first_among_equals(shares_bp: list[int], index: int) -> None:
    assert index == largest(shares_bp)


@pytest.mark.parametrize(
    ("amount", "currency", "into", "rate", "expected"),
    [
        (100, "USD", "EUR", "0.9", 90),
        (105, "USD", "EUR", "0.5", 52),  # 52.5: halves to the even one
        (107, "USD", "EUR", "0.5", 54),
        (100, "USD", "JPY", "150", 150),
        (150, "JPY", "USD", "0.01", 150),
        (1_000, "KWD", "USD", "3.25", 325),
        (10**15, "USD", "EUR", "0.999999999999", 999_999_999_999_000),
    ],
)
def test_money_is_converted_by_whole_units_to_the_nearest_minor_unit(
    amount: int, currency: str, into: str, rate: str, expected: int
) -> None:
    assert expected == convert(amount, currency=currency, into=into, rate=Decimal(rate))


@pytest.mark.parametrize(("currency", "count"), [("EUR", 2), ("JPY", 0), ("BHD", 3), ("CLF", 4)])
def test_a_currency_has_as_many_digits_as_iso_4217_says(currency: str, count: int) -> None:
    assert count == digits(currency)
