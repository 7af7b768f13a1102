"""The playbook of a new organization, written whole; what changes one later moves its version."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.store.playbook.documents import criteria_document, terms_document
from bellringer.models.database import Connection

_BUMP = "UPDATE organization SET version = version + 1 WHERE org_id = $1 RETURNING version"

_CALENDARS = """
INSERT INTO working_calendar (org_id, effective_from, timezone, week_starts_on, fiscal_year_starts_in,
                              working_weekdays, counts_days_off, fiscal_pattern)
SELECT $1, * FROM unnest($2::date[], $3::text[], $4::int[], $5::int[], $6::int[], $7::bool[], $8::text[])
"""
_KINDS = """
INSERT INTO activity_kind (org_id, kind, title, takes_amount, needs_approval, is_built_in)
SELECT $1, *, true FROM unnest($2::text[], $3::text[], $4::bool[], $5::bool[])
"""
_METRICS = """
INSERT INTO metric (org_id, metric_key, title, unit, measure, direction, activity_kind, value_key,
                    is_rep_controllable)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::bool[])
"""
_RULES = """
INSERT INTO point_rule (org_id, rule_id, kind, title)
SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[])
"""
_VERSIONS = """
INSERT INTO point_rule_version (org_id, published_by, rule_id, version, terms, effective_from, published_at)
SELECT $1, $2, * FROM unnest($3::uuid[], $4::int[], $5::jsonb[], $6::timestamptz[], $7::timestamptz[])
"""
_BOARDS = """
INSERT INTO board (org_id, created_at, board_id, board_key, title, subject_kind, metric_key, score_kind,
                   period, tie_policy, timezone, direction)
SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                             $9::text[], $10::text[], $11::text[], $12::text[])
"""
_STREAKS = """
INSERT INTO streak (org_id, streak_id, streak_key, title, metric_key, threshold, freeze_every, freeze_cap,
                    cadence, condition)
SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[],
                         $8::int[], $9::text[], $10::text[])
"""
_BADGES = """
INSERT INTO badge_definition (org_id, created_at, badge_id, badge_key, title, criteria, cap_period,
                              bonus_points, description, symbol, is_secret)
SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::bigint[],
                             $9::text[], $10::text[], $11::bool[])
"""
_LEVELS = """
INSERT INTO level (org_id, number, threshold, title)
SELECT $1, * FROM unnest($2::int[], $3::bigint[], $4::text[])
"""


async def bump(connection: Connection) -> int:
    """Raise the version of the organization's playbook, and return it; every change of a playbook ends so."""
    version: int = await connection.fetchval(_BUMP, connection.org_id)
    return version


async def write(connection: Connection, playbook: Playbook, *, by: str, now: datetime) -> None:
    """Write a whole playbook for an organization that has none; `by` is the source that published it."""
    org_id = connection.org_id
    await connection.execute(
        _CALENDARS,
        org_id,
        *_columns(
            (
                each.effective_from,
                each.timezone,
                each.week_starts_on,
                each.fiscal_year_starts_in,
                each.working_weekdays,
                each.counts_days_off,
                each.fiscal_pattern,
            )
            for each in playbook.calendars
        ),
    )
    await connection.execute(
        _KINDS,
        org_id,
        *_columns(
            (each.kind, each.title, each.takes_amount, each.needs_approval)
            for each in playbook.kinds.values()
        ),
    )
    await connection.execute(
        _METRICS,
        org_id,
        *_columns(
            (
                each.metric_key,
                each.title,
                each.unit,
                each.measure,
                each.direction,
                each.activity_kind,
                each.value_key,
                each.is_rep_controllable,
            )
            for each in playbook.metrics.values()
        ),
    )
    await _write_rules(connection, playbook, by=by)
    await connection.execute(
        _BOARDS,
        org_id,
        now,
        *_columns(
            (
                each.board_id,
                each.board_key,
                each.title,
                each.subject_kind,
                each.metric_key,
                each.score_kind,
                each.period,
                each.tie_policy,
                each.timezone,
                each.direction,
            )
            for each in playbook.boards
        ),
    )
    await connection.execute(
        _STREAKS,
        org_id,
        *_columns(
            (
                each.streak_id,
                each.streak_key,
                each.title,
                each.metric_key,
                each.threshold,
                each.freeze_every,
                each.freeze_cap,
                each.cadence,
                each.condition,
            )
            for each in playbook.streaks
        ),
    )
    await connection.execute(
        _BADGES,
        org_id,
        now,
        *_columns(
            (
                each.badge_id,
                each.badge_key,
                each.title,
                criteria_document(each.criteria),
                each.cap_period,
                each.bonus_points,
                each.description,
                each.symbol,
                each.is_secret,
            )
            for each in playbook.badges
        ),
    )
    await connection.execute(
        _LEVELS,
        org_id,
        *_columns((each.number, each.threshold, each.title) for each in playbook.levels),
    )


async def _write_rules(connection: Connection, playbook: Playbook, *, by: str) -> None:
    org_id = connection.org_id
    await connection.execute(
        _RULES,
        org_id,
        *_columns(
            {
                each.rule_id: (each.rule_id, each.kind, each.title) for each in playbook.rules
            }.values()
        ),
    )
    await connection.execute(
        _VERSIONS,
        org_id,
        by,
        *_columns(
            (
                each.rule_id,
                each.version,
                terms_document(each.terms),
                each.effective_from,
                each.published_at,
            )
            for each in playbook.rules
        ),
    )


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
