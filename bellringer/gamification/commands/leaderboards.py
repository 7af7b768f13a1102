"""What admins define about boards and seasons."""

from dataclasses import dataclass
from datetime import date

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.leaderboards import Scope
from bellringer.words import MetricDirection, PeriodKind, ScoreKind, SubjectKind, TiePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBoard:
    """Define a board; None is the metric's direction, the organization's zone and everybody."""

    by: Principal
    board_key: str
    title: str
    subject_kind: SubjectKind
    metric_key: str
    period: PeriodKind
    score_kind: ScoreKind = ScoreKind.TOTAL
    tie_policy: TiePolicy = TiePolicy.COMPETITION
    direction: MetricDirection | None = None
    timezone: str | None = None
    series: str | None = None
    scope: Scope | None = None
    peers_see: int | None = None
    allows_hiding: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateBoard:
    """Change how a board is shown; None leaves what is there, and `peers_see` 0 shows peers everything."""

    by: Principal
    board_key: str
    title: str | None = None
    peers_see: int | None = None
    allows_hiding: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBoard:
    """Let a board be no more; its key stays taken."""

    by: Principal
    board_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSeason:
    """Name the dates [starts_on, ends_on) as the next season of a series, or as its first."""

    by: Principal
    series: str
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSeason:
    """Take back a season that has not begun."""

    by: Principal
    series: str
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenPeriod:
    """Open the FINAL period of a board that holds a date again, and let in what came late."""

    by: Principal
    board_key: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HideFromBoards:
    """Take oneself off the lists of boards, or put oneself back."""

    by: Principal
    hide: bool
