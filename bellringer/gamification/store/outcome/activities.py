"""Activities of a batch: the rows themselves, their credits and notes, and the claims they make or free."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never

from bellringer.gamification.commands.activities import (
    ApproveActivity,
    RecordActivity,
    ReverseActivity,
)
from bellringer.gamification.facts.activities import RecordedActivity
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.outcome.activities import Answer, Outcome, Placed
from bellringer.gamification.rules.recording.checks import external_claim
from bellringer.gamification.store.outcome import approvals
from bellringer.gamification.store.races import RacedError
from bellringer.models.database import Connection

# ragged arrays do not fit into unnest: they travel as text, each in its own type's notation
_INSERT = """
INSERT INTO activity (
  org_id, activity_id, source, idempotency_key, body_sha256, kind, member_id, recorded_by,
  occurred_at, recorded_at, scored_at, member_on, org_on, quantity, amount_minor,
  original_amount_minor, original_currency, rate, started_at, duration_seconds,
  customer_external_id, deal_external_id, external_id, tags, measured, reverses_id,
  points_earned, total_after, crossing_keys, award_ids)
SELECT $1, activity_id, source, idempotency_key, body_sha256, kind, member_id, recorded_by,
       occurred_at, recorded_at, scored_at, member_on, org_on, quantity, amount_minor,
       original_amount_minor, original_currency, rate, started_at, duration_seconds,
       customer_external_id, deal_external_id, external_id,
       ARRAY(SELECT jsonb_array_elements_text(tags::jsonb)), measured::jsonb, reverses_id,
       points_earned, total_after, crossing_keys::text[], award_ids::uuid[]
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::uuid[], $8::uuid[],
              $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::date[], $13::date[],
              $14::bigint[], $15::bigint[], $16::bigint[], $17::text[], $18::numeric[],
              $19::timestamptz[], $20::bigint[], $21::text[], $22::text[], $23::text[], $24::text[],
              $25::text[], $26::uuid[], $27::bigint[], $28::bigint[], $29::text[], $30::text[])
       AS made (activity_id, source, idempotency_key, body_sha256, kind, member_id, recorded_by,
                occurred_at, recorded_at, scored_at, member_on, org_on, quantity, amount_minor,
                original_amount_minor, original_currency, rate, started_at, duration_seconds,
                customer_external_id, deal_external_id, external_id, tags, measured, reverses_id,
                points_earned, total_after, crossing_keys, award_ids)
 ORDER BY source, idempotency_key
ON CONFLICT (org_id, source, idempotency_key) DO NOTHING
RETURNING activity_id
"""
_INSERT_CREDITS = """
INSERT INTO credit (
  org_id, activity_id, occurred_at, member_id, member_seq, team_id, share_bp, quantity,
  amount_minor, duration_seconds, member_on, org_on, sales_role, share_no)
SELECT $1, made.*
  FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::uuid[], $7::smallint[],
              $8::bigint[], $9::bigint[], $10::bigint[], $11::date[], $12::date[], $13::text[],
              $14::smallint[]) AS made
 ORDER BY 2, 4
"""
_INSERT_NOTES = """
INSERT INTO activity_note (org_id, activity_id, body)
SELECT $1, made.* FROM unnest($2::uuid[], $3::text[]) AS made
"""
_FREE_CLAIMS = """
DELETE FROM external_claim AS claim
 USING unnest($2::text[], $3::text[], $4::text[], $5::uuid[])
       AS freed (system, record_id, kind, activity_id)
 WHERE claim.org_id = $1 AND claim.system = freed.system AND claim.record_id = freed.record_id
   AND claim.kind = freed.kind AND claim.activity_id = freed.activity_id
"""
_INSERT_CLAIMS = """
INSERT INTO external_claim (org_id, system, record_id, kind, activity_id)
SELECT $1, made.*
  FROM unnest($2::text[], $3::text[], $4::text[], $5::uuid[]) AS made
 ORDER BY 2, 3, 4
ON CONFLICT (org_id, system, record_id, kind) DO NOTHING
RETURNING activity_id
"""


def answer_to(outcome: Outcome) -> Answer:
    """Return what the caller is told, now and at every replay."""
    return Answer(
        activity_id=outcome.placed.activity_id,
        points_earned=outcome.points_earned,
        total_after=outcome.total_after,
        crossing_keys=tuple(
            f"{mark.goal_id}:{mark.agreement_no}:{mark.percent}"
            for mark in outcome.consequences.crossings
        ),
        award_ids=tuple(award.award_id for award in outcome.consequences.awards),
    )


async def insert(
    connection: Connection, facts: Facts, outcomes: Sequence[Outcome], *, now: datetime
) -> None:
    """Insert the activities with what hangs on them; those that are approved get their credits.

    Raises:
        RacedError: Another transaction was first with one of the keys or outside records.
    """
    org_id = connection.org_id
    rows = [_row(each) for each in outcomes if not each.placed.is_approval]
    if rows:
        inserted = await connection.fetch(_INSERT, org_id, *zip(*rows, strict=True))
        if len(inserted) < len(rows):
            raise RacedError
    placed = [each.placed for each in outcomes]
    if shares := [row for each in placed if not each.is_quiet for row in _credits(each)]:
        await connection.execute(_INSERT_CREDITS, org_id, *zip(*shares, strict=True))
    await approvals.move(connection, outcomes, now=now)
    if notes := [(each.activity_id, note) for each in placed if (note := _note(each))]:
        await connection.execute(_INSERT_NOTES, org_id, *zip(*notes, strict=True))
    await _move_claims(connection, facts, placed)


async def _move_claims(connection: Connection, facts: Facts, placed: Sequence[Placed]) -> None:
    freed: list[RecordedActivity] = []
    made = []
    for each in placed:
        if isinstance(each.command, RecordActivity):
            if claim := external_claim(each.command):
                made.append((*claim, each.activity_id))
        elif each.reverses_id is not None:
            freed.append(facts.originals[each.reverses_id])
    await free_claims(connection, freed)
    if made:
        rows = await connection.fetch(_INSERT_CLAIMS, connection.org_id, *zip(*made, strict=True))
        if len(rows) < len(made):
            raise RacedError


async def free_claims(connection: Connection, originals: Iterable[RecordedActivity]) -> None:
    """Let other activities stand for the outside records that these stood for."""
    freed = []
    for original in originals:
        if original.external_id is not None:
            system, _, record_id = original.external_id.partition(":")
            freed.append((system, record_id, original.kind, original.activity_id))
    if freed:
        await connection.execute(_FREE_CLAIMS, connection.org_id, *zip(*freed, strict=True))


def _row(outcome: Outcome) -> tuple[object, ...]:
    placed, answer = outcome.placed, answer_to(outcome)
    command = placed.command
    if isinstance(command, ApproveActivity):
        raise TypeError("what is approved is on record")
    given = command if isinstance(command, RecordActivity) else None
    is_converted = given is not None and given.rate is not None
    return (
        placed.activity_id,
        command.by.source,
        command.idempotency_key,
        command.body_sha256,
        placed.kind,
        placed.member_id,
        command.by.member_id,
        placed.occurred_at,
        placed.recorded_at,
        None if placed.is_pending else placed.recorded_at,
        placed.member_on,
        placed.org_on,
        # a reversal states what it takes back; its credits are the negative ones
        abs(sum(credit.quantity for credit in placed.credits)),
        _amount(placed),
        given.amount_minor if given and is_converted else None,
        given.currency if given and is_converted else None,
        given.rate if given else None,
        given.started_at if given else None,
        given.duration_seconds if given else None,
        given.customer_external_id if given else None,
        given.deal_external_id if given else None,
        given.external_id if given else None,
        json.dumps(given.tags if given else ()),
        json.dumps(dict(placed.values)),
        placed.reverses_id,
        answer.points_earned,
        answer.total_after,
        "{" + ",".join(answer.crossing_keys) + "}",
        "{" + ",".join(map(str, answer.award_ids)) + "}",
    )


def _amount(placed: Placed) -> int | None:
    amount_minor = abs(sum(credit.amount_minor for credit in placed.credits))
    is_given = (
        isinstance(placed.command, RecordActivity) and placed.command.amount_minor is not None
    )
    return amount_minor if is_given or amount_minor else None


def _credits(placed: Placed) -> list[tuple[object, ...]]:
    return [
        (
            placed.activity_id,
            placed.occurred_at,
            credit.member_id,
            credit.member_seq,
            credit.team_id,
            credit.share_bp,
            credit.quantity,
            credit.amount_minor,
            credit.duration_seconds,
            credit.member_on,
            credit.org_on,
            credit.sales_role,
            credit.share_no,
        )
        for credit in placed.credits
    ]


def _note(placed: Placed) -> str | None:
    match placed.command:
        case RecordActivity(note=note):
            return note
        case ReverseActivity(reason=reason):
            return reason
        case ApproveActivity():
            return None
        case _:
            assert_never(placed.command)
