"""Members who move, and memberships that are corrected, in the database: every sum follows."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.award_badge import award_badge
from bellringer.gamification.actions.change_team import archive_team
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.correct_membership import correct_membership
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.revoke_badge import revoke_badge
from bellringer.gamification.commands.badges import AwardBadge, RevokeBadge
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.gamification.commands.members import CorrectMembership, MoveMember
from bellringer.gamification.commands.teams import ArchiveTeam
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    UnknownMemberError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.rules.recount import Difference
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import SubjectKind
from tests.builders import NOW, Org
from tests.doing import do, refuse, rows
from tests.recording import agreed_goal, importer, intake_on, record, reverse, together

TODAY = NOW.date()
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
SPANS = "SELECT team_id, starts_on, ends_on FROM membership WHERE member_id = $1 ORDER BY 2"
TEAM_POINTS = """
SELECT coalesce(score, 0) + correction FROM board_score JOIN board USING (org_id, board_id)
WHERE board_key = 'teams-points-month' AND subject_id = $1 AND starts_on = $2
"""
ATTAINMENT = """
SELECT numerator, denominator, score FROM board_score JOIN board USING (org_id, board_id)
WHERE board_key = 'teams-attainment-month' AND subject_id = $1 AND starts_on = '2026-03-01'
"""


def move(org: Org, **changed: Any) -> MoveMember:
    given: dict[str, Any] = {
        "by": org.as_admin(),
        "member_id": org.rep,
        "team_id": org.south,
        "starts_on": TODAY,
    }
    return MoveMember(**given | changed)


def correct(org: Org, **changed: Any) -> CorrectMembership:
    given: dict[str, Any] = {
        "by": org.as_admin(),
        "member_id": org.rep,
        "team_id": org.south,
        "starts_on": MARCH,
        "reason": "Moved on the first, told us today",
    }
    return CorrectMembership(**given | changed)


async def differences(database: Database, org: Org) -> tuple[Difference, ...]:
    async with database.reading(org.org_id) as connection:
        return await recount(connection)


async def points(dsn: str, team_id: UUID, month: date = MARCH) -> int:
    found = await rows(dsn, TEAM_POINTS, team_id, month)
    return int(found[0][0]) if found else 0


async def recorded(database: Database, org: Org, key: str, **details: Any) -> UUID:
    async with intake_on(database) as intake:
        return (await intake.submit(record(org, key, **details))).activity_id


async def taken_back(database: Database, org: Org, activity_id: UUID) -> None:
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, f"undo-{activity_id}", activity_id))


async def test_L5_a_move_leaves_what_was_earned_before_with_the_old_team(
    database: Database, dsn: str, org: Org
) -> None:
    early = await recorded(database, org, "1", quantity=5)
    await do(database, move_member, move(org))
    await recorded(database, org, "2", quantity=2)
    assert (5, 2) == (await points(dsn, org.north), await points(dsn, org.south))
    assert [(org.north, date.min, TODAY), (org.south, TODAY, None)] == (
        await rows(dsn, SPANS, org.rep)
    )
    await taken_back(database, org, early)
    assert (0, 2) == (await points(dsn, org.north), await points(dsn, org.south))
    assert () == await differences(database, org)


async def test_a_planned_move_is_changed_and_called_off(
    database: Database, dsn: str, org: Org
) -> None:
    await do(database, move_member, move(org, starts_on=APRIL))
    await recorded(database, org, "1")
    assert 1 == await points(dsn, org.north)
    await do(database, move_member, move(org, starts_on=APRIL, team_id=None))
    assert [(org.north, date.min, APRIL)] == await rows(dsn, SPANS, org.rep)
    await do(database, move_member, move(org, starts_on=APRIL, team_id=org.north))
    assert [(org.north, date.min, None)] == await rows(dsn, SPANS, org.rep)


async def test_a_correction_takes_along_what_was_earned_and_a_second_one_brings_it_back(
    database: Database, dsn: str, org: Org
) -> None:
    await agreed_goal(database, org, owner_kind=SubjectKind.TEAM, owner_id=org.south, target=8)
    await agreed_goal(database, org, owner_kind=SubjectKind.TEAM, owner_id=org.north, target=60)
    before = await recorded(database, org, "0", quantity=3, occurred_at=NOW - timedelta(days=12))
    deal = await recorded(
        database,
        org,
        "1",
        kind="deal_won",
        amount_minor=90_000,
        occurred_at=NOW - timedelta(days=4),
    )
    calls = await recorded(database, org, "2", quantity=4)
    earned = await points(dsn, org.north)
    told = await rows(dsn, "SELECT count(*) FROM announcement")
    own = "SELECT metric_key, on_date, total FROM subject_day WHERE subject_id = $1 ORDER BY 1, 2"
    mine = await rows(dsn, own, org.rep)

    await do(database, correct_membership, correct(org))
    assert (0, earned) == (await points(dsn, org.north), await points(dsn, org.south))
    assert 3 == await points(dsn, org.north, date(2026, 2, 1))
    assert mine == await rows(dsn, own, org.rep)
    assert told == await rows(dsn, "SELECT count(*) FROM announcement")
    crossed = """
        SELECT percent, told_percent FROM crossing JOIN goal USING (org_id, goal_id)
        WHERE owner_id = $1 AND undone_at IS NULL ORDER BY 1"""
    assert [(each, None) for each in (25, 50, 75, 100, 120)] == await rows(dsn, crossed, org.south)
    assert [] == await rows(dsn, crossed, org.north)
    assert () == await differences(database, org)
    assert [("Moved on the first, told us today",)] == (
        await rows(dsn, "SELECT body FROM membership_note")
    )

    await taken_back(database, org, deal)
    assert 4 == await points(dsn, org.south)
    assert () == await differences(database, org)

    back = correct(org, team_id=org.north, starts_on=date(2026, 3, 10))
    await do(database, correct_membership, back)
    assert (4, 0) == (await points(dsn, org.north), await points(dsn, org.south))
    assert [
        (org.north, date.min, MARCH),
        (org.south, MARCH, date(2026, 3, 10)),
        (org.north, date(2026, 3, 10), None),
    ] == await rows(dsn, SPANS, org.rep)
    for activity_id in (before, calls):
        await taken_back(database, org, activity_id)
    sums = "SELECT DISTINCT sum(points) FROM ledger_entry GROUP BY team_id"
    assert [(0,)] == await rows(dsn, sums)
    left = "SELECT count(*) FROM subject_day WHERE total <> 0"
    assert [(0,)] == await rows(dsn, left)
    assert () == await differences(database, org)


async def test_a_member_who_had_no_team_brings_everything_to_the_one_found_out(
    database: Database, dsn: str, org: Org
) -> None:
    await recorded(database, org, "1", member_id=org.manager, quantity=7)
    joined = correct(org, member_id=org.manager, starts_on=date(1970, 1, 1))
    await do(database, correct_membership, joined)
    assert 7 == await points(dsn, org.south)
    await do(database, correct_membership, correct(org, member_id=org.manager, team_id=None))
    assert 0 == await points(dsn, org.south)
    assert () == await differences(database, org)


async def test_a_bonus_that_moved_is_taken_back_where_it_lies(
    database: Database, dsn: str, org: Org
) -> None:
    [badge_id] = next(
        iter(
            await rows(
                dsn,
                "UPDATE badge_definition SET bonus_points = 25 WHERE badge_id ="
                " (SELECT badge_id FROM badge_definition WHERE criteria IS NULL LIMIT 1)"
                " RETURNING badge_id",
            )
        )
    )
    async with database.transaction(org.org_id) as connection:
        await connection.execute(
            "UPDATE organization SET version = version + 1 WHERE org_id = $1", org.org_id
        )
    given = AwardBadge(by=org.as_admin(), badge_id=badge_id, member_id=org.rep, reason="Thanks")
    award_id = await do(database, award_badge, given)
    assert 25 == await points(dsn, org.north)
    await do(database, correct_membership, correct(org))
    assert (0, 25) == (await points(dsn, org.north), await points(dsn, org.south))
    taken = RevokeBadge(by=org.as_admin(), award_id=award_id, reason="A mistake")
    await do(database, revoke_badge, taken)
    assert (0, 0) == (await points(dsn, org.north), await points(dsn, org.south))
    assert () == await differences(database, org)


def goal(org: Org, owner_id: UUID, target: int, starts_on: date = MARCH) -> ProposeGoal:
    ends_on = (starts_on + timedelta(days=32)).replace(day=1)
    return ProposeGoal(
        by=importer(org.org_id),
        owner_kind=SubjectKind.MEMBER,
        owner_id=owner_id,
        title="Revenue",
        metric_key="revenue",
        terms=GoalTerms(target=target, starts_on=starts_on, ends_on=ends_on),
    )


async def test_percent_to_goal_of_both_teams_follows_a_correction(
    database: Database, dsn: str, org: Org
) -> None:
    await do(database, propose_goal, goal(org, org.rep, 100_000))
    await do(database, propose_goal, goal(org, org.second_rep, 50_000))
    for member_id, amount in ((org.rep, 40_000), (org.second_rep, 30_000)):
        await recorded(
            database, org, f"{member_id}", kind="deal_won", member_id=member_id, amount_minor=amount
        )
    assert [(70_000, 150_000, 4666)] == await rows(dsn, ATTAINMENT, org.north)
    await do(database, correct_membership, correct(org))
    assert [(30_000, 50_000, 6000)] == await rows(dsn, ATTAINMENT, org.north)
    assert [(40_000, 100_000, 4000)] == await rows(dsn, ATTAINMENT, org.south)
    assert () == await differences(database, org)
    await do(database, correct_membership, correct(org, team_id=org.north))
    assert [(70_000, 150_000, 4666)] == await rows(dsn, ATTAINMENT, org.north)
    assert () == await differences(database, org)


async def test_percent_to_goal_counts_this_mornings_sale_for_the_team_it_was_made_for(
    database: Database, dsn: str, org: Org
) -> None:
    await do(database, propose_goal, goal(org, org.rep, 100_000))
    await recorded(database, org, "1", kind="deal_won", amount_minor=40_000)
    await do(database, move_member, move(org))
    await recorded(database, org, "2", kind="deal_won", amount_minor=10_000)
    # a goal that is agreed later makes the team's attainment anew
    await do(database, propose_goal, goal(org, org.second_rep, 50_000))
    assert [(40_000, 150_000, 2666)] == await rows(dsn, ATTAINMENT, org.north)
    [(numerator, _, _)] = await rows(dsn, ATTAINMENT, org.south)
    assert 10_000 == numerator
    assert () == await differences(database, org)


async def test_a_goal_of_next_month_counts_for_the_team_of_next_month(
    database: Database, dsn: str, org: Org
) -> None:
    target = ATTAINMENT.replace("2026-03-01", "2026-04-01")
    await do(database, propose_goal, goal(org, org.rep, 100_000, APRIL))
    assert [(0, 100_000, 0)] == await rows(dsn, target, org.north)
    await do(database, move_member, move(org, starts_on=APRIL))
    assert [(0, None, None)] == await rows(dsn, target, org.north)
    assert [(0, 100_000, 0)] == await rows(dsn, target, org.south)


async def test_a_final_month_keeps_its_standings_and_shows_a_correction(
    database: Database, dsn: str, org: Org
) -> None:
    await recorded(database, org, "1", quantity=6)
    may = datetime(2026, 5, 1, tzinfo=UTC)
    async with database.transaction(org.org_id) as connection:
        await close_periods(connection, now=may)
    await do(database, correct_membership, correct(org), now=may)
    standing = """
        SELECT score, correction FROM board_score JOIN board USING (org_id, board_id)
        WHERE board_key = 'teams-points-month' AND subject_id = $1 AND starts_on = '2026-03-01'"""
    assert [(6, -6)] == await rows(dsn, standing, org.north)
    assert [(None, 6)] == await rows(dsn, standing, org.south)
    assert () == await differences(database, org)


@pytest.mark.parametrize("size", [1, 40])
async def test_a_correction_takes_the_same_number_of_statements_whatever_it_moves(
    database: Database, org: Org, statements: list[str], size: int
) -> None:
    async with intake_on(database) as intake:
        # so much that nothing is left to be won
        for key, quantity in (("deal_won", 1_000), ("call", 1_000_000)):
            amount_minor = 10**12 if key == "deal_won" else None
            await intake.submit(
                record(org, key, kind=key, quantity=quantity, amount_minor=amount_minor)
            )
        await intake.submit_many([record(org, f"{each}") for each in range(size)])
    statements.clear()
    await do(database, correct_membership, correct(org))
    assert len(statements) == 34


async def test_what_is_recorded_while_a_membership_is_corrected_is_in_one_team(
    database: Database, dsn: str, org: Org
) -> None:
    await recorded(database, org, "first", quantity=2)
    async with intake_on(database) as intake:

        async def one_call(key: str) -> None:
            await intake.submit(record(org, key))

        correcting: list[Callable[[], Awaitable[None]]] = [
            lambda: do(database, correct_membership, correct(org))
        ]
        calls: list[Callable[[], Awaitable[None]]] = [
            partial(one_call, f"{number}") for number in range(20)
        ]
        await together([*correcting, *calls])
    assert (0, 22) == (await points(dsn, org.north), await points(dsn, org.south))
    assert () == await differences(database, org)


async def test_of_two_corrections_at_once_the_second_finds_nothing_left(
    database: Database, dsn: str, org: Org
) -> None:
    await recorded(database, org, "1", quantity=3)

    async def once() -> str:
        try:
            await do(database, correct_membership, correct(org))
        except WrongStateError:
            return "refused"
        return "done"

    assert ["done", "refused"] == sorted(await together([once, once]))
    assert 3 == await points(dsn, org.south)
    assert () == await differences(database, org)


REFUSED: dict[str, tuple[Any, dict[str, Any], type[DomainError]]] = {
    "a move into the past": (
        move_member,
        {"starts_on": TODAY - timedelta(days=1)},
        InvalidInputError,
    ),
    "a move to where one is": (
        move_member,
        {"team_id": None, "member_id": "manager"},
        WrongStateError,
    ),
    "a move of nobody": (move_member, {"member_id": new_id()}, UnknownMemberError),
    "a move to no team": (move_member, {"team_id": new_id()}, UnknownTeamError),
    "a correction of the future": (
        correct_membership,
        {"starts_on": TODAY + timedelta(days=1)},
        InvalidInputError,
    ),
    "a correction that ends before it begins": (
        correct_membership,
        {"ends_on": MARCH},
        InvalidInputError,
    ),
    "a correction without a reason": (correct_membership, {"reason": " "}, InvalidTextError),
    "a correction that is on record": (
        correct_membership,
        {"team_id": "north"},
        WrongStateError,
    ),
    "a correction of nobody": (correct_membership, {"member_id": new_id()}, UnknownMemberError),
    "a correction to no team": (correct_membership, {"team_id": new_id()}, UnknownTeamError),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_can_not_be_is_refused(
    database: Database, dsn: str, org: Org, what: str
) -> None:
    action, changed, refusal = REFUSED[what]
    make = move if action is move_member else correct
    named = {
        key: getattr(org, value) if isinstance(value, str) and hasattr(org, value) else value
        for key, value in changed.items()
    }
    await refuse(database, dsn, action, make(org, **named), refusal)


async def test_only_an_admin_moves_and_corrects(database: Database, dsn: str, org: Org) -> None:
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, move_member, move(org, by=by), NotAllowedError)
        await refuse(database, dsn, correct_membership, correct(org, by=by), NotAllowedError)


async def test_a_move_over_a_planned_one_is_refused(database: Database, dsn: str, org: Org) -> None:
    await do(database, move_member, move(org, starts_on=APRIL))
    await refuse(database, dsn, move_member, move(org, team_id=None), WrongStateError)


async def test_an_archived_team_takes_nobody_but_for_days_that_are_gone(
    database: Database, dsn: str, org: Org
) -> None:
    await do(database, archive_team, ArchiveTeam(by=org.as_admin(), team_id=org.south))
    await refuse(database, dsn, move_member, move(org), UnknownTeamError)
    await refuse(database, dsn, correct_membership, correct(org), UnknownTeamError)
    await do(database, correct_membership, correct(org, ends_on=date(2026, 3, 5)))
    assert (org.south, MARCH, date(2026, 3, 5)) in await rows(dsn, SPANS, org.rep)
