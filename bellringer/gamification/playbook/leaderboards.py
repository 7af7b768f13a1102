"""Rankings, the named dates they may count over, and whom they are about."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.words import MetricDirection, PeriodKind, ScoreKind, SubjectKind, TiePolicy

# the built-in board of the lifetime sum: its row is the member's total, so no second sum is kept
LIFETIME_BOARD = "points-all"
# the built-in board that stands for "your rank" where nobody names another
USUAL_BOARD = "points-month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Named dates [starts_on, ends_on); those of one series do not overlap."""

    series: str
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class TeamScope:
    """Who scores for a team."""

    team_id: UUID


@dataclass(frozen=True, slots=True)
class RegionScope:
    """The teams of a region, or who scores for one of them."""

    region: str


@dataclass(frozen=True, slots=True)
class SalesRoleScope:
    """Who has a sales role, such as hunter or farmer."""

    sales_role: str


@dataclass(frozen=True, slots=True)
class TenureScope:
    """Who joined at least `min_months` and less than `max_months` ago; None is open.

    One whose joining is not on record was there from the beginning.
    """

    min_months: int
    max_months: int | None


Scope = TeamScope | RegionScope | SalesRoleScope | TenureScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """Somebody who counts for a place on a board over the days [since_on, until_on) only; None is open."""

    subject_id: UUID
    place_id: UUID
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A ranking: whose score, of which metric, over which period, with which tie rule, in which zone.

    `board_id` is a small number within the organization. `sums_of` is another board whose sums it reads,
    because it adds up the same. A board of period SEASON counts over the seasons of a `series`, or over one
    `span` of dates [first, last) of its own. `scope` narrows whom the list shows; None is everybody.
    `participants` are the only ones it adds anything up for; None is everybody. `stints` are of those among them
    who have left, and of others who stand in for them. `peers_see` is how many rows
    of the list's top reps are shown; None is all. An archived board is here while others read its sums.
    """

    board_id: int
    board_key: str
    title: str
    subject_kind: SubjectKind
    metric_key: str
    score_kind: ScoreKind
    period: PeriodKind
    tie_policy: TiePolicy
    timezone: str
    direction: MetricDirection = MetricDirection.HIGHER_IS_BETTER
    sums_of: int | None = None
    series: str | None = None
    span: tuple[date, date] | None = None
    scope: Scope | None = None
    participants: frozenset[UUID] | None = None
    stints: tuple[Stint, ...] = ()
    peers_see: int | None = None
    allows_hiding: bool = True
    is_archived: bool = False

    @property
    def sums_id(self) -> int:
        """Return the board whose sums it reads: its own, or another's that adds up the same."""
        return self.board_id if self.sums_of is None else self.sums_of
