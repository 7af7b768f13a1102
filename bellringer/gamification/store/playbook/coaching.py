"""Cadences of check-ins, as the statement of the playbook lists them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook.coaching import CheckInCadence


def read_cadences(rows: Sequence[Sequence[Any]]) -> Mapping[UUID, tuple[CheckInCadence, ...]]:
    """Return each team's cadences, which come in order of time."""
    found: dict[UUID, tuple[CheckInCadence, ...]] = {}
    for team_id, effective_from, weekdays, plan_at, done_at, grace_minutes, is_shared in rows:
        cadence = CheckInCadence(
            effective_from=effective_from,
            weekdays=weekdays,
            plan_at=plan_at,
            done_at=done_at,
            grace_minutes=grace_minutes,
            is_shared=is_shared,
        )
        found[team_id] = (*found.get(team_id, ()), cadence)
    return found
