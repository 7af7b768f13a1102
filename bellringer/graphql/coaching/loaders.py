"""The batches of coaching: check-ins and what they are held against, one-to-ones, action items."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.actions.coaching.hold_meeting import outlooks_of
from bellringer.gamification.facts.coaching.action_items import ActionItemRecord, ActionItemStep
from bellringer.gamification.facts.coaching.check_ins import CheckInRecord
from bellringer.gamification.facts.coaching.meetings import (
    Answered,
    HurdleRecord,
    MeetingRecord,
    Outlook,
)
from bellringer.gamification.facts.coaching.one_on_ones import (
    NoteRecord,
    OneOnOneRecord,
    TopicRecord,
)
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.rules.coaching.figures import Kept
from bellringer.gamification.store.coaching import (
    action_items,
    check_ins,
    lead_counts,
    meetings,
    one_on_ones,
)
from bellringer.gamification.store.views.goals import Circle
from bellringer.gamification.store.window import Page, Window
from bellringer.graphql.batches import Batches
from bellringer.words import ActionItemState

Day = tuple[UUID, date]


class CoachingLoaders(Batches):
    """What of coaching a level of the answer asks for."""

    @cached_property
    def check_ins(self) -> DataLoader[UUID, CheckInRecord | None]:
        """Check-ins by id, others' too: who shows one asks whether the caller may read it."""
        return self._by_id(check_ins.read)

    @cached_property
    def check_in_days(self) -> DataLoader[Day, CheckInRecord | None]:
        """Check-ins of members on days of their own, others' too."""

        async def load(keys: list[Day]) -> list[CheckInRecord | None]:
            found = await self._context.read(lambda c: check_ins.of_days(c, keys))
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    @cached_property
    def check_in_pages(self) -> DataLoader[tuple[UUID, Window, Circle], Page[CheckInRecord]]:
        """Pages of members' check-ins: the member, which page, who reads."""
        return self._by_group(check_ins.pages)

    @cached_property
    def check_in_counts(self) -> DataLoader[tuple[UUID, Circle], int]:
        """How many check-ins of a member the reader may read: the member, who reads."""
        return self._by_group(check_ins.counts)

    @cached_property
    def action_items(self) -> DataLoader[UUID, ActionItemRecord | None]:
        """Action items by id, others' too: who shows one asks whether the caller may read it."""
        on = self._context.today
        return self._by_id(lambda c, ids: action_items.read(c, ids, on=on))

    @cached_property
    def action_item_pages(
        self,
    ) -> DataLoader[tuple[UUID, Window, Circle, ActionItemState | None], Page[ActionItemRecord]]:
        """Pages of what members have taken on: the owner, which page, who reads, in which state."""
        return self._by_group(action_items.pages)

    @cached_property
    def action_item_counts(
        self,
    ) -> DataLoader[tuple[UUID, Circle, ActionItemState | None], int]:
        """How much a member has taken on: the owner, who reads, in which state."""
        return self._by_group(action_items.counts)

    @cached_property
    def action_item_steps(self) -> DataLoader[UUID, tuple[ActionItemStep, ...] | None]:
        """What became of an action item."""
        return self._by_id(action_items.steps)

    @cached_property
    def talks(self) -> DataLoader[UUID, OneOnOneRecord | None]:
        """One-to-ones by id, others' too: who shows one asks whether the caller is one of the two."""
        return self._by_id(one_on_ones.read)

    @cached_property
    def talk_topics(self) -> DataLoader[UUID, list[TopicRecord] | None]:
        """The agenda of a one-to-one."""
        return self._by_id(one_on_ones.topics)

    @cached_property
    def talk_notes(self) -> DataLoader[UUID, list[NoteRecord] | None]:
        """What was noted in a one-to-one for both, and by the caller for itself."""
        reader = self._context.authority.member_id
        return self._by_id(lambda c, ids: one_on_ones.notes(c, ids, reader))

    @cached_property
    def talk_figures(self) -> DataLoader[UUID, Kept | None]:
        """The numbers that were kept with a one-to-one."""
        return self._by_id(one_on_ones.figures)

    @cached_property
    def talk_items(self) -> DataLoader[UUID, list[ActionItemRecord] | None]:
        """What was agreed in a one-to-one."""
        on = self._context.today
        return self._by_id(lambda c, ids: action_items.of_talks(c, ids, on=on))

    @cached_property
    def talk_items_before(self) -> DataLoader[UUID, list[ActionItemRecord] | None]:
        """What is still open of other one-to-ones of the same two."""
        on = self._context.today
        return self._by_id(lambda c, ids: action_items.open_before(c, ids, on=on))

    @cached_property
    def meetings(self) -> DataLoader[UUID, MeetingRecord | None]:
        """Meetings by id, of others too: who shows one asks whether the caller is of the team."""
        return self._by_id(meetings.read)

    @cached_property
    def meeting_pages(self) -> DataLoader[tuple[UUID, Window], Page[MeetingRecord]]:
        """Pages of teams' meetings: the team, which page."""
        return self._by_group(meetings.pages)

    @cached_property
    def meeting_counts(self) -> DataLoader[tuple[UUID], int]:
        """How many meetings a team has."""
        return self._by_group(meetings.counts)

    @cached_property
    def meeting_hurdles(self) -> DataLoader[UUID, list[HurdleRecord] | None]:
        """What is in the team's way in a meeting, its own and what is left of earlier ones."""
        return self._by_id(meetings.hurdles)

    @cached_property
    def meeting_outlooks(self) -> DataLoader[UUID, tuple[Outlook, ...] | None]:
        """What was kept with a meeting when it began."""
        return self._by_id(meetings.outlooks)

    @cached_property
    def team_outlooks(self) -> DataLoader[UUID, tuple[Outlook, ...] | None]:
        """What teams' goals ask of each working day from now on."""
        plays, today = self._context.playbook, self._context.today
        return self._by_id(lambda c, ids: outlooks_of(c, plays, ids, today=today))

    @cached_property
    def lead_answers(
        self,
    ) -> DataLoader[tuple[UUID, str, date, date], tuple[Answered, ...]]:
        """When check-ins of teams were answered: the team, the zone of the days, since when, until when."""
        return self._by_group(lead_counts.answers)

    @cached_property
    def lead_talks(
        self,
    ) -> DataLoader[tuple[UUID, str, date, date], Mapping[UUID, tuple[int, int]]]:
        """How many talks leads have planned and held with members of teams: as above."""
        return self._by_group(lead_counts.talks)

    @cached_property
    def lead_feedback(
        self,
    ) -> DataLoader[tuple[UUID, str, date, date], Mapping[UUID, int]]:
        """How often anybody gave members of teams feedback: as above."""
        return self._by_group(lead_counts.feedback)

    @cached_property
    def lead_items(self) -> DataLoader[tuple[UUID, date], tuple[int, int]]:
        """How much members have open, and how much of it was due before a day."""
        return self._by_group(lead_counts.items)

    @cached_property
    def meeting_items(self) -> DataLoader[UUID, list[ActionItemRecord] | None]:
        """What was agreed in a meeting, and is open of earlier ones."""
        on = self._context.today
        return self._by_id(lambda c, ids: action_items.of_meetings(c, ids, on=on))

    @cached_property
    def days_done(self) -> DataLoader[Day, tuple[RecordedParts, ...]]:
        """What credits members on days of their own."""

        async def load(keys: list[Day]) -> list[tuple[RecordedParts, ...]]:
            found = await self._context.read(lambda c: check_ins.activities(c, keys))
            return [found[key] for key in keys]

        return DataLoader(load_fn=load)
