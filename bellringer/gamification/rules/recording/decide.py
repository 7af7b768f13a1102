"""The whole consequence of one command, decided in one pass."""

from dataclasses import replace
from datetime import datetime

from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.errors import (
    AlreadyRecordedError,
    AlreadyReversedError,
    UnknownActivityError,
    WrongStateError,
)
from bellringer.gamification.events import ActivityApproved, DealWon, Event
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.outcome.activities import Outcome, Placed
from bellringer.gamification.outcome.consequences import Consequences
from bellringer.gamification.rules.calendars.freshness import is_fresh
from bellringer.gamification.rules.points.pricing import price, take_back
from bellringer.gamification.rules.recording.checks import external_claim
from bellringer.gamification.rules.recording.follow import follow
from bellringer.gamification.rules.recording.movement import Movement, changes_of
from bellringer.words import ApprovalState

DEAL_WON = "deal_won"


def decide(facts: Facts, placed: Placed, *, now: datetime) -> Outcome:
    """Price an activity, or take one back, and work out all that follows.

    A pending activity changes nothing until it is approved; then it is decided as it was recorded, and takes
    the member's next number.

    Raises:
        AlreadyRecordedError: A live activity stands for the same outside record.
        AlreadyReversedError: The original was reversed earlier in the batch.
        UnknownActivityError: The original of a reversal is not among the facts.
        WrongStateError: It was approved, or withdrawn, earlier in the batch.
    """
    _check_claim(facts, placed)
    _check_original(facts, placed)
    total_before = facts.members[placed.member_id].total_points
    if placed.is_quiet:
        return Outcome(
            placed=placed,
            consequences=Consequences(),
            points_earned=0,
            total_after=total_before,
        )
    consequences = follow(facts, _movement(facts, placed, now=now), now=now)
    if told := (*_won(facts, placed, now=now), *_approved(placed, now=now)):
        consequences = replace(consequences, events=(*consequences.events, *told))
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


def _check_original(facts: Facts, placed: Placed) -> None:
    """Refuse what was placed by an original that is not any more what it was then."""
    original_id = placed.activity_id if placed.is_approval else placed.reverses_id
    if original_id is None:
        return
    original = facts.originals.get(original_id)
    if original is None:
        raise UnknownActivityError(path=("activityId",))
    if placed.reverses_id is not None and original.is_reversed:
        raise AlreadyReversedError(path=("activityId",))
    waits = original.approval is ApprovalState.PENDING
    if waits is not (placed.is_approval or placed.withdraws):
        raise WrongStateError(
            "Somebody decided about the activity at this moment; read it again.",
            path=("activityId",),
        )


def _movement(facts: Facts, placed: Placed, *, now: datetime) -> Movement:
    if placed.reverses_id is None:
        entries = price(facts.playbook, placed.priced, facts.rule_use)
    else:
        entries = take_back(placed, facts.originals[placed.reverses_id])
    return Movement(
        cause_id=placed.activity_id,
        activity_id=placed.activity_id,
        entries=entries,
        changes=changes_of(facts.playbook, placed),
        takes_back=placed.reverses_id is not None,
        credited=tuple(credit.member_id for credit in placed.credits),
        decided_at=now if placed.is_approval else None,
    )


def _approved(placed: Placed, *, now: datetime) -> tuple[Event, ...]:
    if not placed.is_approval:
        return ()
    return (
        ActivityApproved(
            activity_id=placed.activity_id,
            member_id=placed.member_id,
            approved_by=placed.command.by.member_id,
            occurred_at=now,
        ),
    )


def _won(facts: Facts, placed: Placed, *, now: datetime) -> tuple[Event, ...]:
    news_at = now if placed.is_approval else placed.occurred_at
    if (
        placed.kind != DEAL_WON
        or placed.reverses_id is not None
        or not is_fresh(facts.playbook.calendars, occurred_at=news_at, now=now)
    ):
        return ()
    own = next(each for each in placed.credits if each.member_id == placed.member_id)
    return (
        DealWon(
            activity_id=placed.activity_id,
            member_id=placed.member_id,
            team_id=own.team_id,
            amount_minor=sum(credit.amount_minor for credit in placed.credits),
            occurred_at=news_at,
        ),
    )
