"""Off-days: how a team wants them looked for, and those that were found."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OffDaySettings:
    """When a day is looked at, by each member's own clock, and what makes a pattern of off-days.

    A pattern is `pattern_days` of them within the last `window_days` working days. Nobody is looked at in the first
    `ramp_days` days after joining.
    """

    is_on: bool = True
    looks_at: time = time(12)
    window_days: int = 10
    pattern_days: int = 3
    ramp_days: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OffDay:
    """What was found of a day by `until`: how much was done, how much is usual, and how far that spreads.

    `own_*` is of the member's own last working days by that time, `team_*` of the colleagues'.
    """

    count: int
    own_norm: int
    own_spread: int
    team_norm: int
    team_spread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OffDayFlag:
    """An off-day on record; `is_pattern` says that it was told to those who lead, as the last of several."""

    flag_id: UUID
    member_id: UUID
    on: date
    until: datetime
    found: OffDay
    is_pattern: bool
    is_excused: bool = False
