"""Who wins a competition, by its standings and, for a race, by the facts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts.competitions import Competition, Won
from bellringer.gamification.rules.leaderboards.ranking import Standing, ranked
from bellringer.words import CompetitionKind, TiePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """What counted for a place at a moment, and was never taken back; below 0 where something was taken away."""

    place_id: UUID
    occurred_at: datetime
    delta: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who won, what all gathered together, and whether it was won at all."""

    winners: tuple[Won, ...]
    total: int

    @property
    def is_won(self) -> bool:
        """Tell whether anybody won."""
        return bool(self.winners)


def judge(
    competition: Competition, standings: Collection[Standing], reached: Mapping[UUID, datetime]
) -> Verdict:
    """Return who wins a competition as its standings have it; `reached` says who reached a race's target when.

    Most wins, head to head and team against team: the first by the tie policy, with a score above 0. A race: who
    reached the target first. A mission: all together, or nobody.
    """
    terms = competition.terms
    total = sum(each.score or 0 for each in standings)
    match terms.kind:
        case CompetitionKind.MISSION:
            is_done = terms.target is not None and total >= terms.target
            won = [each for each in standings if is_done]
            times: Mapping[UUID, datetime | None] = {}
        case CompetitionKind.RACE_TO_TARGET:
            first = first_of(reached, terms.tie_policy)
            won = [each for each in standings if each.subject_id in first]
            times = reached
        case (
            CompetitionKind.MOST_WINS | CompetitionKind.HEAD_TO_HEAD | CompetitionKind.TEAM_VS_TEAM
        ):
            won = [
                each.standing
                for each in ranked(standings, terms.tie_policy)
                if each.rank == 1 and (each.standing.score or 0) > 0
            ]
            times = {}
        case _:
            assert_never(terms.kind)
    return Verdict(
        winners=tuple(
            Won(
                subject_id=each.subject_id,
                score=each.score or 0,
                reached_at=times.get(each.subject_id, each.reached_at),
            )
            for each in sorted(won, key=lambda each: each.subject_id)
        ),
        total=total,
    )


def reached_at(raises: Iterable[Raise], target: int) -> Mapping[UUID, datetime]:
    """Return when each place had a target in its hands for the first time, by when things happened.

    What happened at one moment counts together. The order in which it was recorded, and what was taken back
    as a whole, make no difference.
    """
    moments: dict[UUID, dict[datetime, int]] = {}
    for each in raises:
        own = moments.setdefault(each.place_id, {})
        own[each.occurred_at] = own.get(each.occurred_at, 0) + each.delta
    found: dict[UUID, datetime] = {}
    for place_id, own in moments.items():
        total = 0
        for at in sorted(own):
            total += own[at]
            if total >= target:
                found[place_id] = at
                break
    return found


def first_of(reached: Mapping[UUID, datetime], tie_policy: TiePolicy) -> frozenset[UUID]:
    """Return who reached a target first: all at the same moment, or with ORDINAL the lowest id of them."""
    earliest = min(reached.values(), default=datetime.max.replace(tzinfo=UTC))
    first = sorted(each for each, at in reached.items() if at == earliest)
    return frozenset(first[:1] if tie_policy is TiePolicy.ORDINAL else first)
