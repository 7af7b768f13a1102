"""Warnings about goals: what is doubtful is said, and done all the same."""

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.rules.goals.likely import Doubt, WarningCode, doubts, periods_before
from bellringer.gamification.store.views import sums
from bellringer.gamification.store.views.sums import Stretch
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.scalars import BigInt


@describing.output
class GoalWarning:
    """Something doubtful about a goal; it was proposed all the same."""

    code: WarningCode = said("What is doubtful; branch on this.")
    message: str = said("The reason in English, for developers and as a last resort for people.")
    figure: BigInt = said("The best that history has to show, in the metric's unit.")

    @classmethod
    def of(cls, doubt: Doubt) -> "GoalWarning":
        """Show what a rule found."""
        return cls(code=doubt.code, message=doubt.message, figure=BigInt(doubt.figure))


async def warnings_of(info: Info, goal: GoalRecord | None) -> list[GoalWarning]:
    """Show what history says against the terms that were proposed last."""
    if goal is None or goal.metric_key is None:
        return []
    context, metric_key, terms = info.context, goal.metric_key, goal.agreements[-1].terms
    before = periods_before(context.playbook, terms, today=context.today)
    stretches = [
        Stretch(metric_key=metric_key, starts_on=first, ends_on=until) for first, until in before
    ]
    totals = await context.read(lambda c: sums.totals(c, goal.owner_id, stretches))
    found = doubts(
        context.playbook, metric_key, terms, [totals[metric_key, first] for first, _ in before]
    )
    return [GoalWarning.of(doubt) for doubt in found]
