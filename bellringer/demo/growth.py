"""What Brightwater learns: a lesson, a mentor, and a training that is in its second week today."""

from datetime import timedelta

from bellringer.demo import cast
from bellringer.demo.brightwater import Brightwater, Moment
from bellringer.gamification.actions.coaching.set_training import set_mentor, set_training
from bellringer.gamification.actions.coaching.share_lesson import share_lesson
from bellringer.gamification.commands.coaching.lessons import ShareLesson
from bellringer.gamification.commands.coaching.trainings import SetMentor, SetTraining
from bellringer.models.database import Connection

_MANAGER = next(person for person in cast.MANAGERS if person.team == cast.HERO.team)
_TEAM = [person for person in cast.REPS if person.team == cast.HERO.team]
_BEST, _NEEDS_HELP = (choose(_TEAM, key=lambda each: each.talent) for choose in (max, min))
_QUARTER = timedelta(days=90)
_CALLS, _WEEKS = 15, 4


async def training(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the manager give the weakest of the hero's team a mentor, and four weeks of calls."""
    manager, mentee = found.as_person(_MANAGER), found.id_of(_NEEDS_HELP)
    pair = SetMentor(
        by=manager,
        mentee_id=mentee,
        mentor_id=found.id_of(_BEST),
        starts_on=at.on,
        ends_on=at.on + _QUARTER,
    )
    await set_mentor(connection, pair, now=at.now)
    calls = SetTraining(
        by=manager,
        member_id=mentee,
        title="Call before you write",
        metric_key="calls",
        per_week=_CALLS,
        starts_on=at.on,
        weeks=_WEEKS,
    )
    await set_training(connection, calls, now=at.now)


async def lesson(connection: Connection, found: Brightwater, at: Moment) -> None:
    """Let the best of the team share what works."""
    shared = ShareLesson(
        by=found.as_person(_BEST),
        team_id=found.teams[cast.HERO.team or ""],
        title="Ask for the second name",
        text="At the end of a good visit I ask who else in the building orders paper. Two of three give me a name.",
    )
    await share_lesson(connection, shared, now=at.now)
