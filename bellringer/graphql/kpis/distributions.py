"""Distributions: how attainment of agreed goals is spread over members, and by tenure."""

from datetime import date
from typing import Annotated

import strawberry

from bellringer.gamification.actions.kpis.read_sheets import read_distribution
from bellringer.gamification.rules import permissions
from bellringer.gamification.rules.kpis import sheets as rules
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.kpis import series
from bellringer.graphql.kpis.people import employed
from bellringer.graphql.nodes import wanted
from bellringer.words import PeriodKind


@describing.output
class AttainmentBand:
    """How many members came so far."""

    from_attainment: int = said("Attainment from here on, floored, in ten-thousandths.")
    below_attainment: int | None = said("And below this; null is open.")
    members: int = said("How many.")


@describing.output
class AttainmentCohort:
    """Members who joined about as long ago."""

    from_months: int = said("Full months since joining, at the period's beginning, from here on.")
    below_months: int | None = said("And below this; null is open, and has those of no known day.")
    members: int = said("How many of them have a target.")
    mean: int | None = said("The mean of their attainment, floored; null for nobody.")
    median: int | None = said("The median of their attainment, floored; null for nobody.")


@describing.output
class AttainmentDistribution:
    """How attainment of agreed goals of a metric is spread over members in one period."""

    starts_on: date = said("The period's first day.")
    ends_on: date = said("The first day no longer.")
    bands: list[AttainmentBand] = said("How many members came how far, the least first.")
    without_target: int = said("How many have no agreed goal for exactly these days.")
    cohorts: list[AttainmentCohort] = said("The same by tenure, the newest first.")

    @classmethod
    def of(cls, found: rules.Distribution) -> "AttainmentDistribution":
        """Show a distribution."""
        return cls(
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            bands=[
                AttainmentBand(from_attainment=least, below_attainment=below, members=number)
                for (least, below), number in zip(rules.BANDS, found.bands, strict=True)
            ],
            without_target=found.without_target,
            cohorts=[
                AttainmentCohort(
                    from_months=each.from_months,
                    below_months=each.to_months,
                    members=each.members,
                    mean=each.mean,
                    median=each.median,
                )
                for each in found.cohorts
            ],
        )


@strawberry.type
class DistributionQuery:
    """The read of how attainment is spread."""

    @resolved
    async def attainment_distribution(
        self,
        info: Info,
        metric: Annotated[
            str, strawberry.argument(description="Of goals of this metric, e.g. revenue.")
        ],
        team_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="Of who scores for this team today; left out: for any, for admins only."
            ),
        ] = None,
        by: series.By = PeriodKind.MONTH,
        last: series.LastPeriods = 1,
        until: series.Until = None,
    ) -> list[AttainmentDistribution] | None:
        """How attainment is spread, and by tenure; for the team's managers and admins, null for others."""
        context = info.context
        picked = [series.total_of(metric)]
        question = series.question_of(context, picked, by, last, until)
        team = None if team_id is None else wanted("Team", team_id)
        if not permissions.leads(context.principal, team):
            return None
        who = await employed(info, team)
        found = await context.read(
            lambda c: read_distribution(
                c,
                context.playbook,
                who,
                metric,
                by=by,
                last=last,
                until=question.until,
                today=context.today,
            )
        )
        return [AttainmentDistribution.of(each) for each in found]
