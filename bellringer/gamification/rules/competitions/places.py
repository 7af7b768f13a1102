"""Places in a competition: who counts for them from when to when, and who holds them at the end."""

from collections.abc import Collection
from uuid import UUID

from bellringer.gamification.facts.competitions import Competition, Participant
from bellringer.gamification.playbook.leaderboards import Stint


def stints_of(participants: Collection[Participant]) -> tuple[Stint, ...]:
    """Return who counts for whose place from when to when, where somebody has left."""
    found = []
    for each in participants:
        if each.left_on is not None:
            found.append(
                Stint(subject_id=each.subject_id, place_id=each.subject_id, until_on=each.left_on)
            )
        if each.stand_in_id is not None:
            found.append(
                Stint(
                    subject_id=each.stand_in_id, place_id=each.subject_id, since_on=each.stand_in_on
                )
            )
    return tuple(found)


def holders_of(competition: Competition, place_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return who holds places at the end: a stand-in, or who took part, even if they have left."""
    return frozenset(
        each.stand_in_id or each.subject_id
        for each in competition.participants
        if each.subject_id in place_ids
    )
