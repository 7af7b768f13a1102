"""Who can speak for a goal, and when nobody else is needed."""

from uuid import UUID

import pytest

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotAllowedError
from bellringer.gamification.rules.goals.agreements import (
    Sides,
    check_may_propose,
    is_agreed_at_once,
    is_self_set,
)
from bellringer.words import PrincipalKind, Role, SubjectKind

ORG, NORTH, SOUTH, RITA, SUE, ADA = (UUID(int=number) for number in range(1, 7))


def principal(
    member_id: UUID | None,
    role: Role,
    *leads: UUID,
    kind: PrincipalKind = PrincipalKind.MEMBER,
) -> Principal:
    return Principal(
        org_id=ORG,
        kind=kind,
        source=f"member:{member_id}",
        role=role,
        member_id=member_id,
        leads=frozenset(leads),
    )


REP = principal(RITA, Role.REP)
LEAD = principal(SUE, Role.MANAGER, NORTH)
OTHER_LEAD = principal(SUE, Role.MANAGER, SOUTH)
ADMIN = principal(ADA, Role.ADMIN)
LEADING_ADMIN = principal(ADA, Role.ADMIN, NORTH)
IMPORT = principal(None, Role.ADMIN, kind=PrincipalKind.IMPORT)


def sides(kind: SubjectKind, *, leads: frozenset[UUID] = frozenset({SUE})) -> Sides:
    owner_id = {
        SubjectKind.MEMBER: RITA,
        SubjectKind.TEAM: NORTH,
        SubjectKind.ORGANIZATION: ORG,
    }[kind]
    return Sides(
        owner_kind=kind,
        owner_id=owner_id,
        owner_role=Role.REP if kind is SubjectKind.MEMBER else None,
        team_id=None if kind is SubjectKind.ORGANIZATION else NORTH,
        leads=leads,
        admins=frozenset({ADA}),
    )


MEMBER, TEAM, WHOLE = SubjectKind.MEMBER, SubjectKind.TEAM, SubjectKind.ORGANIZATION


@pytest.mark.parametrize(
    ("kind", "by", "may", "at_once"),
    [
        (MEMBER, REP, True, True),
        (MEMBER, LEAD, True, False),
        (MEMBER, ADMIN, True, False),
        (MEMBER, OTHER_LEAD, False, False),
        (TEAM, REP, False, False),
        (TEAM, LEAD, True, False),
        (TEAM, OTHER_LEAD, False, False),
        (TEAM, ADMIN, True, False),
        (WHOLE, REP, False, True),
        (WHOLE, LEAD, False, True),
        (WHOLE, ADMIN, True, True),
        (MEMBER, IMPORT, True, True),
        (TEAM, IMPORT, True, True),
    ],
)
def test_who_proposes_and_who_needs_nobody_else(
    kind: SubjectKind, by: Principal, may: bool, at_once: bool
) -> None:
    if may:
        check_may_propose(sides(kind), by)
        assert is_agreed_at_once(sides(kind), by, is_requested=False) is at_once
    else:
        with pytest.raises(NotAllowedError):
            check_may_propose(sides(kind), by)


def test_an_admin_speaks_for_both_sides_of_a_team_that_is_the_admins_own_or_nobodys() -> None:
    own = sides(TEAM, leads=frozenset({ADA, SUE}))
    assert is_agreed_at_once(own, LEADING_ADMIN, is_requested=False)
    nobodys = sides(TEAM, leads=frozenset())
    assert is_agreed_at_once(nobodys, ADMIN, is_requested=False)


def test_what_was_asked_for_is_not_self_set() -> None:
    assert is_self_set(sides(MEMBER), REP)
    assert not is_agreed_at_once(sides(MEMBER), REP, is_requested=True)
