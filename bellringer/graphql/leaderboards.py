"""Leaderboards: a period of a board, its standings, and why a rank is what it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.playbook import Board
from bellringer.gamification.rules.finalization import final_at
from bellringer.gamification.rules.periods import Period, SeasonsUnknownError, local_date, period_of
from bellringer.gamification.store import standings
from bellringer.gamification.store.standings import PeriodView, StandingView
from bellringer.graphql import describing, metrics
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
from bellringer.graphql.standings import Standing
from bellringer.words import MetricUnit, PeriodKind, PeriodState, SubjectKind, TiePolicy

LARGEST_RADIUS = 50
FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)


@describing.entry
class PeriodInput:
    """Which period of a board: the one that holds a date."""

    on: date = said("A date inside of the period, in the board's time zone.")


@describing.output
class Leaderboard:
    """A board in one of its periods."""

    board: strawberry.Private[Board]
    period: strawberry.Private[Period]
    known: strawberry.Private[PeriodView | None]
    key: str = said("The board's key, e.g. points-month.")
    title: str = said("What people call it.")
    unit: MetricUnit = said("What the scores count.")
    currency: str | None = said("ISO 4217 where the unit is MONEY; null otherwise.")
    scale: int = said(
        "Divide score and gapToNext by it to show them: 100 for cents, 10 000 for a ratio."
    )
    tie_policy: TiePolicy = said("How equal scores are ranked.")
    subject_kind: SubjectKind = said("Whom it ranks.")
    period_kind: PeriodKind = said("How long it counts before it starts anew.")
    time_zone: str = said("The IANA zone its periods are counted in.")
    state: PeriodState = said("How settled the standings are.")
    as_of: datetime = said("The moment this was read at.")
    starts_at: datetime = said("Start of the period; 1970-01-01 for all time.")
    ends_at: datetime = said("End of the period, exclusive; 9999-12-31 for all time.")
    final_at: datetime | None = said(
        "When the standings become, or became, final; null for all time."
    )

    @classmethod
    def of(
        cls, info: Info, board: Board, period: Period, known: PeriodView | None
    ) -> "Leaderboard":
        """Show a period of a board."""
        playbook, now = info.context.playbook, info.context.now
        unit, scale = metrics.board_scale(
            board, playbook.metrics[board.metric_key], playbook.currency
        )
        state = known.state if known else PeriodState.OPEN
        if state is PeriodState.OPEN and known and period.ends_at and period.ends_at <= now:
            state = PeriodState.PROVISIONAL
        settled = known.final_at if known else None
        if settled is None and period.ends_at is not None:
            grace = timedelta(hours=playbook.grace_hours)
            opened = known.opened_at if known else period.ends_at
            settled = final_at(ends_at=period.ends_at, opened_at=opened, grace=grace)
        return cls(
            board=board,
            period=period,
            known=known,
            key=board.board_key,
            title=board.title,
            unit=unit,
            currency=playbook.currency if unit is MetricUnit.MONEY else None,
            scale=scale,
            tie_policy=board.tie_policy,
            subject_kind=board.subject_kind,
            period_kind=board.period,
            time_zone=board.timezone,
            state=state,
            as_of=now,
            starts_at=period.starts_at or FIRST_INSTANT,
            ends_at=period.ends_at or LAST_INSTANT,
            final_at=settled,
        )

    @resolved
    async def standings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Standing]:
        """The list, the best first."""
        window = window_of(first, after, last, before, standings.KEY)
        board, starts_on = self.board, self.period.starts_on
        found = await info.context.read(lambda c: standings.page(c, board, starts_on, window))
        return connect(
            found,
            self._standing,
            lambda view: view.key,
            lambda: info.context.read(lambda c: standings.count(c, board, starts_on)),
        )

    @resolved
    async def around_me(
        self,
        info: Info,
        radius: Annotated[
            int, strawberry.argument(description="How many rows on each side, 0 to 50.")
        ] = 5,
    ) -> list[Standing]:
        """The part of the list around you, or around your team; empty without a rank."""
        if not 0 <= radius <= LARGEST_RADIUS:
            raise BadRequestError("INVALID_PAGE", f"`radius` lies between 0 and {LARGEST_RADIUS}.")
        subject = self._own(info)
        if subject is None:
            return []
        found = await info.context.read(
            lambda c: standings.around(c, self.board, self.period.starts_on, subject, radius)
        )
        return [self._standing(view) for view in found]

    @resolved
    async def mine(self, info: Info) -> Standing | None:
        """Your own standing, or your team's; null without a score in this period."""
        subject = self._own(info)
        if subject is None:
            return None
        key = (self.board, self.period.starts_on, subject)
        view = await info.context.loaders.standings.load(key)
        return self._standing(view) if view else None

    def _own(self, info: Info) -> UUID | None:
        authority = info.context.authority
        is_team = self.board.subject_kind is SubjectKind.TEAM
        return authority.team_id if is_team else authority.member_id

    def _standing(self, view: StandingView) -> Standing:
        return Standing.of(self.board, self.period, view)


def period_at(info: Info, board: Board, on: date | None) -> Period | None:
    """Return the board's period that holds a date, by default today; None where the calendar ends."""
    day = on or local_date(info.context.now, board.timezone)
    try:
        return period_of(board.period, day, info.context.playbook.calendars, board.timezone)
    except (OverflowError, ValueError, SeasonsUnknownError):
        return None


async def leaderboard_of(info: Info, board: Board, on: date | None = None) -> Leaderboard | None:
    """Show a board's period."""
    period = period_at(info, board, on)
    if period is None:
        return None
    known = await info.context.loaders.periods.load((board, period.starts_on))
    return Leaderboard.of(info, board, period, known)


async def rank_of(info: Info, key: str) -> int | None:
    """Return the caller's present rank on a board."""
    board = info.context.board(key)
    if board is None:
        return None
    period = period_at(info, board, None)
    if period is None:
        return None
    authority = info.context.authority
    is_team = board.subject_kind is SubjectKind.TEAM
    subject = authority.team_id if is_team else authority.member_id
    if subject is None:
        return None
    view = await info.context.loaders.standings.load((board, period.starts_on, subject))
    return view.rank if view else None


@strawberry.type
class LeaderboardQuery:
    """The reads of boards."""

    @resolved
    async def leaderboard(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="A board's key, e.g. points-month.")],
        period: Annotated[
            PeriodInput | None,
            strawberry.argument(description="Which period; left out: the present one."),
        ] = None,
    ) -> Leaderboard | None:
        """A board in one of its periods; null if there is no board of this key."""
        board = info.context.board(key)
        if board is None:
            return None
        return await leaderboard_of(info, board, period.on if period else None)
