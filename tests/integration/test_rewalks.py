"""What changes the past under a streak walks it anew: at once for few members, by the worker for many."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions import rewalk_streaks as rewalking
from bellringer.gamification.actions.agree_goal import agree_goal
from bellringer.gamification.actions.cancel_goal import cancel_goal
from bellringer.gamification.actions.change_calendar import (
    change_calendar,
    remove_calendar_day,
    set_calendar_day,
)
from bellringer.gamification.actions.change_member_zone import change_member_zone
from bellringer.gamification.actions.define_streak import (
    archive_streak,
    create_streak,
    update_streak,
)
from bellringer.gamification.actions.enter_leave import enter_leave, remove_leave
from bellringer.gamification.actions.open_calendar_year import open_calendar_year, open_next_years
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.actions.rewalk_streaks import continue_rewalk
from bellringer.gamification.commands.calendars import (
    ChangeCalendar,
    ChangeMemberZone,
    EnterLeave,
    OpenCalendarYear,
    RemoveCalendarDay,
    RemoveLeave,
    SetCalendarDay,
)
from bellringer.gamification.commands.goals import AgreeGoal, CancelGoal, GoalTerms, ProposeGoal
from bellringer.gamification.commands.streaks import ArchiveStreak, CreateStreak, UpdateStreak
from bellringer.gamification.errors import (
    InvalidInputError,
    NameTakenError,
    NotAllowedError,
    NotFoundError,
    UnknownLeaveError,
    UnknownMemberError,
    UnknownMetricError,
    UnknownStreakError,
    UnknownTeamError,
)
from bellringer.gamification.store.playbook import read
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import Cadence, StreakCondition, SubjectKind
from tests.builders import NOW, Org, enrol, organization
from tests.doing import do, refuse, rows
from tests.recording import accepted, intake_on, record, reverse, together

# NOW is Wednesday, 11 March 2026
THURSDAY, FRIDAY = date(2026, 3, 5), date(2026, 3, 6)
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
RUN = """
SELECT current, started_on, last_on, longest FROM streak_state JOIN streak USING (org_id, streak_id)
 WHERE member_id = $1 AND streak_key = $2
"""
BADGES = """
SELECT badge_key, state FROM badge_award JOIN badge_definition USING (org_id, badge_id)
 WHERE member_id = $1 ORDER BY 1
"""


async def call_on(
    database: Database, org: Org, days: Iterable[date], *, member_id: UUID | None = None
) -> list[UUID]:
    """One call of Rita's on each of these days."""
    async with intake_on(database) as intake:
        commands = [
            record(org, f"{on}-{member_id or org.rep}", occurred_on=on, member_id=member_id)
            for on in days
        ]
        answers = await intake.submit_many(list(commands))
    return [each.activity_id for each in accepted(answers)]


async def run_of(dsn: str, org: Org, key: str = "activity-streak") -> tuple[Any, ...]:
    """Rita's run: how long, from when to when, and the longest."""
    found = await rows(dsn, RUN, org.rep, key)
    return found[0] if found else (0, None, None, 0)


async def no_difference(database: Database, org: Org) -> bool:
    async with database.reading(org.org_id) as connection:
        return await recount(connection) == ()


def leave(org: Org, starts_on: date, ends_on: date, **by: Any) -> EnterLeave:
    return EnterLeave(
        by=by.get("by") or org.as_manager(),
        member_id=by.get("member_id") or org.rep,
        starts_on=starts_on,
        ends_on=ends_on,
    )


async def test_leave_entered_afterwards_joins_two_runs_and_its_removal_parts_them(
    database: Database, org: Org, dsn: str
) -> None:
    await call_on(database, org, [THURSDAY, FRIDAY, TUESDAY])
    assert (1, TUESDAY, TUESDAY, 2) == await run_of(dsn, org)

    leave_id = await do(database, enter_leave, leave(org, MONDAY, TUESDAY))
    assert (3, THURSDAY, TUESDAY, 3) == await run_of(dsn, org)
    assert await no_difference(database, org)

    assert org.rep == await do(
        database, remove_leave, RemoveLeave(by=org.as_manager(), leave_id=leave_id)
    )
    assert (1, TUESDAY, TUESDAY, 2) == await run_of(dsn, org)
    assert await no_difference(database, org)
    actions = await rows(
        dsn, "SELECT action FROM audit_log WHERE action LIKE 'leave%' ORDER BY at, 1"
    )
    assert [("leave.enter",), ("leave.remove",)] == actions


async def test_a_badge_is_won_by_leave_entered_afterwards_and_lost_with_it_and_nobody_is_told(
    database: Database, org: Org, dsn: str
) -> None:
    days = [date(2026, 3, 3), date(2026, 3, 4), THURSDAY, FRIDAY, TUESDAY]
    await call_on(database, org, days)
    told = await rows(dsn, "SELECT count(*) FROM announcement")

    leave_id = await do(database, enter_leave, leave(org, MONDAY, TUESDAY))
    assert [("streak-week", "GRANTED")] == await rows(dsn, BADGES, org.rep)
    awarded = await rows(dsn, "SELECT awarded_at FROM badge_award")
    assert [(datetime(2026, 3, 10, 11, tzinfo=UTC),)] == awarded  # at noon of the fifth day

    await do(database, remove_leave, RemoveLeave(by=org.as_admin(), leave_id=leave_id))
    assert [("streak-week", "REVOKED")] == await rows(dsn, BADGES, org.rep)

    await do(database, enter_leave, leave(org, MONDAY, TUESDAY))
    assert [("streak-week", "GRANTED")] == await rows(dsn, BADGES, org.rep)
    assert told == await rows(dsn, "SELECT count(*) FROM announcement")
    assert await no_difference(database, org)


async def test_a_bonus_comes_and_goes_with_the_badge(
    database: Database, org: Org, dsn: str
) -> None:
    await rows(dsn, "UPDATE badge_definition SET bonus_points = 40 WHERE badge_key = 'streak-week'")
    await rows(dsn, "UPDATE organization SET version = version + 1")
    await call_on(database, org, [date(2026, 3, 3), date(2026, 3, 4), THURSDAY, FRIDAY, TUESDAY])
    points = "SELECT sum(points)::int FROM ledger_entry WHERE member_id = $1"
    assert [(5,)] == await rows(dsn, points, org.rep)
    leave_id = await do(database, enter_leave, leave(org, MONDAY, TUESDAY))
    assert [(45,)] == await rows(dsn, points, org.rep)
    assert await no_difference(database, org)
    await do(database, remove_leave, RemoveLeave(by=org.as_admin(), leave_id=leave_id))
    assert [(5,)] == await rows(dsn, points, org.rep)
    assert await no_difference(database, org)


async def test_leave_is_for_managers_and_admins_and_never_a_managers_own(
    database: Database, org: Org, dsn: str
) -> None:
    dates = (MONDAY, TUESDAY)
    for by in (org.as_rep(), org.as_second_rep()):
        await refuse(database, dsn, enter_leave, leave(org, *dates, by=by), NotAllowedError)
    own = leave(org, *dates, member_id=org.manager)
    await refuse(database, dsn, enter_leave, own, NotAllowedError)
    nobody = leave(org, *dates, member_id=new_id())
    await refuse(database, dsn, enter_leave, nobody, UnknownMemberError)
    backwards = leave(org, TUESDAY, MONDAY)
    await refuse(database, dsn, enter_leave, backwards, InvalidInputError)
    endless = leave(org, MONDAY, MONDAY + timedelta(days=900))
    await refuse(database, dsn, enter_leave, endless, InvalidInputError)
    far = leave(org, MONDAY + timedelta(days=900), MONDAY + timedelta(days=901))
    await refuse(database, dsn, enter_leave, far, InvalidInputError)

    leave_id = await do(database, enter_leave, leave(org, *dates))
    for by in (org.as_rep(), org.as_second_rep()):
        removal = RemoveLeave(by=by, leave_id=leave_id)
        await refuse(database, dsn, remove_leave, removal, UnknownLeaveError)
    none = RemoveLeave(by=org.as_admin(), leave_id=new_id())
    await refuse(database, dsn, remove_leave, none, UnknownLeaveError)


async def test_a_day_off_of_a_team_holds_for_those_in_it_then(
    database: Database, org: Org, dsn: str
) -> None:
    south = await enrol(database, org.org_id, "tom", team="south")
    await call_on(database, org, [FRIDAY, TUESDAY])
    await call_on(database, org, [FRIDAY, TUESDAY], member_id=south)
    party = SetCalendarDay(
        by=org.as_admin(), on=MONDAY, is_working=False, name="Party", team_id=org.north
    )
    await do(database, set_calendar_day, party)
    assert (2, FRIDAY, TUESDAY, 2) == await run_of(dsn, org)
    assert [(1, TUESDAY, TUESDAY, 1)] == await rows(dsn, RUN, south, "activity-streak")
    assert await no_difference(database, org)

    await do(
        database,
        remove_calendar_day,
        RemoveCalendarDay(by=org.as_admin(), on=MONDAY, team_id=org.north),
    )
    assert (1, TUESDAY, TUESDAY, 1) == await run_of(dsn, org)


async def test_an_extra_working_day_may_be_missed_like_any_other(
    database: Database, org: Org, dsn: str
) -> None:
    await call_on(database, org, [FRIDAY, MONDAY])
    saturday = SetCalendarDay(
        by=org.as_admin(), on=date(2026, 3, 7), is_working=True, name="Stocktaking"
    )
    await do(database, set_calendar_day, saturday)
    assert (1, MONDAY, MONDAY, 1) == await run_of(dsn, org)
    assert await no_difference(database, org)


async def test_what_admins_set_about_days_is_refused_to_others_and_where_it_can_not_be(
    database: Database, org: Org, dsn: str
) -> None:
    day = SetCalendarDay(by=org.as_manager(), on=MONDAY, is_working=False, name="Party")
    await refuse(database, dsn, set_calendar_day, day, NotAllowedError)
    ada = org.as_admin()
    unknown = SetCalendarDay(by=ada, on=MONDAY, is_working=False, name="x", team_id=new_id())
    await refuse(database, dsn, set_calendar_day, unknown, UnknownTeamError)
    ancient = SetCalendarDay(by=ada, on=date(1900, 1, 1), is_working=False, name="x")
    await refuse(database, dsn, set_calendar_day, ancient, InvalidInputError)
    by_rep = RemoveCalendarDay(by=org.as_rep(), on=MONDAY)
    await refuse(database, dsn, remove_calendar_day, by_rep, NotAllowedError)
    none = RemoveCalendarDay(by=ada, on=MONDAY)
    await refuse(database, dsn, remove_calendar_day, none, NotFoundError)
    for refusal, change in (
        (NotAllowedError, ChangeCalendar(by=org.as_manager(), week_starts_on=7)),
        (InvalidInputError, ChangeCalendar(by=ada, week_starts_on=8)),
        (InvalidInputError, ChangeCalendar(by=ada, fiscal_year_starts_in=0)),
        (InvalidInputError, ChangeCalendar(by=ada, working_weekdays=frozenset())),
        (InvalidInputError, ChangeCalendar(by=ada, working_weekdays=frozenset({0, 1}))),
        (InvalidInputError, ChangeCalendar(by=ada, timezone="Mars/Olympus")),
    ):
        await refuse(database, dsn, change_calendar, change, refusal)
    for refused, year in (
        (NotAllowedError, OpenCalendarYear(by=org.as_manager(), year=2026, country="DE")),
        (InvalidInputError, OpenCalendarYear(by=ada, year=2026)),
        (InvalidInputError, OpenCalendarYear(by=ada, year=2026, country="XX")),
        (InvalidInputError, OpenCalendarYear(by=ada, year=1800, country="DE")),
        (
            InvalidInputError,
            OpenCalendarYear(by=ada, year=2026, country="DE", subdivision="Bavaria"),
        ),
        (UnknownTeamError, OpenCalendarYear(by=ada, year=2026, country="DE", team_id=new_id())),
    ):
        await refuse(database, dsn, open_calendar_year, year, refused)


async def test_the_calendar_changes_with_the_next_month_and_again_before_it(
    database: Database, org: Org
) -> None:
    ada = org.as_admin()
    await do(database, change_calendar, ChangeCalendar(by=ada, week_starts_on=7))
    six = frozenset({1, 2, 3, 4, 5, 6})
    await do(database, change_calendar, ChangeCalendar(by=ada, working_weekdays=six))
    async with database.reading(org.org_id) as connection:
        first, coming = (await read(connection)).calendars
    assert (1, 0b0011111) == (first.week_starts_on, first.working_weekdays)
    assert date(2026, 4, 1) == coming.effective_from
    assert (7, 0b0111111) == (coming.week_starts_on, coming.working_weekdays)


async def test_a_holiday_in_one_country_only_counts_for_those_who_sit_there(
    database: Database, org: Org, dsn: str
) -> None:
    # 6 January 2026 is a Tuesday: Epiphany, kept in Austria and Bavaria, and not in Berlin
    south = await enrol(database, org.org_id, "tom", team="south")
    monday, wednesday = date(2026, 1, 5), date(2026, 1, 7)
    for who in (None, south):
        await call_on(database, org, [monday, wednesday], member_id=who)
    ada = org.as_admin()
    await do(database, open_calendar_year, OpenCalendarYear(by=ada, year=2026, country="DE"))
    assert (1, wednesday, wednesday, 1) == await run_of(dsn, org)
    abroad = OpenCalendarYear(by=ada, year=2026, country="AT", team_id=org.south)
    await do(database, open_calendar_year, abroad)
    assert [(2, monday, wednesday, 2)] == await rows(dsn, RUN, south, "activity-streak")
    assert (1, wednesday, wednesday, 1) == await run_of(dsn, org)
    assert await no_difference(database, org)
    # the organization moves to Bavaria, as far as holidays go: now Rita had that day off, too
    bavaria = OpenCalendarYear(by=ada, year=2026, country="DE", subdivision="BY")
    changed = await do(database, open_calendar_year, bavaria)
    assert date(2026, 1, 6) in {each.on for each in changed}
    assert (2, monday, wednesday, 2) == await run_of(dsn, org)
    assert await no_difference(database, org)


async def test_what_an_admin_set_stays_when_a_year_is_opened_again(
    database: Database, org: Org, dsn: str
) -> None:
    ada = org.as_admin()
    await do(database, open_calendar_year, OpenCalendarYear(by=ada, year=2026, country="DE"))
    christmas = date(2026, 12, 25)
    open_day = SetCalendarDay(by=ada, on=christmas, is_working=True, name="Open")
    await do(database, set_calendar_day, open_day)
    assert () == await do(database, open_calendar_year, OpenCalendarYear(by=ada, year=2026))
    day = "SELECT is_working, name FROM calendar_day WHERE on_date = $1"
    assert [(True, "Open")] == await rows(dsn, day, christmas)
    # a later library knows a new holiday: shown as a difference, taken over when the year is opened again
    await rows(dsn, "DELETE FROM calendar_day WHERE on_date = '2026-05-01'")
    [change] = await do(database, open_calendar_year, OpenCalendarYear(by=ada, year=2026))
    assert (date(2026, 5, 1), None) == (change.on, change.copied)


async def test_M5_the_coming_year_opens_once_by_itself_whoever_tries(
    database: Database, org: Org, dsn: str
) -> None:
    ada = org.as_admin()
    await do(database, open_calendar_year, OpenCalendarYear(by=ada, year=2026, country="DE"))
    abroad = OpenCalendarYear(by=ada, year=2026, country="AT", team_id=org.south)
    await do(database, open_calendar_year, abroad)

    async def try_it() -> bool:
        async with database.transaction(org.org_id) as connection:
            return await open_next_years(connection, now=NOW)

    await together([try_it, try_it, try_it])
    await try_it()
    opened = await rows(dsn, "SELECT country, year FROM calendar_year ORDER BY 1, 2")
    assert [("AT", 2026), ("AT", 2027), ("DE", 2026), ("DE", 2027)] == opened
    logged = "SELECT count(*) FROM audit_log WHERE principal = 'system' AND action = 'calendar.year_open'"
    assert [(2,)] == await rows(dsn, logged)


async def test_a_member_who_travels_keeps_the_days_on_record(
    database: Database, org: Org, dsn: str
) -> None:
    await call_on(database, org, [MONDAY, TUESDAY])
    before = await rows(dsn, "SELECT member_on FROM credit ORDER BY 1")
    tokyo = ChangeMemberZone(by=org.as_rep(), member_id=org.rep, timezone="Asia/Tokyo")
    await do(database, change_member_zone, tokyo)
    assert before == await rows(dsn, "SELECT member_on FROM credit ORDER BY 1")
    # 23:00 of Wednesday in Berlin is Thursday in Tokyo already
    late = datetime(2026, 3, 11, 22, tzinfo=UTC)
    async with intake_on(database, now=late) as intake:
        await intake.submit(record(org, "late", occurred_at=late))
    assert (1, date(2026, 3, 12), date(2026, 3, 12), 2) == await run_of(dsn, org)
    assert await no_difference(database, org)


async def test_a_journey_is_for_the_member_and_the_managers_and_never_in_the_past(
    database: Database, org: Org, dsn: str
) -> None:
    def to(zone: str, *, by: Any = None, since: datetime | None = None) -> ChangeMemberZone:
        return ChangeMemberZone(
            by=by or org.as_rep(), member_id=org.rep, timezone=zone, since=since
        )

    bob = to("Asia/Tokyo", by=org.as_second_rep())
    await refuse(database, dsn, change_member_zone, bob, NotAllowedError)
    await refuse(database, dsn, change_member_zone, to("Mars/Olympus"), InvalidInputError)
    past = to("Asia/Tokyo", since=NOW - timedelta(seconds=1))
    await refuse(database, dsn, change_member_zone, past, InvalidInputError)
    far = to("Asia/Tokyo", since=NOW + timedelta(days=400))
    await refuse(database, dsn, change_member_zone, far, InvalidInputError)
    nobody = ChangeMemberZone(by=org.as_admin(), member_id=new_id(), timezone="Asia/Tokyo")
    await refuse(database, dsn, change_member_zone, nobody, UnknownMemberError)


def weekly(org: Org, **details: Any) -> CreateStreak:
    return CreateStreak(
        **{
            "by": org.as_admin(),
            "streak_key": "weekly-calls",
            "title": "Calls every week",
            "metric_key": "calls",
            "cadence": Cadence.WEEK,
            "threshold": 2,
            **details,
        }
    )


async def test_a_new_streak_is_filled_from_what_is_on_record(
    database: Database, org: Org, dsn: str
) -> None:
    await call_on(database, org, [date(2026, 2, 24), date(2026, 2, 25), THURSDAY])
    [gone, _] = await call_on(database, org, [FRIDAY, MONDAY])
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, "undo", gone))
    await do(database, create_streak, weekly(org))
    # the week of 2 March has one call left: the run is over
    assert (1, date(2026, 2, 23), date(2026, 2, 23), 1) == await run_of(dsn, org, "weekly-calls")
    assert await no_difference(database, org)
    await call_on(database, org, [date(2026, 3, 4)])
    assert (2, date(2026, 2, 23), date(2026, 3, 2), 2) == await run_of(dsn, org, "weekly-calls")
    assert await no_difference(database, org)


@pytest.mark.parametrize("metric_key", ["points", "revenue", "deals"])
async def test_any_metric_fills_a_streak(database: Database, org: Org, metric_key: str) -> None:
    async with intake_on(database) as intake:
        await intake.submit(record(org, "1", kind="deal_won", amount_minor=5_000))
    await do(database, create_streak, weekly(org, metric_key=metric_key, threshold=1))
    assert await no_difference(database, org)


async def test_a_streak_is_made_renamed_and_archived_by_admins_alone(
    database: Database, org: Org, dsn: str
) -> None:
    for refusal, command in (
        (NotAllowedError, weekly(org, by=org.as_manager())),
        (UnknownMetricError, weekly(org, metric_key="nonsense")),
        (InvalidInputError, weekly(org, threshold=0)),
        (InvalidInputError, weekly(org, threshold=None)),
        (InvalidInputError, weekly(org, freeze_every=-1)),
        (InvalidInputError, weekly(org, freeze_cap=31)),
        (NameTakenError, weekly(org, streak_key="activity-streak")),
    ):
        await refuse(database, dsn, create_streak, command, refusal)
    await do(database, create_streak, weekly(org))
    ada = org.as_admin()
    for title, by, refusal in (("Calls", org.as_manager(), NotAllowedError),):
        rename = UpdateStreak(by=by, streak_key="weekly-calls", title=title)
        await refuse(database, dsn, update_streak, rename, refusal)
    none = UpdateStreak(by=ada, streak_key="nonsense", title="Calls")
    await refuse(database, dsn, update_streak, none, UnknownStreakError)
    await do(database, update_streak, UpdateStreak(by=ada, streak_key="weekly-calls", title="C"))
    by_sue = ArchiveStreak(by=org.as_manager(), streak_key="weekly-calls")
    await refuse(database, dsn, archive_streak, by_sue, NotAllowedError)
    archive = ArchiveStreak(by=ada, streak_key="weekly-calls")
    await do(database, archive_streak, archive)
    await refuse(database, dsn, archive_streak, archive, UnknownStreakError)
    await call_on(database, org, [MONDAY])
    assert await no_difference(database, org)
    # a key is never given twice, as badges and phones may still know it
    await refuse(database, dsn, create_streak, weekly(org), NameTakenError)


async def test_of_many_members_the_worker_walks_some_at_a_time_and_goes_on_after_a_kill(
    database: Database, org: Org, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("tom", "tim", "tina"):
        await enrol(database, org.org_id, name, team="north")
    members = [row[0] for row in await rows(dsn, "SELECT member_id FROM member ORDER BY 1")]
    for member_id in members:
        await call_on(database, org, [FRIDAY, TUESDAY], member_id=member_id)
    monkeypatch.setattr(
        "bellringer.gamification.actions.change_calendar.lock_concerned",
        partial(rewalking.lock_concerned, limit=2),
    )
    party = SetCalendarDay(by=org.as_admin(), on=MONDAY, is_working=False, name="Party")
    await do(database, set_calendar_day, party)
    assert not await no_difference(database, org)
    unfinished = "SELECT members_done, members_total FROM streak_rewalk WHERE finished_at IS NULL"
    assert [(0, 7)] == await rows(dsn, unfinished)

    class KilledError(Exception):
        pass

    with pytest.raises(KilledError):
        async with database.transaction(org.org_id) as connection:
            await continue_rewalk(connection, now=NOW, limit=2)
            raise KilledError
    assert [(0, 7)] == await rows(dsn, unfinished)

    async def go_on() -> bool:
        async with database.transaction(org.org_id) as connection:
            return await continue_rewalk(connection, now=NOW, limit=2)

    assert await go_on()
    assert [(2, 7)] == await rows(dsn, unfinished)
    # what is recorded meanwhile, on a run that has not been walked yet, counts all the same
    await call_on(database, org, [date(2026, 3, 11)], member_id=members[-1])
    while any(await together([go_on, go_on, go_on])):
        pass
    assert [] == await rows(dsn, unfinished)
    assert [(7, 7)] == await rows(dsn, "SELECT members_done, members_total FROM streak_rewalk")
    lengths = "SELECT current FROM streak_state ORDER BY member_id"
    assert [(2,)] * 6 + [(3,)] == await rows(dsn, lengths)
    assert await no_difference(database, org)


async def test_an_activity_that_met_a_new_streak_feeds_it(database: Database, org: Org) -> None:
    async with intake_on(database) as intake:

        async def log(number: int) -> object:
            return await intake.submit(record(org, f"call-{number}", occurred_on=MONDAY))

        async def define() -> object:
            return await do(database, create_streak, weekly(org, threshold=1))

        await log(0)  # so that the intake knows the playbook of before
        meeting: list[Callable[[], Awaitable[object]]] = [define]
        meeting += [partial(log, number) for number in range(1, 12)]
        await together(meeting)
    assert await no_difference(database, org)


async def test_a_rewalk_takes_the_same_number_of_statements_however_many_members(
    database: Database, statements: list[str]
) -> None:
    taken = []
    for size in (1, 12):
        org = await organization(database, slug=f"of-{size}")
        for number in range(size):
            member_id = await enrol(database, org.org_id, f"rep{number}", team="north")
            days = [date(2026, 3, 3), date(2026, 3, 4), THURSDAY, FRIDAY, TUESDAY]
            await call_on(database, org, days, member_id=member_id)
        statements.clear()
        party = SetCalendarDay(by=org.as_admin(), on=MONDAY, is_working=False, name="Party")
        await do(database, set_calendar_day, party)
        taken.append(len(statements))
    assert taken[0] == taken[1]


async def test_a_streak_of_daily_goals_follows_what_both_sides_agree_and_call_off(
    database: Database, org: Org, dsn: str
) -> None:
    daily = CreateStreak(
        by=org.as_admin(),
        streak_key="daily-goal",
        title="Goal met",
        metric_key="calls",
        condition=StreakCondition.GOAL_MET,
    )
    await do(database, create_streak, daily)
    await call_on(database, org, [MONDAY, TUESDAY])
    assert (0, None, None, 0) == await run_of(dsn, org, "daily-goal")

    wednesday = date(2026, 3, 11)
    goal_ids = []
    for on in (wednesday, date(2026, 3, 12)):
        terms = GoalTerms(target=2, starts_on=on, ends_on=on + timedelta(days=1))
        proposal = ProposeGoal(
            by=org.as_manager(),
            owner_kind=SubjectKind.MEMBER,
            owner_id=org.rep,
            title="Two calls",
            metric_key="calls",
            terms=terms,
        )
        goal_ids.append(await do(database, propose_goal, proposal))
    await call_on(database, org, [wednesday])
    async with intake_on(database) as intake:
        accepted([await intake.submit(record(org, "second", occurred_on=wednesday))])
    assert (0, None, None, 0) == await run_of(dsn, org, "daily-goal")  # not agreed yet
    for goal_id in goal_ids:
        agreement = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1)
        await do(database, agree_goal, agreement)
    assert (1, wednesday, wednesday, 1) == await run_of(dsn, org, "daily-goal")
    assert await no_difference(database, org)

    thursday = datetime(2026, 3, 12, 15, tzinfo=UTC)
    async with intake_on(database, now=thursday) as intake:
        for number in range(2):
            command = record(org, f"thursday-{number}", occurred_at=thursday)
            accepted([await intake.submit(command)])
    assert (2, wednesday, date(2026, 3, 12), 2) == await run_of(dsn, org, "daily-goal")
    call_off = CancelGoal(by=org.as_manager(), goal_id=goal_ids[0])
    await do(database, cancel_goal, call_off, now=thursday)
    assert (1, date(2026, 3, 12), date(2026, 3, 12), 1) == await run_of(dsn, org, "daily-goal")
    assert await no_difference(database, org)
    await refuse(
        database,
        dsn,
        create_streak,
        replace(daily, streak_key="other", threshold=5),
        InvalidInputError,
    )


async def test_a_goal_that_a_member_set_alone_counts_for_no_streak(
    database: Database, org: Org, dsn: str
) -> None:
    daily = CreateStreak(
        by=org.as_admin(),
        streak_key="daily-goal",
        title="Goal met",
        metric_key="calls",
        condition=StreakCondition.GOAL_MET,
    )
    await do(database, create_streak, daily)
    own = ProposeGoal(
        by=org.as_rep(),
        owner_kind=SubjectKind.MEMBER,
        owner_id=org.rep,
        title="One call",
        metric_key="calls",
        terms=GoalTerms(target=1, starts_on=date(2026, 3, 11), ends_on=date(2026, 3, 12)),
    )
    await do(database, propose_goal, own)
    await call_on(database, org, [date(2026, 3, 11)])
    assert (0, None, None, 0) == await run_of(dsn, org, "daily-goal")
    assert await no_difference(database, org)
