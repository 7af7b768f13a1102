"""Team and member of the month: who stands for it, who won, and why."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import strawberry

from bellringer.gamification.rules.recognition.months import Recognition, Winner
from bellringer.gamification.store.recognition import months
from bellringer.gamification.store.recognition.ballots import key_of
from bellringer.graphql import describing, members, teams
from bellringer.graphql.candidates import (
    MonthCandidate,
    MonthWhy,
    left_out_of,
    scale_of,
    shown,
    subject_of,
    why_of,
)
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
from bellringer.graphql.references import AMember, ATeam
from bellringer.graphql.scalars import BigInt
from bellringer.words import DecisionMode, PeriodState, SubjectKind

T = TypeVar("T")
Month = Annotated[date, strawberry.argument(description="Any date of the month.")]
Edition = Annotated[
    int | None,
    strawberry.argument(description="A former edition, from 1; left out: the newest."),
]


@describing.interface
class RecognizedMonth:
    """A month with its shortlist: as things stand, open for nominations and votes, or decided."""

    recognition: strawberry.Private[Recognition]
    month: date = said("First day of the month.")
    ends_on: date = said("The day after its last.")
    state: PeriodState = said(
        "How settled the standings are; a decided month is FINAL, or PROVISIONAL while it is re-opened."
    )
    edition: int = said(
        "0 while the standings are not FINAL; then 1, and one more each time they were re-opened."
    )
    decision: DecisionMode = said("Whether the standings decide, or an admin.")
    takes_nominations: bool = said("Members nominate for it until closesAt.")
    takes_votes: bool = said("Members vote for it until closesAt.")
    closes_at: datetime | None = said(
        "When nominations and votes close; null where none are taken."
    )
    decided_at: datetime | None = said("When it was decided; null before.")

    @resolved
    def shortlist(self, info: Info) -> list[MonthCandidate]:
        """The best by the measure, the best first: five, and all who share the first place.

        While the standings run, no more of them than the board shows you.
        """
        month = self.recognition
        return [
            MonthCandidate.of(info, month, each) for each in shown(info, month, month.shortlist)
        ]

    @resolved
    def nominated(self, info: Info) -> list[MonthCandidate]:
        """Who stands besides because somebody nominated them."""
        return [
            MonthCandidate.of(info, self.recognition, each)
            for each in self.recognition.candidates
            if each.place is None and each.left_out is None
        ]

    @resolved
    def left_out(self, info: Info) -> list[MonthCandidate]:
        """Who stands before the last of the shortlist and may not win, with the reason; at most 5."""
        return left_out_of(info, self.recognition)

    @resolved
    async def my_vote(self, info: Info) -> StandingSubject | None:
        """Whom you voted for; null if you did not."""
        found = await info.context.loaders.own_votes.load(key_of(self.recognition))
        return await subject_of(info, self.recognition.subject_kind, found) if found else None


@describing.output
class TeamOfTheMonthWinner:
    """A team recognised for a month; several where it was a tie."""

    month: strawberry.Private[Recognition]
    winner: strawberry.Private[Winner]
    score: BigInt = said("Its score; divide it by `scale` to show it.")
    scale: int = said("What to divide score by: 10 000 for percent-to-goal, 100 per head.")
    board_key: str = said("The board that measured.")
    wins_in_a_row: int = said("How many months in a row, this one included.")

    @resolved
    async def team(self, info: Info) -> ATeam:
        """The team."""
        return await teams.certain_team(info, self.winner.subject_id)

    @resolved
    def why(self, info: Info) -> MonthWhy:
        """Why it won."""
        return why_of(info, self.month, self.winner)


@describing.output
class TeamOfTheMonth(RecognizedMonth):
    """The team of a month."""

    winners: list[TeamOfTheMonthWinner] = said(
        "Who won, before FINAL as things stand; several where it is a tie, none while an admin is to decide."
    )


@describing.output
class MemberOfTheMonthWinner:
    """A member recognised for a month; several where it was a tie."""

    month: strawberry.Private[Recognition]
    winner: strawberry.Private[Winner]
    score: BigInt = said("The score; divide it by `scale` to show it.")
    scale: int = said("What to divide score by: 1 for points.")
    board_key: str = said("The board that measured.")
    wins_in_a_row: int = said("How many months in a row, this one included.")

    @resolved
    async def member(self, info: Info) -> AMember:
        """The member."""
        return await members.certain_member(info, self.winner.subject_id)

    @resolved
    def why(self, info: Info) -> MonthWhy:
        """Why they won."""
        return why_of(info, self.month, self.winner)


@describing.output
class MemberOfTheMonth(RecognizedMonth):
    """The member of a month."""

    winners: list[MemberOfTheMonthWinner] = said(
        "Who won, before FINAL as things stand; several where it is a tie, none while an admin is to decide."
    )


async def recognized(
    info: Info, kind: SubjectKind, month: date, edition: int | None = None
) -> Recognition | None:
    """Read a month; None where the calendar ends."""
    context = info.context
    try:
        return await context.read(
            lambda c: months.read(
                c, context.playbook, kind, month, now=context.now, edition=edition
            )
        )
    except (OverflowError, ValueError):
        return None


def team_month(info: Info, month: Recognition) -> TeamOfTheMonth:
    """Show a month with its winning teams."""
    return TeamOfTheMonth(
        **_shown(month),
        winners=[TeamOfTheMonthWinner(**_won(info, month, winner)) for winner in month.winners],
    )


def member_month(info: Info, month: Recognition) -> MemberOfTheMonth:
    """Show a month with its winning members."""
    return MemberOfTheMonth(
        **_shown(month),
        winners=[MemberOfTheMonthWinner(**_won(info, month, winner)) for winner in month.winners],
    )


@strawberry.type
class RecognitionQuery:
    """The reads of recognition."""

    @resolved
    async def team_of_the_month(
        self, info: Info, month: Month, edition: Edition = None
    ) -> TeamOfTheMonth | None:
        """The team of a month; null while nobody has a score."""
        found = await recognized(info, SubjectKind.TEAM, month, edition)
        return team_month(info, found) if found else None

    @resolved
    async def member_of_the_month(
        self, info: Info, month: Month, edition: Edition = None
    ) -> MemberOfTheMonth | None:
        """The member of a month; null while nobody has a score."""
        found = await recognized(info, SubjectKind.MEMBER, month, edition)
        return member_month(info, found) if found else None

    @resolved
    async def teams_of_the_month(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TeamOfTheMonth]:
        """The months that are FINAL with their teams, the latest first."""
        return await _history(info, SubjectKind.TEAM, team_month, first, after, last, before)

    @resolved
    async def members_of_the_month(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MemberOfTheMonth]:
        """The months that are FINAL with their members, the latest first."""
        return await _history(info, SubjectKind.MEMBER, member_month, first, after, last, before)


async def _history(
    info: Info,
    kind: SubjectKind,
    show: Callable[[Info, Recognition], T],
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[T]:
    window = window_of(first, after, last, before, (date,))
    context = info.context
    return connect(
        await context.read(lambda c: months.history(c, context.playbook, kind, window)),
        lambda month: show(info, month),
        lambda month: (month.month_on,),
        lambda: context.read(lambda c: months.count(c, kind)),
    )


def _shown(month: Recognition) -> dict[str, Any]:
    return {
        "recognition": month,
        "month": month.month_on,
        "ends_on": month.ends_on,
        "state": month.state,
        "edition": month.edition,
        "decision": month.decision,
        "takes_nominations": month.takes_nominations,
        "takes_votes": month.takes_votes,
        "closes_at": month.closes_at,
        "decided_at": month.decided_at,
    }


def _won(info: Info, month: Recognition, winner: Winner) -> dict[str, Any]:
    return {
        "month": month,
        "winner": winner,
        "score": BigInt(winner.candidate.score),
        "scale": scale_of(info, winner.candidate),
        "board_key": winner.candidate.board_key,
        "wins_in_a_row": winner.wins_in_a_row,
    }
