"""Finalization: when a period's standings may still move, and from when on they stand."""

from datetime import datetime, timedelta

from bellringer.words import PeriodState


def final_at(*, ends_at: datetime, opened_at: datetime, grace: timedelta) -> datetime:
    """Return when a period becomes FINAL.

    One that was opened after its end, by an import of old data, has its grace from then on.
    """
    return max(ends_at, opened_at) + grace


def state_at(
    now: datetime, *, ends_at: datetime | None, opened_at: datetime, grace: timedelta
) -> PeriodState:
    """Return the state that a period should have; without an end it stays OPEN."""
    if ends_at is None or now < ends_at:
        return PeriodState.OPEN
    if now < final_at(ends_at=ends_at, opened_at=opened_at, grace=grace):
        return PeriodState.PROVISIONAL
    return PeriodState.FINAL
