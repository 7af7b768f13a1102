"""The batches of pulses."""

from functools import cached_property
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.store.views.coaching import pulses
from bellringer.gamification.store.views.coaching.pulses import (
    AttainmentView,
    PulseView,
    ResultView,
    Span,
)
from bellringer.graphql.batches import Batches


class PulseLoaders(Batches):
    """Pulses with what was published of them."""

    @cached_property
    def pulses(self) -> DataLoader[UUID, PulseView | None]:
        """Pulses by id, as the caller was asked."""
        me = self._context.authority.member_id
        return self._by_id(lambda c, ids: pulses.read(c, ids, reader_id=me))

    @cached_property
    def pulse_results(self) -> DataLoader[UUID, list[ResultView] | None]:
        """All results of pulses, whoever may see them."""
        return self._by_id(pulses.results)

    @cached_property
    def attainments(self) -> DataLoader[Span, AttainmentView]:
        """How many goals of a team, or of all, ended after a date up to another, and were met."""

        async def load(spans: list[Span]) -> list[AttainmentView]:
            found = await self._context.read(lambda c: pulses.attainments(c, spans))
            return [found[each] for each in spans]

        return DataLoader(load_fn=load)
