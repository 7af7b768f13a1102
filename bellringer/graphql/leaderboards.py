"""Leaderboards: a period of a board, its standings, and why a rank is what it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.calendars.periods import Period, local_date
from bellringer.gamification.rules.leaderboards.finalization import final_at
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.gamification.store import standings
from bellringer.gamification.store.standings import StandingView
from bellringer.gamification.store.views import periods
from bellringer.gamification.store.views.periods import PeriodView
from bellringer.graphql import describing, metrics
from bellringer.graphql.boards import BoardScope
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
from bellringer.graphql.corrections import BoardCorrection, corrections_of
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.editions import BoardEdition, editions_of
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.references import ALeaderboard
from bellringer.graphql.standings import Standing
from bellringer.words import (
    MetricDirection,
    MetricUnit,
    PeriodKind,
    PeriodState,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

LARGEST_RADIUS = 50
FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)


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
    metric_key: str = said("The metric that it adds up, e.g. revenue.")
    score_kind: ScoreKind = said("How it turns the metric into a score.")
    direction: MetricDirection = said("Which scores are ahead.")
    series: str | None = said("The seasons it counts over; null without.")
    peers_see: int | None = said(
        "How many rows from the top everybody is shown. Who leads somebody on the board, and admins, are shown "
        "all; everybody their own row. Null: everybody is shown all."
    )
    allows_hiding: bool = said("Members may hide from it.")
    time_zone: str = said("The IANA zone its periods are counted in.")
    state: PeriodState = said("How settled the standings are.")
    as_of: datetime = said("The moment this was read at.")
    starts_at: datetime = said("Start of the period; 1970-01-01 for all time.")
    ends_at: datetime = said("End of the period, exclusive; 9999-12-31 for all time.")
    final_at: datetime | None = said(
        "When the standings become, or became, final; null for all time."
    )
    edition: int = said("Which edition of the standings it is: one more each time it is re-opened.")

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
            metric_key=board.metric_key,
            score_kind=board.score_kind,
            direction=board.direction,
            series=board.series,
            peers_see=board.peers_see,
            allows_hiding=board.allows_hiding,
            time_zone=board.timezone,
            state=state,
            as_of=now,
            starts_at=period.starts_at or FIRST_INSTANT,
            ends_at=period.ends_at or LAST_INSTANT,
            final_at=settled,
            edition=known.edition if known else 1,
        )

    @resolved
    async def scope(self, info: Info) -> BoardScope | None:
        """Whom the list is narrowed to, as of today; null: everybody."""
        return await BoardScope.of(info, self.board.scope)

    @resolved
    async def standings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Standing]:
        """The list, the best first, as far as you are shown it: so far go totalCount, pages and cursors too."""
        window = window_of(first, after, last, before, standings.KEY)
        listing = info.context.listing(self.board, self.period.starts_on)
        found = await info.context.ask(standings.pages, (window,), listing)
        return connect(
            found[window],
            self._standing,
            lambda view: view.key,
            lambda: info.context.read(lambda c: standings.count(c, listing)),
        )

    @resolved
    async def around_me(
        self,
        info: Info,
        radius: Annotated[
            int, strawberry.argument(description="How many rows on each side, 0 to 50.")
        ] = 5,
    ) -> list[Standing]:
        """The part of the list around you, or around your team; empty without a rank.

        Where the board shows you the top alone, it is the part of that, or your own row alone below it.
        """
        if not 0 <= radius <= LARGEST_RADIUS:
            raise BadRequestError("INVALID_PAGE", f"`radius` lies between 0 and {LARGEST_RADIUS}.")
        subject = self._own(info)
        if subject is None:
            return []
        listing = info.context.listing(self.board, self.period.starts_on)
        found = await info.context.read(lambda c: standings.around(c, listing, subject, radius))
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

    @resolved
    async def past_periods(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ALeaderboard]:
        """The board in its periods before this one in which something was counted, the latest first."""
        window = window_of(first, after, last, before, periods.KEY)
        board, starts_on = self.board, self.period.starts_on
        found = await info.context.read(lambda c: periods.past(c, board, starts_on, window))
        return connect(
            found,
            lambda row: Leaderboard.of(info, board, _past(info, board, *row), row[1]),
            lambda row: (row[0],),
            lambda: info.context.read(lambda c: periods.count_past(c, board, starts_on)),
        )

    @resolved
    async def corrections(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[BoardCorrection]:
        """What came after FINAL, the most first, as far as the board shows you whose; it moves no rank."""
        listing, own = info.context.listing(self.board, self.period.starts_on), self._own(info)
        return await corrections_of(info, listing, own, first, after, last, before)

    @resolved
    async def editions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[BoardEdition]:
        """The standings that were FINAL until the period was opened again, the latest first; none if it never was."""
        listing, own = info.context.listing(self.board, self.period.starts_on), self._own(info)
        return await editions_of(info, listing, own, first, after, last, before)

    def _own(self, info: Info) -> UUID | None:
        return own_subject(info, self.board)

    def _standing(self, view: StandingView) -> Standing:
        return Standing.of(self.board, self.period, view)


def period_at(info: Info, board: Board, on: date | None) -> Period | None:
    """Return the board's period that holds a date, by default today; None where there is none."""
    day = on or local_date(info.context.now, board.timezone)
    try:
        return period_for(info.context.playbook, board, day)
    except (OverflowError, ValueError):  # where the calendar ends
        return None


def own_subject(info: Info, board: Board) -> UUID | None:
    """Return the caller, or on a board of teams the caller's team, if any."""
    authority = info.context.authority
    is_team = board.subject_kind is SubjectKind.TEAM
    return authority.team_id if is_team else authority.member_id


def _past(info: Info, board: Board, starts_on: date, known: PeriodView) -> Period:
    """Return a period as it was, also where the calendar or the seasons are others today."""
    period = period_at(info, board, starts_on)
    if period is not None and period.starts_on == starts_on:
        return period
    return Period(
        kind=board.period,
        starts_on=starts_on,
        ends_on=known.ends_at and local_date(known.ends_at, board.timezone),
        starts_at=known.starts_at,
        ends_at=known.ends_at,
    )


async def leaderboard_of(info: Info, board: Board, on: date | None = None) -> Leaderboard | None:
    """Show a board's period."""
    period = period_at(info, board, on)
    if period is None:
        return None
    known = await info.context.loaders.periods.load((board, period.starts_on))
    return Leaderboard.of(info, board, period, known)


async def present(info: Info) -> list[Leaderboard]:
    """Show every board in its present period; one between seasons, or with dates of its own, is left out."""
    boards = [board for board in info.context.boards if board.span is None]
    found = [(board, period_at(info, board, None)) for board in boards]
    running = [(board, period) for board, period in found if period is not None]
    keys = [(board, period.starts_on) for board, period in running]
    known = await info.context.loaders.periods.load_many(keys)
    return [
        Leaderboard.of(info, board, period, held)
        for (board, period), held in zip(running, known, strict=True)
    ]
