"""Change what an organization has set about itself."""

from datetime import datetime

from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.rules.feed import feed_settings
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked, checked_locale
from bellringer.gamification.store import audit, organizations, playbook
from bellringer.models.database import Connection

LONGEST_BACKDATE_DAYS = 3_650
LONGEST_GRACE_HOURS = 168
LARGEST_BADGE_ALLOWANCE = 1_000


async def update_organization(
    connection: Connection, command: UpdateOrganization, *, now: datetime
) -> None:
    """Change settings; a new grace holds for every period that is not FINAL yet.

    Raises:
        NotAllowedError: Only an admin changes settings.
        InvalidTextError: The name can't be stored, or the language can't be one.
        InvalidInputError: A number lies outside of its limits.
    """
    check_administers(command.by)
    name = command.name
    if name is not None:
        name = checked(name, limit=TITLE_LIMIT, field="name")
    if command.locale is not None:
        checked_locale(command.locale)
    for value, most, field in (
        (command.rep_backdate_days, LONGEST_BACKDATE_DAYS, "repBackdateDays"),
        (command.grace_hours, LONGEST_GRACE_HOURS, "graceHours"),
        (command.badge_allowance, LARGEST_BADGE_ALLOWANCE, "badgeAllowance"),
    ):
        if value is not None and not 0 <= value <= most:
            raise InvalidInputError(f"This lies between 0 and {most}.", path=(field,))
    await playbook.bump(connection)
    feed = feed_settings(command, (await playbook.read(connection)).feed)
    await organizations.update(
        connection,
        name=name,
        rep_backdate_days=command.rep_backdate_days,
        grace_hours=command.grace_hours,
        badge_allowance=command.badge_allowance,
        allows_hiding=command.allows_hiding,
        feed=feed,
        locale=command.locale,
    )
    # what people call it is no typed value
    details = {
        "renamed": name is not None,
        "rep_backdate_days": command.rep_backdate_days,
        "grace_hours": command.grace_hours,
        "badge_allowance": command.badge_allowance,
        "allows_hiding": command.allows_hiding,
        "locale": command.locale,
        "kudos_a_day": command.kudos_a_day,
        "kudos_pause_hours": command.kudos_pause_hours,
        "medium_deal_minor": command.medium_deal_minor,
        "large_deal_minor": command.large_deal_minor,
    }
    await audit.append(connection, command.by, "organization.update", details, now=now)
