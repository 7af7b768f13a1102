"""Pulses: short anonymous surveys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePulse:
    """Ask everybody how far they agree with some statements, over [opens_at, closes_at)."""

    by: Principal
    statements: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePulse:
    """Take back a pulse that has not opened."""

    by: Principal
    pulse_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPulse:
    """Agree, from 1 to 5, with each statement in its order."""

    by: Principal
    pulse_id: UUID
    scores: tuple[int, ...]
