"""The whole consequence of one command, decided in one pass."""

from dataclasses import replace
from datetime import datetime

from bellringer.gamification.commands import RecordActivity
from bellringer.gamification.errors import (
    AlreadyRecordedError,
    AlreadyReversedError,
    UnknownActivityError,
)
from bellringer.gamification.events import DealWon, Event
from bellringer.gamification.facts import Facts
from bellringer.gamification.outcome import Consequences, Outcome, Placed
from bellringer.gamification.rules.activities import external_claim
from bellringer.gamification.rules.follow import follow
from bellringer.gamification.rules.freshness import is_fresh
from bellringer.gamification.rules.movement import Movement, changes_of
from bellringer.gamification.rules.points import price, take_back

DEAL_WON = "deal_won"


def decide(facts: Facts, placed: Placed, *, now: datetime) -> Outcome:
    """Price an activity, or take one back, and work out all that follows.

    A pending activity changes nothing until it is approved.

    Raises:
        AlreadyRecordedError: A live activity stands for the same outside record.
        AlreadyReversedError: The original was reversed earlier in the batch.
        UnknownActivityError: The original of a reversal is not among the facts.
    """
    _check_claim(facts, placed)
    total_before = facts.members[placed.member_id].total_points
    if placed.is_pending:
        return Outcome(
            placed=placed,
            consequences=Consequences(),
            points_earned=0,
            total_after=total_before,
        )
    consequences = follow(facts, _movement(facts, placed), now=now)
    if won := _won(facts, placed, now=now):
        consequences = replace(consequences, events=(*consequences.events, *won))
    total_after = next(
        move.total_points for move in consequences.members if move.member_id == placed.member_id
    )
    numbered = tuple(
        replace(credit, member_seq=facts.members[credit.member_id].next_seq)
        for credit in placed.credits
    )
    return Outcome(
        placed=replace(placed, credits=numbered),
        consequences=consequences,
        points_earned=total_after - total_before,
        total_after=total_after,
    )


def _check_claim(facts: Facts, placed: Placed) -> None:
    if not isinstance(placed.command, RecordActivity):
        return
    claim = external_claim(placed.command)
    holder = facts.claims.get(claim) if claim is not None else None
    if holder is not None:
        raise AlreadyRecordedError(activity_id=holder, path=("externalId",))


def _movement(facts: Facts, placed: Placed) -> Movement:
    if placed.reverses_id is None:
        entries = price(facts.playbook, placed)
    else:
        original = facts.originals.get(placed.reverses_id)
        if original is None:
            raise UnknownActivityError(path=("activityId",))
        if original.is_reversed:
            raise AlreadyReversedError(path=("activityId",))
        entries = take_back(placed, original)
    return Movement(
        cause_id=placed.activity_id,
        activity_id=placed.activity_id,
        entries=entries,
        changes=changes_of(facts.playbook, placed),
        takes_back=placed.reverses_id is not None,
        credited=tuple(credit.member_id for credit in placed.credits),
    )


def _won(facts: Facts, placed: Placed, *, now: datetime) -> tuple[Event, ...]:
    if (
        placed.kind != DEAL_WON
        or placed.reverses_id is not None
        or not is_fresh(facts.playbook.calendars, occurred_at=placed.occurred_at, now=now)
    ):
        return ()
    own = next(each for each in placed.credits if each.member_id == placed.member_id)
    return (
        DealWon(
            activity_id=placed.activity_id,
            member_id=placed.member_id,
            team_id=own.team_id,
            amount_minor=sum(credit.amount_minor for credit in placed.credits),
            occurred_at=placed.occurred_at,
        ),
    )
