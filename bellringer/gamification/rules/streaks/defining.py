"""What a streak may ask for."""

from uuid import UUID

from bellringer.gamification.commands.streaks import CreateStreak
from bellringer.gamification.errors import InvalidInputError, UnknownMetricError
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked, checked_id
from bellringer.words import MetricDirection, MetricUnit, StreakCondition

LARGEST_THRESHOLD = 10**15
MOST_FREEZES = 30
RAREST_FREEZE = 366


def defined(playbook: Playbook, command: CreateStreak, *, streak_id: UUID) -> Streak:
    """Return the streak that a command asks for.

    Raises:
        UnknownMetricError: There is no such metric.
        InvalidInputError: Its days don't add up, or less of it is better; or a number can't be.
        InvalidTextError: The key or the title can't be stored.
    """
    metric = playbook.metrics.get(command.metric_key)
    if metric is None:
        raise UnknownMetricError(path=("metricKey",))
    if metric.unit is MetricUnit.RATIO or metric.direction is not MetricDirection.HIGHER_IS_BETTER:
        raise InvalidInputError(
            "A streak counts what adds up, and of which more is better.", path=("metricKey",)
        )
    return Streak(
        streak_id=streak_id,
        streak_key=checked_id(command.streak_key, field="key"),
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        metric_key=metric.metric_key,
        threshold=_threshold(command),
        freeze_every=_within(command.freeze_every, RAREST_FREEZE, "freezeEvery"),
        freeze_cap=_within(command.freeze_cap, MOST_FREEZES, "freezeCap"),
        cadence=command.cadence,
        condition=command.condition,
    )


def _threshold(command: CreateStreak) -> int:
    if command.condition is StreakCondition.GOAL_MET:
        if command.threshold is not None:
            raise InvalidInputError(
                "The goal says how much it takes; leave `threshold` out.", path=("threshold",)
            )
        return 1
    if command.threshold is None or not 1 <= command.threshold <= LARGEST_THRESHOLD:
        raise InvalidInputError("A threshold is a whole number from 1 on.", path=("threshold",))
    return command.threshold


def _within(value: int, most: int, field: str) -> int:
    if not 0 <= value <= most:
        raise InvalidInputError(f"This lies between 0 and {most}.", path=(field,))
    return value
