"""Standings: one subject's score and rank."""

from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.store.standings import StandingView
from bellringer.graphql import describing, members, teams
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import StandingSubject
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.standing_why import StandingWhy, why_of
from bellringer.words import PeriodKind, PeriodState, SubjectKind


@describing.output
class Standing:
    """One subject's score and rank in a period."""

    board: strawberry.Private[Board]
    period: strawberry.Private[Period]
    view: strawberry.Private[StandingView]
    rank: int | None = said("The rank, from 1; null without a score, and for who is hidden.")
    score: BigInt = said("The score, in the board's unit; divide by the board's scale to show it.")
    gap_to_next: BigInt | None = said(
        "How much it takes to pass who is ranked next above, in the score's unit; null at the top, and where you "
        "are not shown who that is."
    )
    reached_at: datetime | None = said(
        "When the score was last raised by something that still counts."
    )
    correction: BigInt = said("What arrived after the period was FINAL; it moves no rank.")

    @classmethod
    def of(cls, board: Board, period: Period, view: StandingView) -> "Standing":
        """Show what a store read."""
        return cls(
            board=board,
            period=period,
            view=view,
            rank=view.rank,
            score=BigInt(view.score),
            gap_to_next=None if view.gap_to_next is None else BigInt(view.gap_to_next),
            reached_at=view.reached_at,
            correction=BigInt(view.correction),
        )

    @resolved
    async def subject(self, info: Info) -> StandingSubject:
        """The member or team."""
        return await subject_of(info, self.board, self.view.subject_id)

    @resolved
    async def rank_delta(self, info: Info) -> int | None:
        """Ranks won since midnight, below 0 if lost; null without a score then, and on boards of over 1 000.

        Null also in a period that is over, and where another came up from further down than you are shown.
        """
        context, subject_id = info.context, self.view.subject_id
        is_over = self.period.ends_at is not None and self.period.ends_at <= context.now
        if self.rank is None or is_over or self.board.period is PeriodKind.DAY:
            return None
        delta = await context.loaders.deltas.load((self.board, self.period.starts_on, subject_id))
        depth = context.listing(self.board, self.period.starts_on).depth
        if depth is None or delta is None or context.is_own(subject_id):
            return delta
        return delta if self.rank + delta <= depth else None

    @resolved
    async def why(self, info: Info) -> StandingWhy:
        """Why the rank is what it is."""
        known = await info.context.loaders.periods.load((self.board, self.period.starts_on))
        state = known.state if known else PeriodState.OPEN
        return await why_of(info, self.board, self.period, self.view, state)


async def subject_of(info: Info, board: Board, subject_id: UUID) -> StandingSubject:
    """Show whom a board ranks."""
    if board.subject_kind is SubjectKind.TEAM:
        return await teams.certain_team(info, subject_id)
    return await members.certain_member(info, subject_id)
