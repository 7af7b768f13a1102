"""The batches of threads and trainings."""

from functools import cached_property
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.store.views.coaching import growth, threads
from bellringer.gamification.store.views.coaching.growth import Week
from bellringer.gamification.store.views.coaching.threads import MessageView, Reader, ThreadView
from bellringer.gamification.store.window import Page, Window
from bellringer.graphql.batches import Batches
from bellringer.words import Role


class ThreadLoaders(Batches):
    """Threads with what was written into them."""

    @cached_property
    def thread_reader(self) -> Reader:
        """How far the caller reads threads."""
        authority = self._context.authority
        is_admin = authority.role is Role.ADMIN
        return Reader(
            member_id=authority.member_id,
            team_ids=None if is_admin else tuple(sorted(authority.leads)),
            on=self._context.today,
        )

    @cached_property
    def threads(self) -> DataLoader[UUID, ThreadView | None]:
        """Threads by id; one that the caller takes no part in is not there."""
        reader = self.thread_reader
        return self._by_id(lambda c, ids: threads.read(c, ids, reader))

    @cached_property
    def weeks_done(self) -> DataLoader[Week, int]:
        """How much of a metric a member did in a week: the member, the metric, the first day."""

        async def load(weeks: list[Week]) -> list[int]:
            found = await self._context.read(lambda c: growth.done(c, weeks))
            return [found[each] for each in weeks]

        return DataLoader(load_fn=load)

    @cached_property
    def thread_messages(self) -> DataLoader[tuple[UUID, Window], Page[MessageView]]:
        """Pages of messages: the thread, which page."""
        return self._by_group(threads.message_pages)

    @cached_property
    def thread_message_counts(self) -> DataLoader[tuple[UUID], int]:
        """How many messages a thread has."""
        return self._by_group(threads.message_counts)
