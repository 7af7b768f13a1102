"""How far the next award of each automatic badge is."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from bellringer.gamification.playbook.badges import (
    Badge,
    CompetitionWon,
    FinalRank,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.whole import MET
from bellringer.gamification.rules.badges.ranks import board_of
from bellringer.gamification.rules.calendars.periods import ALL_TIME_STARTS_ON, period_of
from bellringer.gamification.rules.goals.aims import WHOLE
from bellringer.gamification.rules.goals.attainment import way_done
from bellringer.gamification.store.views import badges as views
from bellringer.gamification.store.views import sums
from bellringer.gamification.store.views.sums import Stretch
from bellringer.gamification.store.window import Window
from bellringer.graphql import describing
from bellringer.graphql.badges.definitions import BadgeDefinition
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.streaks import streaks_of
from bellringer.words import PeriodKind, SubjectKind

GOALS_LOOKED_AT = 100


@describing.output
class BadgeProgress:
    """How far the next award of an automatic badge is."""

    badge: BadgeDefinition = said("Which badge.")
    current: BigInt = said("What is reached, in the unit of `needed`.")
    needed: BigInt = said(
        "What it takes: a metric's total, the length of a streak, a percent of a goal, FINAL standings within "
        "a rank, or one competition."
    )
    metric_key: str | None = said("The metric that counts; null where none does.", default=None)
    streak_key: str | None = said("The streak that counts; null where none does.", default=None)
    board_key: str | None = said(
        "The board that counts; on a board of teams it is your team's progress. Null where none does.",
        default=None,
    )


async def progress_of(info: Info, member_id: UUID) -> list[BadgeProgress]:
    """Show how far the automatic badges are that can still be had; secret ones stay secret."""
    context = info.context
    badges = [
        each
        for each in context.playbook.badges
        if each.criteria and not each.is_secret and not each.is_archived
    ]
    once = [each.badge_id for each in badges if _is_for_once(each)]
    had = await context.read(lambda c: views.had(c, member_id, once))
    badges = [each for each in badges if each.badge_id not in had]
    stretches = {
        each.badge_id: _stretch(info, each.criteria)
        for each in badges
        if isinstance(each.criteria, MetricTotal)
    }
    totals = await context.read(lambda c: sums.totals(c, member_id, list(stretches.values())))
    streaks = await _streaks(info, member_id)
    best = await _best_goal(info, member_id, badges)
    ranks = await _ranks(info, member_id, badges)
    shown = []
    for badge in badges:
        match badge.criteria:
            case MetricTotal(metric_key=key, threshold=needed):
                current = totals[key, stretches[badge.badge_id].starts_on]
                shown.append(_progress(badge, current, needed, metric_key=key))
            case StreakLength(streak_key=key, length=needed):
                shown.append(_progress(badge, streaks.get(key, 0), needed, streak_key=key))
            case MilestoneCrossed(percent=needed):
                shown.append(_progress(badge, best, needed))
            case GoalMet():
                shown.append(_progress(badge, best, MET))
            case FinalRank(board_key=key, times=needed):
                counted = ranks.get(badge.badge_id, 0) % needed
                shown.append(_progress(badge, counted, needed, board_key=key))
            case CompetitionWon():
                shown.append(_progress(badge, 0, 1))
            case None:
                pass
            case _:
                assert_never(badge.criteria)
    return shown


async def _streaks(info: Info, member_id: UUID) -> Mapping[str, int]:
    """Return how long the member's runs are as of now."""
    return {each.key: each.current for each in await streaks_of(info, member_id)}


async def _best_goal(info: Info, member_id: UUID, badges: list[Badge]) -> int:
    """Return how many percent the best of the member's current goals has."""
    if not any(isinstance(each.criteria, MilestoneCrossed | GoalMet) for each in badges):
        return 0
    asked = ((member_id,), Window(limit=GOALS_LOOKED_AT), info.context.circle, True)
    own = await info.context.loaders.goal_pages.load(asked)
    playbook = info.context.playbook
    return max((way_done(playbook, goal) * 100 // WHOLE for goal in own.rows), default=0)


async def _ranks(info: Info, member_id: UUID, badges: list[Badge]) -> Mapping[UUID, int]:
    """Return how many FINAL standings count for each badge, of the member or the member's team."""
    context = info.context
    boards = {each.badge_id: board_of(context.playbook, each) for each in badges}
    view = await context.loaders.members.load(member_id) if any(boards.values()) else None
    found: dict[UUID, int] = {}
    for kind, subject_id in (
        (SubjectKind.MEMBER, member_id),
        (SubjectKind.TEAM, view.team_id if view else None),
    ):
        ids = [key for key, board in boards.items() if board and board.subject_kind is kind]
        if ids and subject_id is not None:
            counted = await context.read(_counted(ids, subject_id))
            found |= {badge_id: len(each) for badge_id, each in counted.items()}
    return found


def _counted(
    ids: list[UUID], subject_id: UUID
) -> Callable[[Any], Awaitable[dict[UUID, list[tuple[date, int]]]]]:
    return lambda connection: views.ranks(connection, ids, subject_id)


def _is_for_once(badge: Badge) -> bool:
    period = badge.cap_period
    if period is None and isinstance(badge.criteria, MetricTotal):
        period = badge.criteria.period
    return period is PeriodKind.ALL


def _stretch(info: Info, criteria: MetricTotal) -> Stretch:
    context = info.context
    today = context.today
    if criteria.period is PeriodKind.ALL:
        return Stretch(
            metric_key=criteria.metric_key, starts_on=ALL_TIME_STARTS_ON, ends_on=today.max
        )
    calendars = context.playbook.calendars
    period = period_of(criteria.period, today, calendars, calendars[-1].timezone)
    return Stretch(
        metric_key=criteria.metric_key,
        starts_on=period.starts_on,
        ends_on=period.ends_on or today.max,
    )


def _progress(
    badge: Badge,
    current: int,
    needed: int,
    *,
    metric_key: str | None = None,
    streak_key: str | None = None,
    board_key: str | None = None,
) -> BadgeProgress:
    return BadgeProgress(
        badge=BadgeDefinition.of(badge),
        current=BigInt(max(0, min(current, needed))),
        needed=BigInt(needed),
        metric_key=metric_key,
        streak_key=streak_key,
        board_key=board_key,
    )
