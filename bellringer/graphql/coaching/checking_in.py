"""Setting when a team checks in, checking in, and answering."""

from datetime import date, time
from typing import Annotated

import strawberry

from bellringer.gamification.actions.coaching.answer_check_in import answer_check_in
from bellringer.gamification.actions.coaching.check_in import close_day, plan_day
from bellringer.gamification.actions.coaching.set_check_ins import set_check_ins
from bellringer.gamification.commands.coaching.check_ins import (
    AnswerCheckIn,
    CloseDay,
    PlanDay,
    PlannedItem,
    SetCheckIns,
)
from bellringer.graphql import describing, teams
from bellringer.graphql.coaching.check_ins import CheckIn, check_in_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import ATeam
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write

_ON = "Your present day, by your own clock, so that a tap at midnight says which one it means; left out: today."
_CHECK_IN = "The check-in; null where it was refused."


@describing.entry
class CheckInsSetInput:
    """When a team is to check in."""

    team_id: strawberry.ID = said("A team that you lead.")
    starts_on: date | None = said(
        "From when on: today at the earliest, a year ahead at most; left out: tomorrow.",
        default=None,
    )
    weekdays: list[int] = said(
        "On which days, 1 (Monday) to 7 (Sunday); none: no check-ins.",
        default_factory=lambda: [1, 2, 3, 4, 5],
    )
    plan_at: time = said("When the plan is due, on each member's own clock.", default=time(8))
    done_at: time = said("When the word on how it went is due.", default=time(17))
    grace_minutes: int = said("After so many minutes it is late, 0 to 240.", default=60)
    is_shared: bool = said(
        "Whether the team's members may read each other's from then on.", default=False
    )


@describing.output
class CheckInsSetPayload(Payload):
    """The team."""

    team: ATeam | None = said("The team; null where it was refused.", default=None)


@describing.entry
class CheckInItemInput:
    """A number that you plan: of a kind of activity, or in a metric."""

    kind: str | None = said("A kind of activity, e.g. call.", default=None)
    metric_key: str | None = said("A metric, e.g. revenue; not points.", default=None)
    planned: BigInt = said("How many, or how much in the metric's unit; at least 1.")


@describing.entry
class CheckInPlanInput:
    """What you are going to do."""

    on: date | None = said(_ON, default=None)
    items: list[CheckInItemInput] = said(
        "At most 10 numbers, each thing once.", default_factory=list
    )
    text: str | None = said("The plan in words, 1 to 500 signs.", default=None)


@describing.output
class CheckInPlanPayload(Payload):
    """The check-in."""

    check_in: CheckIn | None = said(_CHECK_IN, default=None)


@describing.entry
class CheckInDoneInput:
    """How the day went."""

    on: date | None = said(_ON, default=None)
    text: str | None = said(
        "In words, 1 to 500 signs; the numbers are there already.", default=None
    )


@describing.output
class CheckInDonePayload(Payload):
    """The check-in."""

    check_in: CheckIn | None = said(_CHECK_IN, default=None)


@describing.entry
class CheckInAnswerInput:
    """Which check-in you answer."""

    check_in_id: strawberry.ID = said("A check-in of a team that you lead, not your own.")
    text: str | None = said("In words, 1 to 500 signs; left out: you have seen it.", default=None)


@describing.output
class CheckInAnswerPayload(Payload):
    """The check-in."""

    check_in: CheckIn | None = said(_CHECK_IN, default=None)


@strawberry.type
class CheckInMutation:
    """The writes of check-ins."""

    @mutation
    async def check_ins_set(
        self,
        info: Info,
        sent: Annotated[
            CheckInsSetInput, strawberry.argument(name="input", description="The cadence.")
        ],
    ) -> CheckInsSetPayload:
        """Set when a team you lead checks in, from a day on; what was said before stays as it was."""
        team_id = wanted("Team", sent.team_id)
        command = SetCheckIns(
            by=info.context.principal,
            team_id=team_id,
            starts_on=sent.starts_on,
            weekdays=sent.weekdays,
            plan_at=sent.plan_at,
            done_at=sent.done_at,
            grace_minutes=sent.grace_minutes,
            is_shared=sent.is_shared,
        )
        await write(info, set_check_ins, command)
        await info.context.enter()
        return CheckInsSetPayload(team=await teams.team_of(info, team_id))

    @mutation
    async def check_in_plan(
        self,
        info: Info,
        sent: Annotated[
            CheckInPlanInput, strawberry.argument(name="input", description="The plan.")
        ],
    ) -> CheckInPlanPayload:
        """Say what you are going to do today; sent again before its hour and grace are over, it takes the place."""
        command = PlanDay(
            by=info.context.principal,
            on=sent.on,
            items=tuple(
                PlannedItem(kind=each.kind, metric_key=each.metric_key, planned=int(each.planned))
                for each in sent.items
            ),
            text=sent.text,
        )
        check_in_id = await write(info, plan_day, command)
        return CheckInPlanPayload(check_in=await check_in_of(info, check_in_id))

    @mutation
    async def check_in_done(
        self,
        info: Info,
        sent: Annotated[
            CheckInDoneInput, strawberry.argument(name="input", description="How it went.")
        ],
    ) -> CheckInDonePayload:
        """Close your day; with or without a plan, and again on the same day with other words until it is answered."""
        command = CloseDay(by=info.context.principal, on=sent.on, text=sent.text)
        check_in_id = await write(info, close_day, command)
        return CheckInDonePayload(check_in=await check_in_of(info, check_in_id))

    @mutation
    async def check_in_answer(
        self,
        info: Info,
        sent: Annotated[
            CheckInAnswerInput, strawberry.argument(name="input", description="The answer.")
        ],
    ) -> CheckInAnswerPayload:
        """Answer a member's check-in, so that it is a talk and no report; another answer takes the place."""
        command = AnswerCheckIn(
            by=info.context.principal,
            check_in_id=wanted("CheckIn", sent.check_in_id),
            text=sent.text,
        )
        check_in_id = await write(info, answer_check_in, command)
        return CheckInAnswerPayload(check_in=await check_in_of(info, check_in_id))
