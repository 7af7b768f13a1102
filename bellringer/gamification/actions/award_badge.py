"""Award a badge by hand."""

from datetime import datetime
from uuid import UUID

from bellringer.gamification.actions.post_movement import post_movement
from bellringer.gamification.actions.settle_awards import settle_teams
from bellringer.gamification.commands.badges import AwardBadge
from bellringer.gamification.errors import UnknownBadgeError, UnknownMemberError, UnknownTeamError
from bellringer.gamification.events import BadgeEarned
from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules import by_hand
from bellringer.gamification.rules.badges import teams as rules
from bellringer.gamification.rules.badges.earning import period_in
from bellringer.gamification.rules.calendars.periods import organization_day
from bellringer.gamification.rules.permissions import may_administer
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.gamification.store import audit, facts, people, playbook
from bellringer.gamification.store.badges import awards, definitions, teams
from bellringer.ids import new_id
from bellringer.models.database import Connection
from bellringer.words import PeriodKind


async def award_badge(connection: Connection, command: AwardBadge, *, now: datetime) -> UUID:
    """Give a member a badge with its bonus, or a team one without, and return the award's id.

    Raises:
        InvalidInputError: It is for nobody, or for a member and a team at once.
        InvalidTextError: The reason is missing or too long.
        UnknownBadgeError, UnknownMemberError, UnknownTeamError: There is no such badge, active member or team.
        NotAllowedError: The badge is not given by hand, or the caller does not lead the member.
        OwnPointsError: It is the caller, or the caller's own team.
        WrongStateError: The badge is archived.
        AlreadyAwardedError: The member or team has it already in its period.
        AllowanceSpentError: The manager has given as many this month as one may.
        RacedError: Another transaction opened a period at the same moment: begin anew.
    """
    reason = checked(command.reason, limit=REASON_LIMIT, field="reason")
    by_hand.check_target(command.member_id, command.team_id)
    plays = await playbook.read(connection)
    await _check_seen(connection, plays, command)
    badge = by_hand.badge_by_hand(plays, command.badge_id)
    award_id = new_id()
    if command.team_id is not None:
        await _to_team(connection, plays, command, badge, command.team_id, award_id, now=now)
    else:
        await _to_member(connection, plays, command, badge, award_id, now=now)
    await awards.note(connection, award_id, reason=reason)
    details = {"award_id": str(award_id), "badge_key": badge.badge_key}
    await audit.append(connection, command.by, "badge.award", details, now=now)
    return award_id


async def _check_seen(connection: Connection, plays: Playbook, command: AwardBadge) -> None:
    """Refuse a secret badge like one that is not there, unless the caller has had it."""
    badge = by_hand.badge_of(plays, command.badge_id)
    if not badge.is_secret or may_administer(command.by):
        return
    giver = command.by.member_id
    if giver is None or not await definitions.has_had(connection, badge.badge_id, giver):
        raise UnknownBadgeError(path=("badgeId",))


async def _to_member(
    connection: Connection,
    plays: Playbook,
    command: AwardBadge,
    badge: Badge,
    award_id: UUID,
    *,
    now: datetime,
) -> None:
    by, member_id = command.by, command.member_id
    if member_id is None:
        raise UnknownMemberError(path=("memberId",))
    # who gives is locked too, so that an allowance can't be spent twice at the same time
    giver = {by.member_id} if by.member_id else set()
    members = await people.lock(connection, {member_id} | giver)
    member, moment = by_hand.rewarded(plays, by, members, member_id, now=now)
    standing = await facts.awards(connection, {(badge.badge_id, member_id)})
    month = period_in(plays, PeriodKind.MONTH, moment.org_on)
    made = by_hand.award(
        plays,
        badge,
        member,
        moment,
        standing,
        award_id=award_id,
        by=by,
        given_this_month=await awards.given_since(connection, by.member_id, month.starts_at),
    )
    earned = BadgeEarned(
        award_id=award_id,
        badge_id=badge.badge_id,
        member_id=member_id,
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


async def _to_team(
    connection: Connection,
    plays: Playbook,
    command: AwardBadge,
    badge: Badge,
    team_id: UUID,
    award_id: UUID,
    *,
    now: datetime,
) -> None:
    on = organization_day(plays.calendars, now)
    if not await teams.lock(connection, [team_id]):
        raise UnknownTeamError(path=("teamId",))
    giver = command.by.member_id
    is_own = giver is not None and await teams.is_of(connection, team_id, giver, on=on)
    rules.check_giver(command.by, is_own=is_own)
    standing = await teams.awards(connection, badge.badge_id, [team_id])
    made = rules.award(
        plays, badge, team_id, standing[team_id], award_id=award_id, by=command.by, on=on, now=now
    )
    await settle_teams(connection, plays, [made], [], now=now)
