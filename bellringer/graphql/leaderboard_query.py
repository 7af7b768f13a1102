"""Which board, in which period, is asked for."""

from datetime import date
from typing import Annotated

import strawberry

from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.leaderboards import Leaderboard, leaderboard_of, own_subject, period_at


@describing.entry
class PeriodInput:
    """Which period of a board: the one that holds a date."""

    on: date = said("A date inside of the period, in the board's time zone.")


async def rank_of(info: Info, key: str) -> int | None:
    """Return the caller's present rank on a board."""
    board = info.context.board(key)
    if board is None:
        return None
    period = period_at(info, board, None)
    if period is None:
        return None
    subject = own_subject(info, board)
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
