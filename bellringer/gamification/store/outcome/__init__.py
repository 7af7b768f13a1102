"""What was decided, written down: one statement a table for a whole batch, in the order of locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.outcome.activities import Outcome
from bellringer.gamification.outcome.consequences import AwardMade, AwardRevoked, Consequences
from bellringer.gamification.store.outcome import (
    activities,
    badges,
    goals,
    leaderboards,
    members,
    points,
    streaks,
)
from bellringer.gamification.store.outcome.activities import answer_to
from bellringer.gamification.store.outcome.streaks import keep as keep_runs
from bellringer.gamification.store.races import RacedError
from bellringer.models.database import Connection

__all__ = ["Posting", "RacedError", "answer_to", "keep_runs", "post", "save"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Consequences, and what brought them about: who is on record for it, and which activity it was."""

    consequences: Consequences
    recorded_by: str
    activity_id: UUID | None = None


async def save(
    connection: Connection, facts: Facts, outcomes: Sequence[Outcome], *, now: datetime
) -> None:
    """Write the outcomes of commands, decided one after the other from these facts.

    Raises:
        RacedError: Another transaction was first with a key, a claim or a period: decide again.
    """
    await activities.insert(connection, facts, outcomes, now=now)
    postings = [
        Posting(
            consequences=each.consequences,
            recorded_by=each.placed.command.by.source,
            activity_id=each.placed.activity_id,
        )
        for each in outcomes
    ]
    await post(connection, facts, postings, now=now)


async def post(
    connection: Connection, facts: Facts, postings: Sequence[Posting], *, now: datetime
) -> None:
    """Write consequences, whatever brought them about, decided one after the other from these facts.

    Raises:
        RacedError: Another transaction opened a period at the same moment: decide again.
    """
    all_ = [each.consequences for each in postings]
    await points.insert_entries(
        connection,
        [(entry, each.recorded_by) for each in postings for entry in each.consequences.entries],
        now=now,
    )
    await members.move(connection, [move for each in all_ for move in each.members])
    await points.move_caps(connection, [move for each in all_ for move in each.caps])
    await streaks.move(connection, [move for each in all_ for move in each.streaks])
    awards: list[AwardMade | AwardRevoked] = []
    marks: list[goals.Mark] = []
    for posting in postings:
        awards += (*posting.consequences.revocations, *posting.consequences.awards)
        marks += [(mark, posting.activity_id) for mark in posting.consequences.uncrossings]
        marks += [(mark, posting.activity_id) for mark in posting.consequences.crossings]
    await badges.move(connection, awards)
    await goals.move(connection, [move for each in all_ for move in each.goals])
    await goals.cross(connection, marks, now=now)
    await leaderboards.add_to_days(connection, [move for each in all_ for move in each.days])
    await leaderboards.move(
        connection, facts.unopened, [move for each in all_ for move in each.scores], now=now
    )
