"""Feedback: both ways between members and who leads them, and among peers when one asks."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AllowanceSpentError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.feedback import FeedbackFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.permissions import leads
from bellringer.words import FeedbackState, NotificationKind

LONGEST = timedelta(days=90)
MOST_OPEN = 10
REMINDS_BEFORE = timedelta(days=1)


def check_gift(
    playbook: Playbook,
    by: Principal,
    receiver: MemberFacts | None,
    *,
    own_leads: Collection[UUID],
    now: datetime,
) -> tuple[UUID, UUID]:
    """Return who gives and who receives, if one leads the other; `own_leads` lead the giver today.

    Raises:
        NotAllowedError: It is no member, or it is oneself, or neither leads the other.
        UnknownMemberError: There is no such active colleague.
    """
    giver, found = _check_two(by, receiver, field="toMemberId")
    team_id = team_on(found.teams, organization_day(playbook.calendars, now))
    if not leads(by, team_id) and found.member_id not in own_leads:
        raise NotAllowedError(
            "Feedback goes between members and those who lead them; among colleagues, who wants it asks for it.",
            path=("toMemberId",),
        )
    return giver, found.member_id


def check_request(
    by: Principal,
    giver: MemberFacts | None,
    *,
    due_on: date,
    open_requests: int,
    today: date,
) -> tuple[UUID, UUID]:
    """Return who asks and who is asked.

    Raises:
        NotAllowedError: It is no member who asks, or it is oneself.
        UnknownMemberError: There is no such active colleague.
        InvalidInputError: The date is not within the next 90 days.
        AllowanceSpentError: Ten requests are open.
    """
    asker, found = _check_two(by, giver, field="fromMemberId")
    if not today <= due_on <= today + LONGEST:
        raise InvalidInputError("It is due within 90 days.", path=("dueOn",))
    if open_requests >= MOST_OPEN:
        raise AllowanceSpentError(
            f"You have {MOST_OPEN} open requests; wait for some of them to be answered."
        )
    return asker, found.member_id


def check_answer(by: Principal, found: FeedbackFacts | None, *, today: date) -> FeedbackFacts:
    """Return the request, if the caller is asked and it is open.

    Raises:
        NotFoundError: There is none, or it is not the caller who is asked.
        WrongStateError: It is answered, declined or overdue.
    """
    if found is None or found.from_member_id != by.member_id:
        raise NotFoundError("Nobody asked you for that.", path=("feedbackId",))
    if found.state is not FeedbackState.REQUESTED or (found.due_on and today > found.due_on):
        raise WrongStateError("This request is not open any more.", path=("feedbackId",))
    return found


def key_of(feedback_id: UUID, *, reminds: bool = False) -> str:
    """Return what a request is told under, and what reminds of it."""
    return f"feedback-{'due' if reminds else 'asked'}:{feedback_id}"


def ask(
    found: FeedbackFacts, *, org_id: UUID, now: datetime, reminds: bool = False
) -> Announcement:
    """Tell who is asked, or remind of it."""
    kind = NotificationKind.FEEDBACK_REQUESTED
    return _told(
        kind, key_of(found.feedback_id, reminds=reminds), found.from_member_id, found, org_id, now
    )


def tell(found: FeedbackFacts, *, org_id: UUID, now: datetime) -> Announcement:
    """Tell who receives it."""
    kind = NotificationKind.FEEDBACK_GIVEN
    return _told(kind, f"feedback:{found.feedback_id}", found.to_member_id, found, org_id, now)


def _told(
    kind: NotificationKind,
    key: str,
    member_id: UUID,
    found: FeedbackFacts,
    org_id: UUID,
    now: datetime,
) -> Announcement:
    other = found.to_member_id if member_id == found.from_member_id else found.from_member_id
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"feedback_id": str(found.feedback_id), "by_member_id": str(other)},
        audience=Audience(member_ids=(member_id,)),
        occurred_at=now,
        expires_at=now + LASTS[kind],
    )


def _check_two(by: Principal, other: MemberFacts | None, *, field: str) -> tuple[UUID, MemberFacts]:
    if by.member_id is None or (other and other.member_id == by.member_id):
        raise NotAllowedError("Feedback goes from one member to another.", path=(field,))
    if other is None or not other.is_active:
        raise UnknownMemberError(path=(field,))
    return by.member_id, other
