"""What no day sum can say: how long deals took, how fast leads were touched, new customers, time spent.

Each is one statement for any number of subjects and periods. It begins with those members whose credits a subject
has: a member's own, a team's by the team that a credit counts for now, the organization's of all. What was taken
back counts nowhere, and of what is split only the credit that has the count.
"""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from bellringer.gamification.facts.kpis.measured import KpiSubject, Sample, TimeSpent
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.periods import Period, starts_at
from bellringer.gamification.rules.kpis.catalogue import CUSTOMER_KINDS, LEAD, TOUCHES, WON
from bellringer.gamification.store.kpis.sums import columns
from bellringer.models.database import Connection
from bellringer.words import SubjectKind

# who has been in a team, whatever was found out about it later; the credits say when it counts
_SOME = """
asked AS (SELECT * FROM unnest($2::text[], $3::uuid[]) AS a (kind, subject_id)),
holder AS (
    SELECT subject_id, subject_id AS member_id, NULL::uuid AS team_id FROM asked WHERE kind = 'MEMBER'
     UNION
    SELECT asked.subject_id, s.member_id, asked.subject_id
      FROM asked JOIN membership AS s ON s.org_id = $1 AND s.team_id = asked.subject_id
     WHERE asked.kind = 'TEAM'
     UNION
    SELECT asked.subject_id, c.member_id, asked.subject_id
      FROM asked
      JOIN membership_correction AS c
        ON c.org_id = $1 AND (c.team_id = asked.subject_id OR asked.subject_id = ANY(c.replaced))
     WHERE asked.kind = 'TEAM'
)"""
# a statement of its own: reading all is planned another way than reading a few
_ALL = """
holder AS (
    SELECT asked.subject_id, m.member_id, NULL::uuid AS team_id
      FROM unnest($2::text[], $3::uuid[]) AS asked (kind, subject_id)
      JOIN member AS m ON m.org_id = $1
)"""
_PERIODS = """,
period AS (SELECT * FROM unnest($4::date[], $5::date[]) AS p (starts_on, ends_on))"""
_STANDS = """NOT EXISTS (
       SELECT FROM activity AS back WHERE back.org_id = $1 AND back.reverses_id = {activity}.activity_id)"""
# of an activity of somebody else's: it stands, and no longer waits for approval
_OTHER = (
    """t.org_id = $1 AND t.customer_external_id = counted.customer_external_id AND t.reverses_id IS NULL
       AND EXISTS (SELECT FROM credit WHERE org_id = $1 AND credit.activity_id = t.activity_id)
       AND {stands}"""
).replace("{stands}", _STANDS.replace("{activity}", "t"))
# day sums lead to the few days on which there was such an activity: credits of other days are not read
_COUNTED = """{holders}{periods}, counted AS (
    SELECT holder.subject_id, period.starts_on, c.org_on, a.activity_id, a.started_at, a.occurred_at,
           a.customer_external_id
      FROM holder
      JOIN subject_day AS d ON d.org_id = $1 AND d.subject_id = holder.member_id
       AND d.metric_key = $6 AND d.on_date >= $8 AND d.on_date < $9 AND d.total > 0
      JOIN credit_now AS c ON c.org_id = $1 AND c.member_id = holder.member_id
       AND c.org_on = d.on_date AND c.quantity > 0
       AND (holder.team_id IS NULL OR c.team_id = holder.team_id)
      JOIN activity AS a ON a.org_id = $1 AND a.activity_id = c.activity_id
       AND a.kind = $7 AND a.reverses_id IS NULL
      JOIN period ON c.org_on >= period.starts_on AND c.org_on < period.ends_on
     WHERE {stands})
""".replace("{periods}", _PERIODS).replace("{stands}", _STANDS.replace("{activity}", "a"))
_VALUED = """WITH {counted}, valued AS ({values})
SELECT subject_id, starts_on, count(*)::bigint AS count, sum(value)::bigint AS total,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median
  FROM valued GROUP BY subject_id, starts_on
""".replace("{counted}", _COUNTED)
_CYCLES = _VALUED.replace(
    "{values}",
    """
    SELECT subject_id, starts_on, org_on - (started_at AT TIME ZONE held.zone)::date AS value
      FROM counted
     CROSS JOIN LATERAL (
         SELECT zone FROM unnest($10::timestamptz[], $11::text[]) AS z (since, zone)
          WHERE z.since IS NULL OR z.since <= counted.started_at
          ORDER BY z.since DESC NULLS LAST LIMIT 1) AS held
     WHERE started_at IS NOT NULL""",
)
_RESPONSES = _VALUED.replace(
    "{values}",
    """
    SELECT subject_id, starts_on,
           extract(epoch FROM touch.occurred_at - counted.occurred_at)::bigint AS value
      FROM counted
     CROSS JOIN LATERAL (
         SELECT t.occurred_at FROM activity AS t
          WHERE t.kind = ANY($10::text[]) AND t.occurred_at >= counted.occurred_at AND {other}
          ORDER BY t.occurred_at LIMIT 1) AS touch""".replace("{other}", _OTHER),
)
_CUSTOMERS = """WITH {counted}
SELECT subject_id, starts_on, count(*)::bigint AS count
  FROM counted
 WHERE NOT EXISTS (
     SELECT FROM activity AS t
      WHERE t.kind = $7 AND {other}
        AND (t.occurred_at, t.activity_id) < (counted.occurred_at, counted.activity_id))
 GROUP BY subject_id, starts_on
""".replace("{counted}", _COUNTED).replace("{other}", _OTHER)
_TIME = """WITH {holders}{periods}
SELECT holder.subject_id, period.starts_on, sum(c.duration_seconds)::bigint AS logged,
       coalesce(sum(c.duration_seconds) FILTER (
           WHERE a.customer_external_id IS NOT NULL OR a.kind = ANY($8::text[])), 0)::bigint AS with_customers
  FROM holder
  JOIN credit_now AS c ON c.org_id = $1 AND c.member_id = holder.member_id
   AND c.org_on >= $6 AND c.org_on < $7 AND c.duration_seconds > 0
   AND (holder.team_id IS NULL OR c.team_id = holder.team_id)
  JOIN activity AS a ON a.org_id = $1 AND a.activity_id = c.activity_id AND a.reverses_id IS NULL
  JOIN period ON c.org_on >= period.starts_on AND c.org_on < period.ends_on
 WHERE {stands}
 GROUP BY holder.subject_id, period.starts_on
""".replace("{periods}", _PERIODS).replace("{stands}", _STANDS.replace("{activity}", "a"))

STATEMENTS = {
    f"{name}, {extent}": sql.replace("{holders}", holders)
    for name, sql in (
        ("cycles", _CYCLES),
        ("responses", _RESPONSES),
        ("customers", _CUSTOMERS),
        ("time", _TIME),
    )
    for extent, holders in (("some", _SOME), ("all", _ALL))
}

Places = dict[tuple[UUID, date], Sample]


async def cycles(
    connection: Connection,
    subjects: Collection[KpiSubject],
    periods: Sequence[Period],
    *,
    counted_by: str,
    calendars: Sequence[CalendarSpan],
) -> Places:
    """Return how many days won deals took from their start, by subject and period; `counted_by` counts wins."""
    zones = [
        None if number == 0 else starts_at(span.effective_from, span.timezone)
        for number, span in enumerate(calendars)
    ]
    rest = (*_counted(periods, counted_by, WON), zones, [span.timezone for span in calendars])
    rows = await _fetch(connection, "cycles", subjects, periods, *rest)
    return _samples(rows)


async def responses(
    connection: Connection,
    subjects: Collection[KpiSubject],
    periods: Sequence[Period],
    *,
    counted_by: str,
) -> Places:
    """Return the seconds from lead to first touch, by subject and period; `counted_by` counts leads."""
    rest = (*_counted(periods, counted_by, LEAD), sorted(TOUCHES))
    rows = await _fetch(connection, "responses", subjects, periods, *rest)
    return _samples(rows)


async def customers(
    connection: Connection,
    subjects: Collection[KpiSubject],
    periods: Sequence[Period],
    *,
    counted_by: str,
) -> dict[tuple[UUID, date], int]:
    """Return how many customers were won for the first time, by subject and period."""
    rest = _counted(periods, counted_by, WON)
    rows = await _fetch(connection, "customers", subjects, periods, *rest)
    return {(row["subject_id"], row["starts_on"]): row["count"] for row in rows}


async def time_spent(
    connection: Connection, subjects: Collection[KpiSubject], periods: Sequence[Period]
) -> dict[tuple[UUID, date], TimeSpent]:
    """Return the seconds that were logged, and those with customers, by subject and period."""
    rest = (periods[0].starts_on, periods[-1].ends_on, sorted(CUSTOMER_KINDS))
    rows = await _fetch(connection, "time", subjects, periods, *rest)
    return {
        (row["subject_id"], row["starts_on"]): TimeSpent(
            with_customers=row["with_customers"], logged=row["logged"]
        )
        for row in rows
    }


async def _fetch(
    connection: Connection,
    name: str,
    subjects: Collection[KpiSubject],
    periods: Sequence[Period],
    *rest: Any,
) -> list[Any]:
    found: list[Any] = []
    for extent, is_all in (("some", False), ("all", True)):
        own = [each for each in subjects if (each.kind is SubjectKind.ORGANIZATION) is is_all]
        if own:
            found += await connection.fetch(
                STATEMENTS[f"{name}, {extent}"],
                connection.org_id,
                [each.kind for each in own],
                [each.subject_id for each in own],
                *columns(periods),
                *rest,
            )
    return found


def _counted(periods: Sequence[Period], counted_by: str, kind: str) -> tuple[Any, ...]:
    return counted_by, kind, periods[0].starts_on, periods[-1].ends_on


def _samples(rows: Sequence[Any]) -> Places:
    return {
        (row["subject_id"], row["starts_on"]): Sample(
            count=row["count"], total=row["total"], median=Fraction(row["median"])
        )
        for row in rows
    }
