"""What a member has scored over some days, as a correction of the team finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedCredit, RecordedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingEntry:
    """A ledger entry that is no reversal and not reversed, with what it was paid for."""

    entry: RecordedEntry
    activity_id: UUID | None
    award_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedParts:
    """One activity as its credits stand, all of them, because a value is split among them.

    `values` are negative for a reversal, like the credits.
    """

    activity_id: UUID
    kind: str
    occurred_at: datetime
    values: Mapping[str, int]
    parts: tuple[RecordedCredit, ...]
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What one member has scored and still holds: ledger entries, and activities with their credits."""

    entries: tuple[StandingEntry, ...] = ()
    activities: tuple[RecordedParts, ...] = ()
