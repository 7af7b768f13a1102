"""Boosts: windows in which rules pay more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.points import CreateBoost, EndBoost
from bellringer.gamification.errors import (
    InvalidInputError,
    NotFoundError,
    UnknownKindError,
    WrongStateError,
)
from bellringer.gamification.outcome.activities import Priced
from bellringer.gamification.playbook.points import Boost
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.permissions import check_administers
from bellringer.gamification.rules.texts import TITLE_LIMIT, checked

WHOLE = 100
LEAST, MOST = 101, 1_000
LONGEST = timedelta(days=366)


def in_force(playbook: Playbook, activity: Priced) -> tuple[Boost, ...]:
    """Return the boosts that an activity falls into, of those published by when it was recorded.

    One that was called off holds for what happened before, and for what was recorded before.
    """
    return tuple(
        boost
        for boost in playbook.boosts
        if boost.starts_at <= activity.occurred_at < boost.ends_at
        and boost.published_at <= activity.recorded_at
        and (not boost.kinds or activity.kind in boost.kinds)
        and not (
            boost.ended_at is not None
            and boost.ended_at <= activity.occurred_at
            and boost.ended_at <= activity.recorded_at
        )
    )


def raised(worth: int, boosts: tuple[Boost, ...]) -> int:
    """Return what a worth is with boosts: the percents multiply, and the product is floored once."""
    whole = 1
    for boost in boosts:
        worth *= boost.percent
        whole *= WHOLE
    return worth // whole


def new_boost(
    playbook: Playbook,
    command: CreateBoost,
    *,
    boost_id: UUID,
    published_at: datetime,
    now: datetime,
) -> Boost:
    """Return the boost to publish; it never begins before that.

    Raises:
        NotAllowedError: Only an admin makes boosts.
        InvalidTextError: The title can't be stored.
        UnknownKindError: There is no such kind.
        InvalidInputError: The percent or the window can't be right.
    """
    check_administers(command.by)
    title = checked(command.title, limit=TITLE_LIMIT, field="title")
    if not command.kinds <= playbook.kinds.keys():
        raise UnknownKindError(path=("kinds",))
    if not LEAST <= command.percent <= MOST:
        raise InvalidInputError(f"A boost pays from {LEAST} to {MOST} percent.", path=("percent",))
    _check_offset(command.starts_at, "startsAt")
    _check_offset(command.ends_at, "endsAt")
    if command.starts_at is not None and command.starts_at < now:
        raise InvalidInputError("A boost can't begin before it is published.", path=("startsAt",))
    starts_at = max(command.starts_at or published_at, published_at)
    if not starts_at < command.ends_at <= starts_at + LONGEST:
        raise InvalidInputError(
            f"A boost ends after it begins, and within {LONGEST.days} days.", path=("endsAt",)
        )
    return Boost(
        boost_id=boost_id,
        title=title,
        percent=command.percent,
        starts_at=starts_at,
        ends_at=command.ends_at,
        published_at=published_at,
        kinds=command.kinds,
    )


def called_off(
    boosts: Sequence[Boost], command: EndBoost, *, published_at: datetime, now: datetime
) -> Boost:
    """Return a boost as it is when it ends now.

    Raises:
        NotAllowedError: Only an admin ends boosts.
        NotFoundError: There is no such boost.
        WrongStateError: It has ended already.
    """
    check_administers(command.by)
    boost = next((each for each in boosts if each.boost_id == command.boost_id), None)
    if boost is None:
        raise NotFoundError("There is no such boost.", path=("boostId",))
    if boost.ended_at is not None or boost.ends_at <= now:
        raise WrongStateError("This boost has ended already.", path=("boostId",))
    return replace(boost, ended_at=published_at)


def _check_offset(at: datetime | None, field: str) -> None:
    if at is not None and at.tzinfo is None:
        raise InvalidInputError("An instant needs its offset from UTC.", path=(field,))
