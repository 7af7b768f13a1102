"""A command put into time and teams, decided, and answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.activities import ApproveActivity, Command
from bellringer.gamification.facts.activities import RecordedCredit
from bellringer.gamification.outcome.consequences import Consequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What rules look at to price an activity; the credits stand in the order in which shares were given."""

    activity_id: UUID
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    org_on: date
    tags: Collection[str]
    credits: tuple[RecordedCredit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A command put into time and teams: which day it is, who is credited with what, in which team.

    For a reversal the numbers of the credits are negative and everything else is the original's.
    The credits get their `member_seq` when the command is decided; until then it is 0. An activity that is
    approved is placed once more as it was recorded. `withdraws` marks the reversal of one that waits.
    """

    activity_id: UUID
    command: Command
    kind: str
    member_id: UUID
    recorded_at: datetime
    occurred_at: datetime
    member_on: date
    org_on: date
    credits: tuple[RecordedCredit, ...]
    values: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    reverses_id: UUID | None = None
    is_pending: bool = False
    withdraws: bool = False

    @property
    def is_approval(self) -> bool:
        """Tell whether it is on record already, and counts from now on."""
        return isinstance(self.command, ApproveActivity)

    @property
    def is_quiet(self) -> bool:
        """Tell whether it moves nothing: it waits for approval, or takes back what waits."""
        return self.is_pending or self.withdraws

    @property
    def priced(self) -> Priced:
        """Return what rules look at."""
        return Priced(
            activity_id=self.activity_id,
            kind=self.kind,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            org_on=self.org_on,
            tags=self.tags,
            credits=self.credits,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One command decided: the activity as placed, and what follows from it."""

    placed: Placed
    consequences: Consequences
    points_earned: int
    total_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller is told; a replay of the same key tells the same, `replayed` aside.

    `crossing_keys` are `<goal id>:<agreement no>:<percent>`.
    """

    activity_id: UUID
    points_earned: int
    total_after: int
    crossing_keys: tuple[str, ...]
    award_ids: tuple[UUID, ...]
    replayed: bool = False
