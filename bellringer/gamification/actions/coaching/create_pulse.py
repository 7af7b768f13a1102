"""Ask everybody how far they agree with some statements, or take that back before it opens."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.pulses import CreatePulse, RemovePulse
from bellringer.gamification.rules.coaching.pulses import check_removal, check_terms
from bellringer.gamification.store import audit
from bellringer.gamification.store.coaching import pulses
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def create_pulse(connection: Connection, command: CreatePulse, *, now: datetime) -> UUID:
    """Write a pulse for the timetable to open, and return its id.

    Raises:
        NotAllowedError: Only an admin asks.
        InvalidInputError, InvalidTextError: A statement or a date can't be.
    """
    checked = check_terms(command, now=now)
    pulse_id = new_id()
    await pulses.insert(connection, pulse_id, checked, now=now)
    details = {"pulse_id": str(pulse_id), "opens_at": checked.opens_at.isoformat()}
    await audit.append(connection, command.by, "pulse.create", details, now=now)
    return pulse_id


async def remove_pulse(connection: Connection, command: RemovePulse, *, now: datetime) -> None:
    """Take back a pulse that has not opened.

    Raises:
        NotAllowedError: Only an admin takes one back.
        NotFoundError: There is no such pulse.
        WrongStateError: It has opened.
    """
    found = await pulses.lock(connection, command.pulse_id)
    pulse = check_removal(command.by, found)
    await pulses.delete(connection, pulse.pulse_id)
    details = {"pulse_id": str(pulse.pulse_id)}
    await audit.append(connection, command.by, "pulse.remove", details, now=now)
