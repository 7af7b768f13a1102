"""Screens that hang on a wall: what they may show, and by which token they are known."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    check,
    key,
    many,
    refers,
    words,
)


class Display(TenantTable, table=True):
    """A screen with a token of its own, which is kept as a keyed hash only."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        refers("created_by", "member", "member_id"),
        check("boards", "cardinality(board_keys) BETWEEN 1 AND 20"),
    )
    display_id: UUID = key()
    title: str = words()
    board_keys: list[str] = many(Text, nullable=False)
    team_ids: list[UUID] = many(Uuid, nullable=False)
    token_sha256: bytes = Field(sa_type=LargeBinary)
    created_by: UUID | None = None
    created_at: datetime
    revoked_at: datetime | None = Field(default=None)
