"""The stored sums after a batch: days, periods that begin, and scores on boards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts import TouchedPeriod
from bellringer.gamification.outcome import DayMove, ScoreMove
from bellringer.gamification.store.outcome.races import RacedError
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
# a null part is one that does not move; a ratio's score follows from its two sums
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
         WHEN excluded.numerator IS NOT NULL THEN
           floor(10000 * (coalesce(held.numerator, 0) + excluded.numerator)::numeric
                 / nullif(held.denominator, 0))::bigint
         WHEN excluded.score IS NOT NULL THEN coalesce(held.score, 0) + excluded.score
         ELSE held.score END,
       numerator = CASE
         WHEN excluded.numerator IS NOT NULL THEN coalesce(held.numerator, 0) + excluded.numerator
         ELSE held.numerator END,
       correction = held.correction + excluded.correction,
       reached_at = greatest(held.reached_at, excluded.reached_at)
"""
# Only where what was taken back is what the row holds. An entry raises the score if it is positive and
# stands; days are counted as the board counts them. With nothing left that raised it, a score of 0 is
# none at all: the subject is as if it had never been there.
_REACH_AGAIN = """
WITH taken AS (
  SELECT held.board_id, held.starts_on, held.subject_id, board.subject_kind, board.score_kind,
         board.timezone, metric.metric_key, metric.unit, metric.measure, metric.activity_kind,
         metric.value_key,
         (period.ends_at AT TIME ZONE board.timezone)::date AS ends_on
    FROM unnest($2::smallint[], $3::date[], $4::uuid[], $5::timestamptz[])
         AS asked (board_id, starts_on, subject_id, taken_at)
    JOIN board_score AS held ON held.org_id = $1 AND held.board_id = asked.board_id
     AND held.starts_on = asked.starts_on AND held.subject_id = asked.subject_id
     AND held.reached_at = asked.taken_at
    JOIN board ON board.org_id = $1 AND board.board_id = held.board_id
    JOIN metric ON metric.org_id = $1 AND metric.metric_key = board.metric_key
    JOIN board_period AS period ON period.org_id = $1
     AND period.board_id = held.board_id AND period.starts_on = held.starts_on
), subject AS (
  SELECT subject_id, subject_id AS member_id FROM taken WHERE subject_kind = 'MEMBER'
  UNION
  SELECT taken.subject_id, membership.member_id
    FROM taken JOIN membership ON membership.org_id = $1 AND membership.team_id = taken.subject_id
   WHERE taken.subject_kind = 'TEAM'
), concerned AS (
  SELECT taken.*, subject.member_id
    FROM taken JOIN subject ON subject.subject_id = taken.subject_id
   WHERE taken.score_kind <> 'PERCENT_TO_GOAL'
      OR EXISTS (SELECT FROM goal JOIN goal_agreement AS agreement ON agreement.org_id = $1
                   AND agreement.goal_id = goal.goal_id
                   AND agreement.agreement_no = goal.agreement_no
                  WHERE goal.org_id = $1 AND goal.state <> 'CANCELLED' AND NOT goal.is_self_set
                    AND goal.owner_id IN (taken.subject_id, subject.member_id)
                    AND goal.metric_key = taken.metric_key
                    AND agreement.starts_on = taken.starts_on
                    AND agreement.ends_on = taken.ends_on)
), raised AS (
  SELECT held.board_id, held.starts_on, held.subject_id, held.timezone, held.ends_on,
         entry.occurred_at, entry.org_on
    FROM concerned AS held
    JOIN ledger_entry AS entry ON entry.org_id = $1 AND entry.member_id = held.member_id
     AND entry.org_on >= held.starts_on - 1
     AND entry.org_on <= coalesce(held.ends_on, 'infinity')
     AND (held.subject_kind = 'MEMBER' OR entry.team_id = held.subject_id)
   WHERE held.measure = 'POINTS' AND entry.account = 'POINTS' AND entry.points > 0
     AND entry.reverses_id IS NULL
     AND NOT EXISTS (SELECT FROM ledger_entry AS later
                      WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id)
  UNION ALL
  SELECT held.board_id, held.starts_on, held.subject_id, held.timezone, held.ends_on,
         credit.occurred_at, credit.org_on
    FROM concerned AS held
    JOIN credit ON credit.org_id = $1 AND credit.member_id = held.member_id
     AND credit.org_on >= held.starts_on - 1
     AND credit.org_on <= coalesce(held.ends_on, 'infinity')
     AND (held.subject_kind = 'MEMBER' OR credit.team_id = held.subject_id)
    JOIN activity ON activity.org_id = $1 AND activity.activity_id = credit.activity_id
     AND activity.kind = held.activity_kind AND activity.reverses_id IS NULL
   WHERE CASE held.measure
           WHEN 'QUANTITY' THEN credit.quantity
           WHEN 'AMOUNT' THEN credit.amount_minor
           WHEN 'DURATION' THEN credit.duration_seconds / 60
           WHEN 'VALUE' THEN CASE WHEN held.unit = 'MONEY' OR credit.quantity > 0
                                  THEN (activity.measured ->> held.value_key)::bigint END
         END > 0
     AND NOT EXISTS (SELECT FROM activity AS later
                      WHERE later.org_id = $1 AND later.reverses_id = credit.activity_id)
), counted AS (
  SELECT raised.*,
         CASE WHEN raised.timezone = coalesce(
                (SELECT timezone FROM working_calendar
                  WHERE org_id = $1 AND effective_from <= raised.org_on
                  ORDER BY effective_from DESC LIMIT 1),
                (SELECT timezone FROM working_calendar
                  WHERE org_id = $1 ORDER BY effective_from LIMIT 1))
              THEN raised.org_on
              ELSE (raised.occurred_at AT TIME ZONE raised.timezone)::date END AS board_on
    FROM raised
), found AS (
  SELECT taken.board_id, taken.starts_on, taken.subject_id,
         (SELECT max(occurred_at) FROM counted
           WHERE counted.board_id = taken.board_id AND counted.starts_on = taken.starts_on
             AND counted.subject_id = taken.subject_id
             AND counted.board_on >= taken.starts_on
             AND counted.board_on < coalesce(taken.ends_on, 'infinity')) AS reached_at
    FROM taken
)
UPDATE board_score
   SET reached_at = found.reached_at,
       score = CASE WHEN found.reached_at IS NULL AND board_score.denominator IS NULL
                    THEN nullif(board_score.score, 0) ELSE board_score.score END
  FROM found
 WHERE board_score.org_id = $1 AND board_score.board_id = found.board_id
   AND board_score.starts_on = found.starts_on AND board_score.subject_id = found.subject_id
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
        elif move.is_ratio:
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
    await _open(
        connection,
        [each for each in unopened if (each.board_id, each.starts_on) in periods],
        now=now,
    )
    rows = [
        (*key, each.score, each.numerator, each.correction, each.reached_at)
        for key, each in moved.items()
    ]
    await connection.execute(_MOVE, connection.org_id, *zip(*rows, strict=True))
    taken = [(*key, each.taken_at) for key, each in moved.items() if each.taken_at is not None]
    if taken:
        await reach_again(connection, taken)


async def reach_again(
    connection: Connection, taken: Collection[tuple[int, date, UUID, datetime]]
) -> None:
    """Find again, from what stands, when scores were reached: rows (board, period, subject) that say `taken`."""
    await connection.execute(_REACH_AGAIN, connection.org_id, *zip(*taken, strict=True))


async def _open(connection: Connection, periods: Sequence[TouchedPeriod], *, now: datetime) -> None:
    if not periods:
        return
    rows = [(each.board_id, each.starts_on, each.starts_at, each.ends_at) for each in periods]
    opened = await connection.fetch(_OPEN, connection.org_id, now, *zip(*rows, strict=True))
    if len(opened) < len(rows):
        raise RacedError


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return one if other is None or (one is not None and one >= other) else other
