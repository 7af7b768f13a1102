"""What admins define: boards, and the seasons they count over."""

from datetime import date
from typing import Annotated

import strawberry

from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.create_season import create_season, remove_season
from bellringer.gamification.actions.update_board import archive_board, update_board
from bellringer.gamification.commands.leaderboards import (
    ArchiveBoard,
    CreateBoard,
    CreateSeason,
    RemoveSeason,
    UpdateBoard,
)
from bellringer.graphql import describing, leaderboards
from bellringer.graphql.boards import BoardScopeInput, Season, scope_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.leaderboards import Leaderboard
from bellringer.graphql.writing import mutation, write
from bellringer.words import MetricDirection, PeriodKind, ScoreKind, SubjectKind, TiePolicy

_KEY = "Small letters, digits and single dashes, at most 63."


@describing.entry
class BoardCreateInput:
    """What to rank, over which period, and who sees what of it; what it adds up never changes."""

    key: str = said(f"What phones and links call it, for ever. {_KEY}")
    title: str = said("What people call it, 1 to 120 signs.")
    subject_kind: SubjectKind = said("Members or teams.")
    metric_key: str = said("The metric to add up, e.g. revenue.")
    score_kind: ScoreKind = said(
        "How the metric becomes a score; per head is for teams.", default=ScoreKind.TOTAL
    )
    period: PeriodKind = said("How long it counts before it starts anew.")
    series: str | None = said(
        "With the period SEASON: the series whose seasons it counts over.", default=None
    )
    tie_policy: TiePolicy = said("How equal scores are ranked.", default=TiePolicy.COMPETITION)
    direction: MetricDirection | None = said(
        "Which scores are ahead; left out: as the metric has it.", default=None
    )
    time_zone: str | None = said(
        "The IANA zone its periods are counted in, for ever; left out: the organization's.",
        default=None,
    )
    scope: BoardScopeInput | None = said(
        "Whom the list is narrowed to; left out: everybody.", default=None
    )
    peers_see: int | None = said(
        "How many rows from the top members without a team to lead see, 1 to 100; left out: all.",
        default=None,
    )
    allows_hiding: bool = said("Members may hide from it.", default=True)


@describing.entry
class BoardUpdateInput:
    """What to show differently; what is left out or null stays."""

    key: str = said("The board.")
    title: str | None = said("What people call it, 1 to 120 signs.", default=None)
    peers_see: int | None = said(
        "How many rows from the top members without a team to lead see, 1 to 100; 0: all.",
        default=None,
    )
    allows_hiding: bool | None = said("Members may hide from it.", default=None)


@describing.entry
class BoardArchiveInput:
    """Which board is to be no more."""

    key: str = said("The board.")


@describing.output
class BoardCreatePayload(Payload):
    """The board."""

    leaderboard: Leaderboard | None = said(
        "In its present period; null where it was refused, and between seasons.", default=None
    )


@describing.output
class BoardUpdatePayload(Payload):
    """The board."""

    leaderboard: Leaderboard | None = said(
        "In its present period; null where it was refused, and between seasons.", default=None
    )


@describing.output
class BoardArchivePayload(Payload):
    """Whether it is done."""

    key: str | None = said("The board that is no more; null where it was refused.", default=None)


@describing.entry
class SeasonCreateInput:
    """Dates and their name."""

    series: str = said(f"The key that seasons of one kind share. {_KEY}")
    title: str = said("What people call it, 1 to 120 signs.")
    starts_on: date = said("Its first day.")
    ends_on: date = said("The day after its last, at most three years later.")


@describing.output
class SeasonCreatePayload(Payload):
    """The season."""

    season: Season | None = said("The season; null where it was refused.", default=None)


@describing.entry
class SeasonRemoveInput:
    """Which season to take back; it has not begun."""

    series: str = said("The series.")
    starts_on: date = said("Its first day.")


@describing.output
class SeasonRemovePayload(Payload):
    """Whether it is done."""

    starts_on: date | None = said(
        "The first day of the season that is no more; null where it was refused.", default=None
    )


@strawberry.type
class DefiningMutation:
    """The writes of boards and seasons."""

    @mutation
    async def board_create(
        self,
        info: Info,
        sent: Annotated[
            BoardCreateInput, strawberry.argument(name="input", description="The board.")
        ],
    ) -> BoardCreatePayload:
        """Define a board; whatever is on record counts at once. Admins only."""
        command = CreateBoard(
            by=info.context.principal,
            board_key=sent.key,
            title=sent.title,
            subject_kind=sent.subject_kind,
            metric_key=sent.metric_key,
            score_kind=sent.score_kind,
            period=sent.period,
            series=sent.series,
            tie_policy=sent.tie_policy,
            direction=sent.direction,
            timezone=sent.time_zone,
            scope=scope_of(sent.scope),
            peers_see=sent.peers_see,
            allows_hiding=sent.allows_hiding,
        )
        await write(info, create_board, command)
        return BoardCreatePayload(leaderboard=await _present(info, sent.key))

    @mutation
    async def board_update(
        self,
        info: Info,
        sent: Annotated[
            BoardUpdateInput, strawberry.argument(name="input", description="The board.")
        ],
    ) -> BoardUpdatePayload:
        """Change how a board is shown. Admins only."""
        command = UpdateBoard(
            by=info.context.principal,
            board_key=sent.key,
            title=sent.title,
            peers_see=sent.peers_see,
            allows_hiding=sent.allows_hiding,
        )
        await write(info, update_board, command)
        return BoardUpdatePayload(leaderboard=await _present(info, sent.key))

    @mutation
    async def board_archive(
        self,
        info: Info,
        sent: Annotated[
            BoardArchiveInput, strawberry.argument(name="input", description="The board.")
        ],
    ) -> BoardArchivePayload:
        """Let a board be no more; its key stays taken. Admins only."""
        command = ArchiveBoard(by=info.context.principal, board_key=sent.key)
        await write(info, archive_board, command)
        return BoardArchivePayload(key=sent.key)

    @mutation
    async def season_create(
        self,
        info: Info,
        sent: Annotated[
            SeasonCreateInput, strawberry.argument(name="input", description="The season.")
        ],
    ) -> SeasonCreatePayload:
        """Name the dates of a season; boards of its series add up what lies in it. Admins only."""
        command = CreateSeason(
            by=info.context.principal,
            series=sent.series,
            title=sent.title,
            starts_on=sent.starts_on,
            ends_on=sent.ends_on,
        )
        return SeasonCreatePayload(season=Season.of(await write(info, create_season, command)))

    @mutation
    async def season_remove(
        self,
        info: Info,
        sent: Annotated[
            SeasonRemoveInput, strawberry.argument(name="input", description="The season.")
        ],
    ) -> SeasonRemovePayload:
        """Take back a season that has not begun. Admins only."""
        command = RemoveSeason(
            by=info.context.principal, series=sent.series, starts_on=sent.starts_on
        )
        await write(info, remove_season, command)
        return SeasonRemovePayload(starts_on=sent.starts_on)


async def _present(info: Info, key: str) -> Leaderboard | None:
    # the context knows the boards as they were when the request began
    await info.context.enter()
    board = info.context.board(key)
    return await leaderboards.leaderboard_of(info, board) if board else None
