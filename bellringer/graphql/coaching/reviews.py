"""The review of a quarter: what was changed, and how goals and pulses stood before and after."""

from datetime import date, datetime, timedelta
from typing import Annotated

import strawberry

from bellringer.gamification.rules.calendars.periods import calendar_at, period_of, starts_at
from bellringer.gamification.store.views.coaching import reviews as views
from bellringer.gamification.store.views.coaching.reviews import ChangeView
from bellringer.graphql import describing
from bellringer.graphql.coaching.expectations import is_lead, teams_led
from bellringer.graphql.coaching.pulses import GoalAttainment, Pulse, attainment_of, pulse_of
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
from bellringer.graphql.errors import BadRequestError
from bellringer.words import PeriodKind, StrategyArea

_DAY = timedelta(days=1)


@describing.output
class StrategyChange:
    """Something that was changed."""

    at: datetime = said("When.")
    area: StrategyArea = said("What kind of thing.")
    action: str = said("What was done: publish, agree, create, update, archive.")
    what: str | None = said("What it is called; null where that is gone.")

    @classmethod
    def of(cls, view: ChangeView) -> "StrategyChange":
        """Show what a store read."""
        return cls(at=view.at, area=view.area, action=view.action, what=view.what)


@describing.output
class StrategyReview:
    """A quarter of the organization's calendar."""

    zone: strawberry.Private[str]
    before_on: strawberry.Private[date]
    starts_on: date = said("Its first day.")
    ends_on: date = said("The first day after it.")

    @resolved
    async def changes(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[StrategyChange]:
        """What was changed, the earliest first."""
        window = window_of(first, after, last, before, views.KEY)
        context, of = info.context, teams_led(info.context)
        since, until = starts_at(self.starts_on, self.zone), starts_at(self.ends_on, self.zone)
        return connect(
            await context.read(
                lambda c: views.changes(c, window, since=since, until=until, team_ids=of)
            ),
            StrategyChange.of,
            lambda view: (view.at, view.change_id),
            lambda: context.read(
                lambda c: views.change_count(c, since=since, until=until, team_ids=of)
            ),
        )

    @resolved
    async def attainment_before(self, info: Info) -> GoalAttainment:
        """The goals of all that ended in the quarter before."""
        org_id = info.context.authority.org_id
        return await attainment_of(info, org_id, self.before_on, self.starts_on - _DAY)

    @resolved
    async def attainment(self, info: Info) -> GoalAttainment:
        """The goals of all that ended in this quarter."""
        org_id = info.context.authority.org_id
        return await attainment_of(info, org_id, self.starts_on, self.ends_on - _DAY)

    @resolved
    async def pulse_before(self, info: Info) -> Pulse | None:
        """The last pulse that closed before the quarter; null if none did."""
        return await self._pulse(info, self.starts_on)

    @resolved
    async def pulse_after(self, info: Info) -> Pulse | None:
        """The last pulse that closed before the quarter's end; null if none did."""
        return await self._pulse(info, self.ends_on)

    async def _pulse(self, info: Info, on: date) -> Pulse | None:
        until = starts_at(on, self.zone)
        found = await info.context.read(lambda c: views.last_pulse(c, before=until))
        return await pulse_of(info, found) if found else None


@strawberry.type
class ReviewQuery:
    """The read of a quarter's review."""

    @resolved
    async def strategy_review(
        self, info: Info, on: Annotated[date, strawberry.argument(description="Any date of it.")]
    ) -> StrategyReview | None:
        """What was changed in a quarter, and what came of it; null for who leads nobody."""
        if not is_lead(info.context):
            return None
        if not date.min.year < on.year < date.max.year:
            raise BadRequestError("INVALID_YEAR", "There is no such quarter.")
        calendars = info.context.playbook.calendars
        zone = calendar_at(calendars, on).timezone
        found = period_of(PeriodKind.QUARTER, on, calendars, zone)
        last = period_of(PeriodKind.QUARTER, found.starts_on - _DAY, calendars, zone)
        assert found.ends_on is not None
        return StrategyReview(
            zone=zone,
            before_on=last.starts_on,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
        )
