"""Publish profit bands, a scorecard, a bonus or a target from a fiscal month on, or retire one."""

from datetime import datetime

from bellringer.gamification.commands.kpis.terms import PublishKpiRule
from bellringer.gamification.facts.kpis.terms import KpiRule
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.kpis.publishing import next_version
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.kpis import terms
from bellringer.models.database import Connection


async def publish_kpi_rule(
    connection: Connection, command: PublishKpiRule, *, now: datetime
) -> KpiRule:
    """Keep another version; former ones, and what they said of months that are over, stay.

    Raises:
        DomainError: As `next_version` says.
    """
    await terms.lock(connection)
    plays = await playbook.read(connection)
    rule = next_version(
        plays,
        await terms.read(connection),
        command,
        today=organization_day(plays.calendars, now),
        now=now,
    )
    await terms.publish(connection, rule, by=command.by)
    details = {
        "kind": rule.kind.value,
        "key": rule.rule_key,
        "version": rule.version,
        "effective_from": rule.effective_from.isoformat(),
        "is_retired": rule.terms is None,
    }
    await audit.append(connection, command.by, "kpi_rule.publish", details, now=now)
    return rule
