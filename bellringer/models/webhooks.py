"""Webhooks: addresses of other systems that an organization tells of what happens."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from bellringer.models.tables import TenantTable, belongs_to_organization, key, many, words


class Webhook(TenantTable, table=True):
    """An address, what it is told of, and what it is signed with; disabled, never deleted.

    `former_secret` signs beside `secret` until `former_until`. `failing_since` is when it began to fail; None
    while it takes what it is sent.
    """

    __table_args__: ClassVar[Any] = (belongs_to_organization(),)
    webhook_id: UUID = key()
    url: str = words()
    kinds: list[str] = many(Text)
    secret: str = words()
    former_secret: str | None = words(default=None)
    former_until: datetime | None = Field(default=None)
    created_at: datetime
    failing_since: datetime | None = Field(default=None)
    disabled_at: datetime | None = Field(default=None)
    disabled_reason: str | None = words(default=None)
