"""Every table there is, for migrations and for tests; running code needs no SQLModel and imports this nowhere."""

from sqlmodel import SQLModel

from bellringer.models import (
    activities,
    badges,
    calendars,
    feed,
    goals,
    leaderboards,
    members,
    metrics,
    notifications,
    organizations,
    points,
    recognition,
    streaks,
    teams,
)

ROOMS = (
    activities,
    badges,
    calendars,
    feed,
    goals,
    leaderboards,
    members,
    metrics,
    notifications,
    organizations,
    points,
    recognition,
    streaks,
    teams,
)

metadata = SQLModel.metadata
