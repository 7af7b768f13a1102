"""Points by hand, and what they are paid for."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.points import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustPoints:
    """Give a member points, or take some away, with a reason."""

    by: Principal
    member_id: UUID
    points: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRuleVersion:
    """Publish a new rule (`rule_id` None) or the next version of one; history keeps its prices.

    `effective_from` None means at once; a rule's first version holds from the beginning of time. `kind` and
    `title` None keep those of the rule.
    """

    by: Principal
    terms: Terms
    kind: str | None = None
    title: str | None = None
    rule_id: UUID | None = None
    effective_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRule:
    """Let a rule pay nothing from an instant on, None: from now on."""

    by: Principal
    rule_id: UUID
    effective_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRule:
    """Ask what a version would have paid for the activities of the organization's days [since, until).

    It stands in for the versions of its rule; without a rule it pays beside the others.
    """

    by: Principal
    terms: Terms
    since: date
    until: date
    kind: str | None = None
    rule_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBoost:
    """Let rules pay `percent` of their worth for what happens in [starts_at, ends_at); None starts at once."""

    by: Principal
    title: str
    percent: int
    ends_at: datetime
    starts_at: datetime | None = None
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndBoost:
    """Call a boost off from now on."""

    by: Principal
    boost_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTerms:
    """A level as it is to be: the lifetime points it takes, and what people call it."""

    threshold: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevels:
    """Replace the whole list of levels, the lowest first."""

    by: Principal
    levels: tuple[LevelTerms, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerLevel:
    """Lower a member's level, not below what the member's points reach, with a reason."""

    by: Principal
    member_id: UUID
    level: int
    reason: str
