"""Aims: what a goal's terms ask for as it is judged, and whether that is reached.

A metric of which less is better makes the target a ceiling. A prorated target is the member's share of the
working days, so it moves when leave is entered; the target that was agreed stays as it is.
"""

from dataclasses import dataclass

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.facts.goals import GoalFacts, GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.words import MetricDirection

WHOLE = 10_000  # attainment is told in ten-thousandths


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What there is to do: from `baseline` to `target`, or no more than `target` where that is a ceiling."""

    target: int
    baseline: int = 0
    floor_target: int | None = None
    is_ceiling: bool = False

    @property
    def way(self) -> int:
        """Return what has to be gathered on top of the baseline, or may be."""
        return self.target - self.baseline

    def is_held_by(self, progress: int, floor_progress: int) -> bool:
        """Tell whether so much reaches the target, or keeps to the ceiling, and the floor holds too."""
        holds = progress <= self.way if self.is_ceiling else progress >= self.way
        return holds and (self.floor_target is None or floor_progress >= self.floor_target)

    def attained_by(self, progress: int) -> int:
        """Return which part of the way so much is, floored, in ten-thousandths."""
        return WHOLE * progress // self.way if self.way > 0 else 0


def is_ceiling(playbook: Playbook, metric_key: str | None) -> bool:
    """Tell whether a target of this metric is one not to be passed."""
    metric = playbook.metrics.get(metric_key or "")
    return metric is not None and metric.direction is MetricDirection.LOWER_IS_BETTER


def is_judged_at_end(playbook: Playbook, goal: GoalFacts | GoalRecord) -> bool:
    """Tell whether nothing on the way can meet a goal: a ceiling can be passed until the last day."""
    return is_ceiling(playbook, goal.metric_key)


def aim_of(
    playbook: Playbook, metric_key: str | None, terms: GoalTerms, owner: MemberFacts | None
) -> Aim:
    """Return what terms ask of their owner; `owner` is the member, None for a team or the organization."""
    ceiling = is_ceiling(playbook, metric_key)
    target = terms.target
    if terms.is_prorated and owner is not None:
        way = prorated(playbook, terms, owner, is_ceiling=ceiling)
        target = terms.baseline + way
    return Aim(
        target=target,
        baseline=terms.baseline,
        floor_target=terms.floor_target,
        is_ceiling=ceiling,
    )


def prorated(
    playbook: Playbook, terms: GoalTerms, owner: MemberFacts, *, is_ceiling: bool = False
) -> int:
    """Return the way from baseline to target × the member's working days ÷ those of the whole period, 1 at least.

    It is rounded up, a ceiling down. Days before joining and leave are not the member's; days off of the
    team and the organization are nobody's.
    """
    own = len(working_days(playbook, owner, terms.starts_on, terms.ends_on))
    there = len(working_days(playbook, _always_there(owner), terms.starts_on, terms.ends_on))
    way = terms.target - terms.baseline
    if not there:
        return way
    return max(1, way * own // there if is_ceiling else -(-way * own // there))


def _always_there(owner: MemberFacts) -> MemberFacts:
    return MemberFacts(
        member_id=owner.member_id,
        role=owner.role,
        is_active=owner.is_active,
        next_seq=0,
        level=0,
        total_points=0,
        zones=owner.zones,
        teams=owner.teams,
    )
