"""Pulses: who may ask what, who answers, and who is told that one is open."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.coaching.pulses import AnswerPulse, CreatePulse
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    NotFoundError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.pulses import Asked, PulseFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.coaching.anonymity import FEWEST
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import checked
from bellringer.words import NotificationKind, PulseState

MOST_STATEMENTS = 10
STATEMENT_LIMIT = 200
LOWEST, HIGHEST = 1, 5
SHORTEST, LONGEST, LOOKS_AHEAD = timedelta(hours=1), timedelta(days=31), timedelta(days=366)


def check_terms(command: CreatePulse, *, now: datetime) -> CreatePulse:
    """Return the command with its statements as they are stored.

    Raises:
        NotAllowedError: Only an admin asks.
        InvalidInputError: No statement or too many, one twice, or dates that can't be.
        InvalidTextError: A statement is empty or too long.
    """
    check_administers(command.by)
    if not 1 <= len(command.statements) <= MOST_STATEMENTS:
        raise InvalidInputError(
            f"A pulse has 1 to {MOST_STATEMENTS} statements.", path=("statements",)
        )
    found = tuple(
        checked(each, limit=STATEMENT_LIMIT, field="statements") for each in command.statements
    )
    if len(set(found)) < len(found):
        raise InvalidInputError("Each statement is asked once.", path=("statements",))
    if not now <= command.opens_at <= now + LOOKS_AHEAD:
        raise InvalidInputError("A pulse opens from now on, within a year.", path=("opensAt",))
    if not SHORTEST <= command.closes_at - command.opens_at <= LONGEST:
        raise InvalidInputError("A pulse is open for 1 hour to 31 days.", path=("closesAt",))
    return replace(command, statements=found)


def check_removal(by: Principal, pulse: PulseFacts | None) -> PulseFacts:
    """Return the pulse, if it can be taken back.

    Raises:
        NotAllowedError: Only an admin takes one back.
        NotFoundError: There is no such pulse.
        WrongStateError: It has opened.
    """
    check_administers(by)
    if pulse is None:
        raise NotFoundError("There is no such pulse.", path=("pulseId",))
    if pulse.state is not PulseState.SCHEDULED:
        raise WrongStateError(
            "It has opened; what members were asked stays on record.", path=("pulseId",)
        )
    return pulse


def check_answer(
    command: AnswerPulse, pulse: PulseFacts | None, asked: Asked | None, *, now: datetime
) -> UUID | None:
    """Return the team that the answer counts for; None where the team is too small to be told apart.

    Raises:
        NotFoundError: There is no such pulse.
        WrongStateError: It is not open, the caller is not among those asked, or has answered.
        InvalidInputError: Not every statement has a number from 1 to 5.
    """
    if pulse is None:
        raise NotFoundError("There is no such pulse.", path=("pulseId",))
    if pulse.state is not PulseState.OPEN or now >= pulse.closes_at:
        raise WrongStateError("This pulse is not open.", path=("pulseId",))
    if asked is None:
        raise WrongStateError(
            "This pulse asks those who were members when it opened; you can answer the next one.",
            path=("pulseId",),
        )
    if asked.has_answered:
        raise WrongStateError(
            "You have answered; nobody, you included, can find that answer again.",
            path=("pulseId",),
        )
    if len(command.scores) != len(pulse.statements) or any(
        not LOWEST <= score <= HIGHEST for score in command.scores
    ):
        raise InvalidInputError(
            f"Each of the {len(pulse.statements)} statements has a number"
            f" from {LOWEST} to {HIGHEST}.",
            path=("scores",),
        )
    return asked.team_id if asked.team_size >= FEWEST else None


def key_of(pulse_id: UUID) -> str:
    """Return what an open pulse is told under."""
    return f"pulse:{pulse_id}"


def invite(
    pulse: PulseFacts, member_ids: Collection[UUID], *, org_id: UUID, now: datetime
) -> Announcement:
    """Tell those who are asked."""
    key = key_of(pulse.pulse_id)
    kind = NotificationKind.PULSE_OPEN
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"pulse_id": str(pulse.pulse_id)},
        audience=Audience(member_ids=tuple(sorted(member_ids))),
        occurred_at=now,
        expires_at=min(pulse.closes_at, now + LASTS[kind]),
    )
