"""Nominations for a month, as everybody reads them."""

from datetime import datetime
from typing import Annotated

import strawberry

from bellringer.gamification.store.recognition import ballots
from bellringer.gamification.store.recognition.ballots import NominationView, key_of
from bellringer.graphql import describing, members
from bellringer.graphql.candidates import subject_of
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
from bellringer.graphql.recognition import Edition, Month, recognized
from bellringer.graphql.references import AMember
from bellringer.words import SubjectKind


@describing.output
class MonthNomination:
    """A member's nomination of a colleague or a team; the whole organization reads it."""

    kind: strawberry.Private[SubjectKind]
    view: strawberry.Private[NominationView]
    nominated_at: datetime = said("When.")
    reason: str | None = said("Why, in the member's words; null where they were erased.")

    @resolved
    async def subject(self, info: Info) -> StandingSubject:
        """Who is nominated."""
        return await subject_of(info, self.kind, self.view.subject_id)

    @resolved
    async def by_member(self, info: Info) -> AMember:
        """Who nominates."""
        return await members.certain_member(info, self.view.by_member_id)


@strawberry.type
class NominationQuery:
    """The read of nominations."""

    @resolved
    async def month_nominations(
        self,
        info: Info,
        subject_kind: Annotated[
            SubjectKind, strawberry.argument(description="TEAM or MEMBER of the month.")
        ],
        month: Month,
        edition: Edition = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MonthNomination] | None:
        """Who was nominated for a month by whom, the newest first; null for a month that is not FINAL."""
        window = window_of(first, after, last, before, ballots.KEY)
        found = None
        if subject_kind is not SubjectKind.ORGANIZATION:
            found = await recognized(info, subject_kind, month, edition)
        if found is None or found.edition == 0:
            return None
        key = key_of(found)
        return connect(
            await info.context.read(lambda c: ballots.nominations(c, key, window)),
            lambda view: MonthNomination(
                kind=subject_kind,
                view=view,
                nominated_at=view.nominated_at,
                reason=view.reason,
            ),
            lambda view: view.key,
            lambda: info.context.read(lambda c: ballots.count(c, key)),
        )
