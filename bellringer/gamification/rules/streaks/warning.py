"""Which streaks break today unless the member does something, and how that is told."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakRun
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.calendars.workdays import is_working_day
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.streaks.beats import beat_of
from bellringer.gamification.rules.streaks.present import Present, present
from bellringer.words import NotificationKind

WARNS_AT = time(16)  # on the member's own clock, unless somebody says otherwise

_DAY = timedelta(days=1)


def at_risk_today(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    run: StreakRun,
    *,
    at: datetime,
) -> Present | None:
    """Return a streak as it stands if today is the last working day on which it can be kept, else None.

    One that a freeze covers is not at risk; a weekly one not before its last working day.
    """
    today = member_day(member.zones, playbook.calendars, at)
    if not is_working_day(playbook, member, today):
        return None
    stands = present(playbook, member, streak, run, at=at)
    if not stands.is_at_risk:
        return None
    tomorrow, ends_on = today + _DAY, beat_of(playbook, streak, today).ends_on
    left = (tomorrow + number * _DAY for number in range((ends_on - tomorrow).days))
    return None if any(is_working_day(playbook, member, on) for on in left) else stands


def warn(
    playbook: Playbook,
    member: MemberFacts,
    runs: Mapping[UUID, StreakRun],
    *,
    on: date,
    now: datetime,
) -> tuple[Announcement, ...]:
    """Tell a member of each streak that ends with the day, once; no longer than until it is broken."""
    found = []
    for streak in playbook.streaks:
        run = runs.get(streak.streak_id)
        stands = run and at_risk_today(playbook, member, streak, run, at=now)
        if not stands or stands.ends_at is None:
            continue
        key = f"streak-at-risk:{streak.streak_id}:{member.member_id}:{on.isoformat()}"
        found.append(
            Announcement(
                announcement_id=named_id(now, playbook.org_id, key),
                kind=NotificationKind.STREAK_AT_RISK,
                dedupe_key=key,
                params={"streak_id": str(streak.streak_id), "run": stands.current},
                audience=Audience(member_ids=(member.member_id,)),
                occurred_at=now,
                expires_at=min(stands.ends_at, now + LASTS[NotificationKind.STREAK_AT_RISK]),
            )
        )
    return tuple(found)
