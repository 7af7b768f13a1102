from datetime import date
from typing import Any

import pytest

from bellringer.gamification.actions.update_member import update_member
from bellringer.gamification.commands.members import UpdateMember
from bellringer.gamification.errors import (
    DomainError,
    InvalidTextError,
    NotAllowedError,
    UnknownMemberError,
)
from bellringer.ids import new_id
from bellringer.models.database import Database
from tests.builders import Org
from tests.doing import do, refuse, rows

KNOWN = """
SELECT display_name, sales_role, locale, joined_on FROM member JOIN profile USING (org_id, member_id)
WHERE member_id = $1
"""


async def test_what_is_given_changes_and_the_rest_stays(
    database: Database, dsn: str, org: Org
) -> None:
    cases: tuple[tuple[dict[str, Any], tuple[Any, ...]], ...] = (
        ({"display_name": " Rita R. "}, ("Rita R.", None, None, None)),
        ({"sales_role": "closer", "locale": "de-AT"}, ("Rita R.", "closer", "de-AT", None)),
        (
            {"joined_on": date(2026, 1, 5)},
            ("Rita R.", "closer", "de-AT", date(2026, 1, 5)),
        ),
        ({"sales_role": ""}, ("Rita R.", None, "de-AT", date(2026, 1, 5))),
    )
    for changed, expected in cases:
        command = UpdateMember(by=org.as_admin(), member_id=org.rep, **changed)
        await do(database, update_member, command)
        assert [expected] == await rows(dsn, KNOWN, org.rep)


async def test_the_log_says_what_changed_and_no_name(
    database: Database, dsn: str, org: Org
) -> None:
    command = UpdateMember(by=org.as_admin(), member_id=org.rep, display_name="Zelda")
    await do(database, update_member, command)
    details = "SELECT details::text FROM audit_log WHERE action = 'member.update'"
    [(text,)] = await rows(dsn, details)
    assert '"changed": ["name"]' in text
    assert "Zelda" not in text


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"display_name": " "}, InvalidTextError),
        ({"display_name": "x" * 121}, InvalidTextError),
        ({"sales_role": "\x07"}, InvalidTextError),
        ({"locale": "german, please"}, InvalidTextError),
        ({"member_id": new_id()}, UnknownMemberError),
    ],
)
async def test_what_can_not_be_is_refused(
    database: Database, dsn: str, org: Org, changed: dict[str, Any], refusal: type[DomainError]
) -> None:
    command = UpdateMember(**{"by": org.as_admin(), "member_id": org.rep, **changed})
    await refuse(database, dsn, update_member, command, refusal)


async def test_only_an_admin_changes_members(database: Database, dsn: str, org: Org) -> None:
    for by in (org.as_rep(), org.as_manager()):
        command = UpdateMember(by=by, member_id=org.rep, display_name="Else")
        await refuse(database, dsn, update_member, command, NotAllowedError)
