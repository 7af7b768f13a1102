"""Recognise the team or the member of a month once all standings it rests on are FINAL."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bellringer.gamification.events import Changed
from bellringer.gamification.outcome import Announcement, FeedPost
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules import recognition as rules
from bellringer.gamification.rules.finalization import final_at
from bellringer.gamification.store import feed, jobs, leaderboards, outbox, recognition
from bellringer.models.database import Connection
from bellringer.words import PeriodState, SubjectKind

JOB = "recognize-month"


News = tuple[Sequence[Announcement], Sequence[FeedPost]]
_NONE: News = ((), ())


async def recognize_months(
    connection: Connection,
    plays: Playbook,
    months: Sequence[tuple[SubjectKind, date]],
    *,
    now: datetime,
) -> None:
    """Decide months by their FINAL standings, each once, and tell everyone of all of them together.

    The caller holds the organization's timed work.
    """
    found = [
        await _recognize(connection, plays, subject_kind, month_on, now=now)
        for subject_kind, month_on in months
    ]
    news = [each for announcements, _ in found for each in announcements]
    if not news:
        return
    inboxes = await outbox.append(connection, news, now=now)
    audiences = await feed.append(
        connection, [each for _, posts in found for each in posts], now=now
    )
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, inbox_member_ids=inboxes, feed_audience_ids=audiences),
    )


async def _recognize(
    connection: Connection,
    plays: Playbook,
    subject_kind: SubjectKind,
    month_on: date,
    *,
    now: datetime,
) -> News:
    """Keep who is recognised for a month, and return what to tell; nothing of one that is no longer news."""
    board_ids = [
        board.board_id for board in plays.boards if board.board_key in rules.BOARDS[subject_kind]
    ]
    periods = await leaderboards.periods(connection, board_ids, month_on)
    if any(period.state is not PeriodState.FINAL for period in periods):
        return _NONE  # the last of them to become FINAL comes here again
    edition = max(period.edition for period in periods)
    job = f"{JOB}-{subject_kind.lower()}"
    if not await jobs.claim(connection, job, f"{month_on:%Y-%m}:{edition}", now=now):
        return _NONE
    decided = await recognition.standing(connection, plays, subject_kind, month_on, now=now)
    if decided is None:
        return _NONE
    await recognition.save(connection, decided, edition=edition, now=now)
    ended_at = max(period.ends_at for period in periods)
    grace = timedelta(hours=plays.grace_hours)
    due_at = final_at(ends_at=ended_at, opened_at=ended_at, grace=grace)
    if not rules.is_fresh(final_due_at=due_at, now=now):
        return _NONE
    return (
        rules.announce(decided, org_id=plays.org_id, edition=edition, ended_at=ended_at, now=now),
        rules.celebrate(decided, org_id=plays.org_id, edition=edition, ended_at=ended_at, now=now),
    )
