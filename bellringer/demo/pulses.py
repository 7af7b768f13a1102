"""How Brightwater feels: a pulse that is over, with its results, and one that is open."""

from datetime import datetime, timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.coaching.answer_pulse import answer_pulse
from bellringer.gamification.actions.coaching.carry_pulses import carry_pulses
from bellringer.gamification.actions.coaching.create_pulse import create_pulse
from bellringer.gamification.commands.coaching.pulses import AnswerPulse, CreatePulse
from bellringer.gamification.store.views.coaching import pulses
from bellringer.gamification.store.window import Window
from bellringer.models.database import Connection

_STATEMENTS = (
    "I know what is expected of me this quarter.",
    "My goals are fair.",
    "I get help when I ask for it.",
)
_OPEN_FOR = timedelta(days=7)
_EARLY = 4  # how many have answered the one that is open


async def ask(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Open a pulse for a week."""
    asked = CreatePulse(
        by=found.as_admin(),
        statements=_STATEMENTS,
        opens_at=at.now,
        closes_at=at.now + _OPEN_FOR,
    )
    await create_pulse(connection, asked, now=at.now)
    await carry_pulses(connection, now=at.now)


async def answer(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let all reps answer the pulse that is open; those who sell more see more sense in it."""
    await _answer(connection, found, len(cast.REPS), now=at.now)


async def close(connection: Connection, _: Brightwater, at: Moment) -> None:
    """Close it, and compute its results."""
    await carry_pulses(connection, now=at.now)


async def answer_early(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the first few answer."""
    await _answer(connection, found, _EARLY, now=at.now)


async def _answer(
    connection: Connection, found: Brightwater, number: int, *, now: datetime
) -> None:
    [latest] = (
        await pulses.page(connection, Window(limit=1), reader_id=found.id_of(cast.ADMIN))
    ).rows
    for place, person in enumerate(cast.REPS[:number]):
        likes = 4 if person.talent >= 1 else 3
        scores = (5 - place % 2, likes, likes + place % 2)
        answered = AnswerPulse(by=found.as_person(person), pulse_id=latest.pulse_id, scores=scores)
        await answer_pulse(connection, answered, now=now)
