"""Pulses: who is asked and whether they answered, and apart from that what was answered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bellringer.gamification.commands.coaching.pulses import CreatePulse
from bellringer.gamification.facts.coaching.pulses import Asked, GroupResult, PulseFacts
from bellringer.models.database import Connection

_INSERT = """
WITH made AS (
    INSERT INTO pulse (org_id, pulse_id, opens_at, closes_at, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING org_id, pulse_id
)
INSERT INTO pulse_question (org_id, pulse_id, question_no, statement)
SELECT org_id, pulse_id, question_no, statement
  FROM made, unnest($7::text[]) WITH ORDINALITY AS asked (statement, question_no)
"""
_DELETE_QUESTIONS = "DELETE FROM pulse_question WHERE org_id = $1 AND pulse_id = $2"
_DELETE = "DELETE FROM pulse WHERE org_id = $1 AND pulse_id = $2"
_LOCK = """
SELECT pulse_id, opens_at, closes_at, opened_at, closed_at
  FROM pulse WHERE org_id = $1 AND pulse_id = $2 FOR NO KEY UPDATE
"""
_DUE = """
SELECT pulse_id FROM pulse
 WHERE org_id = $1 AND closed_at IS NULL
   AND CASE WHEN opened_at IS NULL THEN opens_at ELSE closes_at END <= $2
 ORDER BY pulse_id LIMIT $3
"""
_STATEMENTS = """
SELECT statement FROM pulse_question WHERE org_id = $1 AND pulse_id = $2 ORDER BY question_no
"""
_ASK = """
INSERT INTO pulse_member (org_id, pulse_id, member_id, team_id)
SELECT $1, $2, m.member_id, s.team_id
  FROM member AS m
  LEFT JOIN membership AS s ON s.org_id = $1 AND s.member_id = m.member_id
   AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on > $3)
 WHERE m.org_id = $1 AND m.is_active
 ORDER BY m.member_id
RETURNING member_id
"""
_OPEN = "UPDATE pulse SET opened_at = $3 WHERE org_id = $1 AND pulse_id = $2"
_ASKED = """
SELECT asked.team_id, asked.answered_on IS NOT NULL AS has_answered,
       (SELECT count(*) FROM pulse_member AS peer
         WHERE peer.org_id = $1 AND peer.pulse_id = $2 AND peer.team_id = asked.team_id) AS team_size
  FROM pulse_member AS asked
 WHERE asked.org_id = $1 AND asked.pulse_id = $2 AND asked.member_id = $3
"""
_TAKE_PART = """
UPDATE pulse_member SET answered_on = $4 WHERE org_id = $1 AND pulse_id = $2 AND member_id = $3
"""
# Whoever looks at the rows' order, or at the transaction that wrote each, must not find the one that was added
# last: so it is written anew together with others of its team, in the order of ids that are random.
_MIX = """
WITH taken AS (
    DELETE FROM pulse_answer
     WHERE org_id = $1 AND pulse_id = $2 AND answer_id IN (
       SELECT answer_id FROM pulse_answer
        WHERE org_id = $1 AND pulse_id = $2 AND team_id IS NOT DISTINCT FROM $3::uuid
        ORDER BY answer_id > $4 DESC, answer_id LIMIT 200)
    RETURNING answer_id, scores
)
INSERT INTO pulse_answer (org_id, pulse_id, answer_id, team_id, scores)
SELECT $1, $2, answer_id, $3, scores
  FROM (SELECT answer_id, scores FROM taken UNION ALL SELECT $4::uuid, $5::smallint[]) AS mixed
 ORDER BY answer_id
"""
_ANSWERS = """
SELECT team_id, scores FROM pulse_answer WHERE org_id = $1 AND pulse_id = $2 ORDER BY answer_id
"""
_MEMBERS = """
SELECT pulse_id, member_id, team_id FROM pulse_member
 WHERE org_id = $1 AND pulse_id = ANY($2::uuid[])
"""
_BEFORE = """
SELECT DISTINCT ON (r.group_id) r.group_id, r.pulse_id, r.answers, r.figures,
       ARRAY(SELECT q.statement FROM pulse_question AS q
              WHERE q.org_id = $1 AND q.pulse_id = r.pulse_id ORDER BY q.question_no) AS statements
  FROM pulse_result AS r
  JOIN pulse AS p ON p.org_id = $1 AND p.pulse_id = r.pulse_id
 WHERE r.org_id = $1 AND r.answers IS NOT NULL
 ORDER BY r.group_id, p.closed_at DESC, r.pulse_id DESC
"""
_RESULT = """
INSERT INTO pulse_result (org_id, pulse_id, group_id, asked, answers, figures)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_FORGET = "DELETE FROM pulse_answer WHERE org_id = $1 AND pulse_id = $2"
_CLOSE = "UPDATE pulse SET closed_at = $3 WHERE org_id = $1 AND pulse_id = $2"


async def insert(
    connection: Connection, pulse_id: UUID, command: CreatePulse, *, now: datetime
) -> None:
    """Write a pulse with its statements."""
    await connection.execute(
        _INSERT,
        *(connection.org_id, pulse_id, command.opens_at, command.closes_at),
        *(command.by.member_id, now, list(command.statements)),
    )


async def delete(connection: Connection, pulse_id: UUID) -> None:
    """Take back a pulse that nobody was asked."""
    await connection.execute(_DELETE_QUESTIONS, connection.org_id, pulse_id)
    await connection.execute(_DELETE, connection.org_id, pulse_id)


async def lock(connection: Connection, pulse_id: UUID) -> PulseFacts | None:
    """Lock a pulse and return it: what is written of one pulse is written one after the other."""
    row = await connection.fetchrow(_LOCK, connection.org_id, pulse_id)
    if row is None:
        return None
    asked = await connection.fetch(_STATEMENTS, connection.org_id, pulse_id)
    return PulseFacts(**dict(row), statements=tuple(each["statement"] for each in asked))


async def due(connection: Connection, *, now: datetime, limit: int) -> list[UUID]:
    """Return the pulses that are to be opened or closed."""
    rows = await connection.fetch(_DUE, connection.org_id, now, limit)
    return [row["pulse_id"] for row in rows]


async def open_(
    connection: Connection, pulse_id: UUID, *, on: date, now: datetime
) -> Sequence[UUID]:
    """Fix who is asked, in which team they are on that date, and return them."""
    rows = await connection.fetch(_ASK, connection.org_id, pulse_id, on)
    await connection.execute(_OPEN, connection.org_id, pulse_id, now)
    return [row["member_id"] for row in rows]


async def never_open(connection: Connection, pulse_id: UUID, *, now: datetime) -> None:
    """Note that a pulse's time came and went while nobody could open it."""
    await connection.execute(_OPEN, connection.org_id, pulse_id, now)


async def asked(connection: Connection, pulse_id: UUID, member_id: UUID) -> Asked | None:
    """Return how a member is asked; None if the member is not."""
    row = await connection.fetchrow(_ASKED, connection.org_id, pulse_id, member_id)
    return None if row is None else Asked(**dict(row))


async def take_part(connection: Connection, pulse_id: UUID, member_id: UUID, *, on: date) -> None:
    """Note that a member has answered."""
    await connection.execute(_TAKE_PART, connection.org_id, pulse_id, member_id, on)


async def answer(
    connection: Connection,
    pulse_id: UUID,
    answer_id: UUID,
    *,
    team_id: UUID | None,
    scores: Sequence[int],
) -> None:
    """Write an answer, and others of the team again, so that nothing tells which was the last."""
    await connection.execute(_MIX, connection.org_id, pulse_id, team_id, answer_id, list(scores))


async def answers(
    connection: Connection, pulse_id: UUID
) -> list[tuple[UUID | None, tuple[int, ...]]]:
    """Return all answers, each with the team it counts for."""
    rows = await connection.fetch(_ANSWERS, connection.org_id, pulse_id)
    return [(row["team_id"], tuple(row["scores"])) for row in rows]


async def groups(
    connection: Connection, pulse_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[UUID, frozenset[UUID]]]:
    """Return who was asked by pulse and group: each team, and all by the organization's id."""
    found: dict[UUID, dict[UUID, set[UUID]]] = {each: {} for each in pulse_ids}
    for row in await connection.fetch(_MEMBERS, connection.org_id, list(pulse_ids)):
        for group_id in {row["team_id"], connection.org_id} - {None}:
            found[row["pulse_id"]].setdefault(group_id, set()).add(row["member_id"])
    return {
        pulse_id: {group_id: frozenset(members) for group_id, members in of_pulse.items()}
        for pulse_id, of_pulse in found.items()
    }


async def before(connection: Connection) -> Mapping[UUID, GroupResult]:
    """Return the last figures that were published of each group."""
    rows = await connection.fetch(_BEFORE, connection.org_id)
    members = await groups(connection, list({row["pulse_id"] for row in rows}))
    return {row["group_id"]: _result(row, members) for row in rows}


def _result(row: Any, members: Mapping[UUID, Mapping[UUID, frozenset[UUID]]]) -> GroupResult:
    return GroupResult(
        group_id=row["group_id"],
        members=members[row["pulse_id"]].get(row["group_id"], frozenset()),
        answers=row["answers"],
        figures=dict(zip(row["statements"], row["figures"], strict=True)),
    )


async def close(
    connection: Connection, pulse_id: UUID, results: Sequence[GroupResult], *, now: datetime
) -> None:
    """Write the results, for ever, and delete what single members answered."""
    for each in results:
        await connection.execute(
            _RESULT,
            *(connection.org_id, pulse_id, each.group_id, len(each.members), each.answers),
            None if each.figures is None else list(each.figures.values()),
        )
    await connection.execute(_FORGET, connection.org_id, pulse_id)
    await connection.execute(_CLOSE, connection.org_id, pulse_id, now)
