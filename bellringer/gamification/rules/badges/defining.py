"""What an admin may define as a badge."""

import re
from typing import assert_never
from uuid import UUID

from bellringer.gamification.commands.badges import CreateBadge, UpdateBadge
from bellringer.gamification.errors import (
    InvalidInputError,
    NameTakenError,
    NotAllowedError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.playbook.badges import (
    Badge,
    CompetitionWon,
    Criteria,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.ranks import RANK_LIMIT
from bellringer.gamification.rules.by_hand import badge_of
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import REASON_LIMIT, TITLE_LIMIT, checked
from bellringer.words import MetricDirection, PeriodKind

BONUS_LIMIT = 1_000_000
THRESHOLD_LIMIT = 10**15
LENGTH_LIMIT = 10_000
PERCENT_LIMIT = 1_000
TIMES_LIMIT = 1_000
SYMBOL_LIMIT = 8
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY_LENGTH = 60


def created(playbook: Playbook, command: CreateBadge, *, badge_id: UUID) -> Badge:
    """Return a new badge.

    Raises:
        NotAllowedError: Only an admin defines badges.
        NameTakenError: Another badge has the key.
        UnknownBadgeError, WrongStateError: What it replaces is not there, or archived before.
        InvalidTextError, InvalidInputError, UnknownMetricError: A part can't be right.
    """
    check_administers(command.by)
    if not _KEY.fullmatch(command.badge_key) or len(command.badge_key) > _KEY_LENGTH:
        raise InvalidInputError(
            "A key is made of small letters, digits and single hyphens, at most 60.", path=("key",)
        )
    if any(each.badge_key == command.badge_key for each in playbook.badges):
        raise NameTakenError(path=("key",))
    if command.replaces_id is not None:
        replaced = badge_of(playbook, command.replaces_id, field="replacesId")
        check_live(replaced, field="replacesId")
    if command.cap_period is PeriodKind.SEASON:
        raise InvalidInputError("A badge has no season; name another period.", path=("oncePer",))
    check_criteria(playbook, command.criteria)
    return Badge(
        badge_id=badge_id,
        badge_key=command.badge_key,
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        description=checked(command.description, limit=REASON_LIMIT, field="description"),
        symbol=checked(command.symbol, limit=SYMBOL_LIMIT, field="symbol"),
        criteria=command.criteria,
        cap_period=command.cap_period,
        bonus_points=_bonus(command.bonus_points),
        is_secret=command.is_secret,
    )


def updated(playbook: Playbook, command: UpdateBadge) -> Badge:
    """Return a badge with what people read of it changed; a new bonus goes with awards from now on.

    Raises:
        NotAllowedError: Only an admin defines badges.
        UnknownBadgeError, WrongStateError: There is no such badge, or it is archived.
        InvalidTextError, InvalidInputError: A part can't be right.
    """
    check_administers(command.by)
    badge = badge_of(playbook, command.badge_id)
    check_live(badge)
    return Badge(
        badge_id=badge.badge_id,
        badge_key=badge.badge_key,
        criteria=badge.criteria,
        cap_period=badge.cap_period,
        title=(
            badge.title
            if command.title is None
            else checked(command.title, limit=TITLE_LIMIT, field="title")
        ),
        description=(
            badge.description
            if command.description is None
            else checked(command.description, limit=REASON_LIMIT, field="description")
        ),
        symbol=(
            badge.symbol
            if command.symbol is None
            else checked(command.symbol, limit=SYMBOL_LIMIT, field="symbol")
        ),
        bonus_points=(
            badge.bonus_points if command.bonus_points is None else _bonus(command.bonus_points)
        ),
        is_secret=badge.is_secret if command.is_secret is None else command.is_secret,
    )


def check_live(badge: Badge, *, field: str = "badgeId") -> None:
    """Refuse what is archived.

    Raises:
        WrongStateError: It is.
    """
    if badge.is_archived:
        raise WrongStateError("This badge is archived.", path=(field,))


def check_automatic(badge: Badge) -> None:
    """Refuse what only people award, what competitions give as they end, and what is archived.

    Raises:
        NotAllowedError: People or competitions award it.
        WrongStateError: It is archived.
    """
    if badge.criteria is None:
        raise NotAllowedError("This badge is given by hand.", path=("badgeId",))
    if isinstance(badge.criteria, CompetitionWon):
        raise NotAllowedError(
            "Competitions give their badges when they are decided, not afterwards.",
            path=("badgeId",),
        )
    check_live(badge)


def check_criteria(playbook: Playbook, criteria: Criteria | None) -> None:
    """Refuse criteria that nobody could meet, or that this organization has nothing to measure by.

    Raises:
        UnknownMetricError: There is no such metric.
        InvalidInputError: There is no such streak or board, or a number is out of its range.
    """
    match criteria:
        case MetricTotal():
            _check_total(playbook, criteria)
        case StreakLength():
            if all(each.streak_key != criteria.streak_key for each in playbook.streaks):
                raise InvalidInputError("There is no such streak.", path=("criteria", "streakKey"))
            _within(criteria.length, LENGTH_LIMIT, "length")
        case MilestoneCrossed():
            _within(criteria.percent, PERCENT_LIMIT, "percent")
        case FinalRank():
            _check_rank(playbook, criteria)
        case GoalMet() | CompetitionWon() | None:
            pass
        case _:
            assert_never(criteria)


def _check_total(playbook: Playbook, criteria: MetricTotal) -> None:
    metric = playbook.metrics.get(criteria.metric_key)
    if metric is None:
        raise UnknownMetricError(path=("criteria", "metricKey"))
    if metric.direction is MetricDirection.LOWER_IS_BETTER:
        raise InvalidInputError(
            "Less is better of this metric: a badge can't ask for much of it.",
            path=("criteria", "metricKey"),
        )
    if criteria.period is PeriodKind.SEASON:
        raise InvalidInputError(
            "A badge has no season; name another period.", path=("criteria", "period")
        )
    _within(criteria.threshold, THRESHOLD_LIMIT, "threshold")


def _check_rank(playbook: Playbook, criteria: FinalRank) -> None:
    board = next((each for each in playbook.boards if each.board_key == criteria.board_key), None)
    if board is None or board.period is PeriodKind.ALL:
        raise InvalidInputError(
            "There is no such board whose periods end.", path=("criteria", "boardKey")
        )
    _within(criteria.rank, RANK_LIMIT, "rank")
    _within(criteria.times, TIMES_LIMIT, "times")


def _within(number: int, limit: int, name: str) -> None:
    if not 1 <= number <= limit:
        raise InvalidInputError(f"A whole number from 1 to {limit}.", path=("criteria", name))


def _bonus(points: int) -> int:
    if not 0 <= points <= BONUS_LIMIT:
        raise InvalidInputError(
            f"A bonus has from 0 to {BONUS_LIMIT} points.", path=("bonusPoints",)
        )
    return points
