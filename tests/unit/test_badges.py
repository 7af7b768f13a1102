"""Badges are earned once per place, lost by reversal only, and their bonus comes and goes with them."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from bellringer.gamification.events import BadgeEarned
from bellringer.gamification.outcome.activities import Outcome
from bellringer.gamification.outcome.consequences import Entry
from bellringer.gamification.playbook.badges import Badge, GoalMet, MilestoneCrossed, StreakLength
from bellringer.gamification.rules.recording.follow import follow
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.words import AwardState, EntryReason, MetricDirection, PeriodKind
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    NORTH,
    NOW,
    RITA,
    World,
    a_badge,
    a_goal,
    a_member,
    a_world,
    an_id,
    days_ago,
    total,
)


def world_with(*badges: Badge) -> World:
    world = a_world()
    world.playbook = replace(world.playbook, badges=badges)
    return world


def granted(world: World) -> list[tuple[UUID, date]]:
    return sorted(
        (award.member_id, award.period_starts_on)
        for award in world.awards.values()
        if award.state is AwardState.GRANTED
    )


def earned(*outcomes: Outcome) -> list[BadgeEarned]:
    return [
        event
        for outcome in outcomes
        for event in outcome.consequences.events
        if isinstance(event, BadgeEarned)
    ]


def test_M3_a_badge_is_had_once_in_its_cap_period() -> None:
    world = world_with(a_badge(1, total("calls", 10, PeriodKind.DAY), PeriodKind.WEEK))
    for days in (2, 1, 0):  # Monday, Tuesday, Wednesday
        world.record(at=days_ago(days), quantity=10)
    world.record(at=days_ago(3), quantity=10)  # the Sunday before
    assert [(RITA, date(2026, 3, 2)), (RITA, date(2026, 3, 9))] == granted(world)


def test_without_a_cap_it_is_had_once_in_each_period_of_its_total() -> None:
    world = world_with(a_badge(1, total("calls", 10, PeriodKind.DAY)))
    for days in (1, 1, 0):
        world.record(at=days_ago(days), quantity=10)
    assert [(RITA, date(2026, 3, 10)), (RITA, date(2026, 3, 11))] == granted(world)


def test_the_first_of_its_kind_is_earned_by_each_member_for_oneself() -> None:
    world = world_with(a_badge(1, total("deals", 1, PeriodKind.ALL), PeriodKind.ALL))
    world.record("deal_won", by=ADMIN, member_id=RITA)
    world.record("deal_won", by=ADMIN, member_id=BOB)
    world.record("deal_won", by=ADMIN, member_id=BOB)
    assert [RITA, BOB] == [member_id for member_id, _ in granted(world)]


def test_a_badge_that_holds_by_another_day_of_its_cap_period_is_not_lost() -> None:
    world = world_with(a_badge(1, total("calls", 10, PeriodKind.DAY), PeriodKind.WEEK))
    first = world.record(at=days_ago(2), quantity=10)
    second = world.record(at=days_ago(1), quantity=10)
    world.reverse(first)
    assert [(RITA, date(2026, 3, 9))] == granted(world)
    world.reverse(second)
    assert [] == granted(world)


def test_what_a_reversal_took_comes_back_without_telling_as_the_same_award() -> None:
    world = world_with(a_badge(1, total("deals", 1, PeriodKind.ALL), PeriodKind.ALL, 30))
    first = world.record("deal_won")
    taken = world.reverse(first)
    assert -80 == taken.points_earned
    again = world.record("deal_won")
    assert 80 == again.points_earned
    assert 1 == len(world.awards)
    assert 1 == len(earned(first, taken, again))
    bonuses = [entry for entry in world.ledger if entry.award_id is not None]
    assert [30, -30, 30] == [entry.points for entry in bonuses]
    assert 3 == len({entry.entry_id for entry in bonuses})
    assert bonuses[1].reverses_id == bonuses[0].entry_id


def test_what_was_revoked_by_hand_does_not_come_back_by_itself() -> None:
    world = world_with(a_badge(1, total("calls", 1, PeriodKind.DAY), PeriodKind.DAY))
    first = world.record()
    [award] = world.awards.values()
    world.awards[award.award_id] = replace(award, state=AwardState.REVOKED, revoked_by=ADA)
    world.reverse(first)
    world.record()
    assert [] == granted(world)


def test_a_badge_that_was_given_by_hand_is_not_earned_beside_and_not_lost() -> None:
    world = world_with(a_badge(1, total("calls", 1, PeriodKind.ALL), PeriodKind.ALL))
    first = world.record()
    [award] = world.awards.values()
    world.awards[award.award_id] = replace(award, is_automatic=False)
    world.reverse(first)
    world.record()
    assert 1 == len(granted(world)) == len(world.awards)


def test_an_archived_badge_is_won_no_more_and_still_lost_and_given_back() -> None:
    badge = a_badge(1, total("calls", 1, PeriodKind.DAY), None, 5)
    world = world_with(badge)
    first = world.record(at=days_ago(1))
    world.playbook = replace(world.playbook, badges=(replace(badge, is_archived=True),), version=2)
    world.record()
    assert [(RITA, date(2026, 3, 10))] == granted(world)
    world.reverse(first)
    assert [] == granted(world)
    world.record(at=days_ago(1))
    assert [(RITA, date(2026, 3, 10))] == granted(world)


def test_a_goal_met_counts_any_own_goal_that_more_carries_to_its_target() -> None:
    world = world_with(a_badge(1, GoalMet()))
    fewer = a_goal(2, metric_key="deals", target=1)
    world.goals = {goal.goal_id: goal for goal in (a_goal(1, metric_key="calls", target=2), fewer)}
    metric = replace(world.playbook.metrics["deals"], direction=MetricDirection.LOWER_IS_BETTER)
    world.playbook = replace(
        world.playbook, metrics={**world.playbook.metrics, "deals": metric}, version=2
    )
    outcome = world.record(quantity=2)
    world.record("deal_won")
    assert 1 == len(granted(world)), "a goal to have few of is not met by having many"
    [made] = outcome.consequences.awards
    assert a_goal(1).goal_id == made.goal_id


def test_no_badge_holds_by_its_own_bonus() -> None:
    world = world_with(a_badge(1, total("points", 100, PeriodKind.MONTH), None, 50))
    world.record(quantity=90)
    last = world.record(quantity=10)
    assert 150 == world.members[RITA].total_points
    world.reverse(last)
    assert 90 == world.members[RITA].total_points
    assert [] == granted(world)


def test_two_badges_do_not_hold_by_each_others_bonus() -> None:
    world = world_with(
        a_badge(1, total("points", 100, PeriodKind.MONTH), None, 50),
        a_badge(2, total("points", 140, PeriodKind.MONTH), None, 60),
    )
    world.record(quantity=90)
    last = world.record(quantity=10)
    assert 210 == world.members[RITA].total_points
    world.reverse(last)
    assert 90 == world.members[RITA].total_points
    assert [] == granted(world)


def test_a_badge_that_holds_without_its_bonus_is_kept() -> None:
    world = world_with(
        a_badge(1, total("points", 100, PeriodKind.MONTH), None, 50),
        a_badge(2, total("points", 160, PeriodKind.MONTH), None, 60),
    )
    world.record(quantity=100)
    last = world.record(quantity=10)
    assert 2 == len(granted(world))
    world.reverse(last)
    assert [a_badge(1, None).badge_id] == [
        award.badge_id for award in world.awards.values() if award.state is AwardState.GRANTED
    ]
    assert 150 == world.members[RITA].total_points


def test_a_lost_badge_takes_its_bonus_from_the_day_on_which_it_was_won() -> None:
    world = world_with(a_badge(1, total("calls", 3, PeriodKind.MONTH), None, 40))
    early = world.record(at=days_ago(9), quantity=2)
    world.record(at=days_ago(1))
    world.finals.add((1, date(2026, 3, 10)))
    taken = world.reverse(early)
    [bonus] = [entry for entry in taken.consequences.entries if entry.award_id]
    assert (-40, date(2026, 3, 10)) == (bonus.points, bonus.org_on)
    assert [(date(2026, 3, 2), False), (date(2026, 3, 10), True)] == [
        (move.starts_on, move.is_correction)
        for move in taken.consequences.scores
        if move.board_id == 1
    ]


def test_a_streak_badge_is_won_on_the_day_the_run_is_long_enough_in_any_order_of_arrival() -> None:
    badge = a_badge(1, StreakLength(streak_key="every-day", length=3), PeriodKind.ALL)
    world = world_with(badge)
    world.record(at=days_ago(2))
    world.record(at=days_ago(0))
    assert [] == granted(world)
    between = world.record(at=days_ago(1))
    assert 1 == len(granted(world))
    world.reverse(between)
    assert [] == granted(world)


def test_a_run_that_grows_at_its_beginning_is_still_the_run_that_won() -> None:
    world = world_with(a_badge(1, StreakLength(streak_key="every-day", length=2)))
    world.record(at=days_ago(1))
    world.record(at=days_ago(0))
    earlier = world.record(at=days_ago(2))
    assert [(RITA, date(2026, 3, 10))] == granted(world)
    world.reverse(earlier)
    assert [(RITA, date(2026, 3, 10))] == granted(world)


def test_a_run_that_moved_on_from_where_it_won_loses_the_badge_when_it_gets_too_short() -> None:
    world = world_with(a_badge(1, StreakLength(streak_key="every-day", length=2)))
    middle, last, first = (world.record(at=days_ago(days)) for days in (1, 0, 2))
    world.reverse(last)
    assert [(RITA, date(2026, 3, 10))] == granted(world)
    world.reverse(first)
    assert [] == granted(world)
    world.reverse(middle)


def test_each_goal_gives_its_badge_once_where_there_is_no_cap() -> None:
    world = world_with(a_badge(1, MilestoneCrossed(percent=50)))
    for goal in (a_goal(1, metric_key="calls", target=4), a_goal(2, target=4)):
        world.goals[goal.goal_id] = goal
    outcome = world.record(quantity=3)
    assert 2 == len(granted(world))
    assert {1, 2} == {award.number for award in world.awards.values()}
    world.reverse(outcome)
    assert [] == granted(world)
    world.record(quantity=3)
    assert 2 == len(granted(world)) == len(world.awards)


def test_a_goal_over_several_cap_periods_gives_its_badge_once_and_takes_it_back_wherever_it_moves() -> (
    None
):
    world = world_with(a_badge(1, MilestoneCrossed(percent=100), PeriodKind.MONTH, 5))
    goal = a_goal(1, metric_key="calls", target=4, starts_on=date(2026, 2, 1))
    world.goals[goal.goal_id] = goal
    february = world.record(at=days_ago(20), quantity=2)
    march = world.record(at=days_ago(1), quantity=2)
    assert [(RITA, date(2026, 3, 1))] == granted(world)
    world.reverse(february)
    assert [] == granted(world), "what is taken back lies in another month than the award"
    world.record(at=days_ago(20), quantity=2)
    assert [(RITA, date(2026, 3, 1))] == granted(world)
    assert 1 == len(world.awards)
    world.reverse(march)
    assert [] == granted(world)


def test_within_a_cap_the_next_goal_may_earn_what_a_reversal_took_from_the_first() -> None:
    world = world_with(a_badge(1, MilestoneCrossed(percent=100), PeriodKind.MONTH, 5))
    for goal in (
        a_goal(1, metric_key="deals", target=1),
        a_goal(2, metric_key="calls", target=1),
    ):
        world.goals[goal.goal_id] = goal
    deal = world.record("deal_won")
    world.reverse(deal)
    call = world.record()
    assert 1 == len(granted(world))
    world.record("deal_won")
    assert 1 == len(granted(world))
    world.reverse(call)
    assert [] == granted(world)


def test_an_adjustment_moves_all_that_counts_points_and_takes_no_badge() -> None:
    world = world_with(a_badge(1, total("points", 100, PeriodKind.MONTH)))
    world.goals = {goal.goal_id: goal for goal in [a_goal(target=100)]}
    for number, points in enumerate((120, -60)):
        entry = Entry(
            entry_id=an_id(500 + number),
            member_id=RITA,
            team_id=NORTH,
            points=points,
            reason=EntryReason.ADJUSTMENT,
            occurred_at=NOW,
            member_on=NOW.date(),
            org_on=NOW.date(),
        )
        movement = Movement(cause_id=entry.entry_id, entries=(entry,))
        reach = world.reach_of(movement)
        consequences = follow(world.read(reach), movement, now=NOW)
        world.save(consequences, reach)
    assert 60 == world.members[RITA].total_points == world.days[RITA, "points", NOW.date()]
    assert 60 == world.scores[4, date(2026, 3, 1), NORTH]
    [goal] = world.goals.values()
    assert {75, 100, 120} == goal.undone
    assert 1 == len(granted(world))
    # What only lowers a score does not change when it was reached.
    assert {NOW} == set(world.reached.values())


def test_a_badge_for_a_past_period_is_granted_and_not_told() -> None:
    world = world_with(a_badge(1, total("calls", 1, PeriodKind.DAY)))
    outcome = world.record(at=NOW - timedelta(hours=17))  # yesterday evening
    assert 1 == len(granted(world))
    assert [] == earned(outcome)


def test_a_split_deal_can_win_a_badge_for_each_who_shares_in_it() -> None:
    world = world_with(a_badge(1, total("revenue", 50, PeriodKind.MONTH), None, 5))
    outcome = world.record("deal_won", amount_minor=100, shares=[(RITA, 5_000), (ADA, 5_000)])
    assert [RITA, ADA] == [member_id for member_id, _ in granted(world)]
    world.reverse(outcome)
    assert [] == granted(world)
    assert a_member(ADA).total_points == world.members[ADA].total_points
