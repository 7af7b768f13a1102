"""Feedback at Brightwater: from the manager, to the manager, and one that a colleague is asked for."""

from datetime import timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.coaching.give_feedback import give_feedback, request_feedback
from bellringer.gamification.commands.coaching.feedback import GiveFeedback, RequestFeedback
from bellringer.models.database import Connection

_MANAGER = next(person for person in cast.MANAGERS if person.team == cast.HERO.team)
_PEER = next(each for each in cast.REPS if each.team == cast.HERO.team and each != cast.HERO)
_DUE = timedelta(days=7)


async def both_ways(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the hero and the manager tell each other something, and the hero ask a colleague."""
    hero, manager = found.as_person(cast.HERO), found.as_person(_MANAGER)
    down = GiveFeedback(
        by=manager,
        to_member_id=found.id_of(cast.HERO),
        text="You let the customer finish every sentence on Tuesday. That won the room.",
    )
    up = GiveFeedback(
        by=hero,
        to_member_id=found.id_of(_MANAGER),
        text="Thanks for moving the Monday meeting. I'd like the targets a day earlier still.",
    )
    for each in (down, up):
        await give_feedback(connection, each, now=at.now)
    asked = RequestFeedback(
        by=hero,
        from_member_id=found.id_of(_PEER),
        question="What would you change about how I open a call?",
        due_on=at.on + _DUE,
    )
    await request_feedback(connection, asked, now=at.now)
