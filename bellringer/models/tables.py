"""What every table shares: the tenant in its key, checked words, stable constraint names."""

import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """A table named after its class: LedgerEntry is ledger_entry."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy calls this with the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class TenantTable(Table):
    """A table of one organization's rows; row-level security hangs on `org_id`."""

    org_id: UUID = Field(primary_key=True)


def key(**more: Any) -> Any:
    """Declare a part of the primary key; strings are Text."""
    return Field(primary_key=True, **more)


def words(**more: Any) -> Any:
    """Declare a Text column."""
    return Field(sa_type=Text, **more)


def big(**more: Any) -> Any:
    """Declare a 64-bit integer column."""
    return Field(sa_type=BigInteger, **more)


def small(**more: Any) -> Any:
    """Declare a 16-bit integer column."""
    return Field(sa_type=SmallInteger, **more)


def data(**more: Any) -> Any:
    """Declare a JSONB column."""
    return Field(sa_type=JSONB, **more)


def many(of: Any, **more: Any) -> Any:
    """Declare an array column."""
    return Field(sa_type=ARRAY(of), **more)


def default(sql: str) -> dict[str, Any]:
    """Give the column a default that the database fills in."""
    return {"sa_column_kwargs": {"server_default": text(sql)}}


def filled(value: Any, sql: str) -> Any:
    """Declare a column with a default, in Python and in the database."""
    return Field(default=value, sa_column_kwargs={"server_default": text(sql)})


def one_of(column: str, allowed: type[StrEnum]) -> CheckConstraint:
    """Allow only the enumeration's words in a column."""
    listed = ", ".join(f"'{word.value}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def check(name: str, condition: str) -> CheckConstraint:
    """Refuse rows that don't meet the condition."""
    return CheckConstraint(condition, name=name)


def refers(columns: str, table: str, to: str | None = None) -> ForeignKeyConstraint:
    """Point at another table of the same organization; columns separated by spaces."""
    mine = columns.split()
    theirs = (to or columns).split()
    return ForeignKeyConstraint(
        ["org_id", *mine], [f"{table}.org_id", *(f"{table}.{name}" for name in theirs)]
    )


def belongs_to_organization() -> ForeignKeyConstraint:
    """Point at the organization that owns the row."""
    return ForeignKeyConstraint(["org_id"], ["organization.org_id"])


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Index only the rows that meet a condition."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where))
