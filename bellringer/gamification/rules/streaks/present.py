"""A streak as it stands now: broken or not, whether it is at risk, and until when it lasts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakRun
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import member_day, own_day_begins
from bellringer.gamification.rules.streaks.beats import beat_of, between, is_asked
from bellringer.gamification.rules.streaks.walk import missed

LOOKS_AHEAD = timedelta(days=400)  # nobody is told of an end that lies further off


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A streak as it stands at a moment: 0 once a beat too many was missed.

    `frozen` are beats missed since the last that counted, each covered by a freeze.
    `is_at_risk`: it breaks at the end of the present day or week unless the condition is met before.
    `ends_at` is when it breaks if nothing more is done; None where there is nothing to break, or no end in
    sight.
    """

    current: int = 0
    longest: int = 0
    freezes_left: int = 0
    frozen: tuple[date, ...] = ()
    is_at_risk: bool = False
    ends_at: datetime | None = None


def present(
    playbook: Playbook, member: MemberFacts, streak: Streak, run: StreakRun, *, at: datetime
) -> Present:
    """Return a streak as it stands at an instant, on the member's own day, missed beats already paid for."""
    if run.last_on is None or run.current == 0:
        return Present(longest=run.longest)
    today = member_day(member.zones, playbook.calendars, at)
    gone = missed(playbook, member, streak, run.last_on, today, limit=run.freezes_left)
    left = run.freezes_left - len(gone)
    if left < 0:
        return Present(longest=run.longest)
    ends_on = _breaks_after(playbook, member, streak, run, today, left=left)
    ends_at = None
    if ends_on is not None:
        ends_at = own_day_begins(member.zones, playbook.calendars, ends_on)
    now = beat_of(playbook, streak, today)
    return Present(
        current=run.current,
        longest=run.longest,
        freezes_left=left,
        frozen=gone,
        is_at_risk=ends_on == now.ends_on,
        ends_at=ends_at,
    )


def _breaks_after(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    run: StreakRun,
    today: date,
    *,
    left: int,
) -> date | None:
    """Return the first day on which the run is broken if nothing more counts."""
    beat = beat_of(playbook, streak, today)
    is_met = run.last_on is not None and beat.starts_on <= run.last_on
    if not is_met and is_asked(playbook, member, beat):
        left -= 1
        if left < 0:
            return beat.ends_on
    last = run.last_on if is_met and run.last_on is not None else today
    for coming in between(playbook, streak, last, None):
        if coming.starts_on > today + LOOKS_AHEAD:
            return None
        left -= is_asked(playbook, member, coming)
        if left < 0:
            return coming.ends_on
    return None
