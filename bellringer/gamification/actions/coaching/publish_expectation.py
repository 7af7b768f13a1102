"""Say what is expected of a role, and note who has read it."""

from datetime import datetime

from bellringer.gamification.commands.coaching.expectations import (
    AcknowledgeExpectation,
    PublishExpectation,
)
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching.expectations import (
    EXPECTATION_LIMIT,
    check_acknowledgement,
    key_of,
    reminder_no,
    tell,
)
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import checked
from bellringer.gamification.store import audit, outbox, playbook
from bellringer.gamification.store.coaching import expectations
from bellringer.models.database import Connection


async def publish_expectation(
    connection: Connection, command: PublishExpectation, *, now: datetime
) -> int:
    """Publish the next version, ask the role to acknowledge it, and return its number.

    Raises:
        NotAllowedError: Only an admin publishes.
        InvalidTextError: The text is missing or too long.
    """
    by, role = command.by, command.role
    check_administers(by)
    text = checked(command.text, limit=EXPECTATION_LIMIT, field="text")
    version_no = await expectations.lock(connection, role) + 1
    await expectations.publish(
        connection, role, version_no, text, by_member_id=by.member_id, now=now
    )
    details = {"role": role.value, "version_no": version_no}
    await audit.append(connection, by, "expectation.publish", details, now=now)
    plays = await playbook.read(connection)
    waiting = await expectations.waiting(connection, role, version_no)
    since = await expectations.since(connection, role, version_no - 1)
    last = (
        reminder_no(
            organization_day(plays.calendars, since), organization_day(plays.calendars, now)
        )
        if since
        else 0
    )
    over = [key_of(role, version_no - 1, number) for number in range(last + 1)]
    asked = tell(role, version_no, 0, waiting, org_id=by.org_id, now=now)
    told = await outbox.append(connection, [asked], now=now, withdrawn=over)
    await outbox.ring(connection, Changed(org_id=plays.org_id, inbox_member_ids=told))
    return version_no


async def acknowledge_expectation(
    connection: Connection, command: AcknowledgeExpectation, *, now: datetime
) -> None:
    """Note that the caller has read the version in force for the own role; again changes nothing.

    Raises:
        NotAllowedError: It is no member.
        NotFoundError: There is no such version.
        WrongStateError: Another version is in force.
    """
    role = command.by.role
    current = await expectations.current(connection, role)
    member_id = check_acknowledgement(command.by, command.version_no, current)
    await expectations.acknowledge(connection, role, current, member_id, now=now)
