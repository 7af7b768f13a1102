from typing import Any

import pytest

from bellringer.gamification.actions.update_organization import update_organization
from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
)
from bellringer.models.database import Database
from tests.builders import Org
from tests.doing import do, refuse, rows

SET = "SELECT name, rep_backdate_days, grace_hours, version FROM organization"


async def test_what_is_given_changes_and_the_playbook_moves_on(
    database: Database, dsn: str, org: Org
) -> None:
    by = org.as_admin()
    [before] = await rows(dsn, SET)
    await do(database, update_organization, UpdateOrganization(by=by, name="Acme Ltd"))
    await do(database, update_organization, UpdateOrganization(by=by, grace_hours=0))
    await do(database, update_organization, UpdateOrganization(by=by, rep_backdate_days=7))
    assert [("Acme Ltd", 7, 0, before[3] + 3)] == await rows(dsn, SET)
    actions = "SELECT count(*) FROM audit_log WHERE action = 'organization.update'"
    assert [(3,)] == await rows(dsn, actions)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": ""}, InvalidTextError),
        ({"grace_hours": 169}, InvalidInputError),
        ({"grace_hours": -1}, InvalidInputError),
        ({"rep_backdate_days": -1}, InvalidInputError),
        ({"rep_backdate_days": 3651}, InvalidInputError),
    ],
)
async def test_what_can_not_be_is_refused(
    database: Database, dsn: str, org: Org, changed: dict[str, Any], refusal: type[DomainError]
) -> None:
    command = UpdateOrganization(by=org.as_admin(), **changed)
    await refuse(database, dsn, update_organization, command, refusal)


async def test_only_an_admin_changes_settings(database: Database, dsn: str, org: Org) -> None:
    for by in (org.as_rep(), org.as_manager()):
        command = UpdateOrganization(by=by, grace_hours=1)
        await refuse(database, dsn, update_organization, command, NotAllowedError)
