"""Pulses as the rules see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bellringer.words import PulseState


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseFacts:
    """A pulse, under lock where something is written of it."""

    pulse_id: UUID
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    statements: tuple[str, ...] = ()

    @property
    def state(self) -> PulseState:
        """Return where it stands: what the timetable has noted, not what the clock says."""
        if self.closed_at is not None:
            return PulseState.CLOSED
        return PulseState.SCHEDULED if self.opened_at is None else PulseState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whether a member is asked, in which team, how many of the team are, and whether the member has answered."""

    team_id: UUID | None
    team_size: int
    has_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """What is known of a group when a pulse closes: `figures` are tenths by statement, null where withheld.

    `members` are all who were asked. Without figures `answers` is null too.
    """

    group_id: UUID
    members: frozenset[UUID]
    answers: int | None = None
    figures: Mapping[str, int] | None = field(default=None)
