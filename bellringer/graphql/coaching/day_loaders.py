"""The batches of members' days."""

from functools import cached_property
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.facts.coaching.days import Done
from bellringer.gamification.facts.coaching.off_days import OffDaySettings
from bellringer.gamification.rules.coaching.days import Today, cut_now, cuts_of, today_of
from bellringer.gamification.store import people
from bellringer.gamification.store.coaching import days, off_day_views, off_days
from bellringer.gamification.store.coaching.off_day_views import NoteView, NudgeView
from bellringer.gamification.store.coaching.off_days import Day
from bellringer.graphql.batches import Batches


class DayLoaders(Batches):
    """What of members' days a level of the answer asks for."""

    @cached_property
    def own_days(self) -> DataLoader[UUID, Today | None]:
        """How members' own days go, against what is usual for them."""
        return self._by_id(self._todays)

    @cached_property
    def counts_today(self) -> DataLoader[UUID, Done | None]:
        """What members have done on their own day."""
        return self._by_id(self._counted)

    @cached_property
    def in_teams(self) -> DataLoader[UUID, tuple[UUID, ...] | None]:
        """Who scores for a team today."""
        return self._by_id(lambda c, ids: days.in_teams(c, ids, on=self._context.today))

    @cached_property
    def off_day_settings(self) -> DataLoader[UUID | None, OffDaySettings]:
        """How off-days are looked for in teams, and for None in the organization."""

        async def load(team_ids: list[UUID | None]) -> list[OffDaySettings]:
            found = await self._context.read(off_days.settings)
            return [found.of(each) for each in team_ids]

        return DataLoader(load_fn=load)

    @cached_property
    def day_notes(self) -> DataLoader[Day, NoteView | None]:
        """What members said of days of theirs."""

        async def load(keys: list[Day]) -> list[NoteView | None]:
            found = await self._context.read(lambda c: off_day_views.notes(c, keys))
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    @cached_property
    def nudges(self) -> DataLoader[Day, NudgeView | None]:
        """Who nudged members on days of theirs."""

        async def load(keys: list[Day]) -> list[NudgeView | None]:
            found = await self._context.read(lambda c: off_day_views.nudges(c, keys))
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    async def _todays(self, connection: Any, ids: list[UUID]) -> dict[UUID, Today]:
        playbook, now = self._context.playbook, self._context.now
        members = await people.read(connection, ids)
        cuts = [cut for each in members.values() for cut in cuts_of(playbook, each, now)]
        done = await days.read(connection, cuts)
        return {
            member_id: today_of(playbook, member, done[member_id], now=now)
            for member_id, member in members.items()
        }

    async def _counted(self, connection: Any, ids: list[UUID]) -> dict[UUID, Done]:
        members = await people.read(connection, ids)
        cuts = [
            cut_now(self._context.playbook, each, self._context.now) for each in members.values()
        ]
        done = await days.read(connection, cuts)
        return {cut.member_id: done[cut.member_id].get(cut.on, Done()) for cut in cuts}
