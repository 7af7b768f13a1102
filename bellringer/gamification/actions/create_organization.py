"""Create an organization with everything that a team needs to start playing."""

import re
from datetime import datetime

from babel.core import get_global

from bellringer.gamification.errors import InvalidInputError, NameTakenError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.built_ins import starting_playbook
from bellringer.gamification.rules.calendars.zones import checked_zone
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.gamification.store import door, organizations, playbook
from bellringer.models.database import Connection

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_LIMIT = 63


async def create_organization(
    connection: Connection,
    *,
    slug: str,
    name: str,
    timezone: str,
    currency: str,
    now: datetime,
    by: str = "system",
) -> Playbook:
    """Create the organization that the transaction was opened for, and return how it plays.

    Args:
        connection: A transaction of a new id.
        slug: What commands, headers and links call it: small letters, digits and single dashes.
        name: What people call it.
        timezone: An IANA name; its days, weeks and months are counted there.
        currency: The ISO 4217 code that all its money is reported in, for ever.
        now: When.
        by: The source that created it.

    Raises:
        InvalidInputError: The slug, name, time zone or currency can't be.
        NameTakenError: Another organization has the slug.
    """
    if len(slug) > _SLUG_LIMIT or not _SLUG.fullmatch(slug):
        raise InvalidInputError(
            "A slug has small letters, digits and single dashes, at most 63.", path=("slug",)
        )
    name = checked(name, limit=TITLE_LIMIT, field="name")
    timezone = checked_zone(timezone)
    if currency not in get_global("all_currencies"):
        raise InvalidInputError("There is no such ISO 4217 currency.", path=("currency",))
    if not await door.claim_slug(connection, slug):
        raise NameTakenError(path=("slug",))
    start = starting_playbook(
        org_id=connection.organization, timezone=timezone, currency=currency, now=now
    )
    await organizations.insert(connection, start, slug=slug, name=name, now=now)
    await playbook.write(connection, start, by=by, now=now)
    return start
