"""All that a streak was and is: its runs, the days off between them, and what broke them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.calendars.workdays import day_off
from bellringer.gamification.rules.streaks.beats import beat_of, needed, total_of
from bellringer.gamification.rules.streaks.present import Present, present
from bellringer.gamification.rules.streaks.walk import Stretch, missed, walk
from bellringer.words import DayOffReason

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A date that neither breaks nor lengthens a run, and why."""

    on: date
    reason: DayOffReason


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A streak looked at closely.

    `runs` are all there were, the first first. `broken_by` are the beats that were missed before the present
    run, or since the last one where it is broken. `needed` and `total` are of the present beat.
    """

    now: Present
    runs: tuple[Stretch, ...]
    broken_by: tuple[date, ...]
    needed: int | None
    total: int


def history(
    playbook: Playbook, member: MemberFacts, streak: Streak, facts: StreakFacts, *, at: datetime
) -> History:
    """Look at a streak from all of its days."""
    run, runs = walk(playbook, member, streak, facts.days, targets=facts.targets)
    now = present(playbook, member, streak, run, at=at)
    today = member_day(member.zones, playbook.calendars, at)
    beat = beat_of(playbook, streak, today)
    return History(
        now=now,
        runs=runs,
        broken_by=_broken_by(playbook, member, streak, runs, now, today),
        needed=needed(streak, facts.targets, beat),
        total=total_of(facts.days, beat),
    )


def days_off(
    playbook: Playbook, member: MemberFacts, since: date, until: date, *, limit: int
) -> tuple[DayOff, ...]:
    """Return the dates within [since, until] that are no working days, the latest first."""
    found: list[DayOff] = []
    on = until
    while on >= since and len(found) < limit:
        reason = day_off(playbook, member, on)
        if reason is not None:
            found.append(DayOff(on=on, reason=reason))
        on -= _DAY
    return tuple(found)


def _broken_by(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    runs: Sequence[Stretch],
    now: Present,
    today: date,
) -> tuple[date, ...]:
    if not runs:
        return ()
    limit = streak.freeze_cap
    if now.current == 0:
        return missed(playbook, member, streak, runs[-1].days[-1], today, limit=limit)
    if len(runs) == 1:
        return ()
    return missed(playbook, member, streak, runs[-2].days[-1], runs[-1].started_on, limit=limit)
