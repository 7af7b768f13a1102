"""Boards per head and of improvement: what divides a score, what it has to beat, and what stays."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bellringer.gamification.actions.change_role import deactivate_member, reactivate_member
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.correct_membership import correct_membership
from bellringer.gamification.actions.count_heads import count_heads_of_today
from bellringer.gamification.actions.enrol_member import enrol_one
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.actions.reopen_period import reopen_period
from bellringer.gamification.commands.leaderboards import ReopenPeriod
from bellringer.gamification.commands.members import (
    CorrectMembership,
    DeactivateMember,
    EnrolMember,
    EraseMember,
    MoveMember,
    ReactivateMember,
    TeamNamed,
)
from bellringer.gamification.rules.leaderboards.derived import baseline
from bellringer.gamification.store import playbook
from bellringer.gamification.store.leaderboards.filling import refill
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import ErasureReason, PeriodKind, Role, ScoreKind, SubjectKind
from tests import builders
from tests.boards import board, define, differences, scores
from tests.builders import NOW, Org
from tests.doing import caught, do, rows
from tests.integration.test_closing import GRACE, MONTH_END
from tests.recording import accepted, intake_on, record, reverse

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
FINAL_AT = MONTH_END + GRACE
DAY = timedelta(days=1)


async def call(
    database: Database,
    org: Org,
    quantity: int,
    *,
    on: date | None = None,
    member_id: UUID | None = None,
    now: datetime = NOW,
) -> UUID:
    async with intake_on(database, now) as intake:
        asked = record(org, str(new_id()), quantity=quantity, member_id=member_id, occurred_on=on)
        (answer,) = accepted([await intake.submit(asked)])
    return answer.activity_id


async def take_back(database: Database, org: Org, activity_id: UUID) -> None:
    async with intake_on(database) as intake:
        accepted([await intake.submit(reverse(org, str(new_id()), activity_id))])


async def count_heads(database: Database, org: Org, now: datetime) -> None:
    async with database.transaction(org.org_id) as connection:
        await count_heads_of_today(connection, now=now)


async def close(database: Database, org: Org) -> None:
    async with database.transaction(org.org_id) as connection:
        await close_periods(connection, now=FINAL_AT)


async def heads(database: Database, org: Org) -> None:
    asked = board(
        org, "heads", "calls", subject_kind=SubjectKind.TEAM, score_kind=ScoreKind.PER_HEAD
    )
    await define(database, asked)


async def improvement(
    database: Database, org: Org, *, period: PeriodKind = PeriodKind.MONTH
) -> None:
    await define(
        database, board(org, "better", "calls", score_kind=ScoreKind.IMPROVEMENT, period=period)
    )


async def test_a_team_is_measured_by_its_average_heads_with_the_first_activity(
    database: Database, org: Org, dsn: str
) -> None:
    await heads(database, org)
    await call(database, org, 30)  # Rita's, of two in north

    # March has 11 days so far, which are 22 of members
    expected = {org.north: 100 * 11 * 30 // 22, org.south: None}
    assert await scores(dsn, "heads", MARCH) == expected
    assert await differences(database, org) == ()


async def test_heads_follow_the_days_and_who_is_in_the_team(
    database: Database, org: Org, dsn: str
) -> None:
    cleo = await builders.enrol(database, org.org_id, "cleo", team="south")
    await heads(database, org)
    await call(database, org, 30)
    joins = MoveMember(
        by=org.as_admin(), member_id=cleo, team_id=org.north, starts_on=NOW.date() + DAY
    )
    await do(database, move_member, joins)
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 11 * 30 // 22

    await count_heads(database, org, NOW + 2 * DAY)

    # 13 days of Rita and Bob, two of Cleo
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 13 * 30 // 28
    assert await differences(database, org) == ()
    since = CorrectMembership(
        by=org.as_admin(), member_id=cleo, team_id=org.north, starts_on=MARCH, reason="noted late"
    )
    await do(database, correct_membership, since, now=NOW + 2 * DAY)
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 13 * 30 // 39
    assert await differences(database, org) == ()


async def test_final_scores_per_head_stay_until_they_are_opened_again(
    database: Database, org: Org, dsn: str
) -> None:
    await heads(database, org)
    await call(database, org, 62)
    await close(database, org)
    final = {org.north: 100 * 31 * 62 // 62, org.south: None}
    assert await scores(dsn, "heads", MARCH) == final

    leaves = CorrectMembership(
        by=org.as_admin(),
        member_id=org.second_rep,
        team_id=None,
        starts_on=MARCH,
        reason="never came",
    )
    await do(database, correct_membership, leaves, now=FINAL_AT)
    await call(database, org, 31, on=NOW.date(), now=FINAL_AT)
    await count_heads(database, org, FINAL_AT)
    assert await scores(dsn, "heads", MARCH) == final
    assert await differences(database, org) == ()

    again = ReopenPeriod(by=org.as_admin(), board_key="heads", on=MARCH, reason="The CRM was down")
    await do(database, reopen_period, again, now=FINAL_AT)
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 31 * 93 // 31
    assert await differences(database, org) == ()


async def test_a_team_that_has_nothing_left_has_no_score(
    database: Database, org: Org, dsn: str
) -> None:
    await heads(database, org)
    mistake = await call(database, org, 30)
    await take_back(database, org, mistake)
    assert (await scores(dsn, "heads", MARCH))[org.north] is None
    assert await differences(database, org) == ()


async def test_a_member_has_to_beat_the_mean_of_the_months_before(
    database: Database, org: Org, dsn: str
) -> None:
    await improvement(database, org)
    await call(database, org, 10, on=JANUARY)
    await call(database, org, 21, on=FEBRUARY)
    first = await call(database, org, 20)
    await call(database, org, 5)
    await call(database, org, 500, member_id=org.second_rep)  # who has nothing to beat yet

    columns = ("score", "baseline", "numerator")
    expected = {org.rep: (25 - 15, 15, 25), org.second_rep: (None, None, 500)}
    assert await scores(dsn, "better", MARCH, columns=columns) == expected

    await call(database, org, 400, on=FEBRUARY)  # late for what was frozen
    await take_back(database, org, first)
    assert (await scores(dsn, "better", MARCH))[org.rep] == 5 - 15
    assert await differences(database, org) == ()


async def test_a_board_of_improvement_that_is_defined_later_comes_to_the_same(
    database: Database, org: Org, dsn: str
) -> None:
    await call(database, org, 10, on=JANUARY)
    await call(database, org, 21, on=FEBRUARY)
    await call(database, org, 25)
    await improvement(database, org)

    assert (await scores(dsn, "better", MARCH))[org.rep] == 25 - 15
    assert (await scores(dsn, "better", FEBRUARY))[org.rep] == 21 - 10
    assert (await scores(dsn, "better", JANUARY))[org.rep] is None
    assert await differences(database, org) == ()


async def test_opened_again_whoever_came_late_is_measured_too(
    database: Database, org: Org, dsn: str
) -> None:
    await improvement(database, org)
    await call(database, org, 10, on=FEBRUARY)
    await call(database, org, 3, on=FEBRUARY, member_id=org.second_rep)
    await call(database, org, 12)
    await close(database, org)
    await call(database, org, 5, on=NOW.date(), member_id=org.second_rep, now=FINAL_AT)
    assert (await scores(dsn, "better", MARCH))[org.second_rep] is None

    again = ReopenPeriod(by=org.as_admin(), board_key="better", on=MARCH, reason="The CRM was down")
    await do(database, reopen_period, again, now=FINAL_AT)

    assert await scores(dsn, "better", MARCH) == {org.rep: 12 - 10, org.second_rep: 5 - 3}
    assert await differences(database, org) == ()


async def test_a_recount_knows_what_has_to_be_beaten(
    database: Database, org: Org, dsn: str
) -> None:
    await improvement(database, org)
    await call(database, org, 10, on=FEBRUARY)
    await call(database, org, 12, now=NOW + DAY)
    await call(database, org, 4, on=FEBRUARY, member_id=org.second_rep)
    await call(database, org, 5, member_id=org.second_rep, now=NOW + DAY)
    await call(database, org, 400, on=FEBRUARY, member_id=org.second_rep, now=NOW + 2 * DAY)
    assert await differences(database, org) == ()

    await rows(
        dsn,
        "UPDATE board_score SET baseline = 1, score = numerator - 1 WHERE starts_on = $1 AND baseline > 1",
        MARCH,
    )
    [found] = await differences(database, org)  # Bob's can't be told from the facts any more
    assert (found.what, found.stored, found.rebuilt) == ("baseline", "1", "10")
    assert str(org.rep) in found.whose


async def test_heads_count_until_they_leave(database: Database, org: Org, dsn: str) -> None:
    await heads(database, org)
    await call(database, org, 30)
    admin, yesterday = org.as_admin(), NOW.date() - DAY
    leave = DeactivateMember(by=admin, member_id=org.second_rep, left_on=yesterday)
    await do(database, deactivate_member, leave)
    # 11 days of Rita, 9 of Bob
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 11 * 30 // 20
    assert await differences(database, org) == ()

    await do(database, reactivate_member, ReactivateMember(by=admin, member_id=org.second_rep))
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 11 * 30 // 22
    erase = EraseMember(by=admin, member_id=org.second_rep, reason=ErasureReason.MEMBER_REQUEST)
    await do(database, erase_member, erase)
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 11 * 30 // 21
    assert await differences(database, org) == ()


async def test_whoever_is_enrolled_counts_at_once(database: Database, org: Org, dsn: str) -> None:
    await heads(database, org)
    await call(database, org, 30)
    newcomer = EnrolMember(
        by=org.as_admin(),
        email="cleo@acme.example",
        display_name="Cleo",
        role=Role.REP,
        team=TeamNamed(team_key="north"),
        joined_on=NOW.date(),
    )
    await do(database, enrol_one, newcomer)
    assert (await scores(dsn, "heads", MARCH))[org.north] == 100 * 11 * 30 // 23
    assert await differences(database, org) == ()


async def test_a_period_that_is_being_counted_is_not_closed_meanwhile(
    database: Database, org: Org, dsn: str
) -> None:
    """And nobody else counts, who might have read memberships of another moment."""
    await heads(database, org)
    await call(database, org, 30)
    async with database.transaction(org.org_id) as connection:
        await count_heads_of_today(connection, now=NOW)
        for mode in ("UPDATE", "NO KEY UPDATE", "SHARE"):
            assert await rows(dsn, _FREE.format(mode=mode), org.org_id) == []
        # recording a score only refers to it
        assert await rows(dsn, _FREE.format(mode="KEY SHARE"), org.org_id) != []


_FREE = """
SELECT starts_on FROM board_period JOIN board USING (org_id, board_id)
 WHERE org_id = $1 AND board_key = 'heads' FOR {mode} OF board_period SKIP LOCKED
"""
calls = st.lists(
    st.tuples(st.booleans(), st.integers(1, 40), st.integers(0, 30), st.booleans()), max_size=12
)
_ROWS = """
SELECT board_key, starts_on, subject_id, score, numerator, denominator, factor, reached_at
  FROM board_score JOIN board USING (org_id, board_id)
 WHERE org_id = $1 AND board_key IN ('heads', 'better') AND numerator IS NOT NULL
 ORDER BY 1, 2, 3
"""


@settings(
    max_examples=12,
    phases=[Phase.reuse, Phase.generate],  # to shrink it takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=calls, moves=st.lists(st.tuples(st.booleans(), st.integers(1, 20)), max_size=2))
async def test_what_was_kept_up_is_what_all_that_is_on_record_adds_up_to(
    database: Database,
    dsn: str,
    made: Sequence[tuple[bool, int, int, bool]],
    moves: Sequence[tuple[bool, int]],
) -> None:
    org = await builders.organization(database, slug=f"org-{new_id()}")
    await define(
        database,
        board(
            org,
            "heads",
            "calls",
            subject_kind=SubjectKind.TEAM,
            score_kind=ScoreKind.PER_HEAD,
            period=PeriodKind.WEEK,
        ),
    )
    await improvement(database, org, period=PeriodKind.WEEK)
    for is_ritas, quantity, days, is_mistake in made:
        member_id = org.rep if is_ritas else org.second_rep
        on = NOW.date() - days * DAY
        sent = await call(database, org, quantity, on=on, member_id=member_id)
        if is_mistake:
            await take_back(database, org, sent)
    for is_ritas, days in moves:
        moved = CorrectMembership(
            by=org.as_admin(),
            member_id=org.rep if is_ritas else org.second_rep,
            team_id=org.south if days % 2 else None,
            starts_on=NOW.date() - days * DAY,
            reason="noted late",
        )
        await caught(do(database, correct_membership, moved))  # it may be so already
    assert await differences(database, org) == ()

    kept = await rows(dsn, _ROWS, org.org_id)
    await rows(dsn, "UPDATE board_score SET baseline = NULL WHERE org_id = $1", org.org_id)
    await _refill(database, org, sorted({(row[0], row[1]) for row in kept}))
    again = await rows(dsn, _ROWS, org.org_id)

    by_heads = [row for row in kept if row[0] == "heads"]
    assert by_heads == [row for row in again if row[0] == "heads"]
    sums = {(row[1], row[2]): row[4] for row in kept if row[0] == "better"}
    assert {
        (week, who): _against(total, [sums.get((week - 7 * n * DAY, who)) for n in (1, 2, 3)])
        for (week, who), total in sums.items()
    } == {(row[1], row[2]): row[3] for row in again if row[0] == "better"}


async def _refill(database: Database, org: Org, periods: Sequence[tuple[str, date]]) -> None:
    async with database.transaction(org.org_id) as connection:
        plays = await playbook.read(connection)
        boards = {each.board_key: each for each in plays.boards}
        for key, starts_on in periods:
            await refill(connection, plays, boards[key], starts_on, now=NOW)


def _against(total: int, before: Sequence[int | None]) -> int | None:
    beaten = baseline(before)
    return None if beaten is None else total - beaten
