"""What waits for approval, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bellringer.gamification.outcome.activities import Outcome, Placed
from bellringer.models.database import Connection
from bellringer.words import ApprovalState

_INSERT = """
INSERT INTO activity_approval (org_id, activity_id, state)
SELECT $1, activity_id, 'PENDING' FROM unnest($2::uuid[]) AS made (activity_id)
"""
_INSERT_CREDITS = """
INSERT INTO pending_credit (
  org_id, activity_id, member_id, team_id, share_bp, quantity, amount_minor, duration_seconds,
  member_on, org_on, sales_role, share_no)
SELECT $1, made.*
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::bigint[], $7::bigint[],
              $8::bigint[], $9::date[], $10::date[], $11::text[], $12::smallint[]) AS made
 ORDER BY 2, 3
"""
# whoever decides has locked the members, so that one decides
_DECIDE = """
UPDATE activity_approval AS approval
   SET state = made.state, decided_by = made.decided_by, decided_at = $2,
       points_earned = made.points_earned
  FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::bigint[])
       AS made (activity_id, state, decided_by, points_earned)
 WHERE approval.org_id = $1 AND approval.activity_id = made.activity_id
"""
_SCORE = """
UPDATE activity SET scored_at = $2 WHERE org_id = $1 AND activity_id = ANY($3::uuid[])
"""
_NOTE = "INSERT INTO approval_note (org_id, activity_id, body) VALUES ($1, $2, $3)"


async def move(connection: Connection, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Write what begins to wait, what is approved, and what is taken back while it waits."""
    if pending := [each.placed for each in outcomes if each.placed.is_pending]:
        org_id, rows = connection.org_id, [row for each in pending for row in _credits(each)]
        await connection.execute(_INSERT, org_id, [each.activity_id for each in pending])
        await connection.execute(_INSERT_CREDITS, org_id, *zip(*rows, strict=True))
    approved = [each for each in outcomes if each.placed.is_approval]
    decided = [
        (
            each.placed.activity_id,
            ApprovalState.APPROVED,
            each.placed.command.by.member_id,
            each.points_earned,
        )
        for each in approved
    ]
    decided += [
        (
            each.placed.reverses_id or each.placed.activity_id,
            ApprovalState.WITHDRAWN,
            each.placed.command.by.member_id,
            0,
        )
        for each in outcomes
        if each.placed.withdraws
    ]
    if decided:
        columns = zip(*decided, strict=True)
        await connection.execute(_DECIDE, connection.org_id, now, *columns)
    if approved:
        ids = [each.placed.activity_id for each in approved]
        await connection.execute(_SCORE, connection.org_id, now, ids)


async def reject(
    connection: Connection, activity_id: UUID, *, by: UUID | None, reason: str, now: datetime
) -> None:
    """Write that an activity was not approved, and why."""
    org_id = connection.org_id
    await connection.execute(
        _DECIDE, org_id, now, [activity_id], [ApprovalState.REJECTED], [by], [0]
    )
    await connection.execute(_NOTE, org_id, activity_id, reason)


def _credits(placed: Placed) -> list[tuple[object, ...]]:
    return [
        (
            placed.activity_id,
            credit.member_id,
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
