"""Recognise the team or the member of a month once all standings it rests on are FINAL."""

from datetime import date, datetime, timedelta

from bellringer.gamification.events import Changed
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules import recognition as rules
from bellringer.gamification.rules.finalization import final_at
from bellringer.gamification.store import feed, jobs, leaderboards, outbox, recognition
from bellringer.models.database import Connection
from bellringer.words import PeriodState, SubjectKind

JOB = "recognize-month"


async def recognize_month(
    connection: Connection,
    plays: Playbook,
    subject_kind: SubjectKind,
    month_on: date,
    *,
    now: datetime,
) -> None:
    """Decide a month by its FINAL standings, once; the caller holds the organization's timed work.

    A month that is no longer news is stored without a word.
    """
    board_ids = [
        board.board_id for board in plays.boards if board.board_key in rules.BOARDS[subject_kind]
    ]
    periods = await leaderboards.periods(connection, board_ids, month_on)
    if any(period.state is not PeriodState.FINAL for period in periods):
        return  # the last of them to become FINAL comes here again
    edition = max(period.edition for period in periods)
    job = f"{JOB}-{subject_kind.lower()}"
    if not await jobs.claim(connection, job, f"{month_on:%Y-%m}:{edition}", now=now):
        return
    decided = await recognition.standing(connection, plays, subject_kind, month_on, now=now)
    if decided is None:
        return
    await recognition.save(connection, decided, edition=edition, now=now)
    ended_at = max(period.ends_at for period in periods)
    grace = timedelta(hours=plays.grace_hours)
    due_at = final_at(ends_at=ended_at, opened_at=ended_at, grace=grace)
    if not rules.is_fresh(final_due_at=due_at, now=now):
        return
    news = rules.announce(decided, org_id=plays.org_id, edition=edition, ended_at=ended_at, now=now)
    posts = rules.celebrate(
        decided, org_id=plays.org_id, edition=edition, ended_at=ended_at, now=now
    )
    await outbox.append(connection, news, now=now)
    told = await feed.append(connection, posts, now=now)
    await outbox.ring(connection, Changed(org_id=plays.org_id, feed_audience_ids=told))
