"""What Brightwater expects of its reps; all but one have said that they read it."""

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.coaching.publish_expectation import (
    acknowledge_expectation,
    publish_expectation,
)
from bellringer.gamification.commands.coaching.expectations import (
    AcknowledgeExpectation,
    PublishExpectation,
)
from bellringer.models.database import Connection
from bellringer.words import Role

_TEXT = """Call a new lead back within the hour.
Log what you do on the day you do it.
Agree your goals for a quarter before it begins, and speak up early when one is out of reach."""


async def published(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Publish it, and let all but the last of the cast acknowledge it."""
    told = PublishExpectation(by=found.as_admin(), role=Role.REP, text=_TEXT)
    version_no = await publish_expectation(connection, told, now=at.now)
    for person in cast.REPS[:-1]:
        read = AcknowledgeExpectation(by=found.as_person(person), version_no=version_no)
        await acknowledge_expectation(connection, read, now=at.now)
