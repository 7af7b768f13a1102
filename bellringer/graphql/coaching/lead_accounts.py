"""What a team is told of those who lead it: their goals, and numbers of what they have done for it."""

from uuid import UUID

import strawberry

from bellringer.gamification.facts.coaching.meetings import LeadCounts
from bellringer.gamification.rules.calendars.periods import organization_zone
from bellringer.gamification.rules.coaching.lead_counts import LOOKS_BACK, counts_of
from bellringer.graphql import describing, goals, members
from bellringer.graphql.coaching import meetings
from bellringer.graphql.connections import After, Before, Connection, First, Last, OnlyCurrent
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AGoal, AMember


@describing.output
class LeadAccount:
    """What somebody who leads the team has done for it in the last 28 days, today left out: numbers, never words."""

    lead_id: strawberry.Private[UUID]
    check_ins: int = said("Check-ins of the team in these days.")
    check_ins_answered: int = said("Those of them that this lead has answered.")
    check_ins_answered_on_time: int = said(
        "Those answered on their day, or before the team's next working day was over."
    )
    one_on_ones: int = said(
        "One-to-ones of this lead with members of the team that were planned for these days and not called off."
    )
    one_on_ones_held_on_time: int = said("Those that began by the day they were planned for.")
    feedback_given: int = said(
        "How often this lead gave members of the team feedback in these days."
    )
    open_action_items: int = said("What this lead has taken on and not done, from wherever.")
    overdue_action_items: int = said("What of that was due before today.")

    @classmethod
    def of(cls, lead_id: UUID, counts: LeadCounts) -> "LeadAccount":
        """Show what was counted."""
        return cls(
            lead_id=lead_id,
            check_ins=counts.check_ins,
            check_ins_answered=counts.answered,
            check_ins_answered_on_time=counts.answered_on_time,
            one_on_ones=counts.talks,
            one_on_ones_held_on_time=counts.talks_on_time,
            feedback_given=counts.feedback,
            open_action_items=counts.open_items,
            overdue_action_items=counts.overdue_items,
        )

    @resolved
    async def lead(self, info: Info) -> AMember:
        """Who leads."""
        return await members.certain_member(info, self.lead_id)

    @resolved
    async def goals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        only_current: OnlyCurrent = False,
    ) -> Connection[AGoal]:
        """The lead's own goals that you may see: with visibility TEAM the teams led see them."""
        return await goals.goals_of(info, [self.lead_id], first, after, last, before, only_current)


async def accounts_of(info: Info, team_id: UUID) -> list[LeadAccount] | None:
    """Show what a team is told of those who lead it today: to the team, who leads it, and admins."""
    context = info.context
    if not meetings.is_shown(info, team_id):
        return None
    team = await context.loaders.teams.load(team_id)
    lead_ids = [] if team is None else list(team.lead_ids)
    if not lead_ids:
        return []
    today = context.today
    since, zone = today - LOOKS_BACK, organization_zone(context.playbook.calendars, context.now)
    answers = await context.loaders.lead_answers.load((team_id, zone, since, today))
    talks = await context.loaders.lead_talks.load((team_id, zone, since, today))
    feedback = await context.loaders.lead_feedback.load((team_id, zone, since, today))
    items = await context.loaders.lead_items.load_many([(each, today) for each in lead_ids])
    return [
        LeadAccount.of(
            lead_id,
            counts_of(
                *(context.playbook, team_id, lead_id),
                answers=answers,
                talks=talks.get(lead_id, (0, 0)),
                feedback=feedback.get(lead_id, 0),
                items=taken_on,
            ),
        )
        for lead_id, taken_on in zip(lead_ids, items, strict=True)
    ]
