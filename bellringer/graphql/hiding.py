"""Hiding from boards."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.hide_from_boards import hide_from_boards
from bellringer.gamification.commands.leaderboards import HideFromBoards
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.viewer import Viewer, viewer_of
from bellringer.graphql.writing import mutation, write


@describing.entry
class BoardsHideInput:
    """Whether to hide."""

    hide: bool = said(
        "True takes you off the lists of all boards that allow it; false puts you back."
    )


@describing.output
class BoardsHidePayload(Payload):
    """You, as you are now."""

    viewer: Viewer | None = said("You; null where it was refused.", default=None)


@strawberry.type
class HidingMutation:
    """The write of who is seen on boards."""

    @mutation
    async def boards_hide(
        self,
        info: Info,
        sent: Annotated[
            BoardsHideInput, strawberry.argument(name="input", description="Whether to hide.")
        ],
    ) -> BoardsHidePayload:
        """Hide yourself from boards, or come back; your scores go on, and your team's with them.

        While you hide nobody finds you on a list, and you see your own score without a rank. Boards and the
        organization can forbid it: see `Leaderboard.allowsHiding`.
        """
        await write(
            info, hide_from_boards, HideFromBoards(by=info.context.principal, hide=sent.hide)
        )
        await info.context.enter()
        return BoardsHidePayload(viewer=viewer_of(info))
