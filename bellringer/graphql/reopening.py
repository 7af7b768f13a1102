"""Opening FINAL periods of boards again."""

from datetime import date
from typing import Annotated

import strawberry

from bellringer.gamification.actions.reopen_period import reopen_period
from bellringer.gamification.commands.leaderboards import ReopenPeriod
from bellringer.graphql import describing, leaderboards
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.writing import mutation, write


@describing.entry
class BoardPeriodReopenInput:
    """Which period to open again, and why."""

    key: str = said("The board.")
    on: date = said("A date inside of the period, in the board's time zone.")
    reason: str = said("Why, 1 to 500 signs; everybody who sees the board reads it.")


@describing.output
class BoardPeriodReopenPayload(Payload):
    """The period as it is now."""

    leaderboard: Leaderboard | None = said(
        "PROVISIONAL, with all that came late in its scores; null where it was refused.",
        default=None,
    )


@strawberry.type
class ReopeningMutation:
    """The writes of periods that are over."""

    @mutation
    async def board_period_reopen(
        self,
        info: Info,
        sent: Annotated[
            BoardPeriodReopenInput, strawberry.argument(name="input", description="The period.")
        ],
    ) -> BoardPeriodReopenPayload:
        """Open a FINAL period again: what came late counts, and the standings become FINAL after a new grace.

        Boards that add up the same share their periods, so all of them are opened. The standings as they were
        stay readable. Admins only.
        """
        command = ReopenPeriod(
            by=info.context.principal, board_key=sent.key, on=sent.on, reason=sent.reason
        )
        await write(info, reopen_period, command)
        board = info.context.board(sent.key)
        return BoardPeriodReopenPayload(
            leaderboard=await leaderboards.leaderboard_of(info, board, sent.on) if board else None
        )
