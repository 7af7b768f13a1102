"""The organization's own row."""

from datetime import datetime

from bellringer.gamification.playbook.feed import FeedSettings
from bellringer.gamification.playbook.whole import Playbook
from bellringer.models.database import Connection

_INSERT = """
INSERT INTO organization (org_id, slug, name, currency, rep_backdate_days, grace_hours, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_UPDATE = """
UPDATE organization
   SET name = coalesce($2, name), rep_backdate_days = coalesce($3, rep_backdate_days),
       grace_hours = coalesce($4, grace_hours), badge_allowance = coalesce($5, badge_allowance),
       allows_hiding = coalesce($6, allows_hiding), kudos_a_day = $7, kudos_pause_hours = $8,
       medium_deal_minor = $9, large_deal_minor = $10, locale = coalesce($11, locale)
 WHERE org_id = $1
"""


async def insert(
    connection: Connection, playbook: Playbook, *, slug: str, name: str, now: datetime
) -> None:
    """Insert the organization that plays so; its slug must be claimed at the door in the same transaction."""
    await connection.execute(
        _INSERT,
        playbook.org_id,
        slug,
        name,
        playbook.currency,
        playbook.rep_backdate_days,
        playbook.grace_hours,
        playbook.version,
        now,
    )


async def update(
    connection: Connection,
    *,
    name: str | None,
    rep_backdate_days: int | None,
    grace_hours: int | None,
    badge_allowance: int | None,
    allows_hiding: bool | None,
    feed: FeedSettings,
    locale: str | None,
) -> None:
    """Change settings; None leaves what is there."""
    await connection.execute(
        _UPDATE,
        connection.org_id,
        name,
        rep_backdate_days,
        grace_hours,
        badge_allowance,
        allows_hiding,
        feed.kudos_a_day,
        feed.kudos_pause_hours,
        feed.medium_deal_minor,
        feed.large_deal_minor,
        locale,
    )
