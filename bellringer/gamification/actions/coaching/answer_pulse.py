"""Answer a pulse: that is on record with a date, what was answered with nothing."""

from datetime import datetime

from bellringer.gamification.commands.coaching.pulses import AnswerPulse
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching.pulses import check_answer
from bellringer.gamification.store import playbook
from bellringer.gamification.store.coaching import pulses
from bellringer.ids import new_anonymous_id
from bellringer.models.database import Connection


async def answer_pulse(connection: Connection, command: AnswerPulse, *, now: datetime) -> None:
    """Write the caller's one answer.

    There is no receipt for a repeated call: the hash of an answer would tell the answer.

    Raises:
        NotAllowedError: It is no member who answers.
        NotFoundError: There is no such pulse.
        WrongStateError: It is not open, the caller is not among those asked, or has answered.
        InvalidInputError: Not every statement has a number from 1 to 5.
    """
    member_id = command.by.member_id
    if member_id is None:
        raise NotAllowedError("Only members are asked.")
    plays = await playbook.read(connection)
    pulse = await pulses.lock(connection, command.pulse_id)
    asked = await pulses.asked(connection, command.pulse_id, member_id)
    team_id = check_answer(command, pulse, asked, now=now)
    today = organization_day(plays.calendars, now)
    await pulses.take_part(connection, command.pulse_id, member_id, on=today)
    await pulses.answer(
        connection,
        command.pulse_id,
        new_anonymous_id(),
        team_id=team_id,
        scores=command.scores,
    )
