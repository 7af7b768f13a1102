"""Decide a month by hand."""

from datetime import datetime

from bellringer.gamification.actions.recognize_month import news_of, tell
from bellringer.gamification.commands.recognition import DecideMonth
from bellringer.gamification.rules.recognition.ballots import check_decision
from bellringer.gamification.rules.recognition.months import decided, wins_before
from bellringer.gamification.rules.recognition.shortlists import month_of, settings_of
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, playbook
from bellringer.gamification.store.recognition import ballots, editions, months, standing
from bellringer.ids import new_id
from bellringer.models.database import Connection


async def decide_month(connection: Connection, command: DecideMonth, *, now: datetime) -> int:
    """Decide who won a month, tell everyone, and return its edition.

    Raises:
        InvalidTextError: The reason is missing or too long.
        NotAllowedError: Only an admin decides, and never for oneself.
        WrongStateError: The month is not open, is decided, or takes nominations and votes still.
        InvalidInputError: Nobody is named, or too many, or one twice.
        UnknownMemberError, UnknownTeamError: One of them is no more.
        NotEligibleError: One of them does not stand for the month, or may not win it.
    """
    by, kind = command.by, command.subject_kind
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    month = month_of(plays, command.on)
    await editions.lock(connection, kind, month.starts_on)
    before = wins_before(await months.won(connection, kind, month.starts_on), month.starts_on)
    allows_repeat = settings_of(plays, kind).allows_repeat
    open_month, winners = check_decision(
        await months.read(connection, plays, kind, month.starts_on, now=now),
        await standing.stands(connection, kind, command.winner_ids),
        command.winner_ids,
        by,
        won_before=() if allows_repeat else before.keys(),
        now=now,
    )
    note_id = new_id()
    await ballots.note(connection, note_id, by_member_id=by.member_id, body=reason)
    await editions.decide(
        connection,
        open_month,
        command.winner_ids,
        decided_by=by.member_id,
        note_id=note_id,
        now=now,
    )
    details = {
        "subject_kind": kind,
        "month_on": month.starts_on.isoformat(),
        "edition": open_month.edition,
        "winner_ids": [str(each) for each in command.winner_ids],
    }
    await audit.append(connection, by, "month.decide", details, now=now)
    found = decided(
        open_month, winners, wins_before=before, by=by.member_id, reason=reason, now=now
    )
    told = await news_of(connection, plays, found, occurred_at=now, now=now)
    await tell(connection, plays, [told], now=now)
    return open_month.edition
