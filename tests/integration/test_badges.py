"""Badges by hand: awarded within an allowance and a cap, revoked with their bonus."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.revoke_badge import revoke_badge
from bellringer.gamification.commands.badges import AwardBadge, RevokeBadge
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AllowanceSpentError,
    AlreadyAwardedError,
    DomainError,
    InvalidTextError,
    NotAllowedError,
    OwnPointsError,
    UnknownAwardError,
    UnknownBadgeError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.models.database import Database
from bellringer.words import Role
from tests import builders
from tests.builders import NOW, Org, member
from tests.doing import caught, do, refuse, rows
from tests.recording import together


def badge(org: Org, key: str) -> UUID:
    return next(each.badge_id for each in org.playbook.badges if each.badge_key == key)


def award(org: Org, *, by: Principal | None = None, key: str = "team-player") -> AwardBadge:
    return AwardBadge(
        by=by or org.as_manager(),
        badge_id=badge(org, key),
        member_id=org.rep,
        reason="Stayed late to help Bob",
    )


async def bonus(dsn: str, org: Org, key: str, points: int) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "UPDATE badge_definition SET bonus_points = $2 WHERE badge_id = $1", badge(org, key), points
    )
    await connection.execute("UPDATE organization SET version = version + 1")
    await connection.close()


async def awards(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(dsn, "SELECT state, number FROM badge_award ORDER BY award_id")


async def points(dsn: str, member_id: UUID) -> tuple[int, int]:
    """The ledger's sum, and the month's score."""
    (found,) = await rows(
        dsn,
        "SELECT coalesce((SELECT sum(points) FROM ledger_entry WHERE member_id = $1), 0)::bigint,"
        " coalesce((SELECT score FROM board_score JOIN board USING (org_id, board_id)"
        "            WHERE board_key = 'points-month' AND subject_id = $1), 0)",
        member_id,
    )
    return found


async def test_M3_a_manager_awards_with_a_reason_and_the_member_is_told(
    database: Database, org: Org, dsn: str
) -> None:
    await bonus(dsn, org, "team-player", 40)
    award_id = await do(database, award_badge, award(org))

    assert await awards(dsn) == [("GRANTED", 1)]
    assert await points(dsn, org.rep) == (40, 40)
    assert await rows(dsn, "SELECT award_id, reason FROM award_note") == [
        (award_id, "Stayed late to help Bob")
    ]
    told = "SELECT kind, member_id FROM notification JOIN announcement USING (announcement_id)"
    assert ("BADGE_AWARDED", org.rep) in await rows(dsn, told)
    assert await rows(dsn, "SELECT kind, audience_id FROM feed_post") == [
        ("BADGE_AWARDED", org.north)
    ]
    assert await rows(
        dsn, "SELECT action, principal FROM audit_log WHERE action LIKE 'badge.%'"
    ) == [("badge.award", f"member:{org.manager}")]


async def test_M3_two_who_award_the_last_of_a_cap_at_once_award_one(
    database: Database, org: Org, dsn: str
) -> None:
    await bonus(dsn, org, "team-player", 40)

    async def one(by: Principal) -> UUID | DomainError:
        return await caught(do(database, award_badge, award(org, by=by)))

    given = await together([partial(one, by) for by in (org.as_manager(), org.as_admin())] * 2)

    assert sorted(type(each).__name__ for each in given) == ["AlreadyAwardedError"] * 3 + ["UUID"]
    assert await awards(dsn) == [("GRANTED", 1)]
    assert await points(dsn, org.rep) == (40, 40)


async def test_M3_the_unique_index_ends_a_race_that_no_lock_prevented(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, award_badge, award(org))
    copy = (
        "INSERT INTO badge_award (org_id, award_id, badge_id, member_id, period_starts_on, number, state,"
        " is_automatic, awarded_at) SELECT org_id, member_id, badge_id, member_id, period_starts_on,"
        " number, state, is_automatic, awarded_at FROM badge_award"
    )
    with pytest.raises(asyncpg.UniqueViolationError):
        await rows(dsn, copy)


async def test_a_badge_without_a_cap_is_given_again_the_same_day(
    database: Database, org: Org, dsn: str
) -> None:
    for _ in range(3):
        await do(database, award_badge, award(org, key="coachs-pick"))
    assert await awards(dsn) == [("GRANTED", 1), ("GRANTED", 2), ("GRANTED", 3)]


async def test_a_cap_ends_with_its_month(database: Database, org: Org, dsn: str) -> None:
    await do(database, award_badge, award(org))
    await refuse(database, dsn, award_badge, award(org), AlreadyAwardedError)
    await do(database, award_badge, award(org), now=NOW + timedelta(days=30))
    assert len(await awards(dsn)) == 2


async def test_a_managers_allowance_is_per_month_and_an_admin_has_none(
    database: Database, org: Org, dsn: str
) -> None:
    asked = award(org, key="coachs-pick")

    async def one() -> UUID | DomainError:
        return await caught(do(database, award_badge, asked))

    for _ in range(org.playbook.badge_allowance - 1):
        assert isinstance(await one(), UUID)
    last = await together([one] * 3)
    assert sum(isinstance(each, UUID) for each in last) == 1
    await refuse(database, dsn, award_badge, asked, AllowanceSpentError)
    await do(database, award_badge, replace(asked, by=org.as_admin()))
    await do(database, award_badge, asked, now=NOW + timedelta(days=30))


async def test_M3_only_a_lead_or_an_admin_awards_and_nobody_to_themselves(
    database: Database, org: Org, dsn: str
) -> None:
    asked = award(org)
    elsewhere = member(org.org_id, org.manager, Role.MANAGER, leads=frozenset({org.south}))
    for by, refusal in (
        (org.as_rep(), OwnPointsError),
        (org.as_second_rep(), NotAllowedError),
        (elsewhere, NotAllowedError),
    ):
        await refuse(database, dsn, award_badge, replace(asked, by=by), refusal)
    own = replace(asked, by=org.as_admin(), member_id=org.admin)
    await refuse(database, dsn, award_badge, own, OwnPointsError)


async def test_M3_a_badge_with_criteria_is_not_given_by_hand(
    database: Database, org: Org, dsn: str
) -> None:
    asked = award(org, by=org.as_admin(), key="first-deal")
    await refuse(database, dsn, award_badge, asked, NotAllowedError)


async def test_an_award_needs_a_badge_a_member_and_a_reason(
    database: Database, org: Org, dsn: str
) -> None:
    asked = award(org, by=org.as_admin())
    no_badge = replace(asked, badge_id=org.rep)
    await refuse(database, dsn, award_badge, no_badge, UnknownBadgeError)
    no_member = replace(asked, member_id=org.north)
    await refuse(database, dsn, award_badge, no_member, UnknownMemberError)
    for reason in ("", "x" * 501, "a\x00b"):
        wordless = replace(asked, reason=reason)
        await refuse(database, dsn, award_badge, wordless, InvalidTextError)


async def test_T4_another_organizations_member_is_unknown(
    database: Database, org: Org, dsn: str
) -> None:
    other = await builders.organization(database, slug="other")
    asked = replace(award(org, by=org.as_admin()), member_id=other.rep)
    await refuse(database, dsn, award_badge, asked, UnknownMemberError)
    award_id = await do(database, award_badge, award(other))
    foreign = RevokeBadge(by=org.as_admin(), award_id=award_id, reason="mine")
    await refuse(database, dsn, revoke_badge, foreign, UnknownAwardError)


async def test_a_revoked_award_stays_on_record_without_its_bonus(
    database: Database, org: Org, dsn: str
) -> None:
    await bonus(dsn, org, "team-player", 40)
    award_id = await do(database, award_badge, award(org))
    revoke = RevokeBadge(by=org.as_manager(), award_id=award_id, reason="Mistaken identity")
    await do(database, revoke_badge, revoke)

    assert await awards(dsn) == [("REVOKED", 1)]
    assert await points(dsn, org.rep) == (0, 0)
    assert await rows(dsn, "SELECT points, reason FROM ledger_entry ORDER BY entry_id") == [
        (40, "BADGE_BONUS"),
        (-40, "REVERSAL"),
    ]
    assert await rows(dsn, "SELECT revoked_by FROM badge_award") == [(org.manager,)]
    assert await rows(dsn, "SELECT reason, revoke_reason FROM award_note") == [
        ("Stayed late to help Bob", "Mistaken identity")
    ]
    assert await rows(dsn, "SELECT withdrawn_at FROM feed_post") == [(NOW,)]
    withdrawn = "SELECT kind FROM announcement WHERE withdrawn_at IS NOT NULL"
    assert await rows(dsn, withdrawn) == [("BADGE_AWARDED",)]
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()
    told = "SELECT kind, read_at FROM notification JOIN announcement USING (announcement_id) ORDER BY seq"
    assert await rows(dsn, told) == [("BADGE_AWARDED", NOW), ("BADGE_REVOKED", None)]
    unread = "SELECT last_seq, unread_count FROM inbox WHERE member_id = $1"
    assert await rows(dsn, unread, org.rep) == [(2, 1)]

    await refuse(database, dsn, revoke_badge, revoke, WrongStateError)
    await do(database, award_badge, award(org))
    assert await awards(dsn) == [("REVOKED", 1), ("GRANTED", 2)]


async def test_two_who_revoke_at_once_take_the_bonus_back_once(
    database: Database, org: Org, dsn: str
) -> None:
    await bonus(dsn, org, "team-player", 40)
    award_id = await do(database, award_badge, award(org))
    revoke = RevokeBadge(by=org.as_manager(), award_id=award_id, reason="Mistaken identity")

    async def one() -> DomainError | None:
        return await caught(do(database, revoke_badge, revoke))

    assert (await together([one] * 4)).count(None) == 1
    assert await points(dsn, org.rep) == (0, 0)


async def test_who_may_not_award_may_not_revoke(database: Database, org: Org, dsn: str) -> None:
    award_id = await do(database, award_badge, award(org))
    revoke = RevokeBadge(by=org.as_second_rep(), award_id=award_id, reason="Envy")
    await refuse(database, dsn, revoke_badge, revoke, NotAllowedError)
    own = replace(revoke, by=org.as_rep())
    await refuse(database, dsn, revoke_badge, own, OwnPointsError)
    nothing = replace(revoke, by=org.as_admin(), award_id=org.rep)
    await refuse(database, dsn, revoke_badge, nothing, UnknownAwardError)
