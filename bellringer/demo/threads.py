"""A figure that the hero's manager asks about, and the answer beside it."""

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.coaching.ask_about import ask_about, reply_in_thread
from bellringer.gamification.commands.coaching.threads import AboutFigure, AskAbout, ReplyInThread
from bellringer.models.database import Connection
from bellringer.words import PeriodKind

_MANAGER = next(person for person in cast.MANAGERS if person.team == cast.HERO.team)


async def question(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the manager ask about the calls of the week, and the hero answer."""
    asked = AskAbout(
        by=found.as_person(_MANAGER),
        member_id=found.id_of(cast.HERO),
        about=AboutFigure(metric_key="calls", period=PeriodKind.WEEK, on=at.on),
        text="Fewer calls than usual this week. Anything in your way that I can move?",
    )
    thread_id = await ask_about(connection, asked, now=at.now)
    answered = ReplyInThread(
        by=found.as_person(cast.HERO),
        thread_id=thread_id,
        text="Two long demos at Larkspur. Back to the phone tomorrow.",
    )
    await reply_in_thread(connection, answered, now=at.now)
