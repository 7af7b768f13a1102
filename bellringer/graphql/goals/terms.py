"""The terms of goals, and the milestones in them."""

from datetime import date, datetime

import strawberry

from bellringer.gamification.facts.goals import AgreementRecord, GoalRecord
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.graphql import describing, members
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt


@describing.output
class GoalTerms:
    """One numbered set of terms of a goal."""

    agreement_no: int = said("Hand it back to `goalAgree`: you agree to exactly these terms.")
    target: BigInt = said(
        "To reach, in the metric's unit (money in minor units); where less is better, not to be passed."
    )
    baseline: BigInt = said("Where the way begins, in the metric's unit; percent count from here.")
    floor_target: BigInt | None = said("What the second metric must reach too; null without one.")
    starts_on: date = said("First day that counts, in the organization's calendar.")
    ends_on: date = said("The day after the last that counts.")
    milestones: list[int] = said("The percents that are told when they are passed.")
    is_prorated: bool = said(
        "Judged by the share of the working days that the member had; `GoalPace.proratedTarget` says of what."
    )
    agreed_at: datetime | None = said("When both sides had agreed; null while it waits.")
    declined_at: datetime | None = said("When the other side declined; null if it did not.")
    record: strawberry.Private[AgreementRecord]

    @classmethod
    def of(cls, record: AgreementRecord) -> "GoalTerms":
        """Show one set of terms."""
        terms = record.terms
        return cls(
            record=record,
            agreement_no=record.agreement_no,
            target=BigInt(terms.target),
            baseline=BigInt(terms.baseline),
            floor_target=None if terms.floor_target is None else BigInt(terms.floor_target),
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            milestones=list(terms.milestones),
            is_prorated=terms.is_prorated,
            agreed_at=record.agreed_at,
            declined_at=record.declined_at,
        )

    @resolved
    async def proposed_by(self, info: Info) -> AMember | None:
        """Who proposed the terms."""
        return await members.member_of(info, self.record.proposed_by)

    @resolved
    async def agreed_by(self, info: Info) -> AMember | None:
        """Who agreed last."""
        return await members.member_of(info, self.record.agreed_by)


@describing.output
class Milestone:
    """A percent on the way of a goal."""

    percent: int = said("Percent of the way from baseline to target.")
    crossed_at: datetime | None = said("When it was first passed; null while it is ahead.")
    undone_at: datetime | None = said(
        "Since when a reversal holds the goal under it again; null while it holds."
    )


def milestones_of(goal: GoalRecord) -> list[Milestone]:
    """Show the milestones of the terms in force, rising."""
    terms = terms_shown(goal)
    passed = {
        each.percent: each for each in goal.crossings if each.agreement_no == terms.agreement_no
    }
    return [
        Milestone(
            percent=percent,
            crossed_at=passed[percent].crossed_at if percent in passed else None,
            undone_at=passed[percent].undone_at if percent in passed else None,
        )
        for percent in sorted(terms.terms.milestones)
    ]
