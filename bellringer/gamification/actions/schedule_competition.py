"""Let a draft of a competition take place."""

from dataclasses import replace
from datetime import datetime

from bellringer.gamification.actions.carry_competitions import carry_on, tell
from bellringer.gamification.actions.update_competition import hold
from bellringer.gamification.commands.competitions import ScheduleCompetition
from bellringer.gamification.rules.competitions.lifecycle import begins_at, check_complete
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.competitions import writing
from bellringer.models.database import Connection
from bellringer.words import CompetitionState


async def schedule_competition(
    connection: Connection, command: ScheduleCompetition, *, now: datetime
) -> None:
    """Schedule a draft; if its first day has come it is LIVE at once, with all that has happened since.

    Raises:
        UnknownCompetitionError: There is none, or none that the caller may know of.
        NotAllowedError: The caller does not run it.
        WrongStateError: It is no draft, its dates are over, or too few or too many take part.
    """
    plays = await playbook.read(connection)
    competition, entrants = await hold(
        connection, plays, command.competition_id, command.by, now=now
    )
    check_complete(competition, entrants, now=now)
    scheduled = replace(competition, state=CompetitionState.SCHEDULED)
    await writing.write(connection, scheduled, next_at=begins_at(scheduled))
    details = {"competition_id": str(competition.competition_id)}
    await audit.append(connection, command.by, "competition.schedule", details, now=now)
    await tell(connection, plays, [await carry_on(connection, plays, scheduled, now=now)], now=now)
