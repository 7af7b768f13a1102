"""One read for all that a level of the answer asks for, per request."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.facts import GoalRecord
from bellringer.gamification.playbook import Board
from bellringer.gamification.store import rank_deltas, standings
from bellringer.gamification.store.standings import PeriodView, StandingView
from bellringer.gamification.store.views import (
    activities,
    badges,
    goals,
    members,
    points,
    streaks,
    teams,
)
from bellringer.gamification.store.views.activities import ActivityView, ShareView
from bellringer.gamification.store.views.badges import AwardView, BadgeView
from bellringer.gamification.store.views.goals import Circle, Owners
from bellringer.gamification.store.views.members import MemberView
from bellringer.gamification.store.views.points import EntryView
from bellringer.gamification.store.views.streaks import StreakView
from bellringer.gamification.store.views.teams import TeamView
from bellringer.gamification.store.window import Page, Window

if TYPE_CHECKING:
    from bellringer.graphql.context import Context

V = TypeVar("V")


class Loaders:
    """The request's batches and what they have found; an id that isn't there, or isn't yours to see, is None."""

    def __init__(self, context: "Context") -> None:
        self._context = context

    def _by_id(
        self, read: Callable[[Any, list[UUID]], Awaitable[Mapping[UUID, V]]]
    ) -> DataLoader[UUID, V | None]:
        async def load(ids: list[UUID]) -> list[V | None]:
            found = await self._context.read(lambda connection: read(connection, ids))
            return [found.get(each) for each in ids]

        return DataLoader(load_fn=load)

    def _by_group(
        self, read: Callable[..., Awaitable[Mapping[Any, V]]]
    ) -> DataLoader[tuple[Any, ...], V]:
        """Batch by a key's first part; what follows it is the same for all rows of a field."""

        async def load(keys: list[tuple[Any, ...]]) -> list[V]:
            groups: dict[tuple[Any, ...], list[Any]] = {}
            for one, *rest in keys:
                groups.setdefault(tuple(rest), []).append(one)
            values: dict[tuple[Any, ...], V] = {}
            for same, ones in groups.items():
                found = await self._context.read(partial(_read_each, read, ones, same))
                values |= {(one, *same): found[one] for one in ones}
            return [values[each] for each in keys]

        return DataLoader(load_fn=load)

    @cached_property
    def award_pages(self) -> DataLoader[tuple[UUID, Window, bool], Page[AwardView]]:
        """Pages of a member's awards: the member, which page, with those taken back."""
        return self._by_group(badges.pages)

    @cached_property
    def award_counts(self) -> DataLoader[tuple[UUID, bool], int]:
        """How many awards a member has: the member, with those taken back."""
        return self._by_group(badges.counts)

    @cached_property
    def goal_pages(self) -> DataLoader[tuple[Owners, Window, Circle, bool], Page[GoalRecord]]:
        """Pages of owners' goals: the owners, which page, who reads, only current ones."""
        return self._by_group(goals.pages)

    @cached_property
    def goal_counts(self) -> DataLoader[tuple[Owners, Circle, bool], int]:
        """How many goals owners have: the owners, who reads, only current ones."""
        return self._by_group(goals.counts)

    @cached_property
    def team_pages(self) -> DataLoader[tuple[UUID, Window, date], Page[MemberView]]:
        """Pages of a team's members: the team, which page, the day."""
        return self._by_group(members.team_pages)

    @cached_property
    def team_counts(self) -> DataLoader[tuple[UUID, date], int]:
        """How many members a team has: the team, the day."""
        return self._by_group(members.team_counts)

    @cached_property
    def members(self) -> DataLoader[UUID, MemberView | None]:
        """Members by id."""
        return self._by_id(lambda c, ids: members.read(c, ids, on=self._context.today))

    @cached_property
    def teams(self) -> DataLoader[UUID, TeamView | None]:
        """Teams by id."""
        return self._by_id(lambda c, ids: teams.read(c, ids, on=self._context.today))

    @cached_property
    def goals(self) -> DataLoader[UUID, GoalRecord | None]:
        """Goals that the caller may see, by id."""
        return self._by_id(lambda c, ids: goals.read(c, ids, self._context.circle))

    @cached_property
    def badges(self) -> DataLoader[UUID, BadgeView | None]:
        """Badges by id, archived ones too."""
        return self._by_id(badges.definitions)

    @cached_property
    def awards(self) -> DataLoader[UUID, AwardView | None]:
        """Badge awards by id."""
        return self._by_id(badges.awards)

    @cached_property
    def activities(self) -> DataLoader[UUID, ActivityView | None]:
        """Activities by id."""
        return self._by_id(activities.read)

    @cached_property
    def shares(self) -> DataLoader[UUID, list[ShareView] | None]:
        """The shares of an activity."""
        return self._by_id(activities.shares)

    @cached_property
    def entries(self) -> DataLoader[UUID, list[EntryView] | None]:
        """The ledger entries of an activity."""
        return self._by_id(points.by_activity)

    @cached_property
    def streaks(self) -> DataLoader[UUID, dict[UUID, StreakView] | None]:
        """A member's streaks that have ever begun."""
        return self._by_id(streaks.read)

    @cached_property
    def totals(self) -> DataLoader[UUID, int | None]:
        """A member's lifetime points."""
        return self._by_id(points.totals)

    @cached_property
    def periods(self) -> DataLoader[tuple[Board, date], PeriodView | None]:
        """What is on record about a board's period."""

        async def load(keys: list[tuple[Board, date]]) -> list[PeriodView | None]:
            return await self._context.read(lambda c: _each(standings.period, c, keys))

        return DataLoader(load_fn=load, cache_key_fn=_of_board)

    @cached_property
    def standings(self) -> DataLoader[tuple[Board, date, UUID], StandingView | None]:
        """One subject's standing on a board in a period."""

        async def load(keys: list[tuple[Board, date, UUID]]) -> list[StandingView | None]:
            return await self._context.read(lambda c: _each(standings.of, c, keys))

        return DataLoader(load_fn=load, cache_key_fn=_of_board)

    @cached_property
    def deltas(self) -> DataLoader[tuple[Board, date, UUID], int | None]:
        """How many ranks a subject has won since midnight."""

        async def load(keys: list[tuple[Board, date, UUID]]) -> list[int | None]:
            return await self._context.read(lambda c: _moved(c, keys, self._context.today))

        return DataLoader(load_fn=load, cache_key_fn=_of_board)


async def _read_each(
    read: Callable[..., Awaitable[V]], ones: list[Any], same: tuple[Any, ...], connection: Any
) -> V:
    return await read(connection, ones, *same)


def _of_board(key: Any) -> tuple[Any, ...]:
    return (key[0].board_id, *key[1:])


async def _each(read: Any, connection: Any, keys: list[Any]) -> list[Any]:
    # a document asks for few boards at a time, and its depth and aliases are limited
    return [await read(connection, *key) for key in keys]


async def _moved(
    connection: Any, keys: list[tuple[Board, date, UUID]], today: date
) -> list[int | None]:
    asked: dict[tuple[int, date], tuple[Board, list[UUID]]] = {}
    for board, starts_on, subject_id in keys:
        asked.setdefault((board.board_id, starts_on), (board, []))[1].append(subject_id)
    found: dict[tuple[Any, ...], int] = {}
    for (board_id, starts_on), (board, subjects) in asked.items():
        moved = await rank_deltas.deltas(connection, board, starts_on, subjects, today=today)
        found |= {(board_id, starts_on, each): delta for each, delta in moved.items()}
    return [found.get(_of_board(key)) for key in keys]
