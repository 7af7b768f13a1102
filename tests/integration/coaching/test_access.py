"""Looks at members' detail, as the action puts them on the log."""

from bellringer.gamification.actions.coaching.record_access import record_access
from bellringer.gamification.commands.coaching.access import Look, RecordAccess
from bellringer.gamification.errors import NotAllowedError
from bellringer.models.database import Database
from bellringer.words import Surface
from tests.builders import Org, system
from tests.doing import do, refuse, rows


def look(org: Org) -> frozenset[Look]:
    return frozenset({Look(member_id=org.rep, surface=Surface.POINTS)})


async def test_looks_of_a_manager_are_recorded_and_those_of_a_rep_or_at_oneself_are_not(
    database: Database, org: Org, dsn: str
) -> None:
    for by in (org.as_manager(), org.as_manager(), org.as_rep(), org.as_second_rep()):
        await do(database, record_access, RecordAccess(by=by, looks=look(org)))
    own = frozenset({Look(member_id=org.manager, surface=Surface.POINTS)})
    await do(database, record_access, RecordAccess(by=org.as_manager(), looks=own))
    found = await rows(dsn, "SELECT viewer_id, member_id, surface FROM access_log")
    assert found == [(org.manager, org.rep, "POINTS")]


async def test_who_is_no_member_looks_at_nobody(database: Database, org: Org, dsn: str) -> None:
    asked = RecordAccess(by=system(org.org_id), looks=look(org))
    await refuse(database, dsn, record_access, asked, NotAllowedError)
