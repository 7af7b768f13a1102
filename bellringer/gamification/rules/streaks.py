"""Streaks from the facts: the run that the days of a member give, and how one more day moves it.

A day counts when the condition held on it and it is a working day (or days off count too, where the
organization says so). A missed working day breaks the run unless a freeze is left, which it spends.
Freezes are earned on every `freeze_every`-th day of a run, and a broken run takes its freezes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bellringer.gamification.facts import MemberFacts, StreakFacts, StreakRun
from bellringer.gamification.playbook import Playbook, Streak
from bellringer.gamification.rules.periods import calendar_at
from bellringer.gamification.rules.workdays import is_working_day

_DAY = timedelta(days=1)


class IncompleteHistoryError(ValueError):
    """The days before the cached run were needed and not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Consecutive counted days of one run; `length_before` days of the run lie before the first of them."""

    started_on: date
    length_before: int
    days: tuple[date, ...]

    def reached_on(self, length: int) -> date | None:
        """Return the day within the stretch on which the run became `length` long."""
        index = length - self.length_before - 1
        return self.days[index] if 0 <= index < len(self.days) else None

    def overlaps(self, other: "Stretch") -> bool:
        """Tell whether two stretches are of one run, as it was and as it is."""
        return self.started_on <= other.days[-1] and other.started_on <= self.days[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A streak after a day has moved, with the stretches before and after it.

    `is_whole`: they are all there are; else only those that the day could touch.
    """

    facts: StreakFacts
    is_whole: bool = False
    before: tuple[Stretch, ...] = ()
    after: tuple[Stretch, ...] = ()


def walk(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    days: Mapping[date, int],
    *,
    base: StreakRun | None = None,
) -> tuple[StreakRun, tuple[Stretch, ...]]:
    """Return the run that day totals give, and its stretches; with `base`, of the days after that run."""
    run = base or StreakRun()
    stretches: list[tuple[StreakRun, list[date]]] = []
    for on in sorted(days):
        if days[on] < streak.threshold or (run.last_on is not None and on <= run.last_on):
            continue
        if not _counts(playbook, member, on):
            continue
        moved = _advance(playbook, member, streak, run, on)
        if moved.started_on != run.started_on or not stretches:
            stretches.append((moved, []))
        stretches[-1][1].append(on)
        run = moved
    return run, tuple(
        Stretch(
            started_on=first.started_on or counted[0],
            length_before=first.current - 1,
            days=tuple(counted),
        )
        for first, counted in stretches
    )


def move(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    facts: StreakFacts,
    *,
    on: date,
    delta: int,
) -> Step:
    """Add to the total of a day, and return the streak after it.

    On or after the last counted day this looks at that day alone; before it, the walk is done again.

    Raises:
        IncompleteHistoryError: The walk needs days that were not read.
    """
    was = facts.days.get(on, 0)
    days = {**facts.days, on: was + delta}
    base = facts.base or facts.run
    changed = replace(facts, days=days, base=base)
    held, holds = was >= streak.threshold, was + delta >= streak.threshold
    if held == holds or not _counts(playbook, member, on):
        return Step(facts=changed)
    last_on = facts.run.last_on
    if holds and (last_on is None or on > last_on):
        run = _advance(playbook, member, streak, facts.run, on)
        stretch = Stretch(
            started_on=run.started_on or on, length_before=run.current - 1, days=(on,)
        )
        return Step(facts=replace(changed, run=run), after=(stretch,))
    if facts.is_complete:
        base = StreakRun()
    elif base.last_on is not None and on <= base.last_on:
        raise IncompleteHistoryError(IncompleteHistoryError.__doc__)
    _, before = walk(playbook, member, streak, facts.days, base=base)
    run, after = walk(playbook, member, streak, days, base=base)
    return Step(
        facts=replace(changed, run=run),
        is_whole=facts.is_complete,
        before=before,
        after=after,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A streak as it stands today: 0 once a working day too many was missed.

    `is_at_risk`: it breaks at the end of today unless the condition is met before.
    """

    current: int
    longest: int
    freezes_left: int
    is_at_risk: bool


def as_of(playbook: Playbook, member: MemberFacts, run: StreakRun, *, today: date) -> Present:
    """Return a streak as it stands on the member's own date, freezes of missed days already spent."""
    if run.last_on is None:
        return Present(current=0, longest=run.longest, freezes_left=0, is_at_risk=False)
    left = run.freezes_left - _missed(playbook, member, run.last_on, today, limit=run.freezes_left)
    if left < 0:
        return Present(current=0, longest=run.longest, freezes_left=0, is_at_risk=False)
    return Present(
        current=run.current,
        longest=run.longest,
        freezes_left=left,
        is_at_risk=left == 0 and today > run.last_on and is_working_day(playbook, member, today),
    )


def _counts(playbook: Playbook, member: MemberFacts, on: date) -> bool:
    return calendar_at(playbook.calendars, on).counts_days_off or is_working_day(
        playbook, member, on
    )


def _advance(
    playbook: Playbook, member: MemberFacts, streak: Streak, run: StreakRun, on: date
) -> StreakRun:
    """Return the run with one more counted day, later than its last."""
    started_on, current, left = on, 1, 0
    if run.last_on is not None and run.started_on is not None:
        kept = run.freezes_left - _missed(playbook, member, run.last_on, on, limit=run.freezes_left)
        if kept >= 0:
            started_on, current, left = run.started_on, run.current + 1, kept
    if streak.freeze_every and current % streak.freeze_every == 0:
        left = min(left + 1, streak.freeze_cap)
    return StreakRun(
        current=current,
        started_on=started_on,
        last_on=on,
        longest=max(run.longest, current),
        freezes_left=left,
    )


def _missed(
    playbook: Playbook, member: MemberFacts, after: date, before: date, *, limit: int
) -> int:
    """Count the working days between two dates, both excluded; stop as soon as there are more than `limit`."""
    missed = 0
    on = after + _DAY
    while on < before and missed <= limit:
        missed += is_working_day(playbook, member, on)
        on += _DAY
    return missed
