"""Months as they stand, are open, or were decided, in each edition."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.leaderboards.finalization import state_at
from bellringer.gamification.rules.recognition.months import (
    Recognition,
    Winner,
    WonMonth,
    recognize,
    runs,
    wins_before,
)
from bellringer.gamification.rules.recognition.shortlists import (
    Candidate,
    measures_of,
    month_of,
    settings_of,
)
from bellringer.gamification.store import leaderboards
from bellringer.gamification.store.recognition import standing
from bellringer.gamification.store.window import Page, Window, asked, both_ways, found
from bellringer.models.database import Connection
from bellringer.words import (
    DecisionMode,
    LeftOut,
    PeriodState,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

# `$4` is an edition, None the newest; `$5` the boards that measure: standings that are re-opened show it
_READ = """
SELECT r.month_on, r.edition, r.ends_on, r.decision, r.tie_policy, r.takes_nominations, r.takes_votes,
       r.is_news, r.ended_at, r.opened_at, r.closes_at, r.decided_at, r.decided_by, nullif(n.body, '') AS reason,
       EXISTS (SELECT FROM board_period p
                WHERE p.org_id = $1 AND p.board_id = ANY($5::smallint[]) AND p.starts_on = r.month_on
                  AND p.state <> 'FINAL') AS is_reopened
  FROM month_recognition r
  LEFT JOIN month_note n ON n.org_id = $1 AND n.note_id = r.note_id
 WHERE r.org_id = $1 AND r.subject_kind = $2 AND r.month_on = ANY($3::date[])
   AND r.edition = coalesce($4, (SELECT max(edition) FROM month_recognition
                                  WHERE org_id = $1 AND subject_kind = $2 AND month_on = r.month_on))
"""
_CANDIDATES = """
SELECT c.month_on, c.subject_id, c.board_key, c.score_kind, c.score, c.tie_break, c.reached_at, c.place,
       c.left_out, c.is_winner,
       (SELECT count(*) FROM month_vote v
         WHERE v.org_id = $1 AND v.subject_kind = $2 AND v.month_on = c.month_on
           AND v.edition = c.edition AND v.subject_id = c.subject_id) AS votes,
       (SELECT count(*) FROM month_nomination n
         WHERE n.org_id = $1 AND n.subject_kind = $2 AND n.month_on = c.month_on
           AND n.edition = c.edition AND n.subject_id = c.subject_id) AS nominations
  FROM unnest($3::date[], $4::int[]) AS asked (month_on, edition)
  JOIN month_candidate c ON c.org_id = $1 AND c.subject_kind = $2 AND c.month_on = asked.month_on
   AND c.edition = asked.edition
 ORDER BY c.month_on, c.left_out IS NOT NULL, c.place NULLS LAST, c.score DESC, c.subject_id
"""
# each month by its newest decided edition: while it is open again, its winners stand
_WON = """
SELECT r.month_on, r.ends_on,
       ARRAY(SELECT subject_id FROM month_candidate c
              WHERE c.org_id = $1 AND c.subject_kind = $2 AND c.month_on = r.month_on
                AND c.edition = r.edition AND c.is_winner) AS winner_ids
  FROM month_recognition r
 WHERE r.org_id = $1 AND r.subject_kind = $2 AND r.month_on <= $3
   AND r.edition = (SELECT max(edition) FROM month_recognition
                     WHERE org_id = $1 AND subject_kind = $2 AND month_on = r.month_on
                       AND decided_at IS NOT NULL AND (month_on < $3 OR edition < coalesce($4, edition + 1)))
"""
_EVER_WON = """
SELECT DISTINCT subject_id FROM month_candidate
 WHERE org_id = $1 AND subject_kind = $2 AND month_on = $3 AND edition < $4 AND is_winner
"""
_MONTHS, _MONTHS_BACKWARD = both_ways(
    """
SELECT DISTINCT month_on FROM month_recognition
 WHERE org_id = $1 AND subject_kind = $2 AND {beyond}
 ORDER BY {order} LIMIT {limit}
""",
    ("month_on",),
    ("date",),
    start=3,
    descending=True,
)
_COUNT = """
SELECT count(DISTINCT month_on) FROM month_recognition WHERE org_id = $1 AND subject_kind = $2
"""


async def read(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    on: date,
    *,
    now: datetime,
    edition: int | None = None,
) -> Recognition | None:
    """Return the month that holds a date, open or decided in an edition, by default the newest.

    Before it is opened, as things stand; None while nobody has a score.
    """
    month = month_of(playbook, on)
    kept = await _kept(connection, playbook, subject_kind, [month.starts_on], edition=edition)
    if kept or edition is not None:
        return kept.get(month.starts_on)
    return await stands(connection, playbook, subject_kind, month, now=now)


async def stands(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    month: Period,
    *,
    now: datetime,
) -> Recognition | None:
    """Return a month as its standings have it now; None while nobody has a score."""
    boards = measures_of(playbook, subject_kind)
    opened = await leaderboards.periods(
        connection, [board.sums_id for board in boards], month.starts_on
    )
    if not opened:
        return None
    before = wins_before(await won(connection, subject_kind, month.starts_on), month.starts_on)
    candidates = await standing.candidates(
        connection, playbook, subject_kind, month, won_before=before.keys(), now=now
    )
    if not candidates:
        return None
    policies = {board.board_key: board.tie_policy for board in boards}
    grace = timedelta(hours=playbook.grace_hours)
    return recognize(
        candidates,
        subject_kind=subject_kind,
        month=month,
        tie_policy=policies[candidates[0].board_key],
        state=min(
            (
                state_at(now, ends_at=period.ends_at, opened_at=period.opened_at, grace=grace)
                for period in opened
            ),
            key=list(PeriodState).index,
        ),
        decision=settings_of(playbook, subject_kind).decision,
        wins_before=before,
    )


async def history(
    connection: Connection, playbook: Playbook, subject_kind: SubjectKind, window: Window
) -> Page[Recognition]:
    """Return months that are or were open, the latest first; the key is the month's first day."""
    sql = _MONTHS_BACKWARD if window.is_backward else _MONTHS
    rows = await connection.fetch(sql, connection.org_id, subject_kind, *asked(window, 1))
    months = await _kept(connection, playbook, subject_kind, [row["month_on"] for row in rows])
    return found(window, rows, lambda row: months[row["month_on"]])


async def count(connection: Connection, subject_kind: SubjectKind) -> int:
    """Count the months that are or were open."""
    return int(await connection.fetchval(_COUNT, connection.org_id, subject_kind))


async def won(
    connection: Connection, subject_kind: SubjectKind, until: date, *, before: int | None = None
) -> tuple[WonMonth, ...]:
    """Return the decided months up to the one that begins on a date, with their winners.

    That one counts by its editions `before` a number, by default by all.
    """
    rows = await connection.fetch(_WON, connection.org_id, subject_kind, until, before)
    return tuple(
        WonMonth(
            month_on=row["month_on"],
            ends_on=row["ends_on"],
            winner_ids=frozenset(row["winner_ids"]),
        )
        for row in rows
    )


async def ever_won(connection: Connection, month: Recognition) -> frozenset[UUID]:
    """Return who won the month in any former edition."""
    rows = await connection.fetch(
        _EVER_WON, connection.org_id, month.subject_kind, month.month_on, month.edition
    )
    return frozenset(row["subject_id"] for row in rows)


async def _kept(
    connection: Connection,
    playbook: Playbook,
    subject_kind: SubjectKind,
    months: Collection[date],
    *,
    edition: int | None = None,
) -> Mapping[date, Recognition]:
    if not months:
        return {}
    boards = [board.sums_id for board in measures_of(playbook, subject_kind)]
    org_id = connection.org_id
    rows = await connection.fetch(_READ, org_id, subject_kind, list(months), edition, boards)
    if not rows:
        return {}
    stood = await connection.fetch(
        _CANDIDATES,
        org_id,
        subject_kind,
        [row["month_on"] for row in rows],
        [row["edition"] for row in rows],
    )
    past = await won(connection, subject_kind, max(months))
    return {
        row["month_on"]: _month(
            row, [each for each in stood if each["month_on"] == row["month_on"]], subject_kind, past
        )
        for row in rows
    }


def _month(
    row: Any, stood: Sequence[Any], subject_kind: SubjectKind, past: Iterable[WonMonth]
) -> Recognition:
    candidates = tuple(_candidate(each) for each in stood)
    winner_ids = frozenset(each["subject_id"] for each in stood if each["is_winner"])
    # a former edition counts its months in a row as if it still stood
    own = WonMonth(month_on=row["month_on"], ends_on=row["ends_on"], winner_ids=winner_ids)
    others = (each for each in past if each.month_on < row["month_on"])
    wins = runs((*others, own))[row["month_on"]]
    return Recognition(
        subject_kind=subject_kind,
        month_on=row["month_on"],
        ends_on=row["ends_on"],
        edition=row["edition"],
        state=PeriodState.PROVISIONAL if row["is_reopened"] else PeriodState.FINAL,
        decision=DecisionMode(row["decision"]),
        tie_policy=row["tie_policy"] and TiePolicy(row["tie_policy"]),
        winners=tuple(
            Winner(candidate=each, wins_in_a_row=wins[each.subject_id])
            for each in candidates
            if each.subject_id in winner_ids
        ),
        candidates=candidates,
        takes_nominations=row["takes_nominations"],
        takes_votes=row["takes_votes"],
        is_news=row["is_news"],
        ended_at=row["ended_at"],
        opened_at=row["opened_at"],
        closes_at=row["closes_at"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        votes={each["subject_id"]: each["votes"] for each in stood},
        nominations={each["subject_id"]: each["nominations"] for each in stood},
    )


def _candidate(row: Any) -> Candidate:
    return Candidate(
        subject_id=row["subject_id"],
        board_key=row["board_key"],
        score_kind=ScoreKind(row["score_kind"]),
        score=row["score"],
        tie_break=row["tie_break"],
        reached_at=row["reached_at"],
        place=row["place"],
        left_out=row["left_out"] and LeftOut(row["left_out"]),
    )
