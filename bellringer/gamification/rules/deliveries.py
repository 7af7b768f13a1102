"""Deliveries: who is still told at the moment of sending, and what follows from the provider's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bellringer.words import Channel, DeliveryState, DeviceTarget, NotificationKind, Platform

FLOOR = timedelta(seconds=10)
QUOTA_FLOOR = timedelta(seconds=60)
CEILING = timedelta(minutes=15)
# A fault of our own credential or of the project's APNs or web push key: waits for an operator.
OPERATOR_PAUSE = timedelta(minutes=5)
REPLAY_LASTS = timedelta(hours=24)
RECALL_LASTS = timedelta(hours=24)
DEAD_TARGETS = frozenset({"UNREGISTERED", "SENDER_ID_MISMATCH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDevice:
    """The phone of a delivery, as it is registered now."""

    device_id: UUID
    member_id: UUID
    target_kind: DeviceTarget
    target: str
    target_sha256: bytes
    platform: Platform
    claim_no: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A delivery that a worker holds by lease, with all that decides whether and what to send.

    `fence` rises with every claim; only its holder settles. `locale` is the phone's, else the member's,
    else the organization's: all there are, separated by commas.
    A push has a `device`, an e-mail an `address`, a text a `webhook_id`; an event for another system has one too, and
    its member is but one of those who were told. What is gone meanwhile is None. What `is_recall` takes a push
    off the phone again, silently, because its news was taken back.
    """

    delivery_id: UUID
    fence: int
    attempts: int
    expires_at: datetime
    notification_id: UUID
    kind: NotificationKind
    params: Mapping[str, str | int]
    told_at: datetime
    member_id: UUID
    member_is_active: bool
    unread_count: int
    locale: str
    is_read: bool
    is_withdrawn: bool
    device: DueDevice | None
    channel: Channel = Channel.PUSH
    address: str | None = None
    is_recall: bool = False
    webhook_id: UUID | None = None
    organization_locale: str = "en"

    @property
    def is_counted(self) -> bool:
        """Tell whether it counts toward the day's budget when it goes out."""
        is_ringing = self.channel is Channel.PUSH and not self.is_recall
        return is_ringing and self.kind is not NotificationKind.DIGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceClaim:
    """An organization's claim on a phone; `holder_sha256` is whose identity made it."""

    org_id: UUID
    holder_sha256: bytes | None
    claim_no: int


class DropReason(StrEnum):
    """Why a delivery that is due is not sent."""

    EXPIRED = "EXPIRED"
    MEMBER_INACTIVE = "MEMBER_INACTIVE"
    READ = "READ"
    WITHDRAWN = "WITHDRAWN"
    NO_DEVICE = "NO_DEVICE"
    NO_ADDRESS = "NO_ADDRESS"
    DEVICE_CLOSED = "DEVICE_CLOSED"
    DEVICE_MOVED = "DEVICE_MOVED"
    CLAIM_LOST = "CLAIM_LOST"
    MUTED = "MUTED"
    QUIET_HOURS = "QUIET_HOURS"
    OVER_BUDGET = "OVER_BUDGET"
    NO_LONGER_SO = "NO_LONGER_SO"
    NO_RECALL = "NO_RECALL"
    WEBHOOK_DISABLED = "WEBHOOK_DISABLED"


def reason_to_drop(
    due: DueDelivery, claims: Sequence[DeviceClaim], *, org_id: UUID, now: datetime
) -> DropReason | None:
    """Return why the delivery must not be sent any more, or None to send it.

    `claims` are all organizations' claims on the delivery's phone.
    """
    if due.expires_at <= now:
        return DropReason.EXPIRED
    if due.is_recall:
        return _reason_to_keep(due) or _reason_not_to_reach(due, claims, org_id=org_id)
    if due.channel is Channel.WEBHOOK:
        return DropReason.WITHDRAWN if due.is_withdrawn else None
    if not due.member_is_active:
        return DropReason.MEMBER_INACTIVE
    if due.is_withdrawn:
        return DropReason.WITHDRAWN
    if due.is_read:
        return DropReason.READ
    if due.channel is Channel.TEXT:
        return None
    if due.channel is Channel.EMAIL:
        return DropReason.NO_ADDRESS if due.address is None else None
    return _reason_not_to_reach(due, claims, org_id=org_id)


def _reason_to_keep(due: DueDelivery) -> DropReason | None:
    # a browser shows something of its own for each push that shows nothing
    is_browser = due.device is not None and due.device.platform is Platform.WEB
    return DropReason.NO_RECALL if is_browser else None


def _reason_not_to_reach(
    due: DueDelivery, claims: Sequence[DeviceClaim], *, org_id: UUID
) -> DropReason | None:
    device = due.device
    if device is None:
        return DropReason.NO_DEVICE
    if not device.is_open:
        return DropReason.DEVICE_CLOSED
    if device.member_id != due.member_id:
        return DropReason.DEVICE_MOVED
    if not holds_claim(claims, org_id=org_id):
        return DropReason.CLAIM_LOST
    return None


def holds_claim(claims: Sequence[DeviceClaim], *, org_id: UUID) -> bool:
    """Tell whether an organization may still use a phone.

    Its claim is the newest, or the newest was made by the same person for another organization.
    """
    ours = next((claim for claim in claims if claim.org_id == org_id), None)
    if ours is None:
        return False
    newest = max(claims, key=lambda claim: (claim.claim_no, claim.org_id))
    return newest.org_id == org_id or (
        ours.holder_sha256 is not None and ours.holder_sha256 == newest.holder_sha256
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Firebase Cloud Messaging said.

    `status` None: no answer came. `code` is the FcmError's, or else the general status word, in which
    case `is_fcm_error` is false. `blames_payload`: fields other than the phone's address are named as wrong.
    """

    status: int | None
    code: str
    is_fcm_error: bool = False
    blames_payload: bool = False
    retry_after: timedelta | None = None
    provider_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The provider has it."""

    provider_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again at `at`; `pauses_sender` when nothing else should be sent before that either."""

    at: datetime
    code: str
    pauses_sender: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetDevice:
    """The phone's address is dead, or was never ours."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """It will never go out; kept as a dead letter for an operator to see."""

    code: str


Verdict = Sent | Retry | ForgetDevice | Dead


def follow_answer(
    answer: Answer, *, attempts: int, expires_at: datetime, now: datetime, chance: float
) -> Verdict:
    """Decide what an answer means for its delivery.

    Args:
        answer: What the provider said.
        attempts: How many sends of this delivery failed before.
        expires_at: What would be tried again after this is a dead letter instead.
        now: When the answer came.
        chance: From 0 up to 1, for the jitter.
    """
    if answer.status == 200:
        return Sent(provider_id=answer.provider_id)
    if answer.is_fcm_error and answer.code in DEAD_TARGETS:
        return ForgetDevice(code=answer.code)
    if answer.status == 400 and answer.is_fcm_error and not answer.blames_payload:
        return ForgetDevice(code=answer.code)
    if answer.status in (400, 413):
        return Dead(code=answer.code)
    at, pauses = _again(answer, attempts=attempts, now=now, chance=chance)
    if at >= expires_at:
        return Dead(code=answer.code)
    return Retry(at=at, code=answer.code, pauses_sender=pauses)


def _again(answer: Answer, *, attempts: int, now: datetime, chance: float) -> tuple[datetime, bool]:
    if answer.retry_after is not None:
        # never before the time asked for; a tenth more at most, so that workers don't come back as one
        return now + answer.retry_after * (1 + chance / 10), True
    match answer.status:
        case 429:
            return now + backoff(attempts, chance=chance, floor=QUOTA_FLOOR), True
        case 401 | 403 | 404 if answer.code == "THIRD_PARTY_AUTH_ERROR":
            return now + OPERATOR_PAUSE, False
        case 401 | 403 | 404:
            return now + backoff(attempts, chance=chance, floor=FLOOR), True
        case _:
            return now + backoff(attempts, chance=chance, floor=FLOOR), False


def backoff(attempts: int, *, chance: float, floor: timedelta) -> timedelta:
    """Return how long to wait: the floor that Google asks for, and full jitter over a doubling span."""
    doubled: timedelta = floor * (1 << min(attempts, 10))
    return floor + min(CEILING, doubled) * chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What is written back about one claim of a delivery, if the claim still stands.

    `next_at` is set while it stays PENDING. `attempts` counts the send that was made, if one was.
    """

    delivery_id: UUID
    fence: int
    state: DeliveryState
    outcome: str | None = None
    next_at: datetime | None = None
    attempts: int = 0
    provider_id: str | None = None


def drop(due: DueDelivery, reason: DropReason) -> Settlement:
    """Settle a delivery that must not be sent; one that was tried until it expired is a dead letter."""
    is_dead = reason is DropReason.EXPIRED and due.attempts > 0
    return Settlement(
        delivery_id=due.delivery_id,
        fence=due.fence,
        state=DeliveryState.DEAD if is_dead else DeliveryState.DROPPED,
        outcome=reason,
    )


def release(due: DueDelivery, *, at: datetime) -> Settlement:
    """Give back a delivery that was claimed and not tried."""
    return Settlement(
        delivery_id=due.delivery_id, fence=due.fence, state=DeliveryState.PENDING, next_at=at
    )


def settle(due: DueDelivery, verdict: Verdict) -> Settlement:
    """Settle a delivery that was tried."""
    tried = Settlement(
        delivery_id=due.delivery_id, fence=due.fence, state=DeliveryState.SENT, attempts=1
    )
    match verdict:
        case Sent():
            return replace(tried, provider_id=verdict.provider_id)
        case Retry():
            return replace(
                tried, state=DeliveryState.PENDING, outcome=verdict.code, next_at=verdict.at
            )
        case ForgetDevice() | Dead():
            return replace(tried, state=DeliveryState.DEAD, outcome=verdict.code)
