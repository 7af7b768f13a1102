"""Award a badge by hand."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.commands import AwardBadge
from bellringer.gamification.events import BadgeEarned
from bellringer.gamification.rules import by_hand
from bellringer.gamification.rules.badges import period_in
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, badges, facts, people, playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import PeriodKind


async def award_badge(connection: Connection, command: AwardBadge, *, now: datetime) -> UUID:
    """Give a member a badge with its bonus, and return the award's id.

    Raises:
        InvalidTextError: The reason is missing or too long.
        UnknownBadgeError, UnknownMemberError: There is no such badge or active member.
        NotAllowedError: The badge is not given by hand, or the caller does not lead the member.
        OwnPointsError: It is the caller.
        AlreadyAwardedError: The member has it already in its period.
        AllowanceSpentError: The manager has given as many this month as one may.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    by = command.by
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    plays = await playbook.read(connection)
    badge = by_hand.badge_by_hand(plays, command.badge_id)
    # who gives is locked too, so that an allowance can't be spent twice at the same time
    giver = {by.member_id} if by.member_id else set()
    members = await people.lock(connection, {command.member_id} | giver)
    member, moment = by_hand.rewarded(plays, by, members, command.member_id, now=now)
    standing = await facts.awards(connection, {(badge.badge_id, member.member_id)})
    month = period_in(plays, PeriodKind.MONTH, moment.org_on)
    made = by_hand.award(
        plays,
        badge,
        member,
        moment,
        standing,
        award_id=new_id(),
        by=by,
        given_this_month=await badges.given_since(connection, by.member_id, month.starts_at),
    )
    earned = BadgeEarned(
        award_id=made.award_id,
        badge_id=made.badge_id,
        member_id=made.member_id,
        occurred_at=now,
        awarded_by=by.member_id,
        team_id=moment.team_id,
    )
    await post_movement(
        connection,
        plays,
        members,
        by_hand.bonus(made, badge, moment),
        by=by,
        now=now,
        awards=(made,),
        events=(earned,),
    )
    await badges.note(connection, made.award_id, reason=reason)
    details = {"award_id": str(made.award_id), "badge_key": badge.badge_key}
    await audit.append(connection, by, "badge.award", details, now=now)
    return made.award_id
