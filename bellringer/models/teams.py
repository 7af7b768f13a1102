"""Teams, who was in them and who led them, from when to when."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, Uuid
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    big,
    check,
    key,
    many,
    refers,
    words,
)


class Team(TenantTable, table=True):
    """A group with shared goals; `team_key` is what imports and boards call it."""

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        UniqueConstraint("org_id", "team_key"),
    )
    team_id: UUID = key()
    team_key: str = words()
    name: str = words()
    region: str | None = words(default=None)
    created_at: datetime
    archived_at: datetime | None = Field(default=None)


class Membership(TenantTable, table=True):
    """A member's scoring team over [starts_on, ends_on), at most one at any date.

    Overlap is prevented under the member's lock and proved by recount.
    """

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("team_id", "team"),
        check("dates", "ends_on IS NULL OR ends_on > starts_on"),
        Index(None, "org_id", "team_id", "member_id"),
    )
    member_id: UUID = key()
    starts_on: date = key()
    ends_on: date | None = None
    team_id: UUID


class TeamLead(TenantTable, table=True):
    """A member who leads a team over [starts_on, ends_on); leading is apart from scoring."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("team_id", "team"),
        check("dates", "ends_on IS NULL OR ends_on > starts_on"),
        Index(None, "org_id", "member_id"),
    )
    team_id: UUID = key()
    member_id: UUID = key()
    starts_on: date = key()
    ends_on: date | None = None


class MembershipCorrection(TenantTable, table=True):
    """What was found out later: over [starts_on, ends_on) the member scored for this team, or for none.

    Credits numbered below `before_seq` were on record then and moved with it; the view `credit_now` says
    for which team each credit counts. `replaced` are the teams that had stood there.
    """

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        refers("team_id", "team"),
        check("dates", "ends_on IS NULL OR ends_on > starts_on"),
    )
    member_id: UUID = key()
    correction_no: int = key()
    team_id: UUID | None = None
    starts_on: date
    ends_on: date | None = None
    before_seq: int = big()
    replaced: list[UUID] = many(Uuid)
    corrected_at: datetime
    corrected_by: str = words()


class MembershipNote(TenantTable, table=True):
    """The reason given for a correction, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("member_id correction_no", "membership_correction"),)
    member_id: UUID = key()
    correction_no: int = key()
    body: str = words()
