"""Standings: one subject's score and rank, why it stands there, and what would change it."""

from datetime import datetime

import strawberry

from bellringer.gamification.playbook import POINTS, Board
from bellringer.gamification.rules.periods import Period
from bellringer.gamification.store import standings
from bellringer.gamification.store.standings import StandingView
from bellringer.gamification.store.views import sums
from bellringer.gamification.store.views.points import Entries
from bellringer.graphql import describing, members, points, teams
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import After, Before, Connection, First, Last
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.goals import DAYS_SHOWN, DaySum
from bellringer.graphql.nodes import StandingSubject
from bellringer.graphql.points import LedgerEntry
from bellringer.graphql.scalars import BigInt
from bellringer.words import PeriodKind, SubjectKind, TiePolicy


@describing.output
class StandingWhy:
    """Why a subject stands where it stands, and what would change it."""

    tie_policy: TiePolicy = said("How equal scores are ranked on this board.")
    tied_with: int = said("How many others have the same score.")
    is_decided_by_time: bool = said(
        "Equal scores stand in the order in which they were reached, see reachedAt; true if that matters here."
    )
    days: list[DaySum] = said("The days that made the score, the newest first; at most 366.")
    standing: strawberry.Private["Standing"]

    @resolved
    async def entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[LedgerEntry] | None:
        """The ledger entries behind a score in points; null for other metrics, or if you may not see them."""
        return await self.standing.entries(info, first, after, last, before)


@describing.output
class Standing:
    """One subject's score and rank in a period."""

    board: strawberry.Private[Board]
    period: strawberry.Private[Period]
    view: strawberry.Private[StandingView]
    rank: int | None = said("The rank, from 1; null without a score, and for who is hidden.")
    score: BigInt = said("The score, in the board's unit; divide by the board's scale to show it.")
    gap_to_next: BigInt | None = said(
        "How much it takes to pass who is ranked next above, in the score's unit; null at the top."
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
        if self.board.subject_kind is SubjectKind.TEAM:
            return await teams.certain_team(info, self.view.subject_id)
        return await members.certain_member(info, self.view.subject_id)

    @resolved
    async def rank_delta(self, info: Info) -> int | None:
        """Ranks won since midnight, below 0 if lost; null without a score then, and on boards of over 1 000."""
        if self.rank is None or self.board.period is PeriodKind.DAY:
            return None
        key = (self.board, self.period.starts_on, self.view.subject_id)
        return await info.context.loaders.deltas.load(key)

    @resolved
    async def why(self, info: Info) -> StandingWhy:
        """Why the rank is what it is."""
        board, starts_on = self.board, self.period.starts_on
        tied = 0
        if self.rank is not None:
            tied = await info.context.read(
                lambda c: standings.tied(c, board, starts_on, self.view.score)
            )
        days = await info.context.read(
            lambda c: sums.days(
                c,
                self.view.subject_id,
                board.metric_key,
                since=starts_on,
                until=self.period.ends_on,
                limit=DAYS_SHOWN,
            )
        )
        return StandingWhy(
            tie_policy=board.tie_policy,
            tied_with=tied,
            is_decided_by_time=tied > 0 and board.tie_policy is TiePolicy.ORDINAL,
            days=[DaySum(on=on, total=BigInt(total)) for on, total in days],
            standing=self,
        )

    async def entries(
        self,
        info: Info,
        first: int | None,
        after: str | None,
        last: int | None,
        before: str | None,
    ) -> Connection[LedgerEntry] | None:
        """List the entries behind the score for those who may see them."""
        subject = self.view.subject_id
        is_team = self.board.subject_kind is SubjectKind.TEAM
        if is_team:
            may = subject in info.context.authority.leads or info.context.circle.is_admin
        else:
            may = await sees(info.context, Audience.LEADS, [subject])
        if not may or self.board.metric_key != POINTS:
            return None
        which = Entries(
            member_id=None if is_team else subject,
            team_id=subject if is_team else None,
            since=self.period.starts_on,
            until=self.period.ends_on,
        )
        return await points.entries_of(info, which, first, after, last, before)
