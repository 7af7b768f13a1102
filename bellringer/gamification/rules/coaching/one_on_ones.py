"""One-to-ones: who plans, writes and signs what, and what takes a signature back.

A talk belongs to its two sides; nobody else reads it, admins neither. Whatever changes of what both see takes the
signatures back that are there, and a member's acknowledgement; once both have signed, nothing changes any more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.coaching.one_on_ones import (
    PlanOneOnOne,
    UpdateOneOnOne,
    WriteNote,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.one_on_ones import OneOnOneRecord, TopicRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.rules.texts import NOTE_LIMIT, checked
from bellringer.words import OneOnOneKind, OneOnOneNoteKind, OneOnOneState

MOST_TOPICS = 30
LOOKS_AHEAD = timedelta(days=366)

_OF_PERFORMANCE = frozenset({OneOnOneNoteKind.FACTS, OneOnOneNoteKind.AGREED})


def may_read(by: Principal, talk: OneOnOneRecord) -> bool:
    """Tell whether the caller is one of the two; nobody else reads it."""
    return by.member_id in talk.sides


def planned(
    command: PlanOneOnOne,
    other: MemberFacts | None,
    *,
    playbook: Playbook,
    other_leads: frozenset[UUID],
    own_team_id: UUID | None,
    one_on_one_id: UUID,
    now: datetime,
) -> OneOnOneRecord:
    """Return a talk to plan; `other_leads` are the teams that the other leads, `own_team_id` is the caller's.

    Raises:
        UnknownMemberError: There is no such active member, or none whom the caller leads or is led by.
        NotAllowedError: A member plans a performance conversation, or the caller is no member.
        InvalidInputError: It is with oneself, in the past, or more than a year ahead.
    """
    by = command.by
    if by.member_id is None:
        raise NotAllowedError("Members talk with each other.")
    if other is None or not other.is_active:
        raise UnknownMemberError(path=("withId",))
    if other.member_id == by.member_id:
        raise InvalidInputError("A one-to-one has two sides.", path=("withId",))
    check_time(command.planned_at, now=now)
    today = organization_day(playbook.calendars, now)
    if leads(by, team_on(other.teams, today)):
        lead_id, member_id = by.member_id, other.member_id
    elif own_team_id is not None and own_team_id in other_leads:
        lead_id, member_id = other.member_id, by.member_id
        if command.kind is OneOnOneKind.PERFORMANCE:
            raise NotAllowedError("Who leads plans a performance conversation.", path=("kind",))
    else:
        raise UnknownMemberError(path=("withId",))
    return OneOnOneRecord(
        one_on_one_id=one_on_one_id,
        kind=command.kind,
        lead_id=lead_id,
        member_id=member_id,
        planned_at=command.planned_at,
        created_by=by.member_id,
        created_at=now,
    )


def check_time(planned_at: datetime, *, now: datetime) -> None:
    """Pass an instant at which a talk may be.

    Raises:
        InvalidInputError: It lies in the past, or more than a year ahead.
    """
    if not now <= planned_at <= now + LOOKS_AHEAD:
        raise InvalidInputError("A talk lies ahead, within a year.", path=("plannedAt",))


def checked_side(by: Principal, talk: OneOnOneRecord | None) -> OneOnOneRecord:
    """Return a talk that the caller is a side of.

    Raises:
        NotFoundError: There is none, or none of the caller's.
    """
    if talk is None or not may_read(by, talk):
        raise NotFoundError(path=("oneOnOneId",))
    return talk


def checked_open(by: Principal, talk: OneOnOneRecord | None) -> OneOnOneRecord:
    """Return a talk of the caller's that may still change.

    Raises:
        NotFoundError: There is none, or none of the caller's.
        WrongStateError: Both have signed it, or it was called off.
    """
    found = checked_side(by, talk)
    if found.state is OneOnOneState.SIGNED:
        raise WrongStateError("Both have signed it: it stands as it is.", path=("oneOnOneId",))
    if found.state is OneOnOneState.CANCELLED:
        raise WrongStateError("It was called off.", path=("oneOnOneId",))
    return found


def side_of(by: Principal, talk: OneOnOneRecord) -> UUID:
    """Return which of the two the caller is."""
    return talk.lead_id if by.member_id == talk.lead_id else talk.member_id


def check_room(topics: Sequence[TopicRecord]) -> None:
    """Pass an agenda that takes another topic.

    Raises:
        InvalidInputError: It is full.
    """
    if len(topics) >= MOST_TOPICS:
        raise InvalidInputError(f"An agenda has at most {MOST_TOPICS} topics.", path=("text",))


def changed(talk: OneOnOneRecord) -> OneOnOneRecord:
    """Return a talk after a change of what both sides see: what was signed is to be looked at again."""
    return replace(
        talk,
        version=talk.version + 1,
        acknowledged_at=None,
        lead_signed_at=None,
        member_signed_at=None,
    )


def updated(
    command: UpdateOneOnOne, talk: OneOnOneRecord | None, *, today: date, now: datetime
) -> OneOnOneRecord:
    """Return a talk at another time, or with a day of review; the lead sets that.

    Raises:
        NotFoundError, WrongStateError: It can't change, or it was held and can't be moved any more.
        NotAllowedError: The day of review is for the lead to set.
        InvalidInputError: A time can't be.
    """
    found = checked_open(command.by, talk)
    if command.planned_at is not None and command.planned_at != found.planned_at:
        if found.held_at is not None:
            raise WrongStateError("It was held.", path=("plannedAt",))
        check_time(command.planned_at, now=now)
    if command.review_on is not None:
        if command.by.member_id != found.lead_id:
            raise NotAllowedError("Who leads sets the day of review.", path=("reviewOn",))
        if not today < command.review_on <= today + LOOKS_AHEAD:
            raise InvalidInputError("A review lies ahead, within a year.", path=("reviewOn",))
    return changed(
        replace(
            found,
            planned_at=command.planned_at or found.planned_at,
            review_on=command.review_on or found.review_on,
        )
    )


def checked_note(command: WriteNote, talk: OneOnOneRecord | None) -> str | None:
    """Return the words of a note, if the caller may write one of this kind now; None to take it away.

    Raises:
        NotFoundError, WrongStateError: It can't change.
        NotAllowedError: Facts and what was agreed are of a performance conversation, and written by its lead.
        InvalidTextError: The words can't be stored.
    """
    found = checked_open(command.by, talk)
    if command.kind in _OF_PERFORMANCE and (
        found.kind is not OneOnOneKind.PERFORMANCE or command.by.member_id != found.lead_id
    ):
        raise NotAllowedError(
            "Who leads a performance conversation writes its facts and what was agreed.",
            path=("kind",),
        )
    if command.text is None:
        return None
    return checked(command.text, limit=NOTE_LIMIT, field="text")


def held(talk: OneOnOneRecord | None, by: Principal, *, now: datetime) -> OneOnOneRecord:
    """Return a talk that begins now.

    Raises:
        NotFoundError, WrongStateError: It can't be held, or it was.
        NotAllowedError: Who leads begins it.
    """
    found = checked_open(by, talk)
    if by.member_id != found.lead_id:
        raise NotAllowedError("Who leads begins the talk.", path=("oneOnOneId",))
    if found.held_at is not None:
        raise WrongStateError("It was held.", path=("oneOnOneId",))
    return changed(replace(found, held_at=now))


def cancelled(by: Principal, talk: OneOnOneRecord | None, *, now: datetime) -> OneOnOneRecord:
    """Return a talk that is called off.

    Raises:
        NotFoundError, WrongStateError: It was held, or called off before.
    """
    found = checked_open(by, talk)
    if found.held_at is not None:
        raise WrongStateError("It was held.", path=("oneOnOneId",))
    return replace(found, cancelled_at=now)


def acknowledged(
    talk: OneOnOneRecord | None,
    by: Principal,
    version: int,
    *,
    notes: frozenset[OneOnOneNoteKind],
    now: datetime,
) -> OneOnOneRecord:
    """Return a performance conversation whose facts and agreement the member has acknowledged; again changes nothing.

    Raises:
        NotFoundError, WrongStateError: It can't change, has changed since, or something of it is missing.
        NotAllowedError: Only the member acknowledges, and only a performance conversation.
    """
    found = checked_open(by, talk)
    if by.member_id != found.member_id or found.kind is not OneOnOneKind.PERFORMANCE:
        raise NotAllowedError(
            "The member acknowledges a performance conversation.", path=("oneOnOneId",)
        )
    _check_seen(found, version)
    _check_complete(found, notes)
    return replace(found, acknowledged_at=found.acknowledged_at or now)


def signed(
    talk: OneOnOneRecord | None,
    by: Principal,
    version: int,
    *,
    notes: frozenset[OneOnOneNoteKind],
    now: datetime,
) -> OneOnOneRecord:
    """Return a talk with the caller's signature; again changes nothing. `notes` are the kinds that are written.

    Raises:
        NotFoundError, WrongStateError: It can't be signed yet or any more, or has changed since it was looked at.
    """
    found = checked_side(by, talk)
    is_lead = by.member_id == found.lead_id
    own = found.lead_signed_at if is_lead else found.member_signed_at
    if own is not None and version == found.version:
        return found
    found = checked_open(by, found)
    if found.held_at is None:
        raise WrongStateError("It is signed after it was held.", path=("oneOnOneId",))
    _check_seen(found, version)
    if found.kind is OneOnOneKind.PERFORMANCE:
        _check_complete(found, notes)
        if not is_lead and found.acknowledged_at is None:
            raise WrongStateError(
                "A performance conversation is acknowledged before the member signs it.",
                path=("oneOnOneId",),
            )
    return replace(found, lead_signed_at=now) if is_lead else replace(found, member_signed_at=now)


def _check_seen(talk: OneOnOneRecord, version: int) -> None:
    if version != talk.version:
        raise WrongStateError(
            "It has changed since you looked at it: read it again.", path=("version",)
        )


def _check_complete(talk: OneOnOneRecord, notes: frozenset[OneOnOneNoteKind]) -> None:
    if not notes >= _OF_PERFORMANCE or talk.review_on is None:
        raise WrongStateError(
            "A performance conversation has facts, what was agreed, and a day of review.",
            path=("oneOnOneId",),
        )
