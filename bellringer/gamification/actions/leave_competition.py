"""Let a participant leave a competition that is LIVE, and somebody stand in."""

from datetime import datetime

from bellringer.gamification.actions.update_competition import hold
from bellringer.gamification.commands.competitions import LeaveCompetition
from bellringer.gamification.events import Changed
from bellringer.gamification.rules.competitions.leaving import leave
from bellringer.gamification.rules.competitions.places import stints_of
from bellringer.gamification.store import audit, outbox, playbook
from bellringer.gamification.store.competitions import writing
from bellringer.models.database import Connection


async def leave_competition(
    connection: Connection, command: LeaveCompetition, *, now: datetime
) -> None:
    """Let a participant leave with the end of today; the place keeps its score, and a stand-in adds to it.

    Raises:
        UnknownCompetitionError: There is none, or none that the caller may know of.
        NotAllowedError: The caller does not run it, or does not lead the stand-in.
        WrongStateError: The competition is not LIVE, ends today, or the place has a stand-in.
        UnknownMemberError, UnknownTeamError: There is no such participant, or no such member to stand in.
        InvalidInputError: A team has no stand-in, or the stand-in takes part already.
        NotEligibleError: The stand-in hides from boards.
    """
    more = () if command.stand_in_id is None else (command.stand_in_id,)
    plays = await playbook.read(connection)
    competition, entrants = await hold(
        connection, plays, command.competition_id, command.by, more=more, now=now
    )
    changed = leave(
        competition,
        command.participant_id,
        command.stand_in_id,
        entrants,
        command.by,
        now=now,
    )
    # whoever records from here on knows who counts for whom
    await playbook.bump(connection)
    await writing.write_participants(connection, changed)
    board_id = competition.board_id or 0
    await writing.write_stints(connection, board_id, stints_of(changed.participants))
    details = {
        "competition_id": str(competition.competition_id),
        "participant_id": str(command.participant_id),
        "stand_in_id": command.stand_in_id and str(command.stand_in_id),
    }
    await audit.append(connection, command.by, "competition.leave", details, now=now)
    await outbox.ring(connection, Changed(org_id=plays.org_id, board_ids=frozenset({board_id})))
