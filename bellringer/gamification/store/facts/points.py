"""What capped and cooling rules have paid the members of a batch, who are under lock."""

from collections.abc import Collection
from uuid import UUID

from bellringer.gamification.facts.points import CapKey, Cooling, PaidAt, RuleUse
from bellringer.models.database import Connection

_CAPS = """
SELECT coalesce(used.points, 0) AS points
  FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::date[])
       WITH ORDINALITY AS asked (rule_id, member_id, period, starts_on, place)
  LEFT JOIN cap_use AS used ON used.org_id = $1
   AND used.rule_id = asked.rule_id AND used.member_id = asked.member_id
   AND used.period = asked.period AND used.starts_on = asked.starts_on
 ORDER BY asked.place
"""
# by member and day, because that is how the ledger is indexed; two days more, for the zones there are
_PAID = """
SELECT asked.rule_id, asked.member_id, entry.occurred_at, entry.entry_id
  FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
       AS asked (rule_id, member_id, since, until)
  JOIN ledger_entry AS entry ON entry.org_id = $1 AND entry.member_id = asked.member_id
   AND entry.org_on BETWEEN (asked.since AT TIME ZONE 'UTC')::date - 2
                        AND (asked.until AT TIME ZONE 'UTC')::date + 2
   AND entry.rule_id = asked.rule_id AND entry.reason = 'ACTIVITY' AND entry.points > 0
   AND entry.occurred_at > asked.since AND entry.occurred_at < asked.until
 WHERE NOT EXISTS (SELECT FROM ledger_entry AS later
                    WHERE later.org_id = $1 AND later.reverses_id = entry.entry_id)
 ORDER BY entry.occurred_at, entry.entry_id
"""


async def rule_use(
    connection: Connection, caps: Collection[CapKey], coolings: Collection[Cooling]
) -> RuleUse:
    """Return what rules have paid; what is asked for is there, also where it is nothing."""
    used: dict[CapKey, int] = {}
    if caps:
        keys = sorted(caps)
        rows = await connection.fetch(
            _CAPS,
            connection.org_id,
            [key.rule_id for key in keys],
            [key.member_id for key in keys],
            [key.period for key in keys],
            [key.starts_on for key in keys],
        )
        used = {key: row["points"] for key, row in zip(keys, rows, strict=True)}
    paid_at: dict[tuple[UUID, UUID], list[PaidAt]] = {}
    # one stretch for each rule and member: the activities of a batch may lie close together
    spans: dict[tuple[UUID, UUID], Cooling] = {}
    for each in coolings:
        whose = each.rule_id, each.member_id
        known = spans.get(whose, each)
        spans[whose] = Cooling(
            rule_id=each.rule_id,
            member_id=each.member_id,
            since=min(known.since, each.since),
            until=max(known.until, each.until),
        )
        paid_at[whose] = []
    if spans:
        rows = await connection.fetch(
            _PAID,
            connection.org_id,
            [span.rule_id for span in spans.values()],
            [span.member_id for span in spans.values()],
            [span.since for span in spans.values()],
            [span.until for span in spans.values()],
        )
        for row in rows:
            whose = row["rule_id"], row["member_id"]
            paid_at[whose].append((row["occurred_at"], row["entry_id"]))
    return RuleUse(caps=used, paid_at=paid_at)
