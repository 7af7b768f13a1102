"""When standings may still move."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.leaderboards.finalization import final_at, state_at
from bellringer.words import PeriodState

END = datetime(2026, 4, 1, tzinfo=UTC)
ORDER = list(PeriodState)
moments = st.timedeltas(timedelta(days=-40), timedelta(days=40)).map(lambda away: END + away)
graces = st.timedeltas(timedelta(0), timedelta(days=7))


@given(opened_at=moments, grace=graces, one=moments, other=moments)
def test_a_state_never_goes_back(
    opened_at: datetime, grace: timedelta, one: datetime, other: datetime
) -> None:
    early, late = (
        ORDER.index(state_at(now, ends_at=END, opened_at=opened_at, grace=grace))
        for now in sorted((one, other))
    )
    assert early <= late


@given(opened_at=moments, grace=graces)
def test_a_period_is_final_from_its_grace_on_and_open_before_its_end(
    opened_at: datetime, grace: timedelta
) -> None:
    due = final_at(ends_at=END, opened_at=opened_at, grace=grace)
    assert due - grace >= max(END, opened_at)
    at_due = state_at(due, ends_at=END, opened_at=opened_at, grace=grace)
    before = state_at(
        END - timedelta(microseconds=1), ends_at=END, opened_at=opened_at, grace=grace
    )
    assert (before, at_due) == (PeriodState.OPEN, PeriodState.FINAL)


@given(now=moments, grace=graces)
def test_all_time_stays_open(now: datetime, grace: timedelta) -> None:
    assert state_at(now, ends_at=None, opened_at=END, grace=grace) is PeriodState.OPEN
