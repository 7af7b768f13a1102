"""Kinds of activity of an organization's own, and what is measured of them."""

import re
from dataclasses import replace

from bellringer.gamification.commands.metrics import CreateKind, CreateMetric, UpdateKind
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NameTakenError,
    UnknownKindError,
)
from bellringer.gamification.playbook.metrics import ActivityKind, Metric
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.words import Measure, MetricUnit

KINDS_LIMIT = 100
METRICS_LIMIT = 300

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
_UNITS = {
    Measure.QUANTITY: MetricUnit.COUNT,
    Measure.AMOUNT: MetricUnit.MONEY,
    Measure.DURATION: MetricUnit.MINUTES,
}
_ADDS_UP = (MetricUnit.COUNT, MetricUnit.MONEY, MetricUnit.MINUTES)


def new_kind(playbook: Playbook, command: CreateKind) -> tuple[ActivityKind, Metric]:
    """Return a kind to make, and the metric that counts it.

    Raises:
        NotAllowedError: Only an admin makes kinds.
        InvalidTextError: A key or title can't be stored.
        NameTakenError: There is such a kind or metric.
        InvalidInputError: There are too many.
    """
    check_administers(command.by)
    key = _checked_key(command.key, field="key")
    if key in playbook.kinds:
        raise NameTakenError(path=("key",))
    if len(playbook.kinds) >= KINDS_LIMIT:
        raise InvalidInputError(f"An organization has at most {KINDS_LIMIT} kinds.")
    title = checked(command.title, limit=TITLE_LIMIT, field="title")
    kind = ActivityKind(
        kind=key,
        title=title,
        takes_amount=command.takes_amount,
        needs_approval=command.needs_approval,
    )
    counted = title if command.count_title is None else command.count_title
    count = Metric(
        metric_key=_new_metric_key(playbook, command.count_key or f"{key}_count", field="countKey"),
        title=checked(counted, limit=TITLE_LIMIT, field="countTitle"),
        unit=MetricUnit.COUNT,
        measure=Measure.QUANTITY,
        activity_kind=key,
    )
    return kind, count


def changed_kind(playbook: Playbook, command: UpdateKind) -> ActivityKind:
    """Return a kind as it is to be.

    Raises:
        NotAllowedError: Only an admin changes kinds.
        UnknownKindError: There is no such kind.
        InvalidTextError: The title can't be stored.
    """
    check_administers(command.by)
    kind = playbook.kinds.get(command.key)
    if kind is None:
        raise UnknownKindError(path=("key",))
    if command.title is not None:
        title = checked(command.title, limit=TITLE_LIMIT, field="title")
        kind = replace(kind, title=title)
    if command.needs_approval is not None:
        kind = replace(kind, needs_approval=command.needs_approval)
    return kind


def new_metric(playbook: Playbook, command: CreateMetric) -> Metric:
    """Return a metric to make.

    Raises:
        NotAllowedError: Only an admin makes metrics.
        InvalidTextError: A key or title can't be stored.
        NameTakenError: There is such a metric.
        UnknownKindError: There is no such kind.
        InvalidInputError: The kind has no such measure, the unit doesn't fit, or there are too many.
    """
    check_administers(command.by)
    key = _new_metric_key(playbook, command.key, field="key")
    kind = playbook.kinds.get(command.kind)
    if kind is None:
        raise UnknownKindError(path=("kind",))
    if command.measure is Measure.POINTS or (
        command.measure is Measure.AMOUNT and not kind.takes_amount
    ):
        raise InvalidInputError("This kind has no such measure.", path=("measure",))
    unit = _UNITS.get(command.measure, command.unit)
    if unit not in _ADDS_UP or command.unit not in (None, unit):
        raise InvalidInputError(
            "A value counts COUNT, MONEY or MINUTES; other measures have their own unit.",
            path=("unit",),
        )
    return Metric(
        metric_key=key,
        title=checked(command.title, limit=TITLE_LIMIT, field="title"),
        unit=unit,
        measure=command.measure,
        direction=command.direction,
        activity_kind=command.kind,
        value_key=key if command.measure is Measure.VALUE else None,
        is_rep_controllable=command.is_rep_controllable,
    )


def _new_metric_key(playbook: Playbook, key: str, *, field: str) -> str:
    checked_key = _checked_key(key, field=field)
    if checked_key in playbook.metrics:
        raise NameTakenError(path=(field,))
    if len(playbook.metrics) >= METRICS_LIMIT:
        raise InvalidInputError(f"An organization has at most {METRICS_LIMIT} metrics.")
    return checked_key


def _checked_key(key: str, *, field: str) -> str:
    if not _KEY.fullmatch(key):
        raise InvalidTextError(
            "A key has 1 to 50 signs: small letters, digits and _, a letter first.", path=(field,)
        )
    return key
