"""Pulses: what is asked, and what is published."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching.pulses import PulseFacts
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import may_read_post
from bellringer.gamification.store.views.coaching import pulses as views
from bellringer.gamification.store.views.coaching.pulses import PulseView, ResultView
from bellringer.graphql import describing, teams
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import Node, key_of, pack
from bellringer.graphql.references import ATeam
from bellringer.words import PulseState

LOOKS_BACK = timedelta(days=91)


@describing.output
class GoalAttainment:
    """How many goals ended in a span of days, and how many of them were met; private goals count nowhere."""

    since: date = said("The first day.")
    until: date = said("The last day.")
    ended: int = said("How many were settled as MET or MISSED.")
    met: int = said("How many of them as MET.")


async def attainment_of(info: Info, group_id: UUID, since: date, until: date) -> GoalAttainment:
    """Count the goals of a team, or of all, whose last day lies from one date to another."""
    # the store speaks of ends as dates after the last day
    span = (group_id, since, until + timedelta(days=1))
    found = await info.context.loaders.attainments.load(span)
    return GoalAttainment(since=since, until=until, ended=found.ended, met=found.met)


@describing.output
class PulseFigure:
    """How far a group agrees with a statement."""

    statement: str = said("What was asked.")
    tenths: int = said(
        "The mean of 1 (not at all) to 5 (fully), times ten; in steps of 1 from 30 answers on, of 5 below. 15 says "
        "1.5 or less, 45 says 4.5 or more."
    )


@describing.output
class PulseResult:
    """What a pulse brought of a team, or of all; computed once, when it closed, and never again."""

    closed_on: strawberry.Private[date]
    view: strawberry.Private[ResultView]
    is_everyone: bool = said("True for the result of all.")
    asked: int = said("How many were asked.")
    answers: int | None = said("How many answered; null where the result is withheld.")
    figures: list[PulseFigure] | None = said(
        "One for each statement; null where fewer than 5 answered, or fewer than 5 could be told apart by it."
    )

    @resolved
    async def team(self, info: Info) -> ATeam | None:
        """The team as it was when the pulse opened; null for all."""
        return None if self.is_everyone else await teams.team_of(info, self.view.group_id)

    @resolved
    async def attainment(self, info: Info) -> GoalAttainment:
        """The goals of the same group whose last day lay in the 13 weeks up to the pulse's end."""
        since = self.closed_on - LOOKS_BACK + timedelta(days=1)
        return await attainment_of(info, self.view.group_id, since, self.closed_on)


@describing.output
class Pulse(Node):
    """A short anonymous survey. What anybody answered is stored without name or time, and deleted when it closes."""

    view: strawberry.Private[PulseView]
    state: PulseState = said("Where it stands.")
    statements: list[str] = said("What is asked, in order: agree from 1 (not at all) to 5 (fully).")
    opens_at: datetime = said("When it opens; who is a member then is asked.")
    closes_at: datetime = said("When it closes; the results follow within a minute.")
    is_asked: bool = said("Whether you are asked; false until it opens.")
    has_answered: bool = said("Whether you have answered; what you answered is not to be found.")

    @classmethod
    def of(cls, view: PulseView) -> "Pulse":
        """Show what a store read."""
        facts = PulseFacts(
            pulse_id=view.pulse_id,
            opens_at=view.opens_at,
            closes_at=view.closes_at,
            opened_at=view.opened_at,
            closed_at=view.closed_at,
        )
        return cls(
            id=pack("Pulse", view.pulse_id),
            view=view,
            state=facts.state,
            statements=list(view.statements),
            opens_at=view.opens_at,
            closes_at=view.closes_at,
            is_asked=view.is_asked,
            has_answered=view.has_answered,
        )

    @resolved
    async def results(self, info: Info) -> list[PulseResult] | None:
        """Of all first, then of your team and those you lead, every team for admins; null until it is closed."""
        if self.view.closed_at is None:
            return None
        context = info.context
        found = await context.loaders.pulse_results.load(self.view.pulse_id) or []
        org_id = context.authority.org_id
        return [
            PulseResult(
                closed_on=organization_day(context.playbook.calendars, self.view.closes_at),
                view=each,
                is_everyone=each.group_id == org_id,
                asked=each.asked,
                answers=each.answers,
                figures=None
                if each.figures is None
                else [
                    PulseFigure(statement=statement, tenths=tenths)
                    for statement, tenths in zip(self.statements, each.figures, strict=True)
                ],
            )
            for each in sorted(found, key=lambda each: (each.group_id != org_id, each.group_id))
            if may_read_post(
                context.principal, audience_id=each.group_id, team_id=context.authority.team_id
            )
        ]


async def pulse_of(info: Info, pulse_id: UUID) -> Pulse | None:
    """Show the pulse of an id."""
    view = await info.context.loaders.pulses.load(pulse_id)
    return Pulse.of(view) if view else None


@strawberry.type
class PulseQuery:
    """The reads of pulses."""

    @resolved
    async def pulse(
        self,
        info: Info,
        pulse_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="A pulse's id.")
        ],
    ) -> Pulse | None:
        """A pulse; null if there is none."""
        key = key_of("Pulse", pulse_id)
        return await pulse_of(info, key) if key else None

    @resolved
    async def pulses(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Pulse]:
        """All pulses, the latest to open first: their results are the trend, beside the goals of the same weeks."""
        window = window_of(first, after, last, before, views.KEY)
        me = info.context.authority.member_id
        return connect(
            await info.context.read(lambda c: views.page(c, window, reader_id=me)),
            Pulse.of,
            lambda view: (view.opens_at, view.pulse_id),
            lambda: info.context.read(views.count),
        )
