"""Reminders before the days of a goal are over, while something is left to do."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import calendar_at, starts_at
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.goals.aims import aim_of
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.notifications import audience_of
from bellringer.words import GoalKind, GoalState, MetricUnit, NotificationKind, SubjectKind

REMINDS_AT = time(9)  # on the organization's clock, whose days goals count
# up to so many days long: reminded when so many working days are left, the present one included
LEADS = ((2, 0), (10, 2), (45, 3), (100, 5), (400, 10))
LOOKS_AHEAD = timedelta(days=30)  # no lead is longer, holidays and all

Span = tuple[date, date]


def is_closing(playbook: Playbook, span: Span, *, today: date) -> bool:
    """Tell whether goals over [start, end) are reminded of on a day of the organization: only on a working day."""
    starts_on, ends_on = span
    lead = next((days for longest, days in LEADS if (ends_on - starts_on).days <= longest), 0)
    left = working_days(playbook, None, today, ends_on)
    return bool(left) and left[0] == today and len(left) <= lead


def missing(playbook: Playbook, goal: GoalRecord, owner: MemberFacts | None) -> int:
    """Return what is left to do for a goal in force, 0 where nothing is or where it is not counted up to."""
    metric = playbook.metrics.get(goal.metric_key or "")
    if goal.kind is not GoalKind.NUMBER or goal.state is not GoalState.AGREED or metric is None:
        return 0
    aim = aim_of(playbook, goal.metric_key, terms_shown(goal).terms, owner)
    if metric.unit is MetricUnit.RATIO or aim.is_ceiling:
        return 0
    return max(0, aim.way - goal.progress)


def remind(
    playbook: Playbook,
    goal: GoalRecord,
    owner: MemberFacts | None,
    *,
    today: date,
    now: datetime,
) -> Announcement | None:
    """Remind the owner of what is left to do, in the owner's working days; None where nothing is, or no day."""
    to_do, terms = missing(playbook, goal, owner), terms_shown(goal).terms
    worker: MemberFacts | UUID | None = owner
    if goal.owner_kind is SubjectKind.TEAM:
        worker = goal.owner_id
    days = len(working_days(playbook, worker, today, terms.ends_on))
    if not to_do or not days or (owner is not None and not owner.is_active):
        return None
    kind = NotificationKind.PERIOD_CLOSING
    key = f"period-closing:{goal.goal_id}:{goal.agreement_no}"
    ends_at = starts_at(terms.ends_on, calendar_at(playbook.calendars, terms.ends_on).timezone)
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"goal_id": str(goal.goal_id), "missing": to_do, "days": days},
        audience=audience_of(goal.owner_kind, goal.owner_id),
        occurred_at=now,
        expires_at=min(ends_at, now + LASTS[kind]),
    )
