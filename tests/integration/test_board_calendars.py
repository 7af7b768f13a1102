"""Periods of boards as an organization counts its years, weeks and seasons."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bellringer.gamification.actions.change_calendar import change_calendar
from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.create_season import create_season
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.reopen_period import reopen_period
from bellringer.gamification.commands.calendars import ChangeCalendar
from bellringer.gamification.commands.leaderboards import CreateBoard, CreateSeason, ReopenPeriod
from bellringer.gamification.errors import UnknownPeriodError
from bellringer.gamification.store import playbook
from bellringer.gamification.store.views import periods
from bellringer.gamification.store.window import Window
from bellringer.models.database import Database
from bellringer.words import PeriodKind, SubjectKind
from tests.builders import Org
from tests.doing import do, refuse, rows
from tests.integration.test_closing import close
from tests.recording import accepted, intake_on, record

GRACE = timedelta(hours=24)
SCORES = """SELECT starts_on, score, correction FROM board_score JOIN board USING (org_id, board_id)
             WHERE board_key = $1 ORDER BY 1"""
ENDS = """SELECT starts_on, ends_at, state FROM board_period JOIN board USING (org_id, board_id)
           WHERE board_key = $1 ORDER BY 1"""


async def define(database: Database, org: Org, period: PeriodKind, **more: Any) -> None:
    board = CreateBoard(
        by=org.as_admin(),
        board_key="calls",
        title="Calls",
        subject_kind=SubjectKind.MEMBER,
        metric_key="calls",
        period=period,
        **more,
    )
    await do(database, create_board, board)


async def call_on(database: Database, org: Org, *days: date, now: datetime) -> None:
    async with intake_on(database, now=now) as intake:
        for on in days:
            accepted([await intake.submit(record(org, f"{on}-{now}", occurred_on=on))])


async def in_order(database: Database, org: Org) -> None:
    async with database.reading(org.org_id) as connection:
        assert await recount(connection) == ()


async def test_a_fiscal_year_from_april_is_one_period_on_a_year_board_and_four_quarters(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, change_calendar, ChangeCalendar(by=org.as_admin(), fiscal_year_starts_in=4))
    await define(database, org, PeriodKind.YEAR)
    now = datetime(2027, 4, 20, 12, tzinfo=UTC)
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1))
    await call_on(database, org, *days, now=now)
    april = date(2026, 4, 1)
    assert await rows(dsn, SCORES, "calls") == [
        (date(2026, 1, 1), 1, 0),
        (april, 2, 0),
        (date(2027, 4, 1), 1, 0),
    ]
    ends = {starts_on: ends_at for starts_on, ends_at, _ in await rows(dsn, ENDS, "calls")}
    assert ends[april] == datetime(2027, 3, 31, 22, 0, tzinfo=UTC), "midnight in Berlin"
    quarters = [starts_on for starts_on, _, _ in await rows(dsn, SCORES, "points-quarter")]
    assert quarters == [date(2026, 1, 1), april, date(2027, 1, 1), date(2027, 4, 1)]

    await close(database, org, now + GRACE)
    late = date(2026, 12, 24)
    await call_on(database, org, late, now=now + GRACE)
    assert (april, 2, 1) in await rows(dsn, SCORES, "calls")
    asked = ReopenPeriod(by=org.as_admin(), board_key="calls", on=late, reason="A paper list")
    await do(database, reopen_period, asked, now=now + GRACE)
    assert (april, 3, 0) in await rows(dsn, SCORES, "calls")
    await in_order(database, org)


async def test_a_week_from_sunday_holds_the_sunday_it_begins_with_also_when_it_is_re_opened(
    database: Database, org: Org, dsn: str
) -> None:
    await do(database, change_calendar, ChangeCalendar(by=org.as_admin(), week_starts_on=7))
    await define(database, org, PeriodKind.WEEK)
    now = datetime(2026, 4, 20, 12, tzinfo=UTC)
    sunday, saturday = date(2026, 4, 5), date(2026, 4, 11)
    await call_on(database, org, sunday, saturday, saturday + timedelta(days=1), now=now)
    weeks = [(sunday, 2, 0), (date(2026, 4, 12), 1, 0)]
    assert await rows(dsn, SCORES, "calls") == weeks
    await close(database, org, now + GRACE)
    await call_on(database, org, sunday, now=now + GRACE)
    asked = ReopenPeriod(by=org.as_admin(), board_key="calls", on=saturday, reason="Forgotten")
    await do(database, reopen_period, asked, now=now + GRACE)
    assert await rows(dsn, SCORES, "calls") == [(sunday, 3, 0), weeks[1]]
    await in_order(database, org)


async def test_between_two_seasons_nothing_counts_and_nothing_can_be_re_opened(
    database: Database, org: Org, dsn: str
) -> None:
    spring, summer = date(2026, 3, 2), date(2026, 6, 1)
    for starts_on in (spring, summer):
        season = CreateSeason(
            by=org.as_admin(),
            series="race",
            title=f"{starts_on:%B}",
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=14),
        )
        await do(database, create_season, season)
    await define(database, org, PeriodKind.SEASON, series="race")
    pause = date(2026, 4, 8)
    now = datetime(2026, 6, 3, 12, tzinfo=UTC)
    await call_on(database, org, spring, spring + timedelta(days=14), pause, summer, now=now)
    assert await rows(dsn, SCORES, "calls") == [(spring, 1, 0), (summer, 1, 0)]
    await close(database, org, now + GRACE)
    assert [state for _, _, state in await rows(dsn, ENDS, "calls")] == ["FINAL", "OPEN"]
    for on in (pause, spring - timedelta(days=1), spring + timedelta(days=14)):
        asked = ReopenPeriod(by=org.as_admin(), board_key="calls", on=on, reason="Late")
        await refuse(database, dsn, reopen_period, asked, UnknownPeriodError, now=now + GRACE)
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection)
        [board] = [each for each in plays.boards if each.board_key == "calls"]
        past = await periods.past(connection, board, summer, Window(limit=5))
    assert [starts_on for starts_on, _ in past.rows] == [spring], "seasons follow over the pause"
    await in_order(database, org)
