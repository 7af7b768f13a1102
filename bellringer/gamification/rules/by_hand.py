"""What managers and admins do by hand to badges and points, and how often they may."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AllowanceSpentError,
    AlreadyAwardedError,
    InvalidInputError,
    NotAllowedError,
    OwnPointsError,
    UnknownAwardError,
    UnknownBadgeError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.consequences import AwardMade, AwardRevoked, Entry
from bellringer.gamification.playbook.badges import Badge
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.badges.awards import bonus as bonus_of
from bellringer.gamification.rules.badges.earning import Claim, on_record, period_in
from bellringer.gamification.rules.identity import derived_id
from bellringer.gamification.rules.permissions import may_award
from bellringer.gamification.rules.points.pricing import reversed_entry
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.gamification.rules.recording.placing import Moment, moment_of
from bellringer.words import AwardState, EntryReason, Revocation, Role

POINTS_LIMIT = 1_000_000


def rewarded(
    playbook: Playbook,
    by: Principal,
    members: Mapping[UUID, MemberFacts],
    member_id: UUID,
    *,
    now: datetime,
) -> tuple[MemberFacts, Moment]:
    """Return the member whom the caller may give badges or points, or take them from, and the moment.

    Raises:
        UnknownMemberError: There is no such active member.
        OwnPointsError: It is the caller.
        NotAllowedError: The caller does not lead the member's team.
    """
    member = members.get(member_id)
    if member is None or not member.is_active:
        raise UnknownMemberError(path=("memberId",))
    moment = moment_of(playbook, member, now)
    if by.member_id == member_id:
        raise OwnPointsError(path=("memberId",))
    if not may_award(by, member_id, moment.team_id):
        raise NotAllowedError(path=("memberId",))
    return member, moment


def badge_by_hand(playbook: Playbook, badge_id: UUID) -> Badge:
    """Return a badge that people award.

    Raises:
        UnknownBadgeError: There is no such badge.
        NotAllowedError: Its criteria award it.
        WrongStateError: It is archived.
    """
    badge = badge_of(playbook, badge_id)
    if badge.criteria is not None:
        raise NotAllowedError("This badge is earned by its criteria.", path=("badgeId",))
    if badge.is_archived:
        raise WrongStateError("This badge is archived.", path=("badgeId",))
    return badge


def check_target(member_id: UUID | None, team_id: UUID | None) -> None:
    """Refuse an award to nobody, and one to a member and a team at once.

    Raises:
        InvalidInputError: So it is.
    """
    if (member_id is None) == (team_id is None):
        raise InvalidInputError("Name either a member or a team.", path=("memberId",))


def badge_of(playbook: Playbook, badge_id: UUID, *, field: str = "badgeId") -> Badge:
    """Return the badge of an id.

    Raises:
        UnknownBadgeError: There is no such badge.
    """
    for badge in playbook.badges:
        if badge.badge_id == badge_id:
            return badge
    raise UnknownBadgeError(path=(field,))


def award(
    playbook: Playbook,
    badge: Badge,
    member: MemberFacts,
    moment: Moment,
    awards: Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]],
    *,
    award_id: UUID,
    by: Principal,
    given_this_month: int,
) -> AwardMade:
    """Grant a badge by hand; the number is the next in its place, so that a race ends at the unique index.

    Raises:
        AlreadyAwardedError: The member has it already in its period.
        AllowanceSpentError: The manager has given as many this month as one may.
    """
    starts_on = (
        moment.org_on
        if badge.cap_period is None
        else period_in(playbook, badge.cap_period, moment.org_on).starts_on
    )
    claim = Claim(badge=badge, member_id=member.member_id, period_starts_on=starts_on)
    standing = on_record(awards, claim)
    if badge.cap_period is not None and any(each.state is AwardState.GRANTED for each in standing):
        raise AlreadyAwardedError(path=("badgeId",))
    check_allowance(playbook, by, given_this_month)
    return AwardMade(
        award_id=award_id,
        badge_id=badge.badge_id,
        member_id=member.member_id,
        period_starts_on=starts_on,
        number=1 + max((each.number for each in standing), default=0),
        awarded_at=moment.occurred_at,
        is_automatic=False,
        awarded_by=by.member_id,
        bonus_entry_id=derived_id(award_id, "bonus") if badge.bonus_points else None,
    )


def check_allowance(playbook: Playbook, by: Principal, given_this_month: int) -> None:
    """Refuse a manager who has given as many badges this month as one may; an admin has no limit.

    Raises:
        AllowanceSpentError: The allowance is spent.
    """
    if by.role is Role.MANAGER and given_this_month >= playbook.badge_allowance:
        raise AllowanceSpentError(f"A manager gives {playbook.badge_allowance} badges a month.")


def bonus(made: AwardMade, badge: Badge, moment: Moment) -> Movement:
    """Return what a badge by hand moves: its bonus points, if it carries any."""
    entries = bonus_of(made, badge.bonus_points, moment)
    return Movement(cause_id=made.award_id, entries=entries)


def revoke(
    awards: Iterable[AwardFacts], award_id: UUID, *, by: Principal, cause_id: UUID, now: datetime
) -> tuple[AwardRevoked, Movement]:
    """Take an award back with its bonus, whether a rule or a person had given it.

    Raises:
        UnknownAwardError: There is no such award.
        WrongStateError: It is revoked already.
    """
    award = next((each for each in awards if each.award_id == award_id), None)
    if award is None:
        raise UnknownAwardError(path=("awardId",))
    if award.state is not AwardState.GRANTED:
        raise WrongStateError("This award is revoked already.", path=("awardId",))
    taken = AwardRevoked(
        award_id=award.award_id,
        revoked_at=now,
        revoked_by=by.member_id,
        reason=Revocation.BY_HAND,
    )
    entries = (
        ()
        if award.bonus_entry is None
        else (reversed_entry(award.bonus_entry, cause_id=cause_id, award_id=award.award_id),)
    )
    return taken, Movement(cause_id=cause_id, entries=entries, takes_back=True)


def adjustment(member: MemberFacts, moment: Moment, points: int, *, entry_id: UUID) -> Movement:
    """Return a movement of points by hand.

    Raises:
        InvalidInputError: It is zero, or larger than anyone's mistake.
    """
    if points == 0 or abs(points) > POINTS_LIMIT:
        raise InvalidInputError(
            "Points are a whole number from -1 000 000 to 1 000 000, and not 0.", path=("points",)
        )
    entry = Entry(
        entry_id=entry_id,
        member_id=member.member_id,
        team_id=moment.team_id,
        points=points,
        reason=EntryReason.ADJUSTMENT,
        occurred_at=moment.occurred_at,
        member_on=moment.member_on,
        org_on=moment.org_on,
    )
    return Movement(cause_id=entry_id, entries=(entry,))
