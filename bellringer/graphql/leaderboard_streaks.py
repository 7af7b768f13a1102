"""Leaderboard streaks: how often in a row a member or a team stood within a rank."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.rules.leaderboards import streaks as rules
from bellringer.gamification.store import leaderboard_streaks
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import BadRequestError
from bellringer.words import PeriodKind, SubjectKind

DEEPEST = 100
SHOWN = 100

Within = Annotated[
    int,
    strawberry.argument(description="Which rank counts: 3 for the top 3, 1 for the win; 1 to 100."),
]
OnBoard = Annotated[
    str | None,
    strawberry.argument(description="Only on the board of this key; left out: on all there are."),
]


@describing.output
class LeaderboardStreakPeriod:
    """A FINAL period of the present run."""

    starts_on: date = said("The first day of the period.")
    rank: int = said("The final rank in it.")


@describing.output
class LeaderboardStreak:
    """Consecutive FINAL periods of a board within a rank.

    A period that is missing or not FINAL breaks nothing: the look-back ends there. When one is opened again, the
    streak is what its new standings make of it.
    """

    board_key: str = said("The board's key, e.g. points-month.")
    board_title: str = said("What people call the board.")
    period_kind: PeriodKind = said("What is counted: days, weeks, months.")
    within: int = said(
        "The rank that counts; less than asked for where the board shows peers less of its list."
    )
    current: int = said(
        "Periods in a row up to the latest FINAL one: 0 where that one was not within the rank."
    )
    longest: int = said("The most periods in a row, among the latest 1 000.")
    periods: list[LeaderboardStreakPeriod] = said(
        "Why: the periods of the present run with the rank in each, the latest first; at most 100."
    )

    @classmethod
    def of(
        cls, board: Board, streak: rules.LeaderboardStreak, *, within: int
    ) -> "LeaderboardStreak":
        """Show a streak."""
        return cls(
            board_key=board.board_key,
            board_title=board.title,
            period_kind=board.period,
            within=within,
            current=streak.current,
            longest=streak.longest,
            periods=[
                LeaderboardStreakPeriod(starts_on=each.starts_on, rank=each.rank)
                for each in streak.periods[:SHOWN]
                if each.rank is not None
            ],
        )


async def leaderboard_streaks_of(
    info: Info, kind: SubjectKind, subject_id: UUID, *, within: int, board_key: str | None
) -> list[LeaderboardStreak]:
    """Show a subject's streaks on the boards that rank such, one for each that has periods."""
    if not 1 <= within <= DEEPEST:
        raise BadRequestError("INVALID_PAGE", f"`within` lies between 1 and {DEEPEST}.")
    context = info.context
    boards = [
        board
        for board in context.playbook.boards
        if board.subject_kind is kind
        and board.period is not PeriodKind.ALL
        and board.span is None
        and not board.is_archived
        and board_key in (None, board.board_key)
    ]
    found = []
    for board in boards:
        listing = context.listing(board, context.today)
        if context.is_own(subject_id):
            listing = replace(listing, depth=None)
        seen = within if listing.depth is None else min(within, listing.depth)
        finals = await context.read(
            partial(leaderboard_streaks.ranks, listing=listing, subject_id=subject_id, within=seen)
        )
        streak = rules.leaderboard_streak(context.playbook, board, finals)
        found.append(LeaderboardStreak.of(board, streak, within=seen))
    return found
