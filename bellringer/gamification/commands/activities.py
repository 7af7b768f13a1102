"""What may be recorded and taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from bellringer.gamification.commands.principals import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A member's part of a split activity, in basis points of 10 000."""

    member_id: UUID
    share_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordActivity:
    """One activity as the phone, the file or the CRM told it.

    Either `occurred_at` or, for a date without a time, `occurred_on` is given; with neither it happened now.
    `amount_minor` is in `currency` (None: the organization's); `rate` turns it into the reporting currency.
    `values` are up to 8 further measures by value key, e.g. gross profit in minor units.
    """

    by: Principal
    idempotency_key: str
    body_sha256: bytes
    member_id: UUID
    kind: str
    quantity: int = 1
    amount_minor: int | None = None
    currency: str | None = None
    rate: Decimal | None = None
    occurred_at: datetime | None = None
    occurred_on: date | None = None
    started_at: datetime | None = None
    duration_seconds: int | None = None
    customer_external_id: str | None = None
    deal_external_id: str | None = None
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    values: tuple[tuple[str, int], ...] = ()
    shares: tuple[Share, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseActivity:
    """Take back exactly one activity, with a reason."""

    by: Principal
    idempotency_key: str
    body_sha256: bytes
    activity_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveActivity:
    """Let an activity that waits for approval count; it is decided once, so it needs no key."""

    by: Principal
    activity_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectActivity:
    """Say that an activity that waits for approval does not count, with a reason."""

    by: Principal
    activity_id: UUID
    reason: str


Keyed = RecordActivity | ReverseActivity
Command = Keyed | ApproveActivity
