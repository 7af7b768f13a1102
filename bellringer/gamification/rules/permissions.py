"""The matrix of roles: who may do what, over the authority that the caller has.

An import or the system carries the role ADMIN and no member. `team_id` is the team concerned, at the date
concerned; None is no team, which only an admin leads.
"""

from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.facts.activities import RecordedActivity
from bellringer.words import Role, SubjectKind


def leads(principal: Principal, team_id: UUID | None) -> bool:
    """Tell whether the caller acts for a team: an admin for all, a manager for own teams."""
    if principal.role is Role.ADMIN:
        return True
    return principal.role is Role.MANAGER and team_id is not None and team_id in principal.leads


def manages(principal: Principal) -> bool:
    """Tell whether the caller leads people at all: what is of the whole organization is then theirs to read."""
    return principal.role in (Role.MANAGER, Role.ADMIN)


def may_administer(principal: Principal) -> bool:
    """Tell whether the caller may change rules, badges, boards, sources, members and the calendar."""
    return principal.role is Role.ADMIN


def check_administers(principal: Principal) -> None:
    """Pass an admin.

    Raises:
        NotAllowedError: It is none.
    """
    if not may_administer(principal):
        raise NotAllowedError


def may_log_for(principal: Principal, member_id: UUID, team_id: UUID | None) -> bool:
    """Tell whether the caller may record an activity of a member, then of a team."""
    return principal.member_id == member_id or leads(principal, team_id)


def may_reverse(principal: Principal, original: RecordedActivity) -> bool:
    """Tell whether the caller may take an activity back: what is one's own, or one's own team's."""
    credited = {credit.member_id: credit.team_id for credit in original.credits}
    if principal.member_id is not None and (
        principal.member_id in (original.recorded_by, original.member_id)
        or principal.member_id in credited
    ):
        return True
    return leads(principal, credited.get(original.member_id))


def may_decide(principal: Principal, original: RecordedActivity) -> bool:
    """Tell whether the caller may approve or reject what a member reported; who shares in it may not."""
    credited = {credit.member_id: credit.team_id for credit in original.credits}
    return principal.member_id not in credited and leads(
        principal, credited.get(original.member_id)
    )


def may_award(principal: Principal, member_id: UUID, team_id: UUID | None) -> bool:
    """Tell whether the caller may give a member a badge, take it back, or adjust points; never one's own."""
    return principal.member_id != member_id and leads(principal, team_id)


def may_adjust(principal: Principal, member_id: UUID, team_id: UUID | None) -> bool:
    """Tell whether the caller may adjust a member's points; never one's own."""
    return may_award(principal, member_id, team_id)


def may_enter_leave(principal: Principal, member_id: UUID, team_id: UUID | None) -> bool:
    """Tell whether the caller may enter a member's leave; a manager's own is for another to enter."""
    if principal.role is Role.ADMIN:
        return True
    return principal.member_id != member_id and leads(principal, team_id)


def may_read_post(principal: Principal, *, audience_id: UUID, team_id: UUID | None) -> bool:
    """Tell whether a member of a team (`team_id`) sees what is posted to an audience: a team, or all."""
    return audience_id in (principal.org_id, team_id) or leads(principal, audience_id)


def may_moderate(principal: Principal, *, audience_id: UUID) -> bool:
    """Tell whether the caller may remove what others wrote: a lead in the team's feed, an admin anywhere."""
    return leads(principal, audience_id)


def may_propose(
    principal: Principal, *, owner_kind: SubjectKind, owner_id: UUID, team_id: UUID | None
) -> bool:
    """Tell whether the caller may propose a goal; `team_id` is the owner's team, or the owner itself."""
    match owner_kind:
        case SubjectKind.MEMBER:
            return principal.member_id == owner_id or leads(principal, team_id)
        case SubjectKind.TEAM:
            return leads(principal, owner_id)
        case SubjectKind.ORGANIZATION:
            return may_administer(principal)


def may_agree(
    principal: Principal,
    *,
    owner_kind: SubjectKind,
    owner_id: UUID,
    team_id: UUID | None,
    proposed_by: UUID | None,
    is_proposed_by_admin: bool,
) -> bool:
    """Tell whether the caller is the other side of a proposed goal.

    A member's goal needs the member and someone who leads the member; a team's goal a lead and an admin;
    the organization's goal an admin.
    """
    match owner_kind:
        case SubjectKind.MEMBER:
            if proposed_by == owner_id:
                return principal.member_id != owner_id and leads(principal, team_id)
            return principal.member_id == owner_id
        case SubjectKind.TEAM:
            if is_proposed_by_admin:
                return principal.member_id != proposed_by and owner_id in principal.leads
            return may_administer(principal)
        case SubjectKind.ORGANIZATION:
            return may_administer(principal)
