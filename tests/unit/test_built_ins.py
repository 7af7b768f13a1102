from uuid import UUID

import pytest

from bellringer.gamification.playbook.badges import MetricTotal, StreakLength
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.points import Per
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.built_ins import starting_playbook
from bellringer.ids import new_id
from bellringer.words import Measure, TiePolicy
from tests.builders import NOW

BOARDS = {
    *("points-day", "points-week", "points-month", "points-quarter", "points-all"),
    *("teams-points-month", "teams-attainment-month", "deals-month", "revenue-month"),
}
KINDS = {
    *("call", "visit", "appointment_booked", "appointment_run", "demo", "proposal"),
    *("lead_created", "deal_won", "deal_lost", "payment"),
}


def start(org_id: UUID | None = None, *, currency: str = "EUR") -> Playbook:
    return starting_playbook(
        org_id=org_id or new_id(), timezone="Europe/Berlin", currency=currency, now=NOW
    )


def test_boards_and_kinds_are_those_that_the_outside_depends_on() -> None:
    playbook = start()
    assert {board.board_key for board in playbook.boards} == BOARDS
    assert set(playbook.kinds) == KINDS


def test_whatever_is_named_exists() -> None:
    playbook = start()
    for metric in playbook.metrics.values():
        assert metric.activity_kind in (None, *KINDS)
    named = [board.metric_key for board in playbook.boards]
    named += [streak.metric_key for streak in playbook.streaks]
    assert set(named) <= set(playbook.metrics)
    for badge in playbook.badges:
        if isinstance(badge.criteria, MetricTotal):
            assert badge.criteria.metric_key in playbook.metrics
        if isinstance(badge.criteria, StreakLength):
            assert badge.criteria.streak_key in {streak.streak_key for streak in playbook.streaks}
    assert {rule.kind for rule in playbook.rules} == KINDS - {"deal_lost"}


def test_every_kind_is_counted_and_points_sum_the_ledger() -> None:
    metrics = start().metrics.values()
    counted = {m.activity_kind for m in metrics if m.measure is Measure.QUANTITY}
    assert counted == KINDS
    assert [m.metric_key for m in metrics if m.measure is Measure.POINTS] == [POINTS]


def test_rules_hold_from_the_beginning_of_time() -> None:
    assert {rule.effective_from for rule in start().rules} == {None}


@pytest.mark.parametrize(("currency", "step"), [("EUR", 10_000), ("JPY", 100), ("KWD", 100_000)])
def test_a_deal_pays_a_point_for_each_hundred_whole_units(currency: str, step: int) -> None:
    steps = [r.terms for r in start(currency=currency).rules if r.terms.per is Per.AMOUNT_STEP]
    assert [(1, step)] == [(terms.points, terms.step_minor) for terms in steps]


def test_levels_rise_strictly() -> None:
    thresholds = [level.threshold for level in start().levels]
    assert len(thresholds) == 10
    assert thresholds == sorted(set(thresholds))


def test_who_was_first_wins_a_day_or_a_week_only() -> None:
    first = {b.board_key for b in start().boards if b.tie_policy is TiePolicy.ORDINAL}
    assert first == {"points-day", "points-week"}


def test_two_organizations_share_no_id_and_one_always_gets_the_same() -> None:
    org_id = new_id()
    assert start(org_id) == start(org_id)
    ids = [
        {r.rule_id for r in p.rules} | {b.badge_id for b in p.badges} for p in (start(), start())
    ]
    assert not ids[0] & ids[1]
    assert len(ids[0]) == len(start().rules) + len(start().badges)
