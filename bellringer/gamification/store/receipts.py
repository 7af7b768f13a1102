"""Receipts: a write that a phone may send again is done once, and its answer given again."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import IdempotencyKeyReusedError
from bellringer.gamification.rules.texts import checked_key
from bellringer.models.database import Connection

KEPT = timedelta(days=30)

_CLAIM = """
INSERT INTO receipt AS kept (org_id, principal, idempotency_key, body_sha256, answer, created_at)
VALUES ($1, $2, $3, $4, 'null', $5)
ON CONFLICT (org_id, principal, idempotency_key) DO UPDATE
   SET body_sha256 = excluded.body_sha256,
       answer = excluded.answer,
       created_at = excluded.created_at
 WHERE kept.created_at < $6
RETURNING true
"""
_SETTLE = """
UPDATE receipt SET answer = $4
 WHERE org_id = $1 AND principal = $2 AND idempotency_key = $3
"""
_READ = """
SELECT body_sha256, answer FROM receipt
 WHERE org_id = $1 AND principal = $2 AND idempotency_key = $3
"""
_FORGET = """
WITH old AS (
  SELECT principal, idempotency_key FROM receipt
   WHERE org_id = $1 AND created_at < $2
   ORDER BY principal, idempotency_key LIMIT $3
     FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM receipt USING old
   WHERE receipt.org_id = $1 AND receipt.principal = old.principal
     AND receipt.idempotency_key = old.idempotency_key
  RETURNING 1
)
SELECT count(*) FROM gone
"""


async def once(
    connection: Connection,
    by: Principal,
    key: str,
    body_sha256: bytes,
    do: Callable[[], Awaitable[Mapping[str, Any]]],
    *,
    now: datetime,
) -> Mapping[str, Any]:
    """Do a write under its key, or return what it answered the first time.

    The same key waits for a write that is under way. A refusal by `do` must end the transaction, which
    leaves the key unused. The answer is JSON: ids and numbers from which the caller reads what it shows.

    Raises:
        InvalidTextError: The key is empty, too long, or can't be stored.
        IdempotencyKeyReusedError: The key was used for another body.
    """
    receipt = (connection.org_id, by.source, checked_key(key))
    if await connection.fetchval(_CLAIM, *receipt, body_sha256, now, now - KEPT):
        answer = await do()
        await connection.execute(_SETTLE, *receipt, answer)
        return answer
    row = await connection.fetchrow(_READ, *receipt)
    if row is None or row["body_sha256"] != body_sha256:
        raise IdempotencyKeyReusedError(path=("idempotencyKey",))
    first: Mapping[str, Any] = row["answer"]
    return first


async def forget(connection: Connection, *, now: datetime, limit: int = 1_000) -> bool:
    """Delete at most `limit` receipts that have been kept long enough; tell whether more may be left."""
    gone = await connection.fetchval(_FORGET, connection.org_id, now - KEPT, limit)
    return bool(gone == limit)
