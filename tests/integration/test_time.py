"""Time as people live it, where the database takes part: what is stored for a day, and what follows from it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bellringer.gamification.actions.change_calendar import change_calendar
from bellringer.gamification.actions.define_streak import create_streak
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.calendars import ChangeCalendar
from bellringer.gamification.commands.streaks import CreateStreak
from bellringer.models.database import Database
from bellringer.words import Cadence
from tests.builders import Org, enrol
from tests.doing import do, rows
from tests.recording import accepted, intake_on, record

RUN = """
SELECT current, started_on, last_on FROM streak_state JOIN streak USING (org_id, streak_id)
 WHERE member_id = $1 AND streak_key = $2
"""
ON = "SELECT member_on FROM credit WHERE member_id = $1 ORDER BY occurred_at"


def local(zone: str, *at: int, fold: int = 0) -> datetime:
    return datetime(*at, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]  # year to minute


CASES: dict[str, tuple[str, list[datetime], list[date], int]] = {
    "clocks go forward in Berlin": (
        "Europe/Berlin",
        [
            local("Europe/Berlin", 2024, 3, 29, 23, 30),
            local("Europe/Berlin", 2024, 3, 31, 23, 30),
            local("Europe/Berlin", 2024, 4, 1, 0, 30),
        ],
        [date(2024, 3, 29), date(2024, 3, 31), date(2024, 4, 1)],
        2,
    ),
    "clocks go back in New York": (
        "America/New_York",
        [
            local("America/New_York", 2025, 10, 31, 23, 30),
            local("America/New_York", 2025, 11, 2, 1, 30),
            local("America/New_York", 2025, 11, 2, 1, 30, fold=1),
            local("America/New_York", 2025, 11, 3, 0, 10),
        ],
        [date(2025, 10, 31), date(2025, 11, 2), date(2025, 11, 2), date(2025, 11, 3)],
        2,
    ),
    "half an hour on Lord Howe": (
        "Australia/Lord_Howe",
        [
            local("Australia/Lord_Howe", 2025, 4, 4, 23, 50),
            local("Australia/Lord_Howe", 2025, 4, 6, 1, 45),
            local("Australia/Lord_Howe", 2025, 4, 6, 1, 45, fold=1),
            local("Australia/Lord_Howe", 2025, 4, 7, 0, 10),
        ],
        [date(2025, 4, 4), date(2025, 4, 6), date(2025, 4, 6), date(2025, 4, 7)],
        2,
    ),
    "the day that Apia skipped": (
        "Pacific/Apia",
        [local("Pacific/Apia", 2011, 12, 29, 23, 30), local("Pacific/Apia", 2012, 1, 2, 0, 30)],
        [date(2011, 12, 29), date(2012, 1, 2)],
        2,
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_backwards", [False, True])
async def test_M4_M5_a_days_streak_is_of_the_members_own_date_however_late_it_comes(
    database: Database, org: Org, dsn: str, case: str, is_backwards: bool
) -> None:
    zone, instants, days, length = CASES[case]
    tom = await enrol(database, org.org_id, "tom", team="north", timezone=zone)
    numbered = list(enumerate(instants))
    async with intake_on(database) as intake:
        for number, at in reversed(numbered) if is_backwards else numbered:
            accepted([await intake.submit(record(org, f"{number}", member_id=tom, occurred_at=at))])
    assert [(on,) for on in days] == await rows(dsn, ON, tom)
    assert [(length, days[0], days[-1])] == await rows(dsn, RUN, tom, "activity-streak")
    async with database.reading(org.org_id) as connection:
        assert () == await recount(connection)


async def test_a_week_that_begins_on_sunday_holds_what_was_done_on_it(
    database: Database, org: Org, dsn: str
) -> None:
    ada = org.as_admin()
    streak = CreateStreak(
        by=ada,
        streak_key="weekly",
        title="Weekly",
        metric_key="calls",
        cadence=Cadence.WEEK,
        threshold=2,
    )
    await do(database, create_streak, streak)
    await do(database, change_calendar, ChangeCalendar(by=ada, week_starts_on=7))
    # from April on: Sunday the 5th to Saturday the 11th is one week
    now = datetime(2026, 4, 20, 12, tzinfo=UTC)
    async with intake_on(database, now=now) as intake:
        for number, on in enumerate((5, 11, 12, 18)):
            command = record(org, f"{number}", occurred_on=date(2026, 4, on))
            accepted([await intake.submit(command)])
    weeks = (2, date(2026, 4, 5), date(2026, 4, 12))
    assert [weeks] == await rows(dsn, RUN, org.rep, "weekly")
    async with database.reading(org.org_id) as connection:
        assert () == await recount(connection)


async def test_a_fiscal_year_from_april_begins_on_the_boards_of_its_quarters(
    database: Database, org: Org, dsn: str
) -> None:
    change = ChangeCalendar(by=org.as_admin(), fiscal_year_starts_in=2)
    await do(database, change_calendar, replace(change, fiscal_year_starts_in=4))
    now = datetime(2026, 6, 20, 12, tzinfo=UTC)
    async with intake_on(database, now=now) as intake:
        for number, on in enumerate((date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 19))):
            accepted([await intake.submit(record(org, f"{number}", occurred_on=on))])
    quarters = """
        SELECT starts_on, score FROM board_score JOIN board USING (org_id, board_id)
         WHERE board_key = 'points-quarter' ORDER BY 1"""
    assert [(date(2026, 1, 1), 1), (date(2026, 4, 1), 2)] == await rows(dsn, quarters)
