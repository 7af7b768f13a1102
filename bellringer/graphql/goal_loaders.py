"""The batches of goals: pages, parts, contributions, steps, and what today brought."""

from functools import cached_property
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.facts.goals import GoalRecord, StepRecord
from bellringer.gamification.store import goals as store_goals
from bellringer.gamification.store.views import contributions, families, goals, sums
from bellringer.gamification.store.views.contributions import ContributionView, Gathering
from bellringer.gamification.store.views.families import PartsView
from bellringer.gamification.store.views.goals import Circle, Owners
from bellringer.gamification.store.window import Page, Window
from bellringer.graphql.batches import Batches


class GoalLoaders(Batches):
    """What of goals a level of the answer asks for."""

    @cached_property
    def goal_pages(self) -> DataLoader[tuple[Owners, Window, Circle, bool], Page[GoalRecord]]:
        """Pages of owners' goals: the owners, which page, who reads, only current ones."""
        return self._by_group(goals.pages)

    @cached_property
    def goal_counts(self) -> DataLoader[tuple[Owners, Circle, bool], int]:
        """How many goals owners have: the owners, who reads, only current ones."""
        return self._by_group(goals.counts)

    @cached_property
    def goal_children(self) -> DataLoader[tuple[UUID, Window, Circle], Page[GoalRecord]]:
        """Pages of a goal's parts: the goal, which page, who reads."""
        return self._by_group(families.pages)

    @cached_property
    def goal_child_counts(self) -> DataLoader[tuple[UUID, Circle], int]:
        """How many parts a goal has: the goal, who reads."""
        return self._by_group(families.counts)

    @cached_property
    def goal_sums(self) -> DataLoader[tuple[UUID, Circle], PartsView]:
        """What a goal's parts add up to: the goal, who reads."""
        return self._by_group(families.sums)

    @cached_property
    def contributions(self) -> DataLoader[tuple[Gathering, Window], Page[ContributionView]]:
        """Pages of what members brought to a goal: what it gathers, which page."""
        return self._by_group(contributions.pages)

    @cached_property
    def contribution_counts(self) -> DataLoader[tuple[Gathering], int]:
        """How many members brought something: what the goal gathers."""
        return self._by_group(contributions.counts)

    @cached_property
    def goal_steps(self) -> DataLoader[UUID, tuple[StepRecord, ...] | None]:
        """What was said and decided about a goal."""
        return self._by_id(store_goals.steps)

    @cached_property
    def goals(self) -> DataLoader[UUID, GoalRecord | None]:
        """Goals that the caller may see, by id."""
        return self._by_id(goals.read, self._context.circle)

    @cached_property
    def today(self) -> DataLoader[tuple[UUID, str], int | None]:
        """What today added to a subject's metric; None where it did not move."""

        async def load(keys: list[tuple[UUID, str]]) -> list[int | None]:
            on = self._context.today
            found = await self._context.ask(sums.on_day, keys, on)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)
