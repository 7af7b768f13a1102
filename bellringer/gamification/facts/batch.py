"""All that deciding a batch may look at, and what is to be read for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedActivity
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.leaderboards import TotalKey, TouchedPeriod
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.points import CapKey, Cooling, RuleUse
from bellringer.gamification.facts.streaks import StreakFacts
from bellringer.gamification.playbook.whole import Playbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything decide() may look at; `rules/recording/after.py` carries it past each outcome of a batch.

    `goals` are all agreed, uncancelled goals of the touched members, their teams and the organization whose
    dates hold a touched day. `finals` are the touched board periods that are FINAL: what moves them is a
    correction. `claims` maps (system, record id, kind) to the live activity that stands for it.
    `awards` are by (badge, member). `histories` are the day totals of (member, metric), all of them, that a
    reversal needs.
    `unopened` are the touched board periods that have no row yet. `goals_of` are the ids of an owner's goals.
    """

    playbook: Playbook
    members: Mapping[UUID, MemberFacts]
    goals: Mapping[UUID, GoalFacts] = field(default_factory=dict)
    streaks: Mapping[tuple[UUID, UUID], StreakFacts] = field(default_factory=dict)
    awards: Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]] = field(default_factory=dict)
    totals: Mapping[TotalKey, int] = field(default_factory=dict)
    finals: frozenset[tuple[int, date]] = frozenset()
    originals: Mapping[UUID, RecordedActivity] = field(default_factory=dict)
    claims: Mapping[tuple[str, str, str], UUID] = field(default_factory=dict)
    histories: Mapping[tuple[UUID, str], Mapping[date, int]] = field(default_factory=dict)
    unopened: "frozenset[TouchedPeriod]" = frozenset()
    goals_of: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    rule_use: RuleUse = field(default_factory=RuleUse)

    def __post_init__(self) -> None:
        # which goals there are does not change as facts are carried on: found once for a whole batch
        if self.goals and not self.goals_of:
            found: dict[UUID, tuple[UUID, ...]] = {}
            for goal in self.goals.values():
                found[goal.owner_id] = (*found.get(goal.owner_id, ()), goal.goal_id)
            object.__setattr__(self, "goals_of", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All that a batch can touch, worked out before reading: store/facts/ reads and locks exactly this.

    `goals` are (owner, organization's day), `streaks` (streak, member, first of the member's day or week),
    `awards` (badge, member). `takes_back` are the (streak, member) that a reversal touches: their whole
    history is needed, as are all days of the (member, metric) in `histories`.
    """

    goals: frozenset[tuple[UUID, date]] = frozenset()
    streaks: frozenset[tuple[UUID, UUID, date]] = frozenset()
    takes_back: frozenset[tuple[UUID, UUID]] = frozenset()
    periods: frozenset[TouchedPeriod] = frozenset()
    totals: frozenset[TotalKey] = frozenset()
    awards: frozenset[tuple[UUID, UUID]] = frozenset()
    histories: frozenset[tuple[UUID, str]] = frozenset()
    caps: frozenset[CapKey] = frozenset()
    coolings: frozenset[Cooling] = frozenset()
