"""Periods close, months are recognised: once, by any number of workers, at any time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.commands.goals import GoalTerms, ProposeGoal
from bellringer.gamification.facts.leaderboards import TouchedPeriod
from bellringer.gamification.rules.recognition.months import Recognition
from bellringer.gamification.store import jobs
from bellringer.gamification.store.facts.leaderboards import hold_periods
from bellringer.gamification.store.leaderboards import lock_due
from bellringer.gamification.store.outbox import LIVE_CHANNEL
from bellringer.gamification.store.recognition import months
from bellringer.gamification.store.window import Window
from bellringer.models.database import Database
from bellringer.words import PeriodState, SubjectKind
from tests.builders import NOW, Org
from tests.doing import do, everything, rows
from tests.recording import accepted, importer, intake_on, record, reverse, together

MARCH = date(2026, 3, 1)
MONTH_END = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # midnight in Berlin, in summer already
GRACE = timedelta(hours=24)
MONTH_BOARDS = 5


async def sell(
    database: Database,
    org: Org,
    key: str,
    amount_minor: int = 10_000,
    *,
    member_id: UUID | None = None,
    occurred_at: datetime = NOW,
    now: datetime = NOW,
) -> UUID:
    async with intake_on(database, now) as intake:
        asked = record(
            org,
            key,
            kind="deal_won",
            amount_minor=amount_minor,
            member_id=member_id,
            occurred_at=occurred_at,
        )
        (answer,) = accepted([await intake.submit(asked)])
    return answer.activity_id


async def close(database: Database, org: Org, now: datetime, *, limit: int = 100) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await close_periods(connection, now=now, limit=limit)


async def states(dsn: str, board: str = "points-month") -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT starts_on, state, final_at FROM board_period JOIN board USING (org_id, board_id)"
        " WHERE board_key = $1 ORDER BY starts_on",
        board,
    )


async def winners(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT subject_kind, month_on, subject_id, board_key, score FROM month_candidate"
        " WHERE is_winner ORDER BY subject_kind, month_on, subject_id",
    )


async def award(
    database: Database, org: Org, kind: SubjectKind, month: date, now: datetime
) -> Recognition | None:
    async with database.reading(org.org_id) as connection:
        return await months.read(connection, org.playbook, kind, month, now=now)


async def told(dsn: str) -> list[str]:
    found = await rows(
        dsn, "SELECT kind FROM announcement WHERE kind LIKE '%_OF_THE_MONTH' ORDER BY kind"
    )
    return [kind for (kind,) in found]


async def test_a_period_is_open_then_provisional_then_final(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await close(database, org, MONTH_END - timedelta(seconds=1))
    assert await states(dsn) == [(MARCH, "OPEN", None)]
    await close(database, org, MONTH_END)
    assert await states(dsn) == [(MARCH, "PROVISIONAL", None)]
    await close(database, org, MONTH_END + GRACE - timedelta(seconds=1))
    assert await states(dsn) == [(MARCH, "PROVISIONAL", None)]
    final_at = MONTH_END + GRACE
    await close(database, org, final_at)
    assert await states(dsn) == [(MARCH, "FINAL", final_at)]
    assert await states(dsn, "points-all") == [(date(1970, 1, 1), "OPEN", None)]


async def test_a_period_that_an_import_opens_late_has_its_grace_from_then(
    database: Database, org: Org, dsn: str
) -> None:
    old = datetime(2025, 6, 3, 9, 0, tzinfo=UTC)
    await sell(database, org, "1", occurred_at=old)
    await close(database, org, NOW + GRACE - timedelta(seconds=1))
    assert await states(dsn) == [(date(2025, 6, 1), "PROVISIONAL", None)]
    await close(database, org, NOW + GRACE)
    assert await states(dsn) == [(date(2025, 6, 1), "FINAL", NOW + GRACE)]
    # kept in the history, told to nobody
    assert [row[0] for row in await winners(dsn)] == ["MEMBER", "TEAM"]
    assert await told(dsn) == []
    assert await rows(dsn, "SELECT kind FROM feed_post WHERE kind LIKE '%_MONTH'") == []


async def test_what_comes_after_final_is_a_correction_and_the_winner_stays(
    database: Database, org: Org, dsn: str
) -> None:
    ritas = await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    final_at = MONTH_END + GRACE
    await close(database, org, final_at)
    before = await winners(dsn)

    async with intake_on(database, final_at) as intake:
        accepted([await intake.submit(reverse(org, "oops", ritas))])
    await sell(database, org, "late", 90_000, member_id=org.second_rep, now=final_at)

    scores = (
        "SELECT subject_id, score, correction FROM board_score JOIN board USING (org_id, board_id)"
        " WHERE board_key = 'revenue-month' AND starts_on = $1"
    )
    assert set(await rows(dsn, scores, MARCH)) == {
        (org.rep, 10_000, -10_000),
        (org.second_rep, 4_000, 90_000),
    }
    await close(database, org, final_at + timedelta(hours=1))
    assert await winners(dsn) == before


async def test_M5_three_closings_at_once_close_once(database: Database, org: Org, dsn: str) -> None:
    await sell(database, org, "1")
    for now in (MONTH_END, MONTH_END + GRACE):
        for _ in range(2):
            await together([partial(close, database, org, now)] * 3)

    assert await states(dsn) == [(MARCH, "FINAL", MONTH_END + GRACE)]
    runs = "SELECT job, count(*) FROM job_run WHERE job NOT LIKE 'close%' GROUP BY job ORDER BY job"
    assert await rows(dsn, runs) == [("recognize-month-member", 1), ("recognize-month-team", 1)]
    assert await told(dsn) == ["MEMBER_OF_THE_MONTH", "TEAM_OF_THE_MONTH"]
    posts = "SELECT count(*) FROM feed_post WHERE kind LIKE '%_OF_THE_MONTH'"
    assert await rows(dsn, posts) == [(2,)]


async def test_M5_a_closing_killed_at_any_statement_leaves_nothing_and_the_next_completes(
    database: Database, dsn: str, org: Org, statements: list[str]
) -> None:
    await sell(database, org, "1")
    final_at = MONTH_END + GRACE

    class Killed(BaseException):
        """The process is gone."""

    step = 0
    while True:
        before = await everything(dsn)
        watched = await Database.open(dsn, size=1, watch=_dies_after(step, Killed))
        try:
            async with watched.transaction(org.org_id) as connection:
                await close_periods(connection, now=final_at)
            break
        except Killed:
            assert await everything(dsn) == before
            step += 1
        finally:
            await watched.close()

    assert step > 10
    assert [state for _, state, _ in await states(dsn)] == ["FINAL"]
    assert len(await winners(dsn)) == 2
    assert await told(dsn) == ["MEMBER_OF_THE_MONTH", "TEAM_OF_THE_MONTH"]


def _dies_after(count: int, death: type[BaseException]) -> Any:
    seen = iter(range(count))

    def watch(_: str) -> None:
        if next(seen, None) is None:
            raise death

    return watch


async def test_M5_small_turns_come_to_the_same_end_as_one(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", member_id=org.second_rep, occurred_at=NOW - timedelta(days=9))
    final_at = MONTH_END + GRACE
    turns = 0
    while await close(database, org, final_at, limit=1):
        turns += 1
    assert turns > MONTH_BOARDS
    assert len(await winners(dsn)) == 3  # two members share the first place


async def test_the_door_names_the_organizations_with_ended_periods(
    database: Database, door_database: Database, org: Org
) -> None:
    await sell(database, org, "1")

    async def due(now: datetime, after: UUID | None = None) -> tuple[UUID, ...]:
        async with door_database.outside() as door:
            return await jobs.organizations_due(door, now=now, after=after, limit=10)

    assert await due(NOW) == ()
    assert await due(MONTH_END) == (org.org_id,)
    assert await due(MONTH_END, org.org_id) == ()
    last = datetime(2027, 1, 9, tzinfo=UTC)
    await close(database, org, last)
    assert await due(last) == ()


async def test_the_member_with_most_points_and_the_nearest_team_win_the_month(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    quota = ProposeGoal(
        by=importer(org.org_id),
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
        title="March",
        metric_key="revenue",
        terms=GoalTerms(target=20_000, starts_on=MARCH, ends_on=date(2026, 4, 1)),
    )
    await do(database, propose_goal, quota)

    so_far = await award(database, org, SubjectKind.TEAM, NOW.date(), NOW)
    assert so_far is not None
    assert so_far.state is PeriodState.OPEN
    assert so_far.decided_at is None

    final_at = MONTH_END + GRACE
    await close(database, org, final_at)

    teams = await award(database, org, SubjectKind.TEAM, NOW.date(), final_at)
    assert teams is not None
    assert teams.state is PeriodState.FINAL
    assert teams.decided_at == final_at
    assert [each.subject_id for each in teams.shortlist] == [org.north]
    assert teams.winners == so_far.winners
    assert [row[1:] for row in await winners(dsn)] == [
        (MARCH, org.rep, "points-month", 51),
        (MARCH, org.north, "teams-attainment-month", 7_000),
    ]
    expected = "SELECT audience_id, member_id, params ->> 'month_on' FROM feed_post WHERE kind = $1"
    assert await rows(dsn, expected, "MEMBER_OF_THE_MONTH") == [(org.org_id, org.rep, "2026-03-01")]
    inbox = (
        "SELECT count(DISTINCT member_id) FROM notification JOIN announcement USING (announcement_id)"
        " WHERE kind = 'TEAM_OF_THE_MONTH'"
    )
    assert await rows(dsn, inbox) == [(4,)]


async def test_a_month_rings_the_inboxes_of_all_who_are_told(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(dsn)
    await listener.add_listener(LIVE_CHANNEL, lambda *notice: heard.put_nowait(notice[3]))
    await close(database, org, MONTH_END + GRACE)
    async with asyncio.timeout(10):
        told = json.loads(await heard.get())
    await listener.close()
    everyone = (org.rep, org.second_rep, org.manager, org.admin)
    assert told["inbox"] == sorted(map(str, everyone))
    assert told["feed"] == [str(org.org_id)]
    unread = "SELECT last_seq, unread_count FROM inbox WHERE member_id = $1"
    assert await rows(dsn, unread, org.admin) == [(2, 2)]


async def test_without_goals_points_per_head_decide(database: Database, org: Org, dsn: str) -> None:
    await sell(database, org, "1")
    await close(database, org, MONTH_END + GRACE)
    team = (await winners(dsn))[1]
    # 51 points of two members, in hundredths
    assert team[1:] == (MARCH, org.north, "teams-points-month", 2_550)


async def test_equal_members_share_the_month(database: Database, org: Org, dsn: str) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", member_id=org.second_rep)
    await close(database, org, MONTH_END + GRACE)
    members = [row[2] for row in await winners(dsn) if row[0] == "MEMBER"]
    assert members == sorted([org.rep, org.second_rep])
    assert (await told(dsn)).count("MEMBER_OF_THE_MONTH") == 2


async def test_wins_in_a_row_are_counted_month_by_month(
    database: Database, org: Org, dsn: str
) -> None:
    for at in [datetime(2025, month, 15, 9, 0, tzinfo=UTC) for month in (6, 7, 8, 10)]:
        await sell(database, org, f"{at}", occurred_at=at)
    while await close(database, org, NOW + GRACE, limit=7):
        pass
    async with database.reading(org.org_id) as connection:
        past = await months.history(connection, org.playbook, SubjectKind.MEMBER, Window(limit=3))
    assert [each.winners[0].wins_in_a_row for each in past.rows] == [1, 3, 2]
    assert [each.month_on.month for each in past.rows] == [10, 8, 7]
    assert past.has_after


async def test_who_is_hidden_or_gone_is_not_recognised(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1")
    await sell(database, org, "2", 4_000, member_id=org.second_rep)
    await rows(dsn, "UPDATE member SET is_hidden = true WHERE member_id = $1", org.rep)
    found = await award(database, org, SubjectKind.MEMBER, MARCH, NOW)
    assert found is not None
    assert [each.subject_id for each in found.shortlist] == [org.second_rep]


async def test_a_month_without_points_has_no_winner(database: Database, org: Org, dsn: str) -> None:
    assert await award(database, org, SubjectKind.MEMBER, MARCH, NOW) is None
    sold = await sell(database, org, "1")
    async with intake_on(database) as intake:
        accepted([await intake.submit(reverse(org, "oops", sold))])
    await close(database, org, MONTH_END + GRACE)
    assert await winners(dsn) == []
    assert await award(database, org, SubjectKind.TEAM, MARCH, MONTH_END + GRACE) is None


async def test_L2_closing_amid_activities_loses_none_of_them(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "first")
    final_at = MONTH_END + GRACE
    work: list[Callable[[], Awaitable[Any]]] = [partial(close, database, org, final_at)] * 2
    for number in range(12):
        member_id = (org.rep, org.second_rep)[number % 2]
        work.append(partial(sell, database, org, f"{number}", member_id=member_id, now=final_at))
    await together(work)

    assert [state for _, state, _ in await states(dsn)] == ["FINAL"]
    sums = (
        "SELECT sum(points)::bigint, (SELECT coalesce(score, 0) + correction FROM board_score"
        " JOIN board USING (org_id, board_id)"
        " WHERE board_key = 'points-month' AND subject_id = member_id)"
        " FROM ledger_entry GROUP BY member_id"
    )
    found = await rows(dsn, sums)
    assert sorted(found) == sorted((ledger, ledger) for ledger, _ in found)
    assert sum(ledger for ledger, _ in found) == 13 * 51


async def free_for(dsn: str, mode: str) -> int:
    """How many of the month's periods another transaction could lock so at this moment."""
    return len(
        await rows(
            dsn,
            "SELECT starts_on FROM board_period JOIN board USING (org_id, board_id)"
            f" WHERE board_key = 'points-month' FOR {mode} OF board_period SKIP LOCKED",
        )
    )


async def test_L2_whoever_records_holds_the_periods_with_others_who_record(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "first")
    touched = [
        TouchedPeriod(board_id=board.board_id, starts_on=MARCH, starts_at=None, ends_at=None)
        for board in org.playbook.boards
        if board.board_key == "points-month"
    ]
    async with database.transaction(org.org_id) as connection:
        await hold_periods(connection, touched)
        assert await free_for(dsn, "SHARE") == 1
        assert await free_for(dsn, "NO KEY UPDATE") == 0


async def test_M5_whoever_closes_holds_the_periods_alone(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "first")
    async with database.transaction(org.org_id) as connection:
        due = await lock_due(connection, now=MONTH_END, in_grace_since=MONTH_END - GRACE, limit=9)
        assert len(due) >= 1
        assert await free_for(dsn, "SHARE") == 0
        assert await free_for(dsn, "KEY SHARE") == 0
