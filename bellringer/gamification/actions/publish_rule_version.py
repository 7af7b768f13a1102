"""Publish a point rule, its next version, or its end."""

from datetime import datetime

from bellringer.gamification.actions.open_playbook import open_playbook
from bellringer.gamification.commands.points import PublishRuleVersion, RetireRule
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.playbook.points import RuleVersion
from bellringer.gamification.rules.points.publishing import next_version, retirement
from bellringer.gamification.store import audit, points
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
    plays, published_at = await open_playbook(connection, now=now)
    rule = next_version(
        plays,
        command,
        rule_id=command.rule_id or new_id(),
        published_at=published_at,
        now=now,
    )
    await _insert(connection, rule, "rule.publish", by=command.by, now=now)
    return rule


async def retire_rule(connection: Connection, command: RetireRule, *, now: datetime) -> RuleVersion:
    """Publish a version that pays nothing; what the rule has paid stays.

    Raises:
        NotAllowedError: Only an admin retires rules.
        NotFoundError: There is no such rule.
        WrongStateError: It is retired already.
        InvalidInputError: It would re-price history.
    """
    plays, published_at = await open_playbook(connection, now=now)
    rule = retirement(plays, command, published_at=published_at, now=now)
    await _insert(connection, rule, "rule.retire", by=command.by, now=now)
    return rule


async def _insert(
    connection: Connection, rule: RuleVersion, action: str, *, by: Principal, now: datetime
) -> None:
    await points.insert_version(connection, rule, published_by=by.source)
    details = {
        "rule_id": str(rule.rule_id),
        "version": rule.version,
        "effective_from": rule.effective_from and rule.effective_from.isoformat(),
    }
    await audit.append(connection, by, action, details, now=now)
