"""How teams check in with those who lead them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInCadence:
    """When a team checks in from `effective_from` on, until the next cadence of the team.

    `weekdays` has bit 0 for Monday up to bit 6 for Sunday; none of them: no check-ins. The hours are those of each
    member's own clock; what comes more than `grace_minutes` after its hour is late. `is_shared` lets the team's
    members read each other's.
    """

    effective_from: date
    weekdays: int = 0b0011111
    plan_at: time = time(8)
    done_at: time = time(17)
    grace_minutes: int = 60
    is_shared: bool = False


def cadence_on(cadences: Sequence[CheckInCadence], on: date) -> CheckInCadence | None:
    """Return the cadence in force on a date, of one team's in order of time; None where there are no check-ins."""
    for cadence in reversed(cadences):
        if cadence.effective_from <= on:
            return cadence if cadence.weekdays else None
    return None
