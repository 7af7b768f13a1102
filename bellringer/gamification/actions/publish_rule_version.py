"""Publish a point rule, or its next version."""

from datetime import datetime

from bellringer.gamification.commands import PublishRuleVersion
from bellringer.gamification.playbook import RuleVersion
from bellringer.gamification.rules.pricing import next_version
from bellringer.gamification.store import audit, playbook, points
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def publish_rule_version(
    connection: Connection, command: PublishRuleVersion, *, now: datetime
) -> RuleVersion:
    """Publish a version; activities recorded from now on are priced by it, history keeps its prices.

    Raises:
        NotAllowedError: Only an admin changes rules.
        UnknownKindError, NotFoundError: There is no such kind, or no such rule of it.
        InvalidInputError, InvalidTextError: The terms can't be right, or would re-price history.
    """
    # locks the organization's row first, so that two versions published at once get two numbers
    await playbook.bump(connection)
    plays = await playbook.read(connection)
    rule = next_version(plays, command, rule_id=command.rule_id or new_id(), now=now)
    await points.insert_version(connection, rule, published_by=command.by.source, now=now)
    details = {
        "rule_id": str(rule.rule_id),
        "version": rule.version,
        "effective_from": rule.effective_from and rule.effective_from.isoformat(),
    }
    await audit.append(connection, command.by, "rule.publish", details, now=now)
    return rule
