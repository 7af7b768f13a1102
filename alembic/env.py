"""Alembic's entrance: `bellringer migrate` hands over a connection, the alembic command finds its own.

BELLRINGER_DATABASE_URL=postgresql://… alembic revision --autogenerate -m "add seasons"
"""

import asyncio
import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import AutoString
from sqlmodel.sql.sqltypes import UTCDateTime

from bellringer.models.migrations import owner_engine
from bellringer.models.schema import metadata


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy into history, never SQLModel's own types."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.Text()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def is_ours(name: str | None, kind: str, _: Any) -> bool:
    """Look at the default schema and at the door, whatever else the database holds."""
    return kind != "schema" or name in (None, "door")


def run(connection: Connection) -> None:
    """Run what the command asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        include_name=is_ours,
        include_schemas=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone(dsn: str) -> None:
    """Run with a connection of our own, for the alembic command."""
    engine = owner_engine(dsn)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_alone(os.environ["BELLRINGER_DATABASE_URL"]))
