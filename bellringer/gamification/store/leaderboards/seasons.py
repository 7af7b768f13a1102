"""Seasons as they are named."""

from datetime import date

from bellringer.gamification.playbook.leaderboards import Season
from bellringer.models.database import Connection

_INSERT = """
INSERT INTO season (org_id, series, title, starts_on, ends_on) VALUES ($1, $2, $3, $4, $5)
"""
_DELETE = "DELETE FROM season WHERE org_id = $1 AND series = $2 AND starts_on = $3"


async def insert(connection: Connection, season: Season) -> None:
    """Insert a season."""
    await connection.execute(
        _INSERT, connection.org_id, season.series, season.title, season.starts_on, season.ends_on
    )


async def delete(connection: Connection, series: str, starts_on: date) -> None:
    """Delete a season in which nothing was counted."""
    await connection.execute(_DELETE, connection.org_id, series, starts_on)
