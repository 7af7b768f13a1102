"""The clock answers in UTC, and knows it."""

from datetime import timedelta

from bellringer.clock import utc_now


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
