"""Activities on record, with what they paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.words import ApprovalState, EntryReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCredit:
    """A member's share of a recorded activity, as it was written.

    `sales_role` is the member's when it was recorded. `share_no` is the place of the share among those given.
    """

    member_id: UUID
    member_seq: int
    team_id: UUID | None
    share_bp: int
    quantity: int
    amount_minor: int
    duration_seconds: int
    member_on: date
    org_on: date
    sales_role: str | None = None
    share_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEntry:
    """A ledger entry, as it was written."""

    entry_id: UUID
    member_id: UUID
    team_id: UUID | None
    points: int
    reason: EntryReason
    rule_id: UUID | None
    rule_version: int | None
    occurred_at: datetime
    member_on: date
    org_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedActivity:
    """An activity that a reversal may take back, with its credits and its unreversed entries.

    `values` are its further measures by value key, for the whole activity. One that waits for approval, or
    was not approved, has the credits that it would have had, without numbers; `approval` is None where none
    was needed.
    """

    activity_id: UUID
    kind: str
    member_id: UUID
    recorded_by: UUID | None
    occurred_at: datetime
    recorded_at: datetime
    member_on: date
    org_on: date
    is_scored: bool
    is_reversed: bool
    is_reversal: bool
    external_id: str | None
    values: Mapping[str, int]
    credits: tuple[RecordedCredit, ...]
    entries: tuple[RecordedEntry, ...]
    tags: tuple[str, ...] = ()
    approval: ApprovalState | None = None
