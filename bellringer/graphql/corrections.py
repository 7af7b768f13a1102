"""What came late for a period that was FINAL."""

from uuid import UUID

import strawberry

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.store import standings
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.views import corrections
from bellringer.gamification.store.views.corrections import CorrectionView
from bellringer.graphql import describing
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.nodes import StandingSubject
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.standings import subject_of


@describing.output
class BoardCorrection:
    """What came late for one subject, on record beside a FINAL score that it does not move."""

    board: strawberry.Private[Board]
    subject_id: strawberry.Private[UUID]
    score: BigInt | None = said(
        "The score that stands, in the board's unit; null without one, and so without a rank."
    )
    correction: BigInt = said(
        "What came late, in the board's unit, below 0 for what was taken back; of a ratio in the metric's."
    )

    @classmethod
    def of(cls, board: Board, view: CorrectionView) -> "BoardCorrection":
        """Show what a store read."""
        return cls(
            board=board,
            subject_id=view.subject_id,
            score=None if view.score is None else BigInt(view.score),
            correction=BigInt(view.correction),
        )

    @resolved
    async def subject(self, info: Info) -> StandingSubject:
        """The member or team."""
        return await subject_of(info, self.board, self.subject_id)


async def corrections_of(
    info: Info,
    listing: Listing,
    own: UUID | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[BoardCorrection]:
    """List what came late, the most first: of everybody, or of those shown and of oneself."""
    window = window_of(first, after, last, before, corrections.KEY)
    read = info.context.read
    only = await read(lambda c: standings.shown(c, listing))
    if only is not None and own is not None:
        only.append(own)
    return connect(
        await read(lambda c: corrections.page(c, listing, window, only=only)),
        lambda view: BoardCorrection.of(listing.board, view),
        lambda view: view.key,
        lambda: read(lambda c: corrections.count(c, listing, only=only)),
    )
