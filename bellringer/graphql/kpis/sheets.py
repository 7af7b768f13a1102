"""Target sheets, missed targets, and tables to take away."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.kpis.read_kpis import read_kpis
from bellringer.gamification.actions.kpis.read_sheets import read_sheet
from bellringer.gamification.facts.kpis.measured import KpiSubject
from bellringer.gamification.rules.kpis import sheets as rules
from bellringer.gamification.rules.kpis import tables
from bellringer.gamification.rules.kpis.sheets import Employed, TargetRow
from bellringer.gamification.rules.recording.money import digits
from bellringer.gamification.store.window import sliced
from bellringer.graphql import describing, members, metrics
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
from bellringer.graphql.kpis import series
from bellringer.graphql.kpis.people import looked_at
from bellringer.graphql.metrics import Metric
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.words import GoalState, PeriodKind, SubjectKind

MOST_GOALS = 10_000
MOST_LINES = 20_000
LONGEST = timedelta(days=366)
KEY = (date, date, UUID)

MemberAsked = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Of this member; with neither: your own."),
]
TeamAsked = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Of all who score for this team today; not with memberId."),
]
Since = Annotated[
    date | None,
    strawberry.argument(description="The first day; without it, 366 days before `until`."),
]
UntilDay = Annotated[
    date | None,
    strawberry.argument(description="The first day no longer; tomorrow without it."),
]
OnlyMissed = Annotated[
    bool,
    strawberry.argument(description="Only what is over and missed; default false."),
]


@describing.output
class KpiTarget:
    """One goal on a target sheet: agreed by both sides, and how far it came."""

    row: strawberry.Private[TargetRow]
    title: str = said("What people call the goal.")
    starts_on: date = said("The first day.")
    ends_on: date = said("The first day no longer.")
    state: GoalState = said("Where it stands today.")
    target: BigInt = said(
        "What is aimed at, in the metric's unit; of prorated terms the member's share."
    )
    actual: BigInt = said("What was reached, in the metric's unit.")
    attainment: int = said("Which part of the way is done, floored, in ten-thousandths.")

    @classmethod
    def of(cls, row: TargetRow) -> "KpiTarget":
        """Show a row."""
        return cls(
            row=row,
            title=row.title,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            state=row.state,
            target=BigInt(row.target),
            actual=BigInt(row.actual),
            attainment=row.attainment,
        )

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose goal it is."""
        return await members.certain_member(info, self.row.member_id)

    @resolved
    def metric(self, info: Info) -> Metric:
        """What is counted."""
        playbook = info.context.playbook
        return metrics.metric_of(playbook.metrics[self.row.metric_key], playbook.currency)


@strawberry.type
class SheetQuery:
    """The reads of target sheets and reports."""

    @resolved
    async def target_sheet(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        member_id: MemberAsked = None,
        team_id: TeamAsked = None,
        since: Since = None,
        until: UntilDay = None,
        only_missed: OnlyMissed = False,
    ) -> Connection[KpiTarget] | None:
        """Agreed goals of a member or a team, by the day they end; of others for their managers and admins only."""
        who = await looked_at(info, member_id, team_id)
        if who is None:
            return None
        rows = await _rows(info, who, since, until, only_missed)

        async def counting() -> int:
            return len(rows)

        return connect(
            sliced(rows, window_of(first, after, last, before, KEY), rules.row_key),
            KpiTarget.of,
            rules.row_key,
            counting,
        )

    @resolved
    async def target_sheet_csv(
        self,
        info: Info,
        member_id: MemberAsked = None,
        team_id: TeamAsked = None,
        since: Since = None,
        until: UntilDay = None,
        only_missed: OnlyMissed = False,
    ) -> str | None:
        """The same as a CSV table for a spreadsheet, in which no text can be a formula."""
        who = await looked_at(info, member_id, team_id)
        if who is None:
            return None
        rows = await _rows(info, who, since, until, only_missed)
        names = {each.member_id: each.name for each in who}
        return tables.target_table(
            [(names[row.member_id], row) for row in rows],
            money_digits=digits(info.context.playbook.currency),
        )

    @resolved
    async def kpis_csv(
        self,
        info: Info,
        member_id: MemberAsked = None,
        team_id: TeamAsked = None,
        only: series.Only = None,
        by: series.By = PeriodKind.MONTH,
        last: series.LastPeriods = 1,
        until: series.Until = None,
    ) -> str | None:
        """KPIs of one member or each of a team as a CSV table; of others for their managers and admins only.

        A line for each member, KPI and period, in whole units; no text in it can be a formula.
        """
        context = info.context
        question = series.question_of(context, only, by, last, until)
        who = await looked_at(info, member_id, team_id)
        if who is None:
            return None
        if len(who) * len(question.picks) * last > MOST_LINES:
            raise BadRequestError("INVALID_KPI", f"A table has at most {MOST_LINES} lines.")
        subjects = {
            KpiSubject(kind=SubjectKind.MEMBER, subject_id=each.member_id): each.name
            for each in who
        }
        found = await context.read(
            lambda c: read_kpis(c, context.playbook, list(subjects), question, today=context.today)
        )
        return tables.kpi_table(
            [(name, found[subject]) for subject, name in subjects.items()],
            money_digits=digits(context.playbook.currency),
        )


async def _rows(
    info: Info,
    who: Sequence[Employed],
    since: date | None,
    until: date | None,
    only_missed: bool,
) -> tuple[TargetRow, ...]:
    context = info.context
    ends = until or context.today + timedelta(days=1)
    begins = since or max(ends, date(1971, 1, 3)) - LONGEST
    if not timedelta() < ends - begins <= LONGEST:
        raise BadRequestError("INVALID_KPI", f"A sheet is of 1 to {LONGEST.days} days.")
    rows = await context.read(
        lambda c: read_sheet(
            c,
            context.playbook,
            who,
            since=begins,
            until=ends,
            today=context.today,
            only_missed=only_missed,
            limit=MOST_GOALS + 1,
        )
    )
    if len(rows) > MOST_GOALS:
        raise BadRequestError("INVALID_KPI", f"A sheet has at most {MOST_GOALS} goals.")
    return rows
