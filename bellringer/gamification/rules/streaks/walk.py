"""Streaks from the facts: the run that the days of a member give, and how one more day moves it.

A beat (a day or a week) counts when the condition held in it and it has a working day (or days off count
too, where the organization says so). A missed one breaks the run unless a freeze is left, which it spends.
Freezes are earned on every `freeze_every`-th beat of a run, and a broken run takes its freezes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun, Targets
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.streaks.beats import (
    Beat,
    beat_of,
    between,
    counts,
    holds,
    is_asked,
    total_of,
)

_NO_TARGETS: Targets = {}


class IncompleteHistoryError(ValueError):
    """The days before the cached run were needed and not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Consecutive counted beats of one run; `length_before` beats of the run lie before the first of them.

    Each is named by its first day. `frozen` are those that were missed and cost a freeze.
    """

    started_on: date
    length_before: int
    days: tuple[date, ...]
    frozen: tuple[date, ...] = ()

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


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """A stretch while the walk goes through it."""

    started_on: date
    length_before: int
    days: list[date] = field(default_factory=list)
    frozen: list[date] = field(default_factory=list)


def walk(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    days: Mapping[date, int],
    *,
    targets: Targets = _NO_TARGETS,
    base: StreakRun | None = None,
) -> tuple[StreakRun, tuple[Stretch, ...]]:
    """Return the run that day totals give, and its stretches; with `base`, of the beats after that run."""
    run = base or StreakRun()
    stretches: list[_Gathering] = []
    seen: date | None = None
    for on in sorted(days):
        if seen is not None and on < seen:
            continue
        beat = beat_of(playbook, streak, on)
        seen = beat.ends_on
        if run.last_on is not None and beat.starts_on <= run.last_on:
            continue
        if not holds(streak, targets, beat, total_of(days, beat)):
            continue
        if not counts(playbook, member, beat):
            continue
        run, spent = _advance(playbook, member, streak, run, beat.starts_on)
        started_on = run.started_on or beat.starts_on
        if not stretches or stretches[-1].started_on != started_on:
            stretches.append(_Gathering(started_on=started_on, length_before=run.current - 1))
        stretches[-1].days.append(beat.starts_on)
        stretches[-1].frozen.extend(spent)
    return run, tuple(
        Stretch(
            started_on=each.started_on,
            length_before=each.length_before,
            days=tuple(each.days),
            frozen=tuple(each.frozen),
        )
        for each in stretches
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

    After the last counted beat this looks at that beat alone; before it, the walk is done again.

    Raises:
        IncompleteHistoryError: The walk needs days that were not read.
    """
    beat = beat_of(playbook, streak, on)
    was = total_of(facts.days, beat)
    days = {**facts.days, on: facts.days.get(on, 0) + delta}
    base = facts.base or facts.run
    changed = replace(facts, days=days, base=base)
    held = holds(streak, facts.targets, beat, was)
    is_held = holds(streak, facts.targets, beat, was + delta)
    if held == is_held or not counts(playbook, member, beat):
        return Step(facts=changed)
    last_on = facts.run.last_on
    if is_held and (last_on is None or beat.starts_on > last_on):
        return _lengthened(playbook, member, streak, changed, beat)
    if facts.is_complete:
        base = StreakRun()
    elif base.last_on is not None and beat.starts_on <= base.last_on:
        raise IncompleteHistoryError(IncompleteHistoryError.__doc__)
    targets = facts.targets
    _, before = walk(playbook, member, streak, facts.days, targets=targets, base=base)
    run, after = walk(playbook, member, streak, days, targets=targets, base=base)
    return Step(
        facts=replace(changed, run=run),
        is_whole=facts.is_complete,
        before=before,
        after=after,
    )


def missed(
    playbook: Playbook,
    member: MemberFacts,
    streak: Streak,
    after: date,
    before: date,
    *,
    limit: int,
) -> tuple[date, ...]:
    """Return the beats asked for between two, both excluded; at most one more than `limit` of them."""
    found: list[date] = []
    for beat in between(playbook, streak, after, before):
        if is_asked(playbook, member, beat):
            found.append(beat.starts_on)
            if len(found) > limit:
                break
    return tuple(found)


def _lengthened(
    playbook: Playbook, member: MemberFacts, streak: Streak, facts: StreakFacts, beat: Beat
) -> Step:
    run, spent = _advance(playbook, member, streak, facts.run, beat.starts_on)
    stretch = Stretch(
        started_on=run.started_on or beat.starts_on,
        length_before=run.current - 1,
        days=(beat.starts_on,),
        frozen=spent,
    )
    return Step(facts=replace(facts, run=run), after=(stretch,))


def _advance(
    playbook: Playbook, member: MemberFacts, streak: Streak, run: StreakRun, on: date
) -> tuple[StreakRun, tuple[date, ...]]:
    """Return the run with one more counted beat, later than its last, and the beats that cost a freeze."""
    started_on, current, left = on, 1, 0
    spent: tuple[date, ...] = ()
    if run.last_on is not None and run.started_on is not None:
        gone = missed(playbook, member, streak, run.last_on, on, limit=run.freezes_left)
        if len(gone) <= run.freezes_left:
            started_on, current = run.started_on, run.current + 1
            left, spent = run.freezes_left - len(gone), gone
    if streak.freeze_every and current % streak.freeze_every == 0:
        left = min(left + 1, streak.freeze_cap)
    moved = StreakRun(
        current=current,
        started_on=started_on,
        last_on=on,
        longest=max(run.longest, current),
        freezes_left=left,
    )
    return moved, spent
