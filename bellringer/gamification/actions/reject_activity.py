"""Say that what a member reported does not count; approving goes through the intake, as all that scores."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.activities import RejectActivity
from bellringer.gamification.events import ActivityRejected, Changed
from bellringer.gamification.rules.notifications import announce
from bellringer.gamification.rules.recording.approving import check_decision
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import activities, outbox, people, playbook
from bellringer.gamification.store.outcome.activities import free_claims
from bellringer.gamification.store.outcome.approvals import reject
from bellringer.models.database import Connection


async def reject_activity(
    connection: Connection, command: RejectActivity, *, now: datetime
) -> UUID:
    """Reject an activity that waits for approval, tell its member, and return its id.

    Its key stays burnt; the outside record that it stood for is free again.

    Raises:
        InvalidTextError: The reason is missing or too long.
        UnknownActivityError: There is no such activity.
        OwnPointsError: The caller has a share in it.
        NotAllowedError: The caller does not lead the member's team.
        WrongStateError: It does not wait for approval, or not any more.
    """
    by, wanted = command.by, {command.activity_id}
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    members = await people.lock(connection, await activities.credited(connection, wanted))
    originals = await activities.originals(connection, wanted)
    original = check_decision(members, originals.get(command.activity_id), command)
    await reject(connection, original.activity_id, by=by.member_id, reason=reason, now=now)
    await free_claims(connection, [original])
    rejected = ActivityRejected(
        activity_id=original.activity_id,
        member_id=original.member_id,
        rejected_by=by.member_id,
        occurred_at=now,
    )
    news = announce(rejected, playbook=plays, now=now)
    told = await outbox.append(connection, [news] if news else [], now=now)
    changed = Changed(
        org_id=plays.org_id,
        member_ids=frozenset(credit.member_id for credit in original.credits),
        inbox_member_ids=told,
    )
    await outbox.ring(connection, changed)
    return original.activity_id
