"""Former standings of a period: what it was FINAL with before an admin opened it again."""

from datetime import datetime
from uuid import UUID

import strawberry

from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.views import editions
from bellringer.gamification.store.views.editions import EditionView, FormerView
from bellringer.graphql import describing, members
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
from bellringer.graphql.nodes import StandingSubject
from bellringer.graphql.references import AMember
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.standings import subject_of


@describing.output
class FormerStanding:
    """A subject's score and rank as they were."""

    listing: strawberry.Private[Listing]
    subject_id: strawberry.Private[UUID]
    rank: int = said("The rank, from 1.")
    score: BigInt = said("The score, in the board's unit.")
    reached_at: datetime | None = said("When the score was last raised by something that counted.")
    correction: BigInt = said("What had come late until then.")

    @classmethod
    def of(cls, listing: Listing, view: FormerView) -> "FormerStanding":
        """Show what a store read."""
        return cls(
            listing=listing,
            subject_id=view.subject_id,
            rank=view.rank,
            score=BigInt(view.score),
            reached_at=view.reached_at,
            correction=BigInt(view.correction),
        )

    @resolved
    async def subject(self, info: Info) -> StandingSubject:
        """The member or team."""
        return await subject_of(info, self.listing.board, self.subject_id)


@describing.output
class BoardEdition:
    """Standings that were FINAL, and why the period was opened again."""

    listing: strawberry.Private[Listing]
    view: strawberry.Private[EditionView]
    own: strawberry.Private[UUID | None]
    edition: int = said("Which edition it was, from 1.")
    final_at: datetime | None = said("When the standings had become FINAL.")
    reopened_at: datetime = said("When the period was opened again.")
    reason: str | None = said("Why; null once who wrote it is erased.")

    @classmethod
    def of(cls, listing: Listing, own: UUID | None, view: EditionView) -> "BoardEdition":
        """Show what a store read."""
        return cls(
            listing=listing,
            view=view,
            own=own,
            edition=view.edition,
            final_at=view.final_at,
            reopened_at=view.reopened_at,
            reason=view.reason,
        )

    @resolved
    async def reopened_by(self, info: Info) -> AMember | None:
        """The admin who opened it again."""
        return await members.member_of(info, self.view.reopened_by)

    @resolved
    async def standings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[FormerStanding]:
        """The list as it was, the best first, as far as the board shows it to you; who hides is left out."""
        window = window_of(first, after, last, before, editions.KEY)
        read, number = info.context.read, self.edition
        return connect(
            await read(lambda c: editions.page(c, self.listing, number, window)),
            lambda view: FormerStanding.of(self.listing, view),
            lambda view: (view.place,),
            lambda: read(lambda c: editions.count(c, self.listing, number)),
        )

    @resolved
    async def mine(self, info: Info) -> FormerStanding | None:
        """Your own standing then, or your team's; null where there was none."""
        own = self.own
        if own is None:
            return None
        view = await info.context.read(lambda c: editions.of(c, self.listing, self.edition, own))
        return FormerStanding.of(self.listing, view) if view else None


async def editions_of(
    info: Info,
    listing: Listing,
    own: UUID | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[BoardEdition]:
    """List the former editions of a period, the latest first."""
    window = window_of(first, after, last, before, editions.KEY)
    read, place = info.context.read, (listing.board.sums_id, listing.starts_on)
    return connect(
        await read(lambda c: editions.editions(c, *place, window)),
        lambda view: BoardEdition.of(listing, own, view),
        lambda view: (view.edition,),
        lambda: read(lambda c: editions.count_editions(c, *place)),
    )
