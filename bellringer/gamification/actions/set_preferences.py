"""Set what a member wants to be told, or what holds for all who have set nothing."""

from dataclasses import replace
from datetime import datetime

from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules import preferences as rules
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.store import alarms, audit, people, preferences
from bellringer.models.database import Connection


async def set_preferences(
    connection: Connection, command: SetPreferences, *, now: datetime
) -> None:
    """Keep the wishes; they hold for every push that is not sent yet.

    Raises:
        NotAllowedError: The caller is no member, or for the organization no admin.
        InvalidInputError: Wishes that can't be kept.
    """
    by = command.by
    if command.for_organization:
        check_administers(by)
    elif by.member_id is None:
        raise NotAllowedError("Only a member has preferences.")
    subject_id = by.org_id if command.for_organization or not by.member_id else by.member_id
    if by.member_id is not None:
        await people.lock(connection, {by.member_id})
    before = (await preferences.read(connection, [subject_id]))[subject_id]
    wishes = before
    for kind, channel, is_wanted in command.wanted:
        wishes = rules.wishing(wishes, kind, channel, is_wanted=is_wanted)
    wishes = replace(
        wishes,
        quiet_hours=command.quiet_hours,
        daily_budget=command.daily_budget,
        digest=command.digest,
        warned_at=command.warned_at,
        urgent=command.urgent if command.for_organization else frozenset(),
        mails_phoneless=command.for_organization and command.mails_phoneless,
    )
    rules.check(wishes, for_organization=command.for_organization)
    await preferences.save(connection, subject_id, wishes)
    await alarms.wake(
        connection, member_id=None if command.for_organization else subject_id, now=now
    )
    if command.for_organization:
        details = {
            "daily_budget": wishes.daily_budget,
            "urgent": sorted(wishes.urgent),
            "mails_phoneless": wishes.mails_phoneless,
        }
        await audit.append(connection, by, "preferences.set", details, now=now)
