"""Check-ins: what a member planned for a day, what came of it, and when a team checks in."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook import coaching as playbook
from bellringer.gamification.playbook.coaching import cadence_on
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.coaching.cadences import done_of, present_and_coming
from bellringer.gamification.rules.coaching.check_ins import due_at, due_on, may_read
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.store.coaching import check_ins
from bellringer.gamification.store.views import members as views
from bellringer.graphql import describing, members
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.metrics import ActivityKind, Metric, kind_of, metric_of
from bellringer.graphql.nodes import Node, key_of, pack
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt

OnDay = Annotated[
    date | None, strawberry.argument(description="A date; left out: the present one.")
]


@describing.output
class CheckInCadence:
    """When a team checks in, until its next cadence; the hours are those of each member's own clock."""

    starts_on: date = said("From when on.")
    weekdays: list[int] = said("On which days, 1 (Monday) to 7 (Sunday); none: no check-ins.")
    plan_at: time = said("When the plan of the day is due.")
    done_at: time = said("When the word on how it went is due.")
    grace_minutes: int = said("What comes later than its hour by more than this is late.")
    is_shared: bool = said("The team's members may read each other's.")

    @classmethod
    def of(cls, cadence: playbook.CheckInCadence) -> "CheckInCadence":
        """Show a cadence of the playbook."""
        return cls(
            starts_on=cadence.effective_from,
            weekdays=[day + 1 for day in range(7) if cadence.weekdays >> day & 1],
            plan_at=cadence.plan_at,
            done_at=cadence.done_at,
            grace_minutes=cadence.grace_minutes,
            is_shared=cadence.is_shared,
        )


@describing.output
class CheckInItem:
    """A number that was planned, and what came of it."""

    kind: ActivityKind | None = said("The kind of activity that it counts; null for a metric.")
    metric: Metric | None = said("The metric that it is in; null for a kind.")
    planned: BigInt = said("What was planned, in quantities of the kind or in the metric's unit.")
    done: BigInt = said(
        "What the member did on that day of the member's own, from the activities as they are on record now: "
        "late ones count, reversed ones don't."
    )


@describing.output
class CheckIn(Node):
    """What a member said of a day: the plan, how it went, and the answer of who leads the team."""

    record: strawberry.Private[CheckInRecord]
    on: date = said("The day, by the member's own clock.")
    is_shared: bool = said("The team's members may read it: so it was when it was begun.")
    planned_at: datetime | None = said("When the plan was made; null without one.")
    is_plan_late: bool = said("The plan came after its hour and grace.")
    plan_text: str | None = said("The plan in words; null without, or once it is erased.")
    done_at: datetime | None = said("When the day was closed; null while it is open.")
    is_done_late: bool = said("The day was closed after its hour and grace.")
    done_text: str | None = said("How it went, in words; null without, or once it is erased.")
    answered_at: datetime | None = said("When it was answered; null while it is not.")
    answer_text: str | None = said("The answer in words; null without, or once it is erased.")

    @classmethod
    def of(cls, record: CheckInRecord) -> "CheckIn":
        """Show what a store read."""
        return cls(
            id=pack("CheckIn", record.check_in_id),
            record=record,
            on=record.on,
            is_shared=record.is_shared,
            planned_at=record.planned_at,
            is_plan_late=record.is_plan_late,
            plan_text=record.plan_text,
            done_at=record.done_at,
            is_done_late=record.is_done_late,
            done_text=record.done_text,
            answered_at=record.answered_at,
            answer_text=record.answer_text,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whose detail this is: nobody's where the whole team may read it."""
        return () if self.record.is_shared else (self.record.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose it is."""
        return await members.certain_member(info, self.record.member_id)

    @resolved
    async def answered_by(self, info: Info) -> AMember | None:
        """Who answered it."""
        return await members.member_of(info, self.record.answered_by)

    @resolved
    async def items(self, info: Info) -> list[CheckInItem]:
        """The numbers that were planned, at most 10, against what was done."""
        record, context = self.record, info.context
        if not record.items:
            return []
        activities = await context.loaders.days_done.load((record.member_id, record.on))
        plays = context.playbook
        done = done_of(plays, record.items, activities, member_id=record.member_id, on=record.on)
        return [
            CheckInItem(
                kind=kind_of(plays.kinds[item.kind]) if item.kind is not None else None,
                metric=(
                    metric_of(plays.metrics[item.metric_key], plays.currency)
                    if item.metric_key is not None
                    else None
                ),
                planned=BigInt(item.planned),
                done=BigInt(number),
            )
            for item, number in zip(record.items, done, strict=True)
        ]


@describing.output
class CheckInDay:
    """A day of a member's own, and the check-in of it."""

    facts: strawberry.Private[MemberFacts]
    on: date = said("The day, by the member's own clock.")
    plan_due_at: datetime | None = said(
        "When the plan is due; null on a day without a check-in: a weekday that the team has none on, a day off, "
        "leave."
    )
    done_due_at: datetime | None = said("When the word on how it went is due; null as planDueAt.")

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose day it is."""
        return await members.certain_member(info, self.facts.member_id)

    @resolved
    async def check_in(self, info: Info) -> CheckIn | None:
        """The check-in; null where there is none."""
        record = await info.context.loaders.check_in_days.load((self.facts.member_id, self.on))
        return shown(info, record)


def shown(info: Info, record: CheckInRecord | None) -> CheckIn | None:
    """Show a check-in, if there is one that the caller may read."""
    context = info.context
    if record is None or not may_read(context.principal, record, team_id=context.authority.team_id):
        return None
    return CheckIn.of(record)


async def check_in_of(info: Info, check_in_id: UUID) -> CheckIn | None:
    """Show the check-in of an id, if there is one that the caller may read."""
    return shown(info, await info.context.loaders.check_ins.load(check_in_id))


def cadences_of(info: Info, team_id: UUID) -> list[CheckInCadence]:
    """Show when a team checks in today and later."""
    cadences = info.context.playbook.check_ins.get(team_id, ())
    return [CheckInCadence.of(each) for each in present_and_coming(cadences, info.context.today)]


def _day(info: Info, facts: MemberFacts, on: date) -> CheckInDay:
    plays = info.context.playbook
    cadence = due_on(plays, facts, on)
    return CheckInDay(
        facts=facts,
        on=on,
        plan_due_at=None if cadence is None else due_at(plays, facts, on, cadence.plan_at),
        done_due_at=None if cadence is None else due_at(plays, facts, on, cadence.done_at),
    )


def _is_shared(info: Info, team_id: UUID | None, on: date) -> bool:
    """Tell whether the caller scores for a team whose check-ins of a date are shared."""
    if team_id is None or team_id != info.context.authority.team_id:
        return False
    cadence = cadence_on(info.context.playbook.check_ins.get(team_id, ()), on)
    return cadence is not None and cadence.is_shared


async def member_day_of(info: Info, member_id: UUID, *, on: date | None) -> CheckInDay | None:
    """Show a day of a member's own to those who may read its check-in."""
    context = info.context
    facts = await context.loaders.member_facts.load(member_id)
    if facts is None:
        return None
    on = on or member_day(facts.zones, context.playbook.calendars, context.now)
    if not await sees(context, Audience.LEADS, (member_id,)):
        view = await context.loaders.members.load(member_id)
        if not _is_shared(info, view.team_id if view else None, on):
            return None
    return _day(info, facts, on)


async def team_days(
    info: Info,
    team_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    on: date | None,
) -> Connection[CheckInDay] | None:
    """List a date of everybody who scores for a team then, to those who may read their check-ins."""
    window = window_of(first, after, last, before, views.KEY)
    context = info.context
    on = on or context.today
    if not leads(context.principal, team_id) and not _is_shared(info, team_id, on):
        return None
    found = await context.loaders.team_pages.load((team_id, window, on))
    for row in found.rows:
        context.loaders.members.prime(row.member_id, row)
    facts = await context.loaders.member_facts.load_many([row.member_id for row in found.rows])
    known = {each.member_id: each for each in facts if each is not None}
    return connect(
        found,
        lambda view: _day(info, known[view.member_id], on),
        lambda view: (view.name or "", view.member_id),
        lambda: context.loaders.team_counts.load((team_id, on)),
    )


async def check_ins_of(
    info: Info,
    member_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[CheckIn]:
    """List a member's check-ins that the caller may read, the latest first."""
    window = window_of(first, after, last, before, check_ins.KEY)
    context = info.context
    found = await context.loaders.check_in_pages.load((member_id, window, context.circle))
    return connect(
        found,
        CheckIn.of,
        lambda record: (record.on, record.check_in_id),
        lambda: context.loaders.check_in_counts.load((member_id, context.circle)),
    )


@strawberry.type
class CheckInQuery:
    """The read of one check-in."""

    @resolved
    async def check_in(
        self,
        info: Info,
        check_in_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A check-in's id.")
        ],
    ) -> CheckIn | None:
        """A check-in; null if there is none, or none that you may read."""
        key = key_of("CheckIn", check_in_id)
        return await check_in_of(info, key) if key else None
