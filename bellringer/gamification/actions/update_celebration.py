"""Change what a celebration is about, or call it off."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.celebrations import CancelCelebration, UpdateCelebration
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.celebrations import CelebrationFacts
from bellringer.gamification.rules import celebrations as rules
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.store import audit, celebrations, feed, outbox, people, playbook
from bellringer.models.database import Connection


async def update_celebration(
    connection: Connection, command: UpdateCelebration, *, now: datetime
) -> None:
    """Put other terms in the place of what there is; the post stays the one it was.

    Raises:
        InvalidTextError, InvalidInputError, UnknownAwardError: As for a new one.
        UnknownCelebrationError: It is not there, or for others.
        NotAllowedError: The caller does not lead who is invited.
        WrongStateError: It was called off, or has begun.
    """
    terms = rules.worded(command.terms)
    await _ahead(connection, command.by, command.celebration_id, now=now)
    today = organization_day((await playbook.read(connection)).calendars, now)
    honoured = await celebrations.awards(connection, terms.award_ids, on=today)
    rules.check_terms(terms, honoured, now=now)
    await celebrations.update(connection, command.celebration_id, terms)


async def cancel_celebration(
    connection: Connection, command: CancelCelebration, *, now: datetime
) -> None:
    """Call a celebration off, and withdraw its post.

    Raises:
        UnknownCelebrationError: It is not there, or for others.
        NotAllowedError: The caller does not lead who is invited.
        WrongStateError: It was called off before, or has begun.
    """
    found = await _ahead(connection, command.by, command.celebration_id, now=now)
    await celebrations.cancel(connection, found.celebration_id, now=now)
    details = {"celebration_id": str(found.celebration_id)}
    await audit.append(connection, command.by, "celebration.cancel", details, now=now)
    audiences = await feed.withdraw(connection, [rules.key_of(found.celebration_id)], now=now)
    changed = Changed(org_id=command.by.org_id, feed_audience_ids=audiences)
    await outbox.ring(connection, changed)


async def _ahead(
    connection: Connection, by: Principal, celebration_id: UUID, *, now: datetime
) -> CelebrationFacts:
    """Lock a celebration that lies ahead and that the caller may change."""
    plays = await playbook.read(connection)
    members = await people.read(connection, {by.member_id} if by.member_id else ())
    own = next(iter(members.values()), None)
    team_id = team_on(own.teams, organization_day(plays.calendars, now)) if own else None
    found = await celebrations.lock(connection, celebration_id)
    return rules.check_change(by, found, team_id=team_id, now=now)
