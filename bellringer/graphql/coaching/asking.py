"""What admins and members do about pulses."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.answer_pulse import answer_pulse
from bellringer.gamification.actions.coaching.create_pulse import create_pulse, remove_pulse
from bellringer.gamification.commands.coaching.pulses import AnswerPulse, CreatePulse, RemovePulse
from bellringer.graphql import describing
from bellringer.graphql.coaching.pulses import Pulse, pulse_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write, write_once

_REFUSED = "The pulse; null where it was refused."


@describing.entry
class PulseCreateInput:
    """What to ask everybody, and how long."""

    idempotency_key: str = said(KEY)
    statements: list[str] = said(
        "1 to 10, each of 1 to 200 signs, such as: I know what is expected of me. Asked again word for word, they "
        "make a trend."
    )
    opens_at: datetime = said("From when on, at most a year ahead; the timetable opens it.")
    closes_at: datetime = said("Until when: 1 hour to 31 days later.")


@describing.output
class PulseCreatePayload(Payload):
    """The pulse."""

    pulse: Pulse | None = said(_REFUSED, default=None)


@describing.entry
class PulseRemoveInput:
    """Which pulse to take back."""

    pulse_id: strawberry.ID = said("One that has not opened.")


@describing.output
class PulseRemovePayload(Payload):
    """Nothing but refusals."""

    removed_id: strawberry.ID | None = said(
        "What is gone; null where it was refused.", default=None
    )


@describing.entry
class PulseAnswerInput:
    """How far you agree."""

    pulse_id: strawberry.ID = said("An open pulse that asks you.")
    scores: list[int] = said("1 (not at all) to 5 (fully), one for each statement, in their order.")


@describing.output
class PulseAnswerPayload(Payload):
    """The pulse."""

    pulse: Pulse | None = said(
        "The pulse, which says that you have answered; null where it was refused.", default=None
    )


@strawberry.type
class PulseMutation:
    """The writes of pulses."""

    @mutation
    async def pulse_create(
        self,
        info: Info,
        sent: Annotated[
            PulseCreateInput, strawberry.argument(name="input", description="The pulse.")
        ],
    ) -> PulseCreatePayload:
        """Ask everybody, anonymously; admins only."""
        command = CreatePulse(
            by=info.context.principal,
            statements=tuple(sent.statements),
            opens_at=sent.opens_at,
            closes_at=sent.closes_at,
        )
        pulse_id = UUID(await write_once(info, sent, create_pulse, command))
        return PulseCreatePayload(pulse=await pulse_of(info, pulse_id))

    @mutation
    async def pulse_remove(
        self,
        info: Info,
        sent: Annotated[
            PulseRemoveInput, strawberry.argument(name="input", description="The pulse.")
        ],
    ) -> PulseRemovePayload:
        """Take back a pulse that has not opened; admins only."""
        command = RemovePulse(by=info.context.principal, pulse_id=wanted("Pulse", sent.pulse_id))
        await write(info, remove_pulse, command)
        return PulseRemovePayload(removed_id=sent.pulse_id)

    @mutation
    async def pulse_answer(
        self,
        info: Info,
        sent: Annotated[
            PulseAnswerInput, strawberry.argument(name="input", description="Your answer.")
        ],
    ) -> PulseAnswerPayload:
        """Answer a pulse, once and for good; sent again, it is refused as WRONG_STATE."""
        pulse_id = wanted("Pulse", sent.pulse_id)
        command = AnswerPulse(
            by=info.context.principal, pulse_id=pulse_id, scores=tuple(sent.scores)
        )
        await write(info, answer_pulse, command)
        return PulseAnswerPayload(pulse=await pulse_of(info, pulse_id))
