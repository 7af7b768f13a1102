"""The stored sums after a batch: days, periods that begin, and scores on boards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts.leaderboards import TouchedPeriod
from bellringer.gamification.outcome.consequences import DayMove, ScoreMove
from bellringer.gamification.store.leaderboards import headcounts
from bellringer.gamification.store.outcome.reaching import reach_again
from bellringer.gamification.store.races import RacedError
from bellringer.models.database import Connection

_ADD_TO_DAYS = """
INSERT INTO subject_day AS held (org_id, subject_id, metric_key, on_date, total)
SELECT $1, subject_id, metric_key, on_date, delta
  FROM unnest($2::uuid[], $3::text[], $4::date[], $5::bigint[])
       AS moved (subject_id, metric_key, on_date, delta)
 ORDER BY subject_id, metric_key, on_date
ON CONFLICT (org_id, subject_id, metric_key, on_date) DO UPDATE
   SET total = held.total + excluded.total
"""
_OPEN = """
INSERT INTO board_period (org_id, opened_at, board_id, starts_on, starts_at, ends_at)
SELECT $1, $2, made.*
  FROM unnest($3::smallint[], $4::date[], $5::timestamptz[], $6::timestamptz[]) AS made
 ORDER BY 3, 4
ON CONFLICT (org_id, board_id, starts_on) DO NOTHING
RETURNING board_id
"""
# Who moves for the first time in a period has to beat the mean of what was done in earlier ones: see `baseline`
# in rules/leaderboards/derived.py. It stays as it is, whatever is late for those.
_FREEZE = """
INSERT INTO board_score (org_id, board_id, starts_on, subject_id, baseline)
SELECT $1, board_id, starts_on, subject_id,
       (SELECT floor(sum(before.numerator) / max(place))::bigint
          FROM unnest(ARRAY[latest, second, third]) WITH ORDINALITY AS earlier (began_on, place)
          JOIN board_score AS before ON before.org_id = $1 AND before.board_id = asked.board_id
           AND before.starts_on = began_on AND before.subject_id = asked.subject_id
         WHERE before.numerator IS NOT NULL)
  FROM unnest($2::smallint[], $3::date[], $4::uuid[], $5::date[], $6::date[], $7::date[])
       AS asked (board_id, starts_on, subject_id, latest, second, third)
 WHERE NOT EXISTS (SELECT FROM board_score AS held
                    WHERE held.org_id = $1 AND held.board_id = asked.board_id
                      AND held.starts_on = asked.starts_on AND held.subject_id = asked.subject_id)
 ORDER BY board_id, starts_on, subject_id
ON CONFLICT (org_id, board_id, starts_on, subject_id) DO NOTHING
"""
# a null part is one that does not move; what is derived follows from its sums
_MOVE = """
INSERT INTO board_score AS held (
  org_id, board_id, starts_on, subject_id, score, numerator, correction, reached_at)
SELECT $1, board_id, starts_on, subject_id, score, numerator, correction, reached_at
  FROM unnest($2::smallint[], $3::date[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[],
              $8::timestamptz[])
       AS moved (board_id, starts_on, subject_id, score, numerator, correction, reached_at)
 ORDER BY board_id, starts_on, subject_id
ON CONFLICT (org_id, board_id, starts_on, subject_id) DO UPDATE
   SET score = CASE
         WHEN excluded.numerator IS NOT NULL AND held.baseline IS NOT NULL THEN
           coalesce(held.numerator, 0) + excluded.numerator - held.baseline
         WHEN excluded.numerator IS NOT NULL THEN
           floor(coalesce(held.factor, 10000)
                 * (coalesce(held.numerator, 0) + excluded.numerator)::numeric
                 / nullif(held.denominator, 0))::bigint
         WHEN excluded.score IS NOT NULL THEN coalesce(held.score, 0) + excluded.score
         ELSE held.score END,
       numerator = CASE
         WHEN excluded.numerator IS NOT NULL THEN coalesce(held.numerator, 0) + excluded.numerator
         ELSE held.numerator END,
       correction = held.correction + excluded.correction,
       reached_at = greatest(held.reached_at, excluded.reached_at)
"""


@dataclass(slots=True)
class _Moved:
    """What a batch adds up to for one subject on one board; None is a part that does not move."""

    score: int | None = None
    numerator: int | None = None
    correction: int = 0
    reached_at: datetime | None = None
    taken_at: datetime | None = None

    def add(self, move: ScoreMove) -> None:
        if move.is_correction:
            self.correction += move.delta
        elif move.is_derived:
            self.numerator = (self.numerator or 0) + move.delta
        else:
            self.score = (self.score or 0) + move.delta
        self.reached_at = _later(self.reached_at, move.reached_at)
        self.taken_at = _later(self.taken_at, move.taken_at)


async def add_to_days(connection: Connection, moves: Sequence[DayMove]) -> None:
    """Add to the day sums of members, teams and the organization."""
    if not moves:
        return
    deltas: dict[tuple[UUID, str, date], int] = {}
    for each in moves:
        day = (each.subject_id, each.metric_key, each.on)
        deltas[day] = deltas.get(day, 0) + each.delta
    rows = [(*day, delta) for day, delta in deltas.items()]
    await connection.execute(_ADD_TO_DAYS, connection.org_id, *zip(*rows, strict=True))


async def move(
    connection: Connection,
    unopened: Collection[TouchedPeriod],
    moves: Sequence[ScoreMove],
    *,
    now: datetime,
) -> None:
    """Open the periods that are moved for the first time, and add to the scores.

    Raises:
        RacedError: Another transaction opened one of the periods at the same moment.
    """
    if not moves:
        return
    moved: dict[tuple[int, date, UUID], _Moved] = {}
    for each in moves:
        moved.setdefault((each.board_id, each.starts_on, each.subject_id), _Moved()).add(each)
    periods = {(board_id, starts_on) for board_id, starts_on, _ in moved}
    opened = [each for each in unopened if (each.board_id, each.starts_on) in periods]
    await _open(connection, opened, now=now)
    await _derive(connection, opened, moves)
    rows = [
        (*key, each.score, each.numerator, each.correction, each.reached_at)
        for key, each in moved.items()
    ]
    await connection.execute(_MOVE, connection.org_id, *zip(*rows, strict=True))
    taken = [(*key, each.taken_at) for key, each in moved.items() if each.taken_at is not None]
    if taken:
        await reach_again(connection, taken)


async def _derive(
    connection: Connection, opened: Sequence[TouchedPeriod], moves: Sequence[ScoreMove]
) -> None:
    """Write what scores are derived from, where it is not there yet."""
    begun = {(each.board_id, each.starts_on) for each in opened}
    heads = {
        (each.board_id, each.starts_on, each.heads_until)
        for each in moves
        if each.heads_until is not None and (each.board_id, each.starts_on) in begun
    }
    await headcounts.count(connection, heads)
    beaten = {
        (each.board_id, each.starts_on, each.subject_id, *each.earlier)
        for each in moves
        if each.earlier and not each.is_correction
    }
    if beaten:
        await connection.execute(_FREEZE, connection.org_id, *zip(*sorted(beaten), strict=True))


async def _open(connection: Connection, periods: Sequence[TouchedPeriod], *, now: datetime) -> None:
    if not periods:
        return
    rows = [(each.board_id, each.starts_on, each.starts_at, each.ends_at) for each in periods]
    opened = await connection.fetch(_OPEN, connection.org_id, now, *zip(*rows, strict=True))
    if len(opened) < len(rows):
        raise RacedError


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return one if other is None or (one is not None and one >= other) else other
