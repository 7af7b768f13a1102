"""An admin opens a FINAL period again: what came late counts, and what hung on its standings is settled anew."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.carry_competitions import KEPT_FOR
from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.reopen_period import reopen_period
from bellringer.gamification.actions.update_board import archive_board
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.gamification.commands.leaderboards import ArchiveBoard, CreateBoard, ReopenPeriod
from bellringer.gamification.errors import (
    DomainError,
    InvalidTextError,
    NotAllowedError,
    UnknownBoardError,
    UnknownPeriodError,
    WrongStateError,
)
from bellringer.gamification.playbook.badges import FinalRank
from bellringer.gamification.playbook.leaderboards import SalesRoleScope
from bellringer.gamification.store import outcome
from bellringer.gamification.store.leaderboards import filling
from bellringer.models.database import Database
from bellringer.words import MetricDirection, PeriodKind, SubjectKind, TiePolicy
from tests.builders import NOW, Org
from tests.doing import caught, do, refuse, rows
from tests.integration.test_badge_settling import AWARDS, champion
from tests.integration.test_closing import (
    GRACE,
    MARCH,
    MONTH_END,
    close,
    sell,
    states,
    told,
    winners,
)
from tests.integration.test_competitions import END, JUDGED, carry, live, read, scores
from tests.integration.test_competitions import winners as won_by
from tests.integration.test_meetings import Meeting
from tests.recording import accepted, importer, intake_on, reverse, together

FINAL = MONTH_END + GRACE
LATER = FINAL + timedelta(hours=5)
DAY = timedelta(days=1)


def reopening(
    org: Org, board: str = "revenue-month", on: date = MARCH, **more: Any
) -> ReopenPeriod:
    asked: dict[str, Any] = {"by": org.as_admin(), "reason": "The CRM was down", **more}
    return ReopenPeriod(board_key=board, on=on, **asked)


async def reopen(
    database: Database, org: Org, board: str = "revenue-month", *, now: datetime = LATER
) -> None:
    await do(database, reopen_period, reopening(org, board), now=now)


async def standing(dsn: str, board: str = "revenue-month") -> list[tuple[Any, ...]]:
    """Subject, score, what came late, and when the score was reached, the best first."""
    return await rows(
        dsn,
        """SELECT subject_id, score, correction, reached_at FROM board_score
             JOIN board USING (org_id, board_id) WHERE board_key = $1 AND starts_on = $2
            ORDER BY score DESC NULLS LAST, reached_at, subject_id""",
        board,
        MARCH,
    )


async def former(dsn: str, board: str = "revenue-month") -> list[tuple[Any, ...]]:
    """Edition, rank, subject, score and what had come late, in the order of the list."""
    return await rows(
        dsn,
        """SELECT edition, rank, subject_id, score, correction FROM former_standing
             JOIN board USING (org_id, board_id) WHERE board_key = $1 ORDER BY edition, place""",
        board,
    )


async def in_order(database: Database, org: Org) -> None:
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def month_is_final(database: Database, org: Org, *, late: int = 90_000) -> UUID:
    """Rita won March before Bob, who sold much more that came late; returns Rita's sale."""
    ritas = await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    await close(database, org, FINAL)
    if late:
        await sell(database, org, "late", late, member_id=org.second_rep, now=FINAL)
    return ritas


async def test_B5_what_came_late_counts_and_the_standings_as_they_were_stay(
    database: Database, org: Org, dsn: str
) -> None:
    ritas = await month_is_final(database, org)
    async with intake_on(database, FINAL) as intake:
        accepted([await intake.submit(reverse(org, "oops", ritas))])
    await reopen(database, org)

    assert await standing(dsn) == [
        (org.second_rep, 94_000, 0, NOW),
        (org.rep, None, 0, None),
    ]
    assert await former(dsn) == [
        (1, 1, org.rep, 10_000, -10_000),
        (1, 2, org.second_rep, 4_000, 90_000),
    ]
    kept = """SELECT edition, final_at, reopened_at, reopened_by, body
                FROM board_edition JOIN board_edition_note USING (org_id, board_id, starts_on, edition)"""
    assert await rows(dsn, kept) == [(1, FINAL, LATER, org.admin, "The CRM was down")]
    logged = "SELECT details ->> 'edition' FROM audit_log WHERE action = 'period.reopen'"
    assert await rows(dsn, logged) == [("1",)]
    await in_order(database, org)


async def test_a_re_opened_period_has_a_grace_of_its_own_and_becomes_final_again(
    database: Database, org: Org, dsn: str
) -> None:
    await month_is_final(database, org)
    await reopen(database, org)
    assert await states(dsn, "revenue-month") == [(MARCH, "PROVISIONAL", None)]
    await sell(database, org, "later", 500, now=LATER)
    await close(database, org, LATER + GRACE - timedelta(seconds=1))
    assert await states(dsn, "revenue-month") == [(MARCH, "PROVISIONAL", None)]
    await close(database, org, LATER + GRACE)
    assert await states(dsn, "revenue-month") == [(MARCH, "FINAL", LATER + GRACE)]
    assert [row[:3] for row in await standing(dsn)] == [
        (org.second_rep, 94_000, 0),
        (org.rep, 10_500, 0),
    ]
    # and once more, with the next edition
    await reopen(database, org, now=LATER + 2 * GRACE)
    assert [row[0] for row in await former(dsn)] == [1, 1, 2, 2]
    await in_order(database, org)


async def test_month_and_badges_follow_the_standings_when_they_are_final_again(
    database: Database, org: Org, dsn: str
) -> None:
    await champion(database, org, FinalRank(board_key="points-month", rank=1))
    await month_is_final(database, org, late=0)
    for number in range(3):
        await sell(database, org, f"late {number}", member_id=org.second_rep, now=FINAL)
    before = await winners(dsn)
    await reopen(database, org, "points-month")
    assert await winners(dsn) == before, "while it is open, who won stands"
    assert await rows(dsn, AWARDS) == [(org.rep, MARCH, "GRANTED", None)]
    await close(database, org, LATER + GRACE)
    won = "SELECT edition, subject_id FROM month_candidate WHERE is_winner AND subject_kind = 'MEMBER'"
    assert await rows(dsn, won + " ORDER BY 1") == [(1, org.rep), (2, org.second_rep)]
    assert await rows(dsn, AWARDS) == [
        (org.rep, MARCH, "REVOKED", "REOPENED"),
        (org.second_rep, MARCH, "GRANTED", None),
    ]
    assert (await told(dsn)).count("MEMBER_OF_THE_MONTH") == 2
    await in_order(database, org)


async def test_boards_of_the_same_sums_are_opened_together_and_each_keeps_its_own_list(
    database: Database, org: Org, dsn: str
) -> None:
    for key, tie_policy, scope in (
        ("worst-first", TiePolicy.ORDINAL, None),
        ("hunters", TiePolicy.COMPETITION, SalesRoleScope("hunter")),
        ("gone", TiePolicy.DENSE, None),
    ):
        board = CreateBoard(
            by=org.as_admin(),
            board_key=key,
            title=key,
            subject_kind=SubjectKind.MEMBER,
            metric_key="revenue",
            period=PeriodKind.MONTH,
            tie_policy=tie_policy,
            direction=MetricDirection.LOWER_IS_BETTER if key == "worst-first" else None,
            scope=scope,
        )
        await do(database, create_board, board)
    await do(database, archive_board, ArchiveBoard(by=org.as_admin(), board_key="gone"))
    await rows(dsn, "UPDATE member SET sales_role = 'hunter' WHERE member_id = $1", org.second_rep)
    await month_is_final(database, org)
    await reopen(database, org, "hunters")

    lists = {
        board: [row[1:4] for row in await former(dsn, board)]
        for board in ("revenue-month", "worst-first", "hunters", "gone", "deals-month")
    }
    assert lists == {
        "revenue-month": [(1, org.rep, 10_000), (2, org.second_rep, 4_000)],
        "worst-first": [(1, org.second_rep, 4_000), (2, org.rep, 10_000)],
        "hunters": [(1, org.second_rep, 4_000)],
        "gone": [],
        "deals-month": [],
    }
    assert await states(dsn, "revenue-month") == [(MARCH, "PROVISIONAL", None)]
    assert [state for _, state, _ in await states(dsn, "deals-month")] == ["FINAL"]


async def test_percent_to_goal_is_had_anew_with_goals_agreed_meanwhile(
    database: Database, org: Org, dsn: str
) -> None:
    def quota(owner_id: UUID, kind: SubjectKind, target: int) -> ProposeGoal:
        terms = GoalTerms(target=target, starts_on=MARCH, ends_on=date(2026, 4, 1))
        return ProposeGoal(
            by=importer(org.org_id),
            owner_kind=kind,
            owner_id=owner_id,
            title="March",
            metric_key="revenue",
            terms=terms,
        )

    await do(database, propose_goal, quota(org.north, SubjectKind.TEAM, 20_000))
    await month_is_final(database, org)
    board = "teams-attainment-month"
    shown = """SELECT subject_id, score, numerator, denominator, correction FROM board_score
                 JOIN board USING (org_id, board_id) WHERE board_key = $1
               ORDER BY score DESC NULLS LAST"""
    assert await rows(dsn, shown, board) == [(org.north, 7_000, 14_000, 20_000, 90_000)]
    # while the standings are FINAL a new goal moves nothing
    await do(database, propose_goal, quota(org.south, SubjectKind.TEAM, 1_000), now=FINAL)
    assert (await rows(dsn, shown, board))[0][:2] == (org.north, 7_000)
    await reopen(database, org, board)
    assert await rows(dsn, shown, board) == [
        (org.north, 52_000, 104_000, 20_000, 0),
        (org.south, 0, 0, 1_000, 0),
    ]
    assert await former(dsn, board) == [(1, 1, org.north, 7_000, 90_000)]
    await close(database, org, LATER + GRACE)
    await in_order(database, org)


async def test_B5_final_standings_keep_who_was_first_and_re_opened_ones_ask_the_facts(
    database: Database, org: Org, dsn: str
) -> None:
    early, late = NOW - 2 * DAY, NOW - DAY
    first = await sell(database, org, "1", 500, occurred_at=early)
    await sell(database, org, "2", 500, member_id=org.second_rep, occurred_at=late)
    await close(database, org, FINAL)
    before = [(org.rep, 500, 0, early), (org.second_rep, 500, 0, late)]
    assert await standing(dsn) == before
    # the same revenue, but later: what came late and what was taken back cancel out
    async with intake_on(database, FINAL) as intake:
        accepted([await intake.submit(reverse(org, "oops", first))])
    await sell(database, org, "3", 500, occurred_at=NOW, now=FINAL)
    assert await standing(dsn) == before
    await reopen(database, org)
    assert await standing(dsn) == [(org.second_rep, 500, 0, late), (org.rep, 500, 0, NOW)]
    await in_order(database, org)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"by": "rep"}, NotAllowedError),
        ({"by": "manager"}, NotAllowedError),
        ({"reason": "  "}, InvalidTextError),
        ({"reason": "x" * 501}, InvalidTextError),
        ({"board_key": "nope"}, UnknownBoardError),
        ({"board_key": "deals-month"}, UnknownBoardError),  # archived
        ({"on": date(2026, 2, 1)}, UnknownPeriodError),  # nothing was counted
        ({"on": date(9999, 12, 31)}, UnknownPeriodError),
        ({"on": date(2026, 4, 1)}, WrongStateError),  # runs
        ({"board_key": "points-all"}, WrongStateError),  # never ends
    ],
)
async def test_what_can_t_be_opened_again_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    await month_is_final(database, org)
    await sell(database, org, "april", occurred_at=FINAL, now=FINAL)
    await do(database, archive_board, ArchiveBoard(by=org.as_admin(), board_key="deals-month"))
    asked: dict[str, Any] = {"board_key": "revenue-month", "on": MARCH, "reason": "Late", **change}
    asked["by"] = {"rep": org.as_rep(), "manager": org.as_manager()}.get(
        asked.get("by", ""), org.as_admin()
    )
    await refuse(database, dsn, reopen_period, ReopenPeriod(**asked), refusal, now=LATER)


async def test_a_refusal_says_what_is_wrong(database: Database, org: Org, dsn: str) -> None:
    await month_is_final(database, org)
    await reopen(database, org)
    asked = reopening(org)
    error = await refuse(database, dsn, reopen_period, asked, WrongStateError, now=LATER)
    assert (error.path, str(error)[:26]) == (("on",), "This period is PROVISIONAL")


async def test_two_admins_at_once_open_it_once(database: Database, org: Org, dsn: str) -> None:
    await month_is_final(database, org)
    found = await together([partial(caught, reopen(database, org)) for _ in range(3)])
    assert sorted(type(each).__name__ for each in found) == [
        *("NoneType", "WrongStateError", "WrongStateError")
    ]
    assert await rows(dsn, "SELECT count(*) FROM board_edition") == [(1,)]
    assert len(await former(dsn)) == 2
    await in_order(database, org)


async def test_late_activities_amid_the_re_opening_are_all_counted(
    database: Database, org: Org, dsn: str
) -> None:
    await month_is_final(database, org)
    work: list[Callable[[], Awaitable[Any]]] = [partial(reopen, database, org)]
    for number in range(12):
        member_id = (org.rep, org.second_rep)[number % 2]
        work.append(partial(sell, database, org, f"m{number}", member_id=member_id, now=LATER))
    await together(work)
    assert [row[1:3] for row in await standing(dsn)] == [(154_000, 0), (70_000, 0)]
    await in_order(database, org)


async def test_a_period_is_not_opened_under_what_is_being_recorded(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await month_is_final(database, org, late=0)
    meeting = Meeting(dsn, monkeypatch)
    meeting.before(outcome, "save")
    late = partial(sell, database, org, "amid", 500, now=LATER)
    await meeting.hold(late, partial(reopen, database, org))
    # it was late when it was decided, and is let in by the re-opening that waited for it
    assert meeting.order == ["first", "second"]
    assert (await standing(dsn))[0][:3] == (org.rep, 10_500, 0)
    await in_order(database, org)


async def test_what_is_recorded_while_a_period_is_opened_waits_and_counts(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await month_is_final(database, org, late=0)
    meeting = Meeting(dsn, monkeypatch)
    meeting.behind(filling, "_add_up")
    late = partial(sell, database, org, "amid", 500, now=LATER)
    await meeting.hold(partial(reopen, database, org), late)
    assert meeting.order == ["first", "second"]
    assert (await standing(dsn))[0][:3] == (org.rep, 10_500, 0)
    await in_order(database, org)


async def test_closing_and_re_opening_at_once_end_in_order(
    database: Database, org: Org, dsn: str
) -> None:
    await month_is_final(database, org)
    now = LATER
    for _ in range(3):
        await reopen(database, org, now=now)
        now += GRACE
        work: list[Callable[[], Awaitable[Any]]] = [partial(close, database, org, now)] * 2
        work.append(partial(caught, reopen(database, org, now=now)))
        await together(work)
        await close(database, org, now)
        found = await rows(
            dsn,
            "SELECT state, edition = 1 + (SELECT count(*) FROM board_edition) FROM board_period"
            " JOIN board USING (org_id, board_id) WHERE board_key = 'revenue-month'",
        )
        assert [is_next for _, is_next in found] == [True]
        now += GRACE
        await close(database, org, now)
        assert await states(dsn, "revenue-month") != [(MARCH, "PROVISIONAL", None)]
        await in_order(database, org)


async def test_a_competition_is_judged_anew_when_its_board_is_final_again(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await live(database, org)
    await sell(database, org, "1", 2_000)
    await carry(database, org, END)
    for now in (END, JUDGED):
        await close(database, org, now)
    assert await won_by(database, org, competition_id) == [org.rep]
    await sell(database, org, "2", 9_000, member_id=org.second_rep, now=JUDGED)
    assert await won_by(database, org, competition_id) == [org.rep]

    # on the last day that its board is there, so that the timetable would archive it too early
    now = JUDGED + KEPT_FOR - timedelta(minutes=1)
    board = f"competition-{competition_id}"
    await do(database, reopen_period, reopening(org, board, date(2026, 3, 12)), now=now)
    assert await scores(database, org, competition_id) == {org.rep: 2_000, org.second_rep: 9_000}
    await carry(database, org, now + GRACE)
    await close(database, org, now + GRACE)
    assert await won_by(database, org, competition_id) == [org.second_rep]
    assert (await read(database, org, competition_id)).edition == 2
    news = "SELECT count(*) FILTER (WHERE withdrawn_at IS NULL), count(*) FROM announcement WHERE kind = $1"
    assert await rows(dsn, news, "COMPETITION_RESULT") == [(1, 2)]
    await in_order(database, org)


@pytest.mark.parametrize("size", [3, 60])
async def test_it_takes_the_same_number_of_statements_whoever_is_ranked(
    database: Database, org: Org, dsn: str, statements: list[str], size: int
) -> None:
    await month_is_final(database, org)
    for sql in (
        """INSERT INTO member (org_id, member_id, role, created_at)
           SELECT $1, md5(number::text)::uuid, 'REP', now() FROM generate_series(1, $2) AS number""",
        """INSERT INTO board_score (org_id, board_id, starts_on, subject_id, score)
           SELECT $1, board_id, '2026-03-01', md5(number::text)::uuid, number
             FROM board, generate_series(1, $2) AS number WHERE org_id = $1 AND board_key = 'revenue-month'""",
    ):
        await rows(dsn, sql, org.org_id, size)
    statements.clear()
    await reopen(database, org)
    assert len(statements) == 12
    assert len(await former(dsn)) == size + 2
