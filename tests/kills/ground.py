"""The members whose selling is watched: two phones each, and goals whose marks lie close together."""

from uuid import UUID

from bellringer.clock import utc_now
from bellringer.models.database import Database
from bellringer.words import Role
from tests.builders import enrol, member, organization
from tests.integration.push.telling import register
from tests.recording import agreed_goal

MEMBERS = 6
PHONES = ("phone", "tablet")


async def lay(database: Database, *, goals: int) -> tuple[UUID, list[str]]:
    """Make an organization whose members have goals over 40, 80, 120 … deals; return it and their addresses."""
    now = utc_now()
    org = await organization(database, now=now)
    addresses = []
    for number in range(MEMBERS):
        name = f"seller-{number}"
        member_id = await enrol(database, org.org_id, name, team="north", now=now)
        for phone in PHONES:
            by = member(org.org_id, member_id, Role.REP)
            await register(database, by, f"{name}-{phone}", now=now)
        for goal in range(1, goals + 1):
            await agreed_goal(
                database,
                org,
                owner_id=member_id,
                metric_key="deals",
                target=40 * goal,
                milestones=tuple(range(5, 100, 5)),
                starts_on=now.date().replace(day=1),
                ends_on=now.date().replace(year=now.year + 1, day=1),
            )
        addresses.append(f"{name}@example.com")
    return org.org_id, addresses
