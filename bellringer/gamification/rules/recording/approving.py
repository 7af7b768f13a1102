"""Decide about what a member reported: who may, and where it lies once it counts."""

from collections.abc import Mapping
from uuid import UUID

from bellringer.gamification.commands.activities import ApproveActivity, RejectActivity
from bellringer.gamification.errors import (
    NotAllowedError,
    OwnPointsError,
    UnknownActivityError,
    WrongStateError,
)
from bellringer.gamification.facts.activities import RecordedActivity
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.activities import Placed
from bellringer.gamification.rules.permissions import may_decide
from bellringer.words import ApprovalState


def place_approval(
    members: Mapping[UUID, MemberFacts],
    original: RecordedActivity | None,
    command: ApproveActivity,
) -> Placed:
    """Check the approval of an activity, and place that where and as it was recorded.

    Raises:
        UnknownActivityError, OwnPointsError, NotAllowedError, WrongStateError: As `check_decision` says.
    """
    waiting = check_decision(members, original, command)
    return Placed(
        activity_id=waiting.activity_id,
        command=command,
        kind=waiting.kind,
        member_id=waiting.member_id,
        recorded_at=waiting.recorded_at,
        occurred_at=waiting.occurred_at,
        member_on=waiting.member_on,
        org_on=waiting.org_on,
        credits=waiting.credits,
        values=waiting.values,
        tags=waiting.tags,
    )


def check_decision(
    members: Mapping[UUID, MemberFacts],
    original: RecordedActivity | None,
    command: ApproveActivity | RejectActivity,
) -> RecordedActivity:
    """Return the activity that the caller may decide about, and that waits for it.

    Raises:
        UnknownActivityError: There is no such activity.
        OwnPointsError: The caller has a share in it.
        NotAllowedError: The caller does not lead the member's team.
        WrongStateError: It does not wait for approval, or not any more.
    """
    if original is None or any(each.member_id not in members for each in original.credits):
        raise UnknownActivityError(path=("activityId",))
    if any(each.member_id == command.by.member_id for each in original.credits):
        raise OwnPointsError(path=("activityId",))
    if not may_decide(command.by, original):
        raise NotAllowedError(path=("activityId",))
    if original.approval is not ApprovalState.PENDING:
        raise WrongStateError("The activity does not wait for approval.", path=("activityId",))
    return original
