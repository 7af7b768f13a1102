"""The one definition of order and rank; every query of a board agrees with it.

Order is total: the better score, then who reached it first, then the lower id. Rank follows from the order
by the tie policy of the board, and without a score there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never
from uuid import UUID

from bellringer.words import MetricDirection, TiePolicy

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A subject's score, and when it was last raised; a score that was never raised comes last among equals."""

    subject_id: UUID
    score: int | None
    reached_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A standing with its rank.

    `gap_to_next` is how many points it takes to pass whoever is ranked next above: one more than the
    difference, so 1 where an ordinal board breaks a tie. None at the top.
    """

    standing: Standing
    rank: int | None
    gap_to_next: int | None


def ranked(
    standings: Iterable[Standing],
    tie_policy: TiePolicy,
    *,
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER,
) -> tuple[Ranked, ...]:
    """Return the list of a board, the best first; standings without a score come last, without a rank."""
    best_first = sorted(standings, key=lambda each: order(each, direction))
    found: list[Ranked] = []
    groups = 0
    for index, standing in enumerate(best_first):
        if standing.score is None:
            found.append(Ranked(standing=standing, rank=None, gap_to_next=None))
            continue
        ahead = found[-1] if found else None
        is_tied = ahead is not None and ahead.standing.score == standing.score
        groups += not is_tied
        rank = _rank(tie_policy, index=index, groups=groups, tied_with=ahead if is_tied else None)
        found.append(
            Ranked(
                standing=standing,
                rank=rank,
                gap_to_next=_gap(
                    ahead, standing.score, shares_rank=ahead is not None and ahead.rank == rank
                ),
            )
        )
    return tuple(found)


def around(board: Sequence[Ranked], subject_id: UUID, *, radius: int) -> tuple[Ranked, ...]:
    """Return the slice of a list within `radius` places of a subject; empty if it has no rank."""
    for index, each in enumerate(board):
        if each.standing.subject_id == subject_id and each.rank is not None:
            listed = [row for row in board if row.rank is not None]
            return tuple(listed[max(0, index - radius) : index + radius + 1])
    return ()


def rank_delta(before: int | None, now: int | None) -> int | None:
    """Return how many ranks were won since; negative for lost, None without a rank then or now."""
    return None if before is None or now is None else before - now


def order(standing: Standing, direction: MetricDirection) -> tuple[bool, int, datetime, UUID]:
    """Return what the list is sorted by, the best first."""
    score = standing.score or 0
    return (
        standing.score is None,
        -score if direction is MetricDirection.HIGHER_IS_BETTER else score,
        standing.reached_at or _NEVER,
        standing.subject_id,
    )


def _rank(tie_policy: TiePolicy, *, index: int, groups: int, tied_with: Ranked | None) -> int:
    match tie_policy:
        case TiePolicy.ORDINAL:
            return index + 1
        case TiePolicy.DENSE:
            return groups
        case TiePolicy.COMPETITION:
            return index + 1 if tied_with is None else tied_with.rank or index + 1
        case _:
            assert_never(tie_policy)


def _gap(ahead: Ranked | None, score: int, *, shares_rank: bool) -> int | None:
    if ahead is None or shares_rank:
        return None if ahead is None else ahead.gap_to_next
    return abs((ahead.standing.score or 0) - score) + 1
