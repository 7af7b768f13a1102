"""What is measured on: a server of its own, and an organization in which everybody has a goal."""

from datetime import datetime, timedelta
from uuid import UUID

from bellringer.clock import utc_now
from bellringer.gamification.actions.create_organization import create_organization
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.actions.propose_goal import propose_goals
from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.intake import Intake
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import PrincipalKind, Role, SubjectKind

SLUG = "bench"
TEAM_SIZE = 20
SENDERS = 512  # members whose phones send
_AT_ONCE = 500

# what enrol_member writes for each, as whole tables
_MEMBERS = """
INSERT INTO member (org_id, member_id, role, created_at)
SELECT $1, member_id, 'REP', $3 FROM unnest($2::uuid[]) AS m (member_id)
"""
_INBOXES = """
INSERT INTO inbox (org_id, member_id) SELECT $1, member_id FROM unnest($2::uuid[]) AS m (member_id)
"""
_PROFILES = """
INSERT INTO profile (org_id, member_id, display_name, email)
SELECT $1, member_id, 'Member ' || number, 'member' || number || '@example.com'
  FROM unnest($2::uuid[]) WITH ORDINALITY AS m (member_id, number)
"""
_TEAMS = """
INSERT INTO team (org_id, team_id, team_key, name, created_at)
SELECT $1, team_id, 'team-' || number, 'Team ' || number, $3
  FROM unnest($2::uuid[]) WITH ORDINALITY AS t (team_id, number)
"""
_MEMBERSHIPS = """
INSERT INTO membership (org_id, member_id, starts_on, team_id)
SELECT $1, member_id, '0001-01-01', ($3::uuid[])[1 + (number - 1) / $4::int]
  FROM unnest($2::uuid[]) WITH ORDINALITY AS m (member_id, number)
"""


def email(number: int) -> str:
    """Return the address of a sender, from 1 on."""
    return f"sender{number}@example.com"


async def lay(database: Database, *, members: int, now: datetime) -> tuple[UUID, list[UUID]]:
    """Make the organization: members in teams of 20, a monthly goal of calls for each; return their ids."""
    org_id = new_id()
    by = Principal(org_id=org_id, kind=PrincipalKind.IMPORT, source="import:bench", role=Role.ADMIN)
    senders = min(SENDERS, members)
    async with database.transaction(org_id) as connection:
        await create_organization(
            connection, slug=SLUG, name="Bench", timezone="UTC", currency="USD", now=now
        )
    ids: list[UUID] = []
    for first in range(1, senders + 1, 64):
        async with database.transaction(org_id) as connection:
            for number in range(first, min(first + 64, senders + 1)):
                team = TeamNamed(team_key=f"senders-{number // TEAM_SIZE}", name="Senders")
                enrolled = EnrolMember(
                    by=by, email=email(number), display_name=f"Sender {number}", team=team
                )
                ids.append(await enrol_member(connection, enrolled, now=now))
    others = [new_id() for _ in range(members - senders)]
    teams = [new_id() for _ in range(-(-len(others) // TEAM_SIZE))]
    async with database.transaction(org_id) as connection:
        await connection.execute(_MEMBERS, org_id, others, now)
        await connection.execute(_INBOXES, org_id, others)
        await connection.execute(_PROFILES, org_id, others)
        await connection.execute(_TEAMS, org_id, teams, now)
        await connection.execute(_MEMBERSHIPS, org_id, others, teams, TEAM_SIZE)
    await _goals(database, by, [*ids, *others], now=now)
    return org_id, [*ids, *others]


async def _goals(database: Database, by: Principal, owners: list[UUID], *, now: datetime) -> None:
    starts_on = now.date().replace(day=1)
    terms = GoalTerms(
        target=1_000, starts_on=starts_on, ends_on=(starts_on + timedelta(days=31)).replace(day=1)
    )
    for first in range(0, len(owners), _AT_ONCE):
        asked = [
            ProposeGoal(
                by=by,
                owner_kind=SubjectKind.MEMBER,
                owner_id=owner_id,
                title="Calls",
                metric_key="calls",
                terms=terms,
            )
            for owner_id in owners[first : first + _AT_ONCE]
        ]
        async with database.transaction(by.org_id) as connection:
            await propose_goals(connection, asked, now=now)


async def play(
    database: Database, org_id: UUID, members: list[UUID], statements: list[str]
) -> dict[int, int]:
    """Let everybody make a call, so that boards are full; return how many statements batches of some sizes took."""
    by = Principal(org_id=org_id, kind=PrincipalKind.IMPORT, source="import:bench", role=Role.ADMIN)
    calls = [
        RecordActivity(
            by=by,
            idempotency_key=str(member_id),
            body_sha256=fingerprint({}),
            member_id=member_id,
            kind="call",
        )
        for member_id in members
    ]
    intake = Intake(database, utc_now)
    counted: dict[int, int] = {}
    for size in (1, 1, 64, 256):  # the first one reads the playbook and opens the periods
        now, calls = calls[:size], calls[size:]
        statements.clear()
        await intake.submit_many(now)
        counted[len(now)] = len(statements)
    for first in range(0, len(calls), _AT_ONCE):
        await intake.submit_many(calls[first : first + _AT_ONCE])
    await intake.aclose()
    return counted
