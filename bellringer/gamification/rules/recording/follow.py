"""All that follows when points and metrics move, whatever moved them."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.outcome.consequences import Consequences
from bellringer.gamification.playbook.badges import (
    Badge,
    CompetitionWon,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.earning import Claim
from bellringer.gamification.rules.recording.movement import Change, Movement
from bellringer.gamification.rules.recording.tally import Tally
from bellringer.gamification.rules.recording.transfer import TransferTally
from bellringer.words import AwardState


def follow(facts: Facts, movement: Movement, *, now: datetime) -> Consequences:
    """Return what a movement leads to: sums, scores, goals, crossings, streaks, badges, levels, events.

    A badge's bonus moves points in turn; each badge is won or lost at most once, so this ends.

    When something is taken back, a badge that counts points must not hold by its own bonus, nor two by each
    other's. So all of them are taken back first, and given the benefit of what holds without them, until
    those that are left have nothing to stand on.
    """
    kind = TransferTally if movement.transfer else Tally
    doubted = _supported_by_points(facts, movement)
    while True:
        tally = kind(facts=facts, movement=movement, now=now)
        tally.run(doubted)
        left = tuple(award for award in doubted if award.award_id in tally.fallen)
        if left == doubted:
            return tally.consequences()
        doubted = left


def settle(
    facts: Facts,
    movement: Movement,
    gained: Iterable[tuple[Claim, Change]],
    lost: Iterable[Claim],
    *,
    now: datetime,
) -> Consequences:
    """Return what it leads to that badges are won and lost, though nothing of what they count has moved."""
    tally = Tally(facts=facts, movement=movement, now=now, gained=list(gained), lost=list(lost))
    tally.settle_badges()
    tally.run(())
    return tally.consequences()


def _supported_by_points(facts: Facts, movement: Movement) -> tuple[AwardFacts, ...]:
    """Return the automatic awards with a bonus, of the members touched, that may hold by points."""
    if not movement.takes_back:
        return ()
    members = {entry.member_id for entry in movement.entries}
    members |= {change.member_id for change in movement.changes}
    members |= {verdict.goal.owner_id for verdict in movement.verdicts}
    counting = {
        badge.badge_id for badge in facts.playbook.badges if _counts_points(facts.playbook, badge)
    }
    return tuple(
        award
        for (badge_id, member_id), awards in facts.awards.items()
        if badge_id in counting and member_id in members
        for award in awards
        if award.is_automatic
        and award.state is AwardState.GRANTED
        and award.bonus_entry is not None
    )


def _counts_points(playbook: Playbook, badge: Badge) -> bool:
    match badge.criteria:
        case MetricTotal(metric_key=metric_key):
            return metric_key == POINTS
        case StreakLength(streak_key=streak_key):
            return any(
                streak.streak_key == streak_key
                for streak in playbook.streaks_by_metric.get(POINTS, ())
            )
        case MilestoneCrossed() | GoalMet():
            return True
        case FinalRank() | CompetitionWon() | None:
            return False
        case _:
            assert_never(badge.criteria)
