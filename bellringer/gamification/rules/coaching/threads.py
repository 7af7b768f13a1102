"""Threads: what one may be about, who takes part, and how that is told.

Another kind of subject needs a word of ThreadSubject, a class beside AboutGoal, and its key here.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from bellringer.gamification.commands.coaching.threads import (
    About,
    AboutActivity,
    AboutFigure,
    AboutFlag,
    AboutGoal,
    AboutKpi,
    AboutStanding,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnknownBoardError,
    UnknownMemberError,
    UnknownMetricError,
)
from bellringer.gamification.facts.coaching.threads import SubjectKey, ThreadFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import (
    calendar_at,
    organization_day,
    period_of,
)
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.kpis.picks import UnknownPickError, metrics_needed
from bellringer.gamification.rules.kpis.series import PERIODS
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.gamification.rules.permissions import leads
from bellringer.words import KpiKey, NotificationKind, PeriodKind, SubjectKind, ThreadSubject


def takes_part(playbook: Playbook, by: Principal, member: MemberFacts, *, now: datetime) -> bool:
    """Tell whether the caller reads and writes a member's threads: the member, and who leads the member today."""
    team_id = team_on(member.teams, organization_day(playbook.calendars, now))
    return by.member_id == member.member_id or leads(by, team_id)


def check_asker(
    playbook: Playbook, by: Principal, member: MemberFacts | None, *, now: datetime
) -> tuple[MemberFacts, UUID]:
    """Return whom it is about and who asks.

    Raises:
        NotAllowedError: It is no member who asks.
        UnknownMemberError: There is no such member, or none that the caller is or leads.
    """
    if by.member_id is None:
        raise NotAllowedError("Only members write into threads.")
    if member is None or not takes_part(playbook, by, member, now=now):
        raise UnknownMemberError(path=("memberId",))
    return member, by.member_id


def check_reply(
    playbook: Playbook,
    by: Principal,
    thread: ThreadFacts | None,
    member: MemberFacts | None,
    *,
    now: datetime,
) -> tuple[ThreadFacts, MemberFacts, UUID]:
    """Return the thread, whose it is, and who writes.

    Raises:
        NotAllowedError: It is no member who writes.
        NotFoundError: There is no such thread, or none that the caller takes part in.
    """
    if by.member_id is None:
        raise NotAllowedError("Only members write into threads.")
    if thread is None or member is None or not takes_part(playbook, by, member, now=now):
        raise NotFoundError("There is no such thread.", path=("threadId",))
    return thread, member, by.member_id


def key_of(playbook: Playbook, about: About) -> SubjectKey:
    """Return what names a subject: all dates of a period name the same.

    Raises:
        UnknownBoardError, UnknownMetricError: There is none of this key.
        InvalidInputError: The board ranks no members, there is no such period, or no such KPI.
    """
    match about:
        case AboutGoal():
            return SubjectKey(subject=ThreadSubject.GOAL, key=str(about.goal_id))
        case AboutActivity():
            return SubjectKey(subject=ThreadSubject.ACTIVITY, key=str(about.activity_id))
        case AboutFlag():
            return SubjectKey(subject=ThreadSubject.FLAG, key=str(about.flag_id))
        case AboutStanding():
            return _standing(playbook, about)
        case AboutFigure():
            return _figure(playbook, about)
        case AboutKpi():
            return _kpi(playbook, about)
        case _:
            assert_never(about)


def _standing(playbook: Playbook, about: AboutStanding) -> SubjectKey:
    board = next((each for each in playbook.boards if each.board_key == about.board_key), None)
    if board is None:
        raise UnknownBoardError(path=("about", "standing", "board"))
    found = period_for(playbook, board, about.on)
    if board.subject_kind is not SubjectKind.MEMBER or found is None:
        raise InvalidInputError(
            "The board ranks no members, or had no period then.", path=("about", "standing")
        )
    key = f"{board.board_key}:{found.starts_on}"
    return SubjectKey(subject=ThreadSubject.STANDING, key=key)


def _figure(playbook: Playbook, about: AboutFigure) -> SubjectKey:
    if about.metric_key not in playbook.metrics:
        raise UnknownMetricError(path=("about", "figure", "metric"))
    if about.period is PeriodKind.SEASON:
        raise InvalidInputError(
            "A figure is of a day, week, month, quarter, year, or of all time.",
            path=("about", "figure", "period"),
        )
    key = f"{about.metric_key}:{_period(playbook, about.period, about.on)}"
    return SubjectKey(subject=ThreadSubject.FIGURE, key=key)


def _kpi(playbook: Playbook, about: AboutKpi) -> SubjectKey:
    pick = about.pick
    if about.period not in PERIODS:
        raise InvalidInputError(
            "A KPI is of a day, week, month, quarter or year.", path=("about", "kpi", "period")
        )
    if pick.kpi is KpiKey.TOTAL:
        raise InvalidInputError(
            "Ask about what a metric adds up to by `figure`.", path=("about", "kpi", "pick")
        )
    try:
        metrics_needed(playbook, [pick])
    except UnknownPickError as error:
        raise InvalidInputError(str(error), path=("about", "kpi", "pick")) from error
    kinds = f"{pick.from_kind or ''}:{pick.to_kind or ''}"
    key = f"{pick.kpi}:{kinds}:{_period(playbook, about.period, about.on)}"
    return SubjectKey(subject=ThreadSubject.KPI, key=key)


def _period(playbook: Playbook, period: PeriodKind, on: date) -> str:
    zone = calendar_at(playbook.calendars, on).timezone
    return f"{period}:{period_of(period, on, playbook.calendars, zone).starts_on}"


def tell(
    playbook: Playbook,
    thread: ThreadFacts,
    message_id: UUID,
    *,
    author: UUID,
    listeners: Sequence[UUID],
    now: datetime,
) -> dict[UUID, Announcement]:
    """Tell each listener apart, so that what follows can be added to it while it is unread."""
    kind = NotificationKind.THREAD_MESSAGE
    return {
        listener: Announcement(
            announcement_id=named_id(now, playbook.org_id, "thread", message_id, listener),
            kind=kind,
            dedupe_key=f"thread:{message_id}:{listener}",
            params={
                "thread_id": str(thread.thread_id),
                "member_id": str(thread.member_id),
                "by_member_id": str(author),
                "messages": 1,
            },
            audience=Audience(member_ids=(listener,)),
            occurred_at=now,
            expires_at=now + LASTS[kind],
        )
        for listener in listeners
    }
