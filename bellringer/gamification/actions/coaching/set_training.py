"""Give a member a mentor, and agree on a training."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.trainings import (
    EndMentoring,
    SetMentor,
    SetTraining,
)
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching.trainings import (
    check_mentee,
    check_mentor,
    check_training,
)
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked
from bellringer.gamification.store import people, playbook
from bellringer.gamification.store.coaching import trainings
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def set_mentor(connection: Connection, command: SetMentor, *, now: datetime) -> None:
    """Give a member a mentor, one at a time.

    Raises:
        UnknownMemberError: There is no such active member or mentor.
        NotAllowedError: Another leads the member.
        InvalidInputError: The pair or the dates can't be.
        WrongStateError: The member has a mentor on one of the dates.
    """
    plays = await playbook.read(connection)
    found = await people.lock(connection, {command.mentee_id, command.mentor_id})
    check_mentee(plays, command.by, found.get(command.mentee_id), now=now)
    today = organization_day(plays.calendars, now)
    check_mentor(command, found.get(command.mentor_id), today=today)
    if not await trainings.set_mentor(connection, command):
        raise WrongStateError(
            "The member has a mentor then; let that end first.", path=("startsOn",)
        )


async def end_mentoring(connection: Connection, command: EndMentoring, *, now: datetime) -> None:
    """Let the mentoring of a member end with a date.

    Raises:
        UnknownMemberError: There is no such active member.
        NotAllowedError: Another leads the member.
        WrongStateError: The member has no mentor then.
    """
    plays = await playbook.read(connection)
    found = await people.lock(connection, {command.mentee_id})
    check_mentee(plays, command.by, found.get(command.mentee_id), now=now)
    if not await trainings.end_mentoring(connection, command.mentee_id, command.ends_on):
        raise WrongStateError("The member has no mentor then.", path=("endsOn",))


async def set_training(connection: Connection, command: SetTraining, *, now: datetime) -> UUID:
    """Write a training down, and return its id; its weeks are followed from the activities themselves.

    Raises:
        InvalidTextError: The title is missing or too long.
        UnknownMemberError: There is no such active member.
        NotAllowedError: It is neither the member nor who leads the member.
        UnknownMetricError, InvalidQuantityError, InvalidInputError: The target or the weeks can't be.
    """
    title = checked(command.title, limit=TITLE_LIMIT, field="title")
    plays = await playbook.read(connection)
    found = await people.read(connection, {command.member_id})
    starts_on = check_training(plays, command, found.get(command.member_id), now=now)
    training_id = new_id()
    await trainings.set_training(
        connection, training_id, command, title=title, starts_on=starts_on, now=now
    )
    return training_id
