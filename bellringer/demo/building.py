"""Fill the demo organization: what happened there day by day, as if Bellringer had been there all along.

Every part is done once and noted; interrupted or run again, it goes on where it was.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bellringer.demo import cast, story
from bellringer.demo.cast import Person
from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.create_organization import create_organization
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.propose_goal import propose_goals
from bellringer.gamification.actions.register_device import RegisterDevice, register_device
from bellringer.gamification.commands import (
    AwardBadge,
    EnrolMember,
    GiveKudos,
    GoalTerms,
    Principal,
    ProposeGoal,
    RecordActivity,
    TeamNamed,
    fingerprint,
)
from bellringer.gamification.errors import ConflictError, DomainError
from bellringer.gamification.intake import Intake
from bellringer.gamification.store import door, jobs, playbook
from bellringer.gamification.store.directory import members_by_email, teams_by_key
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import DeviceTarget, Platform, PrincipalKind, Role, SubjectKind

WEEKS = 10
_DAY_JOB = "demo-day"
_MONTH_JOB = "demo-month"
_CLOSES = time(18, 30)
_ZONE = ZoneInfo(cast.TIMEZONE)


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


class _Calendar:
    """A clock that the story turns."""

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


async def build(
    database: Database,
    door_database: Database,
    *,
    seed: int,
    now: datetime,
    progress: Callable[[int, int], None],
) -> Brightwater:
    """Make the organization and all that happened there until now; `progress` is told days done and in all."""
    today = now.astimezone(_ZONE).date()
    first = today - timedelta(weeks=WEEKS)
    began = datetime.combine(first, time(7), _ZONE).astimezone(UTC)
    found = await _organization(database, door_database, began=began)
    calendar = _Calendar()
    intake = Intake(database, calendar)
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    for number, on in enumerate(days, start=1):
        calendar.now = min(datetime.combine(on, _CLOSES, _ZONE).astimezone(UTC), now)
        await _month(database, found, on, now=calendar.now)
        await _day(database, found, intake, story.day(on, seed=seed), now=calendar.now, until=now)
        progress(number, len(days))
    await intake.aclose()
    await _phones(database, found, now=now)
    return found


async def _organization(
    database: Database, door_database: Database, *, began: datetime
) -> Brightwater:
    async with door_database.outside() as connection:
        org_id = await door.find_organization(connection, cast.SLUG)
    if org_id is None:
        org_id = await _create(database, began=began)
    async with database.reading(org_id) as connection:
        emails = [person.email for person in cast.EVERYBODY]
        members = await members_by_email(connection, emails)
        teams = await teams_by_key(connection)
    return Brightwater(org_id=org_id, members=dict(members), teams=dict(teams))


async def _create(database: Database, *, began: datetime) -> UUID:
    org_id = new_id()
    by = Principal(org_id=org_id, kind=PrincipalKind.SYSTEM, source="system", role=Role.ADMIN)
    teams = {
        key: TeamNamed(team_key=key, name=name, region=region) for key, name, region in cast.TEAMS
    }
    async with database.transaction(org_id) as connection:
        await create_organization(
            connection,
            slug=cast.SLUG,
            name=cast.NAME,
            timezone=cast.TIMEZONE,
            currency=cast.CURRENCY,
            now=began,
        )
        for person in cast.EVERYBODY:
            team = teams.get(person.team or "")
            is_rep = person.role is Role.REP
            enrolled = EnrolMember(
                by=by,
                email=person.email,
                display_name=person.name,
                role=person.role,
                team=team if is_rep else None,
                leads=(team,) if team and not is_rep else (),
            )
            await enrol_member(connection, enrolled, now=began)
    return org_id


async def _month(database: Database, found: Brightwater, on: date, *, now: datetime) -> None:
    """Set the month's goals, of every rep and team, as agreed at its beginning."""
    starts_on = on.replace(day=1)
    ends_on = (starts_on + timedelta(days=31)).replace(day=1)
    async with database.transaction(found.org_id) as connection:
        if await jobs.claim(connection, _MONTH_JOB, f"{starts_on:%Y-%m}", now=now):
            goals = [
                ProposeGoal(
                    by=found.as_outside(),
                    owner_kind=kind,
                    owner_id=owner_id,
                    title=f"{whose} in {starts_on:%B}",
                    metric_key="revenue",
                    terms=GoalTerms(target=100 * dollars, starts_on=starts_on, ends_on=ends_on),
                )
                for whose, kind, owner_id, dollars in _targets(found)
            ]
            await propose_goals(connection, goals, now=now)


def _targets(found: Brightwater) -> Iterable[tuple[str, SubjectKind, UUID, int]]:
    for rep in cast.REPS:
        yield "Revenue", SubjectKind.MEMBER, found.members[rep.email], story.month_target(rep)
    for key, name, _ in cast.TEAMS:
        dollars = sum(story.month_target(rep) for rep in cast.REPS if rep.team == key)
        yield f"{name}'s revenue", SubjectKind.TEAM, found.teams[key], dollars


async def _day(
    database: Database,
    found: Brightwater,
    intake: Intake,
    day: story.Day,
    *,
    now: datetime,
    until: datetime,
) -> None:
    is_over = datetime.combine(day.on, _CLOSES, _ZONE) <= until
    # noted only if all of it is done; what is done again after an interruption is known by its keys
    async with database.transaction(found.org_id) as connection:
        if is_over and not await jobs.claim(connection, _DAY_JOB, f"{day.on}", now=now):
            return
        acts = [recorded(found, act) for act in day.acts if act.at <= now]
        for answer in await intake.submit_many(acts):
            if isinstance(answer, DomainError):
                raise answer
        for praise in day.praise if is_over else ():
            with suppress(ConflictError):  # given already, or the giver's allowance is spent
                await _praise(database, found, praise, now=now)


def recorded(found: Brightwater, act: story.Act) -> RecordActivity:
    """Return the command that records something of the story."""
    by = found.as_person(act.who)
    return RecordActivity(
        by=by,
        idempotency_key=act.key,
        body_sha256=fingerprint({"key": act.key}),
        member_id=found.members[act.who.email],
        kind=act.kind,
        quantity=act.quantity,
        amount_minor=None if act.dollars is None else 100 * act.dollars,
        occurred_at=act.at,
        customer_external_id=act.customer,
    )


async def _praise(
    database: Database, found: Brightwater, praise: story.Praise, *, now: datetime
) -> None:
    by, receiver_id = found.as_person(praise.giver), found.members[praise.receiver.email]
    async with database.transaction(found.org_id) as connection:
        if praise.badge_key is None:
            given = GiveKudos(by=by, to_member_id=receiver_id, text=praise.text)
            await give_kudos(connection, given, now=now)
            return
        badges = {
            badge.badge_key: badge.badge_id for badge in (await playbook.read(connection)).badges
        }
        award = AwardBadge(
            by=by, badge_id=badges[praise.badge_key], member_id=receiver_id, reason=praise.text
        )
        await award_badge(connection, award, now=now)


async def _phones(database: Database, found: Brightwater, *, now: datetime) -> None:
    async with database.transaction(found.org_id) as connection:
        for person in cast.EVERYBODY:
            phone = RegisterDevice(
                by=found.as_person(person),
                target_kind=DeviceTarget.FCM_TOKEN,
                target=person.phone,
                platform=Platform.ANDROID,
                locale="en",
            )
            await register_device(connection, phone, now=now)
