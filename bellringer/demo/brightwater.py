"""The demo organization as the parts of its story know it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from bellringer.demo import cast
from bellringer.demo.cast import Person
from bellringer.gamification.commands.principals import Principal
from bellringer.models.database import Connection
from bellringer.words import PrincipalKind, Role

ZONE = ZoneInfo(cast.TIMEZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brightwater:
    """The demo organization with its people and teams by what the cast calls them."""

    org_id: UUID
    members: dict[str, UUID]
    teams: dict[str, UUID]

    def as_outside(self) -> Principal:
        """Return who sets what was agreed outside of Bellringer."""
        return Principal(
            org_id=self.org_id, kind=PrincipalKind.IMPORT, source="import:demo", role=Role.ADMIN
        )

    def as_person(self, who: Person) -> Principal:
        """Return somebody of the cast, signed in."""
        member_id = self.members[who.email]
        leads = [self.teams[who.team]] if who.role is Role.MANAGER and who.team else []
        return Principal(
            org_id=self.org_id,
            kind=PrincipalKind.MEMBER,
            source=f"member:{member_id}",
            role=who.role,
            member_id=member_id,
            leads=frozenset(leads),
        )

    def as_admin(self) -> Principal:
        """Return the admin, signed in."""
        return self.as_person(cast.ADMIN)

    def id_of(self, who: Person) -> UUID:
        """Return the member that somebody of the cast is."""
        return self.members[who.email]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a part of the story is told: the day, and the instant that it is by then."""

    on: date
    now: datetime


Part = Callable[[Connection, Brightwater, Moment], Awaitable[None]]


def instant(on: date, at: time) -> datetime:
    """Return the instant of a time of day at Brightwater."""
    return datetime.combine(on, at, ZONE).astimezone(UTC)
