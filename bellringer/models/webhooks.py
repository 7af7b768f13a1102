"""Webhooks: addresses of other systems that an organization tells of what happens."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    filled,
    key,
    many,
    partial_index,
    words,
)


class Webhook(TenantTable, table=True):
    """An address, what it is told of, and what it is signed with; disabled, never deleted.

    One of an organization `takes_texts`: it brings members what they wish to be told by text.
    `former_secret` signs beside `secret` until `former_until`. `failing_since` is when it began to fail; None
    while it takes what it is sent.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        partial_index(
            "uq_webhook_texts",
            "org_id",
            where="takes_texts AND disabled_at IS NULL",
            unique=True,
        ),
    )
    webhook_id: UUID = key()
    url: str = words()
    kinds: list[str] = many(Text)
    takes_texts: bool = filled(False, "false")
    secret: str = words()
    former_secret: str | None = words(default=None)
    former_until: datetime | None = Field(default=None)
    created_at: datetime
    failing_since: datetime | None = Field(default=None)
    disabled_at: datetime | None = Field(default=None)
    disabled_reason: str | None = words(default=None)
