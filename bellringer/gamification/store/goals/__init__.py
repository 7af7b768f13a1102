"""Goals on record: read, written, and the steps they took."""

from bellringer.gamification.store.goals.reading import above, children, due, lock, page, read
from bellringer.gamification.store.goals.steps import steps, take_steps
from bellringer.gamification.store.goals.writing import (
    agree,
    cross_silently,
    decide,
    decline,
    fill_progress,
    insert,
    insert_agreements,
    mark_not_passed,
    mark_passed,
    place,
)

__all__ = [
    "above",
    "agree",
    "children",
    "cross_silently",
    "decide",
    "decline",
    "due",
    "fill_progress",
    "insert",
    "insert_agreements",
    "lock",
    "mark_not_passed",
    "mark_passed",
    "page",
    "place",
    "read",
    "steps",
    "take_steps",
]
