"""What is told: one announcement a cause, one notification a member, one delivery a device."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    data,
    default,
    filled,
    key,
    one_of,
    partial_index,
    refers,
    words,
)
from bellringer.words import Channel, DeliveryState, DeviceTarget, NotificationKind, Platform


class Announcement(TenantTable, table=True):
    """One cause to tell of; the dedupe key makes it one, however often the cause is seen.

    `params` holds ids and typed values; words are made when it is read or sent, in the reader's language.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        UniqueConstraint("org_id", "dedupe_key"),
        one_of("kind", NotificationKind),
    )
    announcement_id: UUID = key()
    kind: str = words()
    dedupe_key: str = words()
    params: Any = data()
    occurred_at: datetime
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = Field(default=None)


class Inbox(TenantTable, table=True):
    """What a member's items are numbered and counted by: the last row that a transaction locks.

    Who is to be told is known only once all is decided, and may be everyone; a row apart from the member's
    can be locked then.
    """

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        check("unread_count", "unread_count BETWEEN 0 AND last_seq"),
        {"postgresql_with": {"fillfactor": "80"}},
    )
    member_id: UUID = key()
    last_seq: int = big(default=0, **default("0"))
    unread_count: int = filled(0, "0")


class Notification(TenantTable, table=True):
    """An inbox item: the announcement as one member's; `seq` rises per member in commit order.

    What is withdrawn counts as read from then on. `opened_at` is when a push of it was tapped.
    """

    __table_args__: ClassVar[Any] = (
        refers("announcement_id", "announcement"),
        refers("member_id", "member"),
        UniqueConstraint("org_id", "announcement_id", "member_id"),
        UniqueConstraint("org_id", "member_id", "seq"),
    )
    notification_id: UUID = key()
    announcement_id: UUID
    member_id: UUID
    seq: int = big()
    created_at: datetime
    read_at: datetime | None = Field(default=None)
    opened_at: datetime | None = Field(default=None)
    acknowledged_at: datetime | None = Field(default=None)


class Device(TenantTable, table=True):
    """A phone of a member, by FCM registration token or installation id; closed, never deleted."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        UniqueConstraint("org_id", "target_sha256"),
        one_of("target_kind", DeviceTarget),
        one_of("platform", Platform),
        partial_index("ix_device_open", "org_id", "member_id", where="closed_at IS NULL"),
    )
    device_id: UUID = key()
    member_id: UUID
    target_kind: str = words()
    target: str = words()
    target_sha256: bytes = Field(sa_type=LargeBinary)
    platform: str = words()
    app_version: str | None = words(default=None)
    locale: str | None = words(default=None)
    claim_no: int = big(default=0, **default("0"))
    registered_at: datetime
    seen_at: datetime
    closed_at: datetime | None = Field(default=None)
    closed_reason: str | None = words(default=None)


class Delivery(TenantTable, table=True):
    """One way to one device, mailbox or webhook. A worker holds it by lease and fencing number while it sends.

    What goes to a webhook is one announcement's; its notification is that of one of those who were told.

    `recalled_at` is when its news was taken back; it `is_recall` from when what the phone may show is to be
    taken off it again.
    """

    __table_args__: ClassVar[Any] = (
        refers("notification_id", "notification"),
        refers("device_id", "device"),
        refers("webhook_id", "webhook"),
        UniqueConstraint(
            "org_id",
            "notification_id",
            "channel",
            "device_id",
            "webhook_id",
            postgresql_nulls_not_distinct=True,  # e-mail has no device, and goes out once too
        ),
        one_of("channel", Channel),
        one_of("state", DeliveryState),
        check("attempts", "attempts >= 0"),
        partial_index("ix_delivery_due", "org_id", "next_at", where="state = 'PENDING'"),
        partial_index("ix_delivery_dead", "org_id", "delivery_id", where="state = 'DEAD'"),
    )
    delivery_id: UUID = key()
    notification_id: UUID
    channel: str = words(default=Channel.PUSH)
    device_id: UUID | None = None
    webhook_id: UUID | None = None
    state: str = words(default=DeliveryState.PENDING, **default("'PENDING'"))
    next_at: datetime
    expires_at: datetime
    fence: int = big(default=0, **default("0"))
    attempts: int = filled(0, "0")
    provider_id: str | None = words(default=None)
    outcome: str | None = words(default=None)
    settled_at: datetime | None = Field(default=None)
    recalled_at: datetime | None = Field(default=None)
    is_recall: bool = filled(False, "false")
