"""The matrix of who may do what, row by row."""

from uuid import UUID

import pytest

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.rules.permissions import (
    leads,
    may_adjust,
    may_administer,
    may_agree,
    may_award,
    may_log_for,
    may_propose,
)
from bellringer.words import Role, SubjectKind
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    IMPORT,
    MANAGER,
    NORTH,
    ORG,
    REP,
    RITA,
    SOUTH,
    SUE,
    principal,
)

LEADING_REP = principal(RITA, Role.REP, NORTH)  # what the role does not allow, a list does not give


@pytest.mark.parametrize(
    ("by", "north", "south", "none"),
    [
        (REP, False, False, False),
        (LEADING_REP, False, False, False),
        (MANAGER, True, False, False),
        (ADMIN, True, True, True),
        (IMPORT, True, True, True),
    ],
)
def test_S3_a_manager_leads_own_teams_and_an_admin_all(
    by: Principal, *, north: bool, south: bool, none: bool
) -> None:
    assert (north, south, none) == (leads(by, NORTH), leads(by, SOUTH), leads(by, None))


@pytest.mark.parametrize(
    ("by", "member_id", "team_id", "may"),
    [
        (REP, RITA, NORTH, True),
        (REP, RITA, None, True),
        (REP, BOB, NORTH, False),
        (MANAGER, SUE, None, True),
        (MANAGER, BOB, NORTH, True),
        (MANAGER, ADA, SOUTH, False),
        (ADMIN, BOB, None, True),
        (IMPORT, BOB, None, True),
    ],
)
def test_S3_one_logs_for_oneself_a_manager_for_own_teams_an_admin_for_all(
    by: Principal, member_id: UUID, team_id: UUID | None, *, may: bool
) -> None:
    assert may is may_log_for(by, member_id, team_id)


@pytest.mark.parametrize(
    ("by", "member_id", "team_id", "may"),
    [
        (REP, RITA, NORTH, False),
        (REP, BOB, NORTH, False),
        (MANAGER, BOB, NORTH, True),
        (MANAGER, ADA, SOUTH, False),
        (MANAGER, SUE, NORTH, False),
        (ADMIN, BOB, SOUTH, True),
        (ADMIN, ADA, SOUTH, False),
    ],
)
def test_S3_badges_and_points_are_given_to_others_only(
    by: Principal, member_id: UUID, team_id: UUID, *, may: bool
) -> None:
    assert may is may_award(by, member_id, team_id)
    assert may is may_adjust(by, member_id, team_id)


@pytest.mark.parametrize(
    ("by", "may"), [(REP, False), (MANAGER, False), (ADMIN, True), (IMPORT, True)]
)
def test_S3_only_an_admin_administers(by: Principal, *, may: bool) -> None:
    assert may is may_administer(by)


MEMBER, TEAM, WHOLE = SubjectKind.MEMBER, SubjectKind.TEAM, SubjectKind.ORGANIZATION


@pytest.mark.parametrize(
    ("by", "owner_kind", "owner_id", "may"),
    [
        (REP, MEMBER, RITA, True),
        (REP, MEMBER, BOB, False),
        (MANAGER, MEMBER, RITA, True),
        (ADMIN, MEMBER, RITA, True),
        (REP, TEAM, NORTH, False),
        (MANAGER, TEAM, NORTH, True),
        (MANAGER, TEAM, SOUTH, False),
        (ADMIN, TEAM, SOUTH, True),
        (REP, WHOLE, ORG, False),
        (MANAGER, WHOLE, ORG, False),
        (ADMIN, WHOLE, ORG, True),
    ],
)
def test_S3_goals_are_proposed_by_their_owner_or_who_leads_the_owner(
    by: Principal, owner_kind: SubjectKind, owner_id: UUID, *, may: bool
) -> None:
    team_id = owner_id if owner_kind is TEAM else NORTH
    assert may is may_propose(by, owner_kind=owner_kind, owner_id=owner_id, team_id=team_id)


@pytest.mark.parametrize(
    ("by", "owner_kind", "owner_id", "proposed_by", "is_by_admin", "may"),
    [
        (MANAGER, MEMBER, RITA, RITA, False, True),
        (ADMIN, MEMBER, RITA, RITA, False, True),
        (REP, MEMBER, RITA, RITA, False, False),
        (REP, MEMBER, RITA, SUE, False, True),
        (MANAGER, MEMBER, RITA, SUE, False, False),
        (ADMIN, MEMBER, RITA, SUE, False, False),
        (principal(BOB), MEMBER, RITA, SUE, False, False),
        (ADMIN, MEMBER, ADA, ADA, True, False),
        (ADMIN, TEAM, NORTH, SUE, False, True),
        (MANAGER, TEAM, NORTH, SUE, False, False),
        (MANAGER, TEAM, NORTH, ADA, True, True),
        (ADMIN, TEAM, NORTH, ADA, True, False),
        (REP, TEAM, NORTH, ADA, True, False),
        (ADMIN, WHOLE, ORG, ADA, True, True),
        (MANAGER, WHOLE, ORG, ADA, True, False),
    ],
)
def test_S3_a_goal_is_agreed_by_its_other_side(
    by: Principal,
    owner_kind: SubjectKind,
    owner_id: UUID,
    proposed_by: UUID,
    *,
    is_by_admin: bool,
    may: bool,
) -> None:
    assert may is may_agree(
        by,
        owner_kind=owner_kind,
        owner_id=owner_id,
        team_id=NORTH,
        proposed_by=proposed_by,
        is_proposed_by_admin=is_by_admin,
    )


def test_S3_an_admin_who_leads_the_team_does_not_agree_with_oneself() -> None:
    both = principal(ADA, Role.ADMIN, NORTH)
    for proposed_by, may in ((ADA, False), (SUE, True)):
        assert may is may_agree(
            both,
            owner_kind=SubjectKind.TEAM,
            owner_id=NORTH,
            team_id=NORTH,
            proposed_by=proposed_by,
            is_proposed_by_admin=True,
        )
