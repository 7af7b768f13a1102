"""Team and member of the month."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from bellringer.gamification.rules.recognition import Recognition, Winner
from bellringer.gamification.store.recognition import month_award
from bellringer.graphql import describing, members, teams
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.references import AMember, ATeam
from bellringer.graphql.scalars import BigInt
from bellringer.words import PeriodState, SubjectKind

Month = Annotated[date, strawberry.argument(description="Any date of the month.")]


@describing.output
class TeamOfTheMonthWinner:
    """A team recognised for a month; several where it was a tie."""

    winner: strawberry.Private[Winner]
    score: BigInt = said("Its score on `boardKey`, in that board's unit.")
    board_key: str = said("The board that decided.")
    wins_in_a_row: int = said("How many months in a row, this one included.")

    @resolved
    async def team(self, info: Info) -> ATeam:
        """The team."""
        return await teams.certain_team(info, self.winner.subject_id)


@describing.output
class TeamOfTheMonth:
    """The team of a month; before FINAL as things stand."""

    month: date = said("First day of the month.")
    state: PeriodState = said("FINAL when it is decided.")
    decided_at: datetime | None = said("When it was decided; null before.")
    winners: list[TeamOfTheMonthWinner] = said("Who won; several where it was a tie.")


@describing.output
class MemberOfTheMonthWinner:
    """A member recognised for a month; several where it was a tie."""

    winner: strawberry.Private[Winner]
    score: BigInt = said("The score on `boardKey`, in that board's unit.")
    board_key: str = said("The board that decided.")
    wins_in_a_row: int = said("How many months in a row, this one included.")

    @resolved
    async def member(self, info: Info) -> AMember:
        """The member."""
        return await members.certain_member(info, self.winner.subject_id)


@describing.output
class MemberOfTheMonth:
    """The member of a month; before FINAL as things stand."""

    month: date = said("First day of the month.")
    state: PeriodState = said("FINAL when it is decided.")
    decided_at: datetime | None = said("When it was decided; null before.")
    winners: list[MemberOfTheMonthWinner] = said("Who won; several where it was a tie.")


async def _recognition(info: Info, kind: SubjectKind, month: date) -> Recognition | None:
    context = info.context
    return await context.read(
        lambda c: month_award(c, context.playbook, kind, month, now=context.now)
    )


@strawberry.type
class RecognitionQuery:
    """The reads of recognition."""

    @resolved
    async def team_of_the_month(self, info: Info, month: Month) -> TeamOfTheMonth | None:
        """The team of a month; null while nobody has a score."""
        found = await _recognition(info, SubjectKind.TEAM, month)
        if found is None:
            return None
        return TeamOfTheMonth(
            month=found.month_on,
            state=found.state,
            decided_at=found.decided_at,
            winners=[
                TeamOfTheMonthWinner(
                    winner=winner,
                    score=BigInt(winner.score),
                    board_key=winner.board_key,
                    wins_in_a_row=winner.wins_in_a_row,
                )
                for winner in found.winners
            ],
        )

    @resolved
    async def member_of_the_month(self, info: Info, month: Month) -> MemberOfTheMonth | None:
        """The member of a month; null while nobody has a score."""
        found = await _recognition(info, SubjectKind.MEMBER, month)
        if found is None:
            return None
        return MemberOfTheMonth(
            month=found.month_on,
            state=found.state,
            decided_at=found.decided_at,
            winners=[
                MemberOfTheMonthWinner(
                    winner=winner,
                    score=BigInt(winner.score),
                    board_key=winner.board_key,
                    wins_in_a_row=winner.wins_in_a_row,
                )
                for winner in found.winners
            ],
        )
