"""What moves points and metrics: an activity, a reversal, a bonus or an adjustment, in one form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts import RecordedCredit
from bellringer.gamification.outcome import Entry, Placed
from bellringer.gamification.playbook import POINTS, Metric, Playbook
from bellringer.gamification.rules.shares import split
from bellringer.words import Measure, MetricUnit

_Place = tuple[UUID, UUID | None, str, datetime, date, date]  # the parts of a change but its size


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A metric of one member, then of one team, moved by `delta` on a day."""

    member_id: UUID
    team_id: UUID | None
    metric_key: str
    delta: int
    occurred_at: datetime
    member_on: date
    org_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Ledger entries and changes of other metrics that one cause brings; `follow` says what they lead to.

    `cause_id` is the activity, award or adjustment; ids of what follows derive from it. `takes_back` marks
    a reversal or a revocation: only then may automatic badges be lost. `credited` are the members whose
    next number it takes.
    """

    cause_id: UUID
    activity_id: UUID | None = None
    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    takes_back: bool = False
    credited: tuple[UUID, ...] = ()


def changes_of_points(entries: Iterable[Entry]) -> tuple[Change, ...]:
    """Return what entries change in the metric POINTS."""
    return _summed(
        (
            (
                entry.member_id,
                entry.team_id,
                POINTS,
                entry.occurred_at,
                entry.member_on,
                entry.org_on,
            ),
            entry.points,
        )
        for entry in entries
    )


def changes_of(playbook: Playbook, placed: Placed) -> tuple[Change, ...]:
    """Return what a placed activity or reversal changes in every metric but POINTS."""
    sign = -1 if placed.reverses_id else 1
    return changes_of_credits(
        playbook,
        placed.kind,
        placed.credits,
        values={value_key: sign * value for value_key, value in placed.values.items()},
        occurred_at=placed.occurred_at,
    )


def changes_of_credits(
    playbook: Playbook,
    kind: str,
    parts: Sequence[RecordedCredit],
    *,
    values: Mapping[str, int],
    occurred_at: datetime,
) -> tuple[Change, ...]:
    """Return what all the credits of one activity change in every metric but POINTS.

    `values` are the activity's further measures; those of a reversal are negative, like its credits.
    """
    return _summed(
        (
            (
                credit.member_id,
                credit.team_id,
                metric.metric_key,
                occurred_at,
                credit.member_on,
                credit.org_on,
            ),
            delta,
        )
        for metric in playbook.metrics_by_kind.get(kind, ())
        for credit, delta in _measured(metric, parts, values)
    )


def _summed(parts: Iterable[tuple[_Place, int]]) -> tuple[Change, ...]:
    """Return one change for each member, team, metric and moment that does not come to zero."""
    sums: dict[_Place, int] = {}
    for place, delta in parts:
        sums[place] = sums.get(place, 0) + delta
    return tuple(
        Change(
            member_id=member_id,
            team_id=team_id,
            metric_key=metric_key,
            delta=delta,
            occurred_at=occurred_at,
            member_on=member_on,
            org_on=org_on,
        )
        for (member_id, team_id, metric_key, occurred_at, member_on, org_on), delta in sums.items()
        if delta
    )


def _measured(
    metric: Metric, parts: Sequence[RecordedCredit], values: Mapping[str, int]
) -> Iterator[tuple[RecordedCredit, int]]:
    match metric.measure:
        case Measure.QUANTITY:
            yield from ((credit, credit.quantity) for credit in parts)
        case Measure.AMOUNT:
            yield from ((credit, credit.amount_minor) for credit in parts)
        case Measure.DURATION:
            # Whole minutes, toward zero, so that a reversal takes back exactly.
            yield from ((credit, int(credit.duration_seconds / 60)) for credit in parts)
        case Measure.VALUE:
            yield from _values(metric, parts, values.get(metric.value_key or "", 0))
        case Measure.POINTS:
            pass
        case _:
            assert_never(metric.measure)


def _values(
    metric: Metric, parts: Sequence[RecordedCredit], total: int
) -> Iterator[tuple[RecordedCredit, int]]:
    """Split a value of money; give any other whole to the credit that carries the count.

    A remainder goes by member id here: the order in which shares were given is not on record.
    """
    ordered = sorted(parts, key=lambda credit: credit.member_id)
    if metric.unit is MetricUnit.MONEY:
        split_total = split(total, [credit.share_bp for credit in ordered])
        yield from zip(ordered, split_total, strict=True)
    else:
        yield from ((credit, total) for credit in ordered if credit.quantity)
