"""What moves points and metrics: an activity, a reversal, a bonus or an adjustment, in one form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.facts.activities import RecordedCredit
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.outcome.activities import Placed
from bellringer.gamification.outcome.consequences import Entry
from bellringer.gamification.playbook.metrics import POINTS, Metric
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.recording.shares import split
from bellringer.words import Measure, MetricUnit, SubjectKind

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
class Transfer:
    """Marks a movement between teams of what members have scored; it goes to this team, None for none."""

    to_team_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGoal:
    """Which goal was judged, of which member, since when it counts; that is news whenever its days ended."""

    goal_id: UUID
    owner_id: UUID
    starts_on: date
    ends_on: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A member's goal found met, or met no longer, by who judges it; `change`, of no size, says when and where."""

    goal: JudgedGoal
    change: Change
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Ledger entries, changes of other metrics and verdicts that one cause brings; `follow` says what they lead to.

    `cause_id` is the activity, award or adjustment; ids of what follows derive from it. `takes_back` marks
    a reversal or a revocation: only then may automatic badges be lost, and none are won. `is_silent` marks what
    sets the past right: badges are won and lost by it, and nobody is told. `credited` are the members whose
    next number it takes. A `transfer` moves sums of teams only, and tells nobody. `decided_at` is when an
    approval let it count, where that was needed: then news are counted from it.
    """

    cause_id: UUID
    activity_id: UUID | None = None
    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    takes_back: bool = False
    is_silent: bool = False
    credited: tuple[UUID, ...] = ()
    transfer: Transfer | None = None
    decided_at: datetime | None = None

    def news_at(self, change: Change) -> datetime:
        """Return since when a change of this movement is news."""
        return self.decided_at or change.occurred_at

    def moves(self, kind: SubjectKind) -> bool:
        """Tell whether scores of such subjects move: between teams only those of teams do."""
        return self.transfer is None or kind is SubjectKind.TEAM

    def raised_and_taken(self, change: Change) -> tuple[datetime | None, datetime | None]:
        """Return when a change raised a score, and when what it takes back had raised one."""
        leaves = self.transfer is not None and change.team_id != self.transfer.to_team_id
        if self.takes_back or leaves:
            return None, (change.occurred_at if change.delta < 0 else None)
        return (change.occurred_at if change.delta > 0 else None), None


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


def changes_of_recorded(playbook: Playbook, activity: RecordedParts) -> tuple[Change, ...]:
    """Return what an activity as it is on record changes in every metric but POINTS."""
    return changes_of_credits(
        playbook,
        activity.kind,
        activity.parts,
        values=activity.values,
        occurred_at=activity.occurred_at,
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
