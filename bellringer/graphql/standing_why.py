"""Why a subject stands where it stands, and what would change it."""

from uuid import UUID

import strawberry

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.leaderboards.overtaking import (
    Parts,
    amount_to_pass,
    tie_break,
    what_changes,
)
from bellringer.gamification.store import standings
from bellringer.gamification.store.standings import StandingView
from bellringer.gamification.store.views import scores, sums
from bellringer.gamification.store.views.activities import Behind
from bellringer.gamification.store.views.points import Entries
from bellringer.graphql import activities, describing, points
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import After, Before, Connection, First, Last
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.goals.pace import DAYS_SHOWN, DaySum
from bellringer.graphql.points import LedgerEntry
from bellringer.graphql.references import AnActivity
from bellringer.graphql.scalars import BigInt
from bellringer.words import PeriodState, ScoreKind, SubjectKind, Surface, TieBreak, TiePolicy


@describing.output
class ScoreParts:
    """What a score that is no plain sum is made of, in the metric's unit; null is a part it does not have."""

    numerator: BigInt | None = said("What was done: the sum of the metric.")
    target: BigInt | None = said(
        "What percent-to-goal divides by: the target of an agreed goal of exactly this metric and period, of a team "
        "without one the sum of its members' targets."
    )
    headcount: BigInt | None = said(
        "What a score per head divides by: the average daily headcount of the period so far, in hundredths."
    )
    baseline: BigInt | None = said(
        "What an improvement is measured from, frozen when the row began."
    )

    @classmethod
    def of(cls, board: Board, parts: Parts) -> "ScoreParts":
        """Show the parts of a score."""
        target = headcount = None
        if board.score_kind is ScoreKind.PERCENT_TO_GOAL:
            target = parts.denominator
        if board.score_kind is ScoreKind.PER_HEAD and parts.denominator and parts.factor:
            headcount = 100 * 100 * parts.denominator // parts.factor
        return cls(
            numerator=_big(parts.numerator),
            target=_big(target),
            headcount=_big(headcount),
            baseline=_big(parts.baseline),
        )


@describing.output
class StandingWhy:
    """Why a subject stands where it stands, and what would change it."""

    board: strawberry.Private[Board]
    period: strawberry.Private[Period]
    view: strawberry.Private[StandingView]
    tie_policy: TiePolicy = said("How equal scores are ranked on this board.")
    tied_with: int = said("How many others have the same score, of those that you are shown.")
    tie_break: TieBreak = said("What puts this row before or after those.")
    is_decided_by_time: bool = said(
        "Equal scores stand in the order in which they were reached, see reachedAt; true if that matters here."
    )
    to_pass_next: BigInt | None = said(
        "How much more of the metric, in its unit, passes who is ranked next above, if nobody else moves; null where "
        "gapToNext is, and where less is ahead."
    )
    changed_by: str = said(
        "What would change the rank, in one English sentence; a last resort for people."
    )
    parts: ScoreParts | None = said("What the score is made of; null where it is a plain sum.")
    days: list[DaySum] = said("The days that made the score, the newest first; at most 366.")

    @resolved
    async def entry_count(self, info: Info) -> int:
        """How many entries on record count here: of the ledger for points, else parts in activities."""
        return (await self._made(info))[0]

    @resolved
    async def entry_sum(self, info: Info) -> BigInt:
        """What those add up to: where the score is a plain sum, the score and what came late together."""
        return BigInt((await self._made(info))[1])

    @resolved
    async def entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[LedgerEntry] | None:
        """The ledger entries behind a score in points, the latest first.

        Null for other metrics, or if you may not see them.
        """
        subject = self.view.subject_id
        is_team = self.board.subject_kind is SubjectKind.TEAM
        if self.board.metric_key != POINTS or not await self._may_look(info, Surface.POINTS):
            return None
        which = Entries(
            member_id=None if is_team else subject,
            team_id=subject if is_team else None,
            since=self.period.starts_on,
            until=self.period.ends_on,
        )
        return await points.entries_of(info, which, first, after, last, before)

    @resolved
    async def activities(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AnActivity] | None:
        """The activities behind a member's score, the latest first.

        Null for points and teams, or if you may not see them.
        """
        kind = info.context.playbook.metrics[self.board.metric_key].activity_kind
        is_member = self.board.subject_kind is SubjectKind.MEMBER
        if kind is None or not is_member or not await self._may_look(info, Surface.ACTIVITIES):
            return None
        behind = Behind(
            member_id=self.view.subject_id,
            kind=kind,
            since=self.period.starts_on,
            until=self.period.ends_on,
        )
        return await activities.behind(info, behind, first, after, last, before)

    async def _may_look(self, info: Info, surface: Surface) -> bool:
        subject: UUID = self.view.subject_id
        if self.board.subject_kind is SubjectKind.TEAM:
            return subject in info.context.authority.leads or info.context.circle.is_admin
        if not await sees(info.context, Audience.LEADS, [subject]):
            return False
        info.context.look(surface, [subject])
        return True

    async def _made(self, info: Info) -> tuple[int, int]:
        context = info.context
        return await context.read(
            lambda c: scores.made_of(
                c, context.playbook, self.board, self.period, self.view.subject_id
            )
        )


async def why_of(
    info: Info, board: Board, period: Period, view: StandingView, state: PeriodState
) -> StandingWhy:
    """Explain a standing."""
    listing, read = info.context.listing(board, period.starts_on), info.context.read
    tied = at_once = 0
    if view.rank is not None:
        tied, at_once = await read(lambda c: standings.tied(c, listing, view))
    parts = Parts()
    if board.score_kind is not ScoreKind.TOTAL:
        parts = await read(lambda c: scores.parts(c, listing, view.subject_id))
    amount = amount_to_pass(board, parts, score=view.score, gap=view.gap_to_next)
    title = info.context.playbook.metrics[board.metric_key].title or board.metric_key
    days = await read(
        lambda c: sums.days(
            c,
            view.subject_id,
            board.metric_key,
            since=period.starts_on,
            until=period.ends_on,
            limit=DAYS_SHOWN,
        )
    )
    return StandingWhy(
        board=board,
        period=period,
        view=view,
        tie_policy=board.tie_policy,
        tied_with=tied,
        tie_break=tie_break(board.tie_policy, tied=tied, at_once=at_once),
        is_decided_by_time=tied > 0 and board.tie_policy is TiePolicy.ORDINAL,
        to_pass_next=_big(amount),
        changed_by=what_changes(board, state, title, rank=view.rank, amount=amount),
        parts=None if board.score_kind is ScoreKind.TOTAL else ScoreParts.of(board, parts),
        days=[DaySum(on=on, total=BigInt(total)) for on, total in days],
    )


def _big(number: int | None) -> BigInt | None:
    return None if number is None else BigInt(number)
