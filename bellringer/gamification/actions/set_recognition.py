"""Set how the team or the member of the month is found."""

from dataclasses import asdict
from datetime import datetime

from bellringer.gamification.commands.recognition import SetRecognition
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.recognition.shortlists import check_settings
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.recognition import settings
from bellringer.models.database import Connection


async def set_recognition(
    connection: Connection, command: SetRecognition, *, now: datetime
) -> None:
    """Set it for the months that become FINAL from now on.

    Raises:
        NotAllowedError: Only an admin sets how an organization plays.
        InvalidInputError: A number lies outside of its limits, or no such board measures a month.
    """
    check_administers(command.by)
    await playbook.bump(connection)
    check_settings(await playbook.read(connection), command.subject_kind, command.settings)
    await settings.write(connection, command.subject_kind, command.settings)
    details = {"subject_kind": command.subject_kind, **asdict(command.settings)}
    await audit.append(connection, command.by, "recognition.set", details, now=now)
