"""Badges for FINAL standings: which standings count, and which of them complete an award."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.badges import RankFacts
from bellringer.gamification.playbook.badges import Badge, FinalRank
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.earning import place_on
from bellringer.words import MetricDirection

RANK_LIMIT = 100


def board_of(playbook: Playbook, badge: Badge) -> Board | None:
    """Return the board whose standings a badge looks at; None where it does not, or the board is gone."""
    if not isinstance(badge.criteria, FinalRank):
        return None
    key = badge.criteria.board_key
    return next((board for board in playbook.boards if board.board_key == key), None)


def counts(board: Board, criteria: FinalRank, rank: int | None, score: int) -> bool:
    """Tell whether a FINAL standing counts: within the rank, and with a score where more is better."""
    is_scored = score > 0 or board.direction is MetricDirection.LOWER_IS_BETTER
    return rank is not None and rank <= criteria.rank and is_scored


def reached(
    playbook: Playbook, badge: Badge, facts: Iterable[RankFacts]
) -> Iterator[tuple[date, RankFacts]]:
    """Yield the places that one subject's standings win: each `times`-th of them completes one."""
    if not isinstance(badge.criteria, FinalRank):
        return
    places: set[date] = set()
    in_order = sorted(facts, key=lambda fact: fact.starts_on)
    for number, fact in enumerate(in_order, start=1):
        place = place_on(playbook, badge, fact.starts_on, own=fact.starts_on)
        if number % badge.criteria.times == 0 and place not in places:
            places.add(place)
            yield place, fact


def of_each(facts: Iterable[RankFacts]) -> dict[UUID, list[RankFacts]]:
    """Return the standings of each subject."""
    found: dict[UUID, list[RankFacts]] = {}
    for fact in facts:
        found.setdefault(fact.subject_id, []).append(fact)
    return found
