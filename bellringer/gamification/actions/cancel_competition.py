"""Call a competition off."""

from dataclasses import replace
from datetime import datetime

from bellringer.gamification.actions.carry_competitions import CompetitionNews, tell
from bellringer.gamification.actions.update_competition import hold
from bellringer.gamification.commands.competitions import CancelCompetition
from bellringer.gamification.rules.competitions.lifecycle import check_cancel
from bellringer.gamification.rules.competitions.news import start_key
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.competitions import writing
from bellringer.gamification.store.leaderboards import definitions
from bellringer.models.database import Connection
from bellringer.words import CompetitionState


async def cancel_competition(
    connection: Connection, command: CancelCompetition, *, now: datetime
) -> None:
    """Call a competition off before it is FINAL: its board is no more, nobody wins it, and it does not come again.

    Raises:
        UnknownCompetitionError: There is none, or none that the caller may know of.
        NotAllowedError: The caller does not run it.
        WrongStateError: It is FINAL, or cancelled already.
    """
    plays = await playbook.read(connection)
    competition, _ = await hold(connection, plays, command.competition_id, command.by, now=now)
    check_cancel(competition)
    if competition.board_id is not None:
        # whatever is recorded from here on moves it no more
        await playbook.bump(connection)
        await definitions.archive(connection, competition.board_id, now=now)
    cancelled = replace(competition, state=CompetitionState.CANCELLED)
    await writing.move(connection, cancelled, next_at=None)
    details = {"competition_id": str(competition.competition_id), "from": competition.state}
    await audit.append(connection, command.by, "competition.cancel", details, now=now)
    gone = CompetitionNews(withdrawn=(start_key(competition),))
    await tell(connection, plays, [gone], now=now)
