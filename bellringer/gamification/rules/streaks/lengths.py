"""Lengths of a run that are told when they are reached."""

from datetime import date

from bellringer.gamification.rules.streaks.walk import Step

LENGTHS = (5, 10, 20, 50, 100, 150, 200, 250, 365, 500, 750, 1_000)


def length_reached(step: Step, on: date) -> tuple[int, date] | None:
    """Return the length that a beat has brought a run to, with the run's first day, if it is one that is told.

    Only the last beat of the run counts: what a late day closes behind it is history. A run that was that long
    before is no news.
    """
    run = step.facts.run
    if run.last_on != on or run.started_on is None or run.current not in LENGTHS:
        return None
    if not any(each.reached_on(run.current) == on for each in step.after):
        return None
    had = any(
        before.reached_on(run.current) is not None and after.overlaps(before)
        for before in step.before
        for after in step.after
        if after.started_on == run.started_on
    )
    return None if had else (run.current, run.started_on)
