"""How many badges one may give by hand."""

from datetime import date

from bellringer.gamification.rules.badges.earning import period_in
from bellringer.gamification.store.badges import awards
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.words import PeriodKind, Role


@describing.output
class BadgeAllowance:
    """What a manager may give by hand in this month; an admin has no limit."""

    given: int = said("Badges you have given this month, those taken back included.")
    limit: int | None = said("How many you may give; null: as many as you like.")
    left: int | None = said("How many are left; null: as many as you like.")
    ends_on: date = said("The day on which it starts anew.")


async def allowance_of(info: Info) -> BadgeAllowance | None:
    """Count what the caller has given."""
    context = info.context
    authority = context.authority
    if authority.role is Role.REP:
        return None
    month = period_in(context.playbook, PeriodKind.MONTH, context.today)
    given = await context.read(
        lambda c: awards.given_since(c, authority.member_id, month.starts_at)
    )
    limit = context.playbook.badge_allowance if authority.role is Role.MANAGER else None
    return BadgeAllowance(
        given=given,
        limit=limit,
        left=None if limit is None else max(0, limit - given),
        ends_on=month.ends_on or context.today,
    )
