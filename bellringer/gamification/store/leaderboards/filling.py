"""A new board's past: everything that facts on record make of it, in a few statements."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.metrics import Metric
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.goals.targets import target_places
from bellringer.gamification.rules.leaderboards.derived import earlier_periods, heads_until
from bellringer.gamification.rules.leaderboards.filling import Filling, filling
from bellringer.gamification.rules.leaderboards.scores import is_derived
from bellringer.gamification.store import goals, people
from bellringer.gamification.store.leaderboards import headcounts
from bellringer.gamification.store.targets import refresh_attainment
from bellringer.models.database import Connection
from bellringer.words import Measure, MetricUnit, PeriodState, ScoreKind, SubjectKind

_DAYS = """
SELECT on_date FROM subject_day WHERE org_id = $1 AND subject_id = $1 AND metric_key = $2
"""
# What changed a metric, one row for each member and moment; `stands` as it is for ties. The same as
# rules/recording/movement.py makes of it, which recount compares with.
_OF_POINTS = """
(SELECT member_id, team_id, points AS delta, occurred_at, org_on,
       reverses_id IS NULL AND NOT EXISTS (
         SELECT FROM ledger_entry AS later
          WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id) AS stands
  FROM ledger_entry AS entry
 WHERE org_id = $1 AND account = 'POINTS' AND $8 = '')
"""
_OF_CREDITS = """
(SELECT credit.member_id, credit.team_id, {delta} AS delta, credit.occurred_at, credit.org_on,
       activity.reverses_id IS NULL AND NOT EXISTS (
         SELECT FROM activity AS later
          WHERE later.org_id = $1 AND later.reverses_id = activity.activity_id) AS stands
  FROM activity
  JOIN credit_now AS credit ON credit.org_id = $1 AND credit.activity_id = activity.activity_id
 WHERE activity.org_id = $1 AND activity.kind = $8 AND activity.scored_at IS NOT NULL)
"""
_SIGN = "CASE WHEN activity.reverses_id IS NULL THEN 1 ELSE -1 END"
_VALUE = "coalesce((activity.measured ->> $9)::bigint, 0)"
_WHOLE = f"CASE WHEN credit.quantity <> 0 THEN {_SIGN} * {_VALUE} ELSE 0 END"
# money is split by largest remainder, a remainder by member id: whole parts first, then one for each left
_SPLIT = f"""
(SELECT member_id, team_id, occurred_at, org_on, stands,
       (sign * sign(value) * (part + CASE WHEN place <= abs(value) - whole THEN 1 ELSE 0 END))::bigint
         AS delta
  FROM (
    SELECT cut.*, sum(part) OVER (PARTITION BY activity_id) AS whole,
           row_number() OVER (PARTITION BY activity_id ORDER BY rest DESC, member_id) AS place
      FROM (
        SELECT shared.*, div(abs(value) * share_bp, 10000) AS part,
               mod(abs(value) * share_bp, 10000) AS rest
          FROM {_OF_CREDITS} AS shared) AS cut) AS placed)
"""  # noqa: S608 - all parts stand here
_SPLIT = _SPLIT.replace(
    "{delta} AS delta",
    f"credit.share_bp, activity.activity_id, {_SIGN} AS sign, {_VALUE}::numeric AS value",
)
# who has left a place, or stands in for it, counts for it in their days only
_FILL = """
WITH fact AS {facts}, counted AS (
  SELECT {subject} AS subject_id, delta, occurred_at, stands,
         CASE WHEN EXISTS (SELECT FROM unnest($5::date[], $6::date[]) AS home (since, until)
                            WHERE fact.org_on >= since AND (until IS NULL OR fact.org_on < until))
              THEN org_on ELSE (occurred_at AT TIME ZONE $7)::date END AS board_on
    FROM fact
   WHERE org_on >= (SELECT min(on_date) - 1 FROM unnest($3::date[]) AS on_date)
     AND org_on <= (SELECT max(on_date) + 1 FROM unnest($3::date[]) AS on_date)
), placed AS (
  SELECT coalesce(stint.place_id, counted.subject_id) AS subject_id, delta, occurred_at, stands, board_on
    FROM counted
    LEFT JOIN board_stint AS stint ON stint.org_id = $1 AND stint.board_id = $2
     AND stint.subject_id = counted.subject_id
     AND board_on >= coalesce(stint.since_on, '-infinity')
     AND board_on < coalesce(stint.until_on, 'infinity')
   WHERE stint.place_id IS NOT NULL
      OR counted.subject_id <> ALL (ARRAY(
           SELECT subject_id FROM board_stint WHERE org_id = $1 AND board_id = $2))
)
INSERT INTO board_score (org_id, board_id, starts_on, subject_id, {column}, reached_at)
SELECT $1, $2, fallen.starts_on, subject_id, sum(delta)::bigint,
       max(occurred_at) FILTER (WHERE stands AND delta > 0)
  FROM placed
  JOIN unnest($3::date[], $4::date[]) AS fallen (on_date, starts_on) ON on_date = board_on
 WHERE subject_id IS NOT NULL AND ($10::uuid[] IS NULL OR subject_id = ANY($10))
   AND ($9::text IS NULL OR true)
 GROUP BY fallen.starts_on, subject_id
HAVING sum(delta) <> 0 OR count(*) FILTER (WHERE stands AND delta > 0) > 0
 ORDER BY fallen.starts_on, subject_id
ON CONFLICT (org_id, board_id, starts_on, subject_id) DO UPDATE
   SET {column} = excluded.{column}, reached_at = excluded.reached_at, correction = 0
 WHERE (board_score.{column}, board_score.reached_at, board_score.correction)
       IS DISTINCT FROM (excluded.{column}, excluded.reached_at, 0)
"""
# what was frozen stays, and whoever has no baseline yet gets the one of now; as in store/outcome/leaderboards.py
_IMPROVE = """
WITH derived AS (
  SELECT held.starts_on, held.subject_id,
         coalesce(held.baseline, (
           SELECT floor(sum(before.numerator) / max(place))::bigint
             FROM unnest(ARRAY[latest, second, third]) WITH ORDINALITY AS earlier (began_on, place)
             JOIN board_score AS before ON before.org_id = $1 AND before.board_id = $2
              AND before.starts_on = began_on AND before.subject_id = held.subject_id
            WHERE before.numerator IS NOT NULL)) AS baseline
    FROM unnest($3::date[], $4::date[], $5::date[], $6::date[])
         AS asked (starts_on, latest, second, third)
    JOIN board_score AS held ON held.org_id = $1 AND held.board_id = $2
     AND held.starts_on = asked.starts_on AND held.numerator IS NOT NULL
)
UPDATE board_score AS held
   SET baseline = derived.baseline, score = held.numerator - derived.baseline
  FROM derived
 WHERE held.org_id = $1 AND held.board_id = $2
   AND held.starts_on = derived.starts_on AND held.subject_id = derived.subject_id
"""
_EMPTY = """
UPDATE board_score
   SET score = NULL, numerator = NULL, denominator = NULL, factor = NULL, reached_at = NULL, correction = 0
 WHERE org_id = $1 AND board_id = $2 AND starts_on = $3
"""
# a plain sum that may have nothing left: all others are written once, by what counts
_EMPTY_SUMS = _EMPTY + "AND coalesce(score, 0) + correction = 0"
_OPEN = """
INSERT INTO board_period (org_id, board_id, starts_on, starts_at, ends_at, state, opened_at, final_at)
SELECT $1, $2, starts_on, starts_at, ends_at, state, least(ends_at, $7),
       CASE state WHEN 'FINAL' THEN $7::timestamptz END
  FROM unnest($3::date[], $4::timestamptz[], $5::timestamptz[], $6::text[])
       AS made (starts_on, starts_at, ends_at, state)
 WHERE EXISTS (SELECT FROM board_score
                WHERE org_id = $1 AND board_id = $2 AND board_score.starts_on = made.starts_on)
 ORDER BY starts_on
ON CONFLICT (org_id, board_id, starts_on) DO UPDATE
   SET state = excluded.state, opened_at = excluded.opened_at, final_at = excluded.final_at
"""
_GOALS = """
SELECT goal_id, owner_id FROM goal
 WHERE org_id = $1 AND metric_key = $2 AND kind = 'NUMBER' AND state <> 'CANCELLED'
   AND NOT is_self_set AND agreement_no IS NOT NULL
"""

_DELTAS = {
    Measure.QUANTITY: "credit.quantity",
    Measure.AMOUNT: "credit.amount_minor",
    Measure.DURATION: "credit.duration_seconds / 60",
    Measure.VALUE: _WHOLE,
}
SUBJECTS = {SubjectKind.MEMBER: "member_id", SubjectKind.TEAM: "team_id"}


def facts_of(measure: Measure, *, is_money: bool) -> str:
    """Return the query of what changed a metric; $1 is the organization, $8 the kind, $9 the value's key."""
    if measure is Measure.POINTS:
        return _OF_POINTS
    if measure is Measure.VALUE and is_money:
        return _SPLIT
    return _OF_CREDITS.replace("{delta}", _DELTAS[measure])


def _written(measure: Measure, *, is_money: bool, subject_kind: SubjectKind, column: str) -> str:
    return (
        _FILL.replace("{facts}", facts_of(measure, is_money=is_money))
        .replace("{subject}", SUBJECTS[subject_kind])
        .replace("{column}", column)
    )


STATEMENTS = {
    f"FILL-{measure}-{is_money}-{kind}-{column}": _written(
        measure, is_money=is_money, subject_kind=kind, column=column
    )
    for measure in Measure
    for is_money in (False, True)
    for kind in SUBJECTS
    for column in ("score", "numerator")
}


async def fill(
    connection: Connection,
    playbook: Playbook,
    board: Board,
    *,
    starts_on: date | None = None,
    now: datetime,
) -> None:
    """Add up for a board whatever is on record, in all its periods or in the one that starts on a date.

    The board is in the playbook. The caller has raised the playbook's version, so nothing is recorded
    meanwhile by who does not know the board.
    """
    fallen = await _add_up(connection, playbook, board, starts_on=starts_on, now=now)
    await _open(connection, board, fallen, now=now)


async def refill(
    connection: Connection, playbook: Playbook, board: Board, starts_on: date, *, now: datetime
) -> None:
    """Add up one period of a board anew, from all that is on record: nothing is late for it any more.

    The caller holds the period, so that nobody else moves it, and it is not FINAL. A baseline stays as it was frozen.
    """
    empty = _EMPTY if is_derived(board) else _EMPTY_SUMS
    await connection.execute(empty, connection.org_id, board.board_id, starts_on)
    await _add_up(connection, playbook, board, starts_on=starts_on, now=now)


async def _add_up(
    connection: Connection,
    playbook: Playbook,
    board: Board,
    *,
    starts_on: date | None,
    now: datetime,
) -> Filling:
    rows = await connection.fetch(_DAYS, connection.org_id, board.metric_key)
    fallen = filling(
        playbook, board, {row["on_date"] for row in rows}, starts_on=starts_on, now=now
    )
    if board.score_kind is ScoreKind.PERCENT_TO_GOAL:
        await _fill_ratios(connection, playbook, board, starts_on=starts_on, now=now)
        return fallen
    await _fill_sums(connection, playbook.metrics[board.metric_key], board, fallen)
    if board.score_kind is ScoreKind.PER_HEAD:
        await headcounts.count(
            connection,
            [
                (board.board_id, period.starts_on, heads_until(playbook, period, now=now))
                for period, _ in fallen.periods
            ],
        )
    if board.score_kind is ScoreKind.IMPROVEMENT:
        await _improve(connection, playbook, board, fallen)
    return fallen


async def _improve(
    connection: Connection, playbook: Playbook, board: Board, fallen: Filling
) -> None:
    asked = [
        (period.starts_on, *earlier_periods(playbook, board, period.starts_on))
        for period, _ in fallen.periods
    ]
    if asked:
        columns = zip(*asked, strict=True)
        await connection.execute(_IMPROVE, connection.org_id, board.board_id, *columns)


async def _fill_sums(connection: Connection, metric: Metric, board: Board, fallen: Filling) -> None:
    sql = _written(
        metric.measure,
        is_money=metric.unit is MetricUnit.MONEY,
        subject_kind=board.subject_kind,
        column="numerator" if is_derived(board) else "score",
    )
    await connection.execute(
        sql,
        connection.org_id,
        board.board_id,
        [on for on, _ in fallen.days],
        [starts_on for _, starts_on in fallen.days],
        [since for since, _ in fallen.homes],
        [until for _, until in fallen.homes],
        board.timezone,
        metric.activity_kind or "",
        metric.value_key,
        None if board.participants is None else list(board.participants),
    )


async def _fill_ratios(
    connection: Connection,
    playbook: Playbook,
    board: Board,
    *,
    starts_on: date | None,
    now: datetime,
) -> None:
    """Give the board the targets of all goals that both sides agreed, and what was done for them."""
    rows = await connection.fetch(_GOALS, connection.org_id, board.metric_key)
    owners: Collection[UUID] = {row["owner_id"] for row in rows}
    members = await people.read(connection, owners)
    known = await goals.read(connection, [row["goal_id"] for row in rows])
    places = {
        place
        for goal in known.values()
        for owner in [members.get(goal.owner_id)]
        for place in target_places(playbook, goal, owner.teams if owner else ())
        if place.board_id == board.board_id and starts_on in (None, place.starts_on)
    }
    await refresh_attainment(connection, playbook, places, now=now)


async def _open(connection: Connection, board: Board, fallen: Filling, *, now: datetime) -> None:
    made: list[tuple[date, datetime | None, datetime | None, PeriodState]] = [
        (period.starts_on, period.starts_at, period.ends_at, state)
        for period, state in fallen.periods
    ]
    if made:
        columns = zip(*made, strict=True)
        await connection.execute(_OPEN, connection.org_id, board.board_id, *columns, now)
