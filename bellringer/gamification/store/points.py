"""Points by hand and the rules that price: reasons of adjustments, versions of rules, boosts."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.playbook.points import Boost, RuleVersion
from bellringer.gamification.store.playbook.documents import terms_document
from bellringer.models.database import Connection

_NOTE = "INSERT INTO ledger_note (org_id, entry_id, body) VALUES ($1, $2, $3)"
_RULE = """
INSERT INTO point_rule (org_id, rule_id, kind, title) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, rule_id) DO UPDATE SET title = excluded.title
"""
_VERSION = """
INSERT INTO point_rule_version
       (org_id, rule_id, version, terms, effective_from, published_at, published_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_BOOST = """
INSERT INTO point_boost
       (org_id, boost_id, title, kinds, percent, starts_at, ends_at, published_at, published_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_END_BOOST = "UPDATE point_boost SET ended_at = $3 WHERE org_id = $1 AND boost_id = $2"


async def note(connection: Connection, entry_id: UUID, reason: str) -> None:
    """Keep the reason of an adjustment."""
    await connection.execute(_NOTE, connection.org_id, entry_id, reason)


async def insert_version(connection: Connection, rule: RuleVersion, *, published_by: str) -> None:
    """Write a rule's next version; the organization's row is locked, so that numbers don't clash."""
    org_id = connection.org_id
    await connection.execute(_RULE, org_id, rule.rule_id, rule.kind, rule.title)
    await connection.execute(
        _VERSION,
        org_id,
        rule.rule_id,
        rule.version,
        terms_document(rule.terms),
        rule.effective_from,
        rule.published_at,
        published_by,
    )


async def insert_boost(connection: Connection, boost: Boost, *, published_by: str) -> None:
    """Write a boost."""
    await connection.execute(
        _BOOST,
        connection.org_id,
        boost.boost_id,
        boost.title,
        sorted(boost.kinds),
        boost.percent,
        boost.starts_at,
        boost.ends_at,
        boost.published_at,
        published_by,
    )


async def end_boost(connection: Connection, boost_id: UUID, *, ended_at: datetime) -> None:
    """Write when a boost was called off."""
    await connection.execute(_END_BOOST, connection.org_id, boost_id, ended_at)
