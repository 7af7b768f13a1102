"""A snapshot is the last point of each series, and comes back from JSON as it went."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.kpis.measured import KpiNumbers, KpiQuestion
from bellringer.gamification.rules.kpis.picks import usual_picks
from bellringer.gamification.rules.kpis.series import series_of
from bellringer.gamification.rules.kpis.snapshots import KpiSnapshot, snapshot_of
from bellringer.ids import new_id
from bellringer.words import PeriodKind
from tests.builders import NOW
from tests.unit.kpis.test_series import PLAYBOOK, TODAY, months

MEMBER = new_id()


@given(totals=st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_a_snapshot_survives_being_stored_as_json(totals: list[int]) -> None:
    numbers = KpiNumbers(totals=months(*totals), began_on={"revenue": date(2025, 1, 1)})
    question = KpiQuestion(picks=usual_picks(), by=PeriodKind.MONTH, last=2, until=TODAY)
    series = series_of(PLAYBOOK, question, numbers, today=TODAY)
    taken = snapshot_of(PLAYBOOK, MEMBER, series, taken_at=NOW)
    assert KpiSnapshot.from_json(json.loads(json.dumps(taken.to_json()))) == taken
    assert [each.point for each in taken.readings] == [each.points[-1] for each in series]
