"""Celebrations for a team or for all, the awards they honour, and what to mention in the next meeting."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.create_celebration import create_celebration
from bellringer.gamification.actions.mention_award import mention_award, tick_mention
from bellringer.gamification.actions.revoke_badge import revoke_badge
from bellringer.gamification.actions.update_celebration import (
    cancel_celebration,
    update_celebration,
)
from bellringer.gamification.commands.badges import AwardBadge, RevokeBadge
from bellringer.gamification.commands.celebrations import (
    CancelCelebration,
    CelebrationTerms,
    CreateCelebration,
    MentionAward,
    UpdateCelebration,
)
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    UnknownAwardError,
    UnknownCelebrationError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.store.views import celebrations as views
from bellringer.gamification.store.window import Window
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import CelebrationKind, Role
from tests import builders
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows

LUNCH = CelebrationTerms(
    kind=CelebrationKind.LUNCH, title="Lunch on us", starts_at=NOW + timedelta(days=9)
)
POSTED = """
SELECT audience_id, params ->> 'celebration_id', withdrawn_at IS NULL
  FROM feed_post WHERE kind = 'CELEBRATION'
"""
WAITING = "SELECT award_id FROM award_mention WHERE mentioned_at IS NULL"


@pytest.fixture
async def award_id(database: Database, org: Org) -> UUID:
    """A badge of Bob's, of team north."""
    badge = next(each for each in org.playbook.badges if not each.criteria)
    given = AwardBadge(
        by=org.as_manager(), badge_id=badge.badge_id, member_id=org.second_rep, reason="Fair play"
    )
    return await do(database, award_badge, given)


def lunch(org: Org, terms: CelebrationTerms = LUNCH) -> CreateCelebration:
    return CreateCelebration(by=org.as_manager(), terms=terms, team_id=org.north)


async def listed(database: Database, org: Org, team_ids: list[UUID] | None) -> list[str | None]:
    async with database.reading(org.org_id) as connection:
        found = await views.page(connection, Window(limit=9), team_ids=team_ids, since=NOW)
        assert await views.count(connection, team_ids=team_ids, since=NOW) == len(found.rows)
    return [each.title for each in found.rows]


async def test_a_team_is_invited_by_its_lead_and_everybody_by_an_admin(
    database: Database, org: Org, dsn: str, award_id: UUID
) -> None:
    mine = await do(database, create_celebration, lunch(org, replace(LUNCH, award_ids=(award_id,))))
    assert await rows(dsn, POSTED) == [(org.north, str(mine), True)]
    gala = replace(LUNCH, title="Gala", kind=CelebrationKind.CEREMONY, starts_at=NOW)
    ours = await do(database, create_celebration, CreateCelebration(by=org.as_admin(), terms=gala))
    assert (org.org_id, str(ours), True) in await rows(dsn, POSTED)
    assert await listed(database, org, [org.north]) == ["Gala", "Lunch on us"]
    assert await listed(database, org, [org.south]) == ["Gala"]
    assert await listed(database, org, None) == ["Gala", "Lunch on us"]
    async with database.reading(org.org_id) as connection:
        assert await views.awards(connection, [mine, ours]) == {mine: [award_id], ours: []}


async def test_what_can_t_be_celebrated_is_refused(
    database: Database, org: Org, dsn: str, award_id: UUID
) -> None:
    async def refused(terms: CelebrationTerms, why: type[Exception]) -> None:
        await refuse(database, dsn, create_celebration, lunch(org, terms), why)  # type: ignore[arg-type]

    for at in (NOW - timedelta(seconds=1), NOW + timedelta(days=732)):
        await refused(replace(LUNCH, starts_at=at), InvalidInputError)
    for title in ("", "x" * 121):
        await refused(replace(LUNCH, title=title), InvalidTextError)
    await refused(replace(LUNCH, text="x" * 501), InvalidTextError)
    await refused(replace(LUNCH, award_ids=(award_id, award_id)), InvalidInputError)
    await refused(replace(LUNCH, award_ids=(new_id(),)), UnknownAwardError)
    foreign = replace(lunch(org), team_id=org.south)
    await refuse(database, dsn, create_celebration, foreign, NotAllowedError)
    never = replace(lunch(org), team_id=new_id())
    await refuse(database, dsn, create_celebration, never, UnknownTeamError)
    of_all = replace(lunch(org), team_id=None)
    await refuse(database, dsn, create_celebration, of_all, NotAllowedError)
    mine = replace(lunch(org), by=org.as_rep())
    await refuse(database, dsn, create_celebration, mine, NotAllowedError)
    taken = RevokeBadge(by=org.as_admin(), award_id=award_id, reason="A mistake")
    await do(database, revoke_badge, taken)
    await refused(replace(LUNCH, award_ids=(award_id,)), UnknownAwardError)


async def test_a_celebration_ahead_is_changed_and_called_off_with_its_post(
    database: Database, org: Org, dsn: str, award_id: UUID
) -> None:
    made = await do(database, create_celebration, lunch(org, replace(LUNCH, award_ids=(award_id,))))
    later = replace(LUNCH, title="Dinner", starts_at=NOW + timedelta(days=10))
    change = UpdateCelebration(by=org.as_manager(), celebration_id=made, terms=later)
    zoe = await builders.enrol(database, org.org_id, "zoe", team="south")
    stranger = builders.member(org.org_id, zoe, Role.REP)
    unseen = replace(change, by=stranger)
    await refuse(database, dsn, update_celebration, unseen, UnknownCelebrationError)
    guest = replace(change, by=org.as_rep())
    await refuse(database, dsn, update_celebration, guest, NotAllowedError)
    late = NOW + timedelta(days=9, seconds=1)
    await refuse(database, dsn, update_celebration, change, WrongStateError, now=late)
    await do(database, update_celebration, change)
    assert await listed(database, org, None) == ["Dinner"]
    async with database.reading(org.org_id) as connection:
        assert await views.awards(connection, [made]) == {made: []}

    off = CancelCelebration(by=org.as_manager(), celebration_id=made)
    await refuse(
        database, dsn, cancel_celebration, replace(off, by=stranger), UnknownCelebrationError
    )
    await do(database, cancel_celebration, off)
    assert await rows(dsn, POSTED) == [(org.north, str(made), False)]
    assert await listed(database, org, None) == []
    await refuse(database, dsn, cancel_celebration, off, WrongStateError)
    await refuse(database, dsn, update_celebration, change, WrongStateError)


async def test_an_award_is_mentioned_in_the_meeting_of_those_who_lead_its_holder(
    database: Database, org: Org, dsn: str, award_id: UUID
) -> None:
    async def waiting(team_ids: list[UUID] | None) -> list[UUID]:
        async with database.reading(org.org_id) as connection:
            window, today = Window(limit=9), NOW.date()
            found = await views.mentions(connection, window, team_ids=team_ids, on=today)
            number = await views.mention_count(connection, team_ids=team_ids, on=today)
            assert number == len(found.rows)
        return [each.award_id for each in found.rows]

    asked = MentionAward(by=org.as_manager(), award_id=award_id)
    rep = replace(asked, by=org.as_rep())
    await refuse(database, dsn, mention_award, rep, UnknownAwardError)
    await refuse(database, dsn, tick_mention, rep, UnknownAwardError)
    for _ in range(2):
        await do(database, mention_award, asked)
    assert await rows(dsn, WAITING) == [(award_id,)]
    assert await waiting([org.north]) == await waiting(None) == [award_id]
    assert await waiting([org.south]) == []
    for _ in range(2):
        await do(database, tick_mention, asked)
    assert await waiting(None) == []
    await do(database, mention_award, asked)
    assert await waiting(None) == [award_id]
    taken = RevokeBadge(by=org.as_admin(), award_id=award_id, reason="A mistake")
    await do(database, revoke_badge, taken)
    assert await waiting(None) == []
