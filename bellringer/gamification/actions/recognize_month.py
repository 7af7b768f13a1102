"""Recognise the team or the member of a month once all standings it rests on are FINAL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bellringer.gamification.events import Changed
from bellringer.gamification.outcome.news import Announcement, FeedPost
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.leaderboards.finalization import final_at
from bellringer.gamification.rules.recognition import news
from bellringer.gamification.rules.recognition.months import Recognition, nobody, opened
from bellringer.gamification.rules.recognition.shortlists import (
    measures_of,
    month_of,
    settings_of,
)
from bellringer.gamification.store import feed, jobs, leaderboards, outbox
from bellringer.gamification.store.recognition import editions, months
from bellringer.models.database import Connection
from bellringer.words import PeriodState, SubjectKind

JOB = "recognize-month"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthNews:
    """What to tell of a month, and what told before is no longer true."""

    announcements: Sequence[Announcement] = ()
    posts: Sequence[FeedPost] = ()
    withdrawn: Sequence[str] = ()


_NONE = MonthNews()


async def recognize_months(
    connection: Connection,
    plays: Playbook,
    due: Sequence[tuple[SubjectKind, date]],
    *,
    now: datetime,
) -> None:
    """Open months by their FINAL standings, each once; decide them, unless a manager is to, and tell everyone.

    The caller holds the organization's timed work.
    """
    found = [
        await _recognize(connection, plays, subject_kind, month_on, now=now)
        for subject_kind, month_on in due
    ]
    await tell(connection, plays, found, now=now)


async def tell(
    connection: Connection, plays: Playbook, found: Sequence[MonthNews], *, now: datetime
) -> None:
    """Tell everyone of all months together."""
    announcements = [each for month in found for each in month.announcements]
    withdrawn = [each for month in found for each in month.withdrawn]
    if not announcements and not withdrawn:
        return
    inboxes = await outbox.append(connection, announcements, now=now, withdrawn=withdrawn)
    posts = [each for month in found for each in month.posts]
    audiences = await feed.append(connection, posts, now=now)
    if withdrawn:
        audiences |= await feed.withdraw(connection, withdrawn, now=now)
    await outbox.ring(
        connection,
        Changed(org_id=plays.org_id, inbox_member_ids=inboxes, feed_audience_ids=audiences),
    )


async def news_of(
    connection: Connection,
    plays: Playbook,
    month: Recognition,
    *,
    occurred_at: datetime,
    now: datetime,
) -> MonthNews:
    """Return what to tell of a decided month, given who had won it before it was opened again."""
    past = await months.won(connection, month.subject_kind, month.month_on, before=month.edition)
    stood = {each.month_on: each.winner_ids for each in past}.get(month.month_on, frozenset())
    winners = news.new_winners(month, stood)
    return MonthNews(
        announcements=news.announce(
            month, winners, org_id=plays.org_id, occurred_at=occurred_at, now=now
        ),
        posts=news.celebrate(month, winners, org_id=plays.org_id, occurred_at=occurred_at, now=now),
        withdrawn=[
            *news.no_longer_true(month, await months.ever_won(connection, month)),
            *news.over(month, up_to=month.edition if month.closes_at else month.edition - 1),
        ],
    )


async def _recognize(
    connection: Connection,
    plays: Playbook,
    subject_kind: SubjectKind,
    month_on: date,
    *,
    now: datetime,
) -> MonthNews:
    board_ids = [board.sums_id for board in measures_of(plays, subject_kind)]
    periods = await leaderboards.periods(connection, board_ids, month_on)
    if not periods or any(period.state is not PeriodState.FINAL for period in periods):
        return _NONE  # the last of them to become FINAL comes here again
    settled = ".".join(str(period.edition) for period in periods)
    job = f"{JOB}-{subject_kind.lower()}"
    if not await jobs.claim(connection, job, f"{month_on}:{settled}", now=now):
        return _NONE
    month = month_of(plays, month_on)
    before, was_news = await editions.lock(connection, subject_kind, month_on)
    stands = await months.stands(connection, plays, subject_kind, month, now=now)
    if stands is None and before == 0:
        return _NONE
    ended_at = max(period.ends_at for period in periods)
    grace = timedelta(hours=plays.grace_hours)
    due_at = final_at(ends_at=ended_at, opened_at=ended_at, grace=grace)
    found = opened(
        stands or nobody(subject_kind, month),
        settings_of(plays, subject_kind),
        edition=before + 1,
        # what was told is set right, however long after
        is_news=was_news or news.is_fresh(final_due_at=due_at, now=now),
        ended_at=ended_at,
        now=now,
    )
    await editions.insert(connection, found)
    if found.decided_at is None:
        return MonthNews(
            announcements=news.invite(found, org_id=plays.org_id, now=now),
            withdrawn=news.over(found, up_to=before),
        )
    return await news_of(connection, plays, found, occurred_at=ended_at, now=now)
