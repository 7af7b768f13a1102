"""One read for all that a level of the answer asks for, per request."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from bellringer.gamification.facts.competitions import Competition
from bellringer.gamification.facts.customers import Brought, Owned
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.store import feed, own_standings, people, rank_deltas, reactions
from bellringer.gamification.store.competitions import reading
from bellringer.gamification.store.facts import streaks as streak_facts
from bellringer.gamification.store.feed import PostRecord
from bellringer.gamification.store.populations import Listing
from bellringer.gamification.store.reactions import ReactionView
from bellringer.gamification.store.recognition import ballots
from bellringer.gamification.store.recognition.ballots import MonthKey
from bellringer.gamification.store.standings import StandingView
from bellringer.gamification.store.views import (
    activities,
    badges,
    calendars,
    celebrations,
    comments,
    customers,
    inbox,
    members,
    periods,
    points,
    streaks,
    teams,
)
from bellringer.gamification.store.views.activities import ActivityView, ShareView
from bellringer.gamification.store.views.badges import AwardView, BadgeView
from bellringer.gamification.store.views.calendars import LeaveView
from bellringer.gamification.store.views.celebrations import CelebrationView
from bellringer.gamification.store.views.comments import CommentView
from bellringer.gamification.store.views.goals import Circle
from bellringer.gamification.store.views.inbox import AttentionView
from bellringer.gamification.store.views.members import MemberView
from bellringer.gamification.store.views.periods import PeriodView
from bellringer.gamification.store.views.points import EntryView
from bellringer.gamification.store.views.teams import TeamView
from bellringer.gamification.store.window import Page, Window
from bellringer.graphql.attention import LOOK_BACK
from bellringer.graphql.coaching.day_loaders import DayLoaders
from bellringer.graphql.coaching.loaders import CoachingLoaders
from bellringer.graphql.coaching.pulse_loaders import PulseLoaders
from bellringer.graphql.coaching.thread_loaders import ThreadLoaders
from bellringer.graphql.goal_loaders import GoalLoaders
from bellringer.graphql.kpis.loaders import KpiLoaders

V = TypeVar("V")


class Loaders(GoalLoaders, CoachingLoaders, PulseLoaders, ThreadLoaders, DayLoaders, KpiLoaders):
    """The request's batches and what they have found; an id that isn't there, or isn't yours to see, is None."""

    @cached_property
    def award_pages(self) -> DataLoader[tuple[UUID, Window, bool, Circle], Page[AwardView]]:
        """Pages of awards: the member or team, which page, with those taken back, who reads."""
        return self._by_group(badges.pages)

    @cached_property
    def award_counts(self) -> DataLoader[tuple[UUID, bool, Circle], int]:
        """How many awards there are: the member or team, with those taken back, who reads."""
        return self._by_group(badges.counts)

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
        return self._by_id(members.read, on=self._context.today)

    @cached_property
    def teams(self) -> DataLoader[UUID, TeamView | None]:
        """Teams by id."""
        return self._by_id(teams.read, on=self._context.today)

    @cached_property
    def badges(self) -> DataLoader[UUID, BadgeView | None]:
        """Badges by id that the caller may see, archived ones too."""
        return self._by_id(badges.definitions, self._context.circle)

    @cached_property
    def awards(self) -> DataLoader[UUID, AwardView | None]:
        """Badge awards by id that the caller may see."""
        return self._by_id(badges.awards, self._context.circle)

    @cached_property
    def brought(self) -> DataLoader[tuple[Owned], Brought]:
        """What owners were credited with for a customer."""
        return self._by_group(customers.brought)

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
    def streaks(self) -> DataLoader[UUID, dict[UUID, StreakRun] | None]:
        """A member's streaks that have ever begun."""
        return self._by_id(streaks.read)

    @cached_property
    def streak_days(self) -> DataLoader[tuple[UUID, UUID], StreakFacts]:
        """Streaks of members with all their days: the streak, the member."""

        async def load(keys: list[tuple[UUID, UUID]]) -> list[StreakFacts]:
            of_goals = self._context.playbook.streaks_of_goals
            found = await self._context.ask(streak_facts.whole, keys, of_goals)
            return [found[key] for key in keys]

        return DataLoader(load_fn=load)

    @cached_property
    def member_facts(self) -> DataLoader[UUID, MemberFacts | None]:
        """What the rules know of members: zones, teams and leave over time."""
        return self._by_id(people.read)

    @cached_property
    def leave_pages(self) -> DataLoader[tuple[UUID, Window], Page[LeaveView]]:
        """Pages of a member's leave: the member, which page."""
        return self._by_group(calendars.leave_pages)

    @cached_property
    def leave_counts(self) -> DataLoader[tuple[UUID], int]:
        """How many absences a member has."""
        return self._by_group(calendars.leave_counts)

    @cached_property
    def leave(self) -> DataLoader[UUID, LeaveView | None]:
        """Absences by id."""
        return self._by_id(calendars.leave)

    @cached_property
    def totals(self) -> DataLoader[UUID, int | None]:
        """A member's lifetime points."""
        return self._by_id(points.totals)

    @cached_property
    def competitions(self) -> DataLoader[UUID, Competition | None]:
        """Competitions by id, drafts of others too: who shows one asks whether the caller may see it."""
        return self._by_id(reading.read)

    @cached_property
    def posts(self) -> DataLoader[UUID, PostRecord | None]:
        """Posts of the feed by id, others' too: who shows one asks whether the caller may see it."""
        return self._by_id(feed.read)

    @cached_property
    def reactions(self) -> DataLoader[UUID, list[ReactionView] | None]:
        """The reactions to a post."""
        me = self._context.authority.member_id
        return self._by_id(reactions.counts, me)

    @cached_property
    def celebrations(self) -> DataLoader[UUID, CelebrationView | None]:
        """Celebrations by id, others' too: who shows one asks whether the caller is invited."""
        return self._by_id(celebrations.read)

    @cached_property
    def honoured(self) -> DataLoader[UUID, list[UUID] | None]:
        """The awards that a celebration honours."""
        return self._by_id(celebrations.awards)

    @cached_property
    def comments(self) -> DataLoader[UUID, CommentView | None]:
        """Comments by id, removed ones and those under others' posts too."""
        return self._by_id(comments.read)

    @cached_property
    def comment_pages(self) -> DataLoader[tuple[UUID, Window], Page[CommentView]]:
        """Pages of the comments under a post: the post, which page."""
        return self._by_group(comments.pages)

    @cached_property
    def comment_counts(self) -> DataLoader[tuple[UUID], int]:
        """How many comments stand under a post."""
        return self._by_group(comments.counts)

    @cached_property
    def own_votes(self) -> DataLoader[MonthKey, UUID | None]:
        """Whom the caller has voted for, by month."""

        async def load(keys: list[MonthKey]) -> list[UUID | None]:
            own = self._context.authority.member_id
            found = await self._context.read(lambda c: ballots.own_votes(c, own, keys))
            return [found.get(each) for each in keys]

        return DataLoader(load_fn=load)

    @cached_property
    def attention(self) -> DataLoader[UUID, AttentionView | None]:
        """What became of what a member was told lately."""
        since = self._context.now - LOOK_BACK
        return self._by_id(inbox.attention, since=since)

    @cached_property
    def periods(self) -> DataLoader[tuple[Board, date], PeriodView | None]:
        """What is on record about a board's period."""

        async def load(keys: list[tuple[Board, date]]) -> list[PeriodView | None]:
            found = await self._context.ask(periods.read, keys)
            return [found.get((board.sums_id, starts_on)) for board, starts_on in keys]

        return DataLoader(load_fn=load, cache_key_fn=_of_board)

    @cached_property
    def standings(self) -> DataLoader[tuple[Board, date, UUID], StandingView | None]:
        """One subject's standing on a board in a period."""

        async def load(keys: list[tuple[Board, date, UUID]]) -> list[StandingView | None]:
            found = await self._of_listings(own_standings.of_each, keys)
            return [found.get(_of_board(key)) for key in keys]

        return DataLoader(load_fn=load, cache_key_fn=_of_board)

    @cached_property
    def deltas(self) -> DataLoader[tuple[Board, date, UUID], int | None]:
        """How many ranks a subject has won since midnight."""

        async def load(keys: list[tuple[Board, date, UUID]]) -> list[int | None]:
            found = await self._of_listings(rank_deltas.deltas, keys)
            return [found.get(_of_board(key)) for key in keys]

        return DataLoader(load_fn=load, cache_key_fn=_of_board)

    async def _of_listings(
        self,
        read: Callable[..., Awaitable[Mapping[UUID, V]]],
        keys: list[tuple[Board, date, UUID]],
    ) -> dict[tuple[Any, ...], V]:
        """Read something of subjects of boards: each board once, and a document asks for few of them."""
        lists: dict[tuple[int, date], tuple[Listing, list[UUID]]] = {}
        for board, starts_on, subject_id in keys:
            listing = self._context.listing(board, starts_on)
            lists.setdefault((board.board_id, starts_on), (listing, []))[1].append(subject_id)
        return {
            (*place, subject_id): value
            for place, (listing, subjects) in lists.items()
            for subject_id, value in (await self._context.ask(read, subjects, listing)).items()
        }


def _of_board(key: Any) -> tuple[Any, ...]:
    return (key[0].board_id, *key[1:])
