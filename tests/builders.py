"""Small builders with sensible defaults: a test says only what it is about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from bellringer.gamification.actions.create_organization import create_organization
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.store import teams
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import PrincipalKind, Role

NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)  # a Wednesday, the same date everywhere we test
ZONE = "Europe/Berlin"


@dataclass(frozen=True, kw_only=True)
class Org:
    """An organization to play in: Rita and Bob sell in team north, Sue leads it, Ada is admin."""

    org_id: UUID
    slug: str
    playbook: Playbook
    north: UUID
    south: UUID
    rep: UUID
    second_rep: UUID
    manager: UUID
    admin: UUID

    def as_rep(self) -> Principal:
        return member(self.org_id, self.rep, Role.REP)

    def as_second_rep(self) -> Principal:
        return member(self.org_id, self.second_rep, Role.REP)

    def as_manager(self) -> Principal:
        return member(self.org_id, self.manager, Role.MANAGER, leads=frozenset({self.north}))

    def as_admin(self) -> Principal:
        return member(self.org_id, self.admin, Role.ADMIN)


def member(
    org_id: UUID, member_id: UUID, role: Role, *, leads: frozenset[UUID] = frozenset()
) -> Principal:
    """A signed-in member."""
    return Principal(
        org_id=org_id,
        kind=PrincipalKind.MEMBER,
        source=f"member:{member_id}",
        role=role,
        member_id=member_id,
        leads=leads,
    )


def system(org_id: UUID) -> Principal:
    """Who acts when nobody is signed in: with an admin's authority."""
    return Principal(org_id=org_id, kind=PrincipalKind.SYSTEM, source="system", role=Role.ADMIN)


async def organization(
    database: Database,
    *,
    slug: str = "acme",
    timezone: str = ZONE,
    currency: str = "EUR",
    now: datetime = NOW,
) -> Org:
    """Create an organization with everything built in, two teams and four members."""
    org_id = new_id()
    async with database.transaction(org_id) as connection:
        playbook = await create_organization(
            connection,
            slug=slug,
            name=slug.capitalize(),
            timezone=timezone,
            currency=currency,
            now=now,
        )
        north = await teams.insert_once(connection, "north", name="North", region=None, now=now)
        south = await teams.insert_once(connection, "south", name="South", region=None, now=now)
    return Org(
        org_id=org_id,
        slug=slug,
        playbook=playbook,
        north=north,
        south=south,
        rep=await enrol(database, org_id, "rita", team="north"),
        second_rep=await enrol(database, org_id, "bob", team="north"),
        manager=await enrol(database, org_id, "sue", role=Role.MANAGER, leads=("north",)),
        admin=await enrol(database, org_id, "ada", role=Role.ADMIN),
    )


async def enrol(
    database: Database,
    org_id: UUID,
    name: str,
    *,
    role: Role = Role.REP,
    team: str | None = None,
    leads: tuple[str, ...] = (),
    joined_on: date | None = None,
    timezone: str | None = None,
    now: datetime = NOW,
) -> UUID:
    """Enrol a member as <name>@example.com; teams by key."""
    command = EnrolMember(
        by=system(org_id),
        email=f"{name}@example.com",
        display_name=name.capitalize(),
        role=role,
        team=None if team is None else TeamNamed(team_key=team),
        leads=tuple(TeamNamed(team_key=key) for key in leads),
        joined_on=joined_on,
        timezone=timezone,
    )
    async with database.transaction(org_id) as connection:
        return await enrol_member(connection, command, now=now)
