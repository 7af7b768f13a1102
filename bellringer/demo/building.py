"""Fill the demo organization: what happened there day by day, as if Bellringer had been there all along.

Every part is done once and noted; interrupted or run again, it goes on where it was.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from bellringer.demo import cast, kpis, story
from bellringer.demo.brightwater import ZONE, Brightwater, Moment, instant
from bellringer.demo.days_off import works
from bellringer.demo.off_days import is_held_up
from bellringer.demo.reporting import referrals, shared
from bellringer.demo.telling import tell_in_the_evening, tell_in_the_morning
from bellringer.demo.timetable import Scene, leaves_on, sails_on, scenes
from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.carry_competitions import carry_competitions
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.create_organization import create_organization
from bellringer.gamification.actions.enrol_member import enrol_member
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.register_device import register_device
from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.commands.badges import AwardBadge
from bellringer.gamification.commands.devices import RegisterDevice
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.commands.members import EnrolMember, TeamNamed
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import ConflictError, DomainError
from bellringer.gamification.intake import Intake
from bellringer.gamification.store import door, jobs, playbook
from bellringer.gamification.store.directory import members_by_email, teams_by_key
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import DeviceTarget, Platform, PrincipalKind, Role

WEEKS = 10
_DAY_JOB = "demo-day"
_PROFIT_PERCENT = 30  # of what a deal brings; percent of dollars are cents
_CLOSES = time(18, 30)


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
    today = now.astimezone(ZONE).date()
    first = today - timedelta(weeks=WEEKS)
    began = instant(first, time(7))
    found = await _organization(database, door_database, began=began)
    calendar = _Calendar()
    intake = Intake(database, calendar)
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    for number, on in enumerate(days, start=1):
        calendar.now = min(instant(on, _CLOSES), now)
        await _turn(database, found, now=calendar.now)
        await tell_in_the_morning(database, found, on, today=today, until=now)
        for scene in scenes(on, first=first, today=today):
            await _scene(database, found, scene, Moment(on=on, now=calendar.now))
        await _day(database, found, intake, story.day(on, seed=seed), now=calendar.now, until=now)
        await tell_in_the_evening(database, found, on, today=today, now=calendar.now)
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
                sales_role=person.sales_role,
            )
            await enrol_member(connection, enrolled, now=began)
    return org_id


async def _scene(database: Database, found: Brightwater, scene: Scene, at: Moment) -> None:
    async with database.transaction(found.org_id) as connection:
        if await jobs.claim(connection, scene.name, scene.period, now=at.now):
            await scene.part(connection, found, at)


async def _turn(database: Database, found: Brightwater, *, now: datetime) -> None:
    """Close what has ended, and carry on what has begun, as a worker would have done by then."""
    for action in (carry_competitions, close_periods):
        has_more = True
        while has_more:
            async with database.transaction(found.org_id) as connection:
                has_more = await action(connection, now=now)


async def _day(
    database: Database,
    found: Brightwater,
    intake: Intake,
    day: story.Day,
    *,
    now: datetime,
    until: datetime,
) -> None:
    is_over, today = instant(day.on, _CLOSES) <= until, until.astimezone(ZONE).date()
    # noted only if all of it is done; what is done again after an interruption is known by its keys
    async with database.transaction(found.org_id) as connection:
        if is_over and not await jobs.claim(connection, _DAY_JOB, f"{day.on}", now=now):
            return
        sails, leaves = sails_on(today), leaves_on(today)
        acts = [
            *(
                recorded(found, act)
                for act in day.acts
                if act.at <= now
                and works(act.who, day.on, sails=sails, leaves=leaves)
                and not is_held_up(act.who, day.on, today=today)
            ),
            *(deal for deal in shared(found, day.on) if is_over),
        ]
        for answer in await intake.submit_many(acts):
            if isinstance(answer, DomainError):
                raise answer
        await referrals(database, found, intake, day.on, now=now, today=today)
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
        started_at=kpis.started_at(act),
        duration_seconds=kpis.seconds(act),
        values=(("gross_profit", _PROFIT_PERCENT * act.dollars),)
        if act.kind == "deal_won" and act.dollars
        else (),
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
