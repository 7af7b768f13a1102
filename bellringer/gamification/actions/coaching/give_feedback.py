"""Give feedback, ask for it, answer or decline a request."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.coaching.feedback import (
    AnswerFeedback,
    GiveFeedback,
    RequestFeedback,
)
from bellringer.gamification.events import Changed
from bellringer.gamification.facts.coaching.feedback import FeedbackFacts
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.coaching import feedback as rules
from bellringer.gamification.rules.texts import NOTE_LIMIT, REASON_LIMIT, checked
from bellringer.gamification.store import outbox, people, playbook
from bellringer.gamification.store.coaching import feedback
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import FeedbackState


async def give_feedback(connection: Connection, command: GiveFeedback, *, now: datetime) -> UUID:
    """Give feedback to a member that the caller leads, or to who leads the caller, and return its id.

    Raises:
        InvalidTextError: The words are missing or too many.
        NotAllowedError: It is no member, or it is oneself, or neither leads the other.
        UnknownMemberError: There is no such active colleague.
    """
    by = command.by
    text = checked(command.text, limit=NOTE_LIMIT, field="text")
    plays = await playbook.read(connection)
    found = await people.read(connection, {command.to_member_id})
    today = organization_day(plays.calendars, now)
    own = await feedback.leads_of(connection, by.member_id, on=today) if by.member_id else ()
    giver, receiver = rules.check_gift(
        plays, by, found.get(command.to_member_id), own_leads=own, now=now
    )
    given = FeedbackFacts(
        feedback_id=new_id(),
        from_member_id=giver,
        to_member_id=receiver,
        state=FeedbackState.GIVEN,
        due_on=None,
    )
    await feedback.insert(connection, given, question=None, text=text, now=now)
    await _announce(connection, rules.tell(given, org_id=by.org_id, now=now), now=now)
    return given.feedback_id


async def request_feedback(
    connection: Connection, command: RequestFeedback, *, now: datetime
) -> UUID:
    """Ask a colleague for feedback until a date, and return the request's id.

    Raises:
        InvalidTextError: The question is missing or too long.
        NotAllowedError: It is no member who asks, or it is oneself.
        UnknownMemberError: There is no such active colleague.
        InvalidInputError: The date is not within the next 90 days.
        AllowanceSpentError: Ten requests are open.
    """
    by = command.by
    question = checked(command.question, limit=REASON_LIMIT, field="question")
    plays = await playbook.read(connection)
    found = await people.lock(connection, {command.from_member_id, by.member_id or by.org_id})
    open_requests = await feedback.open_requests(connection, by.member_id or by.org_id)
    asker, giver = rules.check_request(
        by,
        found.get(command.from_member_id),
        due_on=command.due_on,
        open_requests=open_requests,
        today=organization_day(plays.calendars, now),
    )
    asked = FeedbackFacts(
        feedback_id=new_id(),
        from_member_id=giver,
        to_member_id=asker,
        state=FeedbackState.REQUESTED,
        due_on=command.due_on,
    )
    await feedback.insert(connection, asked, question=question, text=None, now=now)
    await _announce(connection, rules.ask(asked, org_id=by.org_id, now=now), now=now)
    return asked.feedback_id


async def answer_feedback(
    connection: Connection, command: AnswerFeedback, *, now: datetime
) -> UUID:
    """Give what was asked for, or decline, and return its id.

    Raises:
        InvalidTextError: The words are too many, or only blanks.
        NotFoundError: There is no such request, or it is not the caller who is asked.
        WrongStateError: It is answered, declined or overdue.
    """
    by = command.by
    text = command.text
    text = None if text is None else checked(text, limit=NOTE_LIMIT, field="text")
    plays = await playbook.read(connection)
    found = await feedback.lock(connection, command.feedback_id)
    asked = rules.check_answer(by, found, today=organization_day(plays.calendars, now))
    state = FeedbackState.DECLINED if text is None else FeedbackState.GIVEN
    await feedback.decide(connection, asked.feedback_id, state, text, now=now)
    over = [rules.key_of(asked.feedback_id, reminds=reminds) for reminds in (False, True)]
    news = [] if text is None else [rules.tell(asked, org_id=by.org_id, now=now)]
    await _announce(connection, *news, now=now, withdrawn=over)
    return asked.feedback_id


async def _announce(
    connection: Connection, *news: Announcement, now: datetime, withdrawn: list[str] | None = None
) -> None:
    told = await outbox.append(connection, list(news), now=now, withdrawn=withdrawn or ())
    org_id = connection.org_id
    assert org_id is not None
    await outbox.ring(connection, Changed(org_id=org_id, inbox_member_ids=told))
