"""What admins write about teams, and who leads them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bellringer.gamification.actions.change_role import deactivate_member
from bellringer.gamification.actions.change_team import archive_team, create_team, update_team
from bellringer.gamification.actions.lead_team import end_team_lead, set_team_lead
from bellringer.gamification.commands.members import DeactivateMember
from bellringer.gamification.commands.teams import (
    ArchiveTeam,
    CreateTeam,
    EndTeamLead,
    SetTeamLead,
    UpdateTeam,
)
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NameTakenError,
    NotAllowedError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.ids import new_id
from bellringer.models.database import Database
from tests.builders import NOW, Org
from tests.doing import caught, do, refuse, rows
from tests.recording import together

TODAY = NOW.date()
TEAM = "SELECT team_key, name, region, archived_at FROM team WHERE team_id = $1"
LEADS = "SELECT starts_on, ends_on FROM team_lead WHERE team_id = $1 AND member_id = $2 ORDER BY 1"


async def test_a_team_is_made_changed_and_archived(database: Database, dsn: str, org: Org) -> None:
    by = org.as_admin()
    made = CreateTeam(by=by, team_key="west", name=" West ", region="W")
    team_id = await do(database, create_team, made)
    assert [("west", "West", "W", None)] == await rows(dsn, TEAM, team_id)
    await do(database, update_team, UpdateTeam(by=by, team_id=team_id, name="Far West"))
    assert [("west", "Far West", "W", None)] == await rows(dsn, TEAM, team_id)
    await do(database, update_team, UpdateTeam(by=by, team_id=team_id, region=""))
    assert [("west", "Far West", None, None)] == await rows(dsn, TEAM, team_id)
    for _ in range(2):
        await do(database, archive_team, ArchiveTeam(by=by, team_id=team_id))
    assert [("west", "Far West", None, NOW)] == await rows(dsn, TEAM, team_id)
    logged = "SELECT action FROM audit_log WHERE details->>'team_id' = $1 ORDER BY audit_id"
    expected = ["team.create", "team.update", "team.update", "team.archive"]
    assert [(action,) for action in expected] == await rows(dsn, logged, str(team_id))


async def test_a_team_is_archived_when_nobody_active_scores_for_it(
    database: Database, dsn: str, org: Org
) -> None:
    by = org.as_admin()
    north = ArchiveTeam(by=by, team_id=org.north)
    await refuse(database, dsn, archive_team, north, WrongStateError)
    for member_id in (org.rep, org.second_rep):
        await do(database, deactivate_member, DeactivateMember(by=by, member_id=member_id))
    await do(database, archive_team, north)
    lead = SetTeamLead(by=by, team_id=org.north, member_id=org.admin)
    await refuse(database, dsn, set_team_lead, lead, UnknownTeamError)


async def test_of_two_who_make_a_team_of_one_key_one_is_told_so(
    database: Database, dsn: str, org: Org
) -> None:
    made = CreateTeam(by=org.as_admin(), team_key="west", name="West")
    answers = await together([lambda: caught(do(database, create_team, made))] * 4)
    assert 3 == sum(isinstance(answer, NameTakenError) for answer in answers)
    assert [(1,)] == await rows(dsn, "SELECT count(*) FROM team WHERE team_key = 'west'")


async def test_a_lead_begins_and_ends_on_dates(database: Database, dsn: str, org: Org) -> None:
    by, place = org.as_admin(), (org.south, org.manager)
    await do(
        database,
        set_team_lead,
        SetTeamLead(
            by=by,
            team_id=org.south,
            member_id=org.manager,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 2, 1),
        ),
    )
    await do(database, set_team_lead, SetTeamLead(by=by, team_id=org.south, member_id=org.manager))
    past, present = (date(2026, 1, 1), date(2026, 2, 1)), (TODAY, None)
    assert [past, present] == await rows(dsn, LEADS, *place)
    later = date(2026, 4, 1)
    await do(
        database,
        end_team_lead,
        EndTeamLead(by=by, team_id=org.south, member_id=org.manager, ends_on=later),
    )
    assert [past, (TODAY, later)] == await rows(dsn, LEADS, *place)
    # one that ends on the day that it begins was never
    await do(database, end_team_lead, EndTeamLead(by=by, team_id=org.south, member_id=org.manager))
    assert [past] == await rows(dsn, LEADS, *place)
    versions = "SELECT version FROM member WHERE member_id = $1"
    assert [(6,)] == await rows(dsn, versions, org.manager)


Make = Callable[[Org], tuple[Any, Any]]


def lead(org: Org, **changed: Any) -> SetTeamLead:
    given: dict[str, Any] = {
        "by": org.as_admin(),
        "team_id": org.north,
        "member_id": org.admin,
    }
    return SetTeamLead(**given | changed)


def end(org: Org, **changed: Any) -> EndTeamLead:
    given: dict[str, Any] = {
        "by": org.as_admin(),
        "team_id": org.north,
        "member_id": org.manager,
    }
    return EndTeamLead(**given | changed)


def made(org: Org, **changed: Any) -> CreateTeam:
    given: dict[str, Any] = {"by": org.as_admin(), "team_key": "west", "name": "West"}
    return CreateTeam(**given | changed)


REFUSED: dict[str, tuple[Make, type[DomainError]]] = {
    "a key that is taken": (
        lambda org: (create_team, made(org, team_key="north")),
        NameTakenError,
    ),
    "a key with blanks": (lambda org: (create_team, made(org, team_key=" a")), InvalidTextError),
    "no name": (lambda org: (create_team, made(org, name="")), InvalidTextError),
    "a manager who makes a team": (
        lambda org: (create_team, made(org, by=org.as_manager())),
        NotAllowedError,
    ),
    "a manager who changes a team": (
        lambda org: (update_team, UpdateTeam(by=org.as_manager(), team_id=org.north, name="N")),
        NotAllowedError,
    ),
    "a manager who archives a team": (
        lambda org: (archive_team, ArchiveTeam(by=org.as_manager(), team_id=org.south)),
        NotAllowedError,
    ),
    "a change of no team": (
        lambda org: (update_team, UpdateTeam(by=org.as_admin(), team_id=new_id(), name="N")),
        UnknownTeamError,
    ),
    "no team archived": (
        lambda org: (archive_team, ArchiveTeam(by=org.as_admin(), team_id=new_id())),
        UnknownTeamError,
    ),
    "a manager who names a lead": (
        lambda org: (set_team_lead, lead(org, by=org.as_manager())),
        NotAllowedError,
    ),
    "a rep who leads": (
        lambda org: (set_team_lead, lead(org, member_id=org.rep)),
        InvalidInputError,
    ),
    "a lead of no team": (
        lambda org: (set_team_lead, lead(org, team_id=new_id())),
        UnknownTeamError,
    ),
    "nobody who leads": (
        lambda org: (set_team_lead, lead(org, member_id=new_id())),
        UnknownMemberError,
    ),
    "an end before the start": (
        lambda org: (set_team_lead, lead(org, starts_on=TODAY, ends_on=TODAY)),
        InvalidInputError,
    ),
    "a lead twice at once": (
        lambda org: (set_team_lead, lead(org, member_id=org.manager)),
        WrongStateError,
    ),
    "a manager who ends a lead": (
        lambda org: (end_team_lead, end(org, by=org.as_manager())),
        NotAllowedError,
    ),
    "the end of a lead that is none": (
        lambda org: (end_team_lead, end(org, team_id=org.south)),
        WrongStateError,
    ),
    "the end of a lead by nobody": (
        lambda org: (end_team_lead, end(org, member_id=new_id())),
        UnknownMemberError,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_can_not_be_is_refused(
    database: Database, dsn: str, org: Org, what: str
) -> None:
    make, refusal = REFUSED[what]
    action, command = make(org)
    await refuse(database, dsn, action, command, refusal)


async def test_of_two_who_name_the_same_lead_one_is_told_so(
    database: Database, dsn: str, org: Org
) -> None:
    command = lead(org, team_id=org.south)
    answers = await together([lambda: caught(do(database, set_team_lead, command))] * 2)
    assert 1 == sum(isinstance(answer, WrongStateError) for answer in answers)
    assert [(TODAY, None)] == await rows(dsn, LEADS, org.south, org.admin)
