"""What of a pulse may be published without telling what anybody answered.

Groups are the organization and its teams as they were when the pulse opened, so they nest and never overlap else.
Whoever has all figures can subtract teams from the organization, and nothing else of interest: what is left is
those whose group is withheld. Both what is published and what is left have `FEWEST` answers or none.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from bellringer.gamification.facts.coaching.pulses import GroupResult

FEWEST = 5
LOWEST, HIGHEST = 1, 5
# Figures are tenths, and end before 1 and 5: beyond them everybody's answer would be the same, and known.
BOTTOM, TOP = 15, 45
# Tenths from 30 answers on, halves below: at least three quarters of what one answer can move.
FINE_FROM, FINE, COARSE = 30, 1, 5


def published(answers: Mapping[UUID, int], total: int) -> frozenset[UUID]:
    """Return the teams whose figures are shown beside those of all, given how many answered of each.

    Nobody's are where fewer than `FEWEST` answered in all. The smallest teams are withheld besides, until what
    is left over is nobody or enough.
    """
    if total < FEWEST:
        return frozenset()
    shown = sorted(
        (team_id for team_id, count in answers.items() if count >= FEWEST),
        key=lambda team_id: (answers[team_id], team_id),
    )
    while 0 < total - sum(answers[team_id] for team_id in shown) < FEWEST:
        shown.pop(0)
    return frozenset(shown)


def step_of(answers: int) -> int:
    """Return how finely a figure is shown, in tenths: the fewer answered, the coarser."""
    return FINE if answers >= FINE_FROM else COARSE


def figure(total: int, answers: int) -> int:
    """Return the mean of numbers from 1 to 5 in tenths, rounded to its step, and cut at 15 and 45."""
    step = step_of(answers)
    rounded = (20 * total + answers * step) // (2 * answers * step) * step  # halves go up
    return min(max(rounded, BOTTOM), TOP)


def result(
    group_id: UUID,
    members: frozenset[UUID],
    statements: Sequence[str],
    scores: Sequence[Sequence[int]],
    before: GroupResult | None,
) -> GroupResult:
    """Return the figures of a group that may be published, given its last published ones."""
    found = {}
    for place, statement in enumerate(statements):
        answers = [each[place] for each in scores]
        found[statement] = _steady(
            figure(sum(answers), len(answers)),
            len(answers),
            (before.figures or {}).get(statement) if before else None,
            before,
            members,
        )
    return GroupResult(group_id=group_id, members=members, answers=len(scores), figures=found)


@lru_cache(maxsize=4096)
def span_of(shown: int, answers: int) -> tuple[int, int]:
    """Return the least and the greatest total that a figure of so many answers can stand for."""
    fits = [
        total
        for total in range(LOWEST * answers, HIGHEST * answers + 1)
        if figure(total, answers) == shown
    ]
    # a figure held back may stand for none; then it tells nothing
    return (fits[0], fits[-1]) if fits else (LOWEST * answers, HIGHEST * answers)


def tells(
    shown: int, answers: int, shown_before: int, answers_before: int, *, joined: int, left: int
) -> bool:
    """Tell whether two figures of a group name what those who came and left answered, if all others stayed by theirs.

    That is so if no more than one difference fits both.
    """
    least, most = span_of(shown, answers)
    least_before, most_before = span_of(shown_before, answers_before)
    lowest = max(least - most_before, LOWEST * joined - HIGHEST * left)
    highest = min(most - least_before, HIGHEST * joined - LOWEST * left)
    return lowest >= highest


def _steady(
    shown: int,
    answers: int,
    shown_before: int | None,
    before: GroupResult | None,
    members: frozenset[UUID],
) -> int:
    """Return the figure, or the closest to it that does not tell, with the last one, what one member answered.

    It could where a few came or left, and everybody answered both times.
    """
    if before is None or shown_before is None or before.answers is None:
        return shown
    joined, left = len(members - before.members), len(before.members - members)
    is_whole = answers == len(members) and before.answers == len(before.members)
    if not (is_whole and 0 < joined + left < FEWEST):
        return shown
    for other in sorted(
        range(BOTTOM, TOP + 1, step_of(answers)),
        key=lambda each: (abs(each - shown), abs(each - shown_before)),
    ):
        if not tells(other, answers, shown_before, before.answers, joined=joined, left=left):
            return other
    return shown


def results(
    org_id: UUID,
    statements: Sequence[str],
    groups: Mapping[UUID, frozenset[UUID]],
    answers: Sequence[tuple[UUID | None, Sequence[int]]],
    before: Mapping[UUID, GroupResult],
) -> list[GroupResult]:
    """Return what is published of each group, all (`org_id`) first; withheld ones have no figures.

    `groups` are who was asked, `answers` the numbers by statement, each with the team it counts for.
    """
    counts = {
        group_id: sum(team_id == group_id for team_id, _ in answers)
        for group_id in groups
        if group_id != org_id
    }
    shown = published(counts, len(answers)) | ({org_id} if len(answers) >= FEWEST else set())
    found = []
    for group_id in sorted(groups, key=lambda each: (each != org_id, each)):
        if group_id not in shown:
            found.append(GroupResult(group_id=group_id, members=groups[group_id]))
            continue
        scores = [each for team_id, each in answers if group_id in (org_id, team_id)]
        last = before.get(group_id)
        found.append(result(group_id, groups[group_id], statements, scores, last))
    return found
