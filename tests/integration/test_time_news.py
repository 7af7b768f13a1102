"""What else time brings: goals that are nearly over, who leads, what waits, and lengths of streaks."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from bellringer.gamification.actions.change_kinds import update_kind
from bellringer.gamification.actions.remind_of_goals import remind_of_goals
from bellringer.gamification.actions.tell_leads import tell_leads
from bellringer.gamification.actions.tell_waiting import tell_of_waiting
from bellringer.gamification.commands.metrics import UpdateKind
from bellringer.gamification.store import alarms
from bellringer.models.database import Database
from bellringer.words import Alarm, SubjectKind, TiePolicy
from tests.builders import NOW, Org
from tests.doing import do, rows
from tests.integration.test_approvals import approval, decide, report
from tests.integration.test_closing import sell
from tests.integration.test_competitions import carry, draft, schedule
from tests.killing import kill_at_every_statement
from tests.recording import accepted, agreed_goal, intake_on, record, together

DAY = timedelta(days=1)
TOLD = """
SELECT member_id, params::text FROM announcement
  JOIN notification USING (org_id, announcement_id) WHERE kind = $1
 ORDER BY announcement.created_at, announcement_id, member_id
"""


async def told(dsn: str, kind: str) -> list[tuple[Any, dict[str, Any]]]:
    return [(member_id, json.loads(text)) for member_id, text in await rows(dsn, TOLD, kind)]


# March 2026 ends on a Tuesday: Friday the 27th is the first day with three working days left
FRIDAY = datetime(2026, 3, 27, 8, tzinfo=UTC)  # 09:00 in Berlin


async def remind(database: Database, org: Org, now: datetime, *, limit: int = 200) -> bool:
    async with database.transaction(org.org_id) as connection:
        return await remind_of_goals(connection, now=now, limit=limit)


async def test_owners_are_reminded_once_before_the_month_ends_of_what_is_left(
    database: Database, org: Org, dsn: str
) -> None:
    mine = await agreed_goal(database, org, metric_key="deals", target=4)
    ours = await agreed_goal(
        database,
        org,
        metric_key="deals",
        target=9,
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
    )
    met = await agreed_goal(database, org, metric_key="revenue", target=5)
    await sell(database, org, "1")
    for early in (FRIDAY - DAY, FRIDAY - timedelta(seconds=1)):
        await remind(database, org, early)
    assert await told(dsn, "PERIOD_CLOSING") == []
    await remind(database, org, FRIDAY)
    await remind(database, org, FRIDAY + 3 * DAY)
    found = await told(dsn, "PERIOD_CLOSING")
    to_do = {str(mine): {"missing": 3, "days": 3}, str(ours): {"missing": 8, "days": 3}}
    assert {params.pop("goal_id"): params for _, params in found} == to_do
    assert str(met) not in {params.get("goal_id") for _, params in found}
    # the member's own, and the team's for both reps and who leads them
    assert sorted(member_id for member_id, _ in found) == sorted(
        [org.rep, org.rep, org.second_rep, org.manager]
    )


async def test_a_worker_that_was_away_reminds_while_there_is_a_day_left_and_never_on_a_day_off(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(database, org, metric_key="deals", target=4)
    await remind(database, org, FRIDAY + DAY)
    assert await told(dsn, "PERIOD_CLOSING") == []
    await remind(database, org, FRIDAY + 4 * DAY)
    [(_, params)] = await told(dsn, "PERIOD_CLOSING")
    assert params["days"] == 1


async def test_M5_reminders_killed_at_any_statement_and_by_three_workers_come_once(
    database: Database, org: Org, dsn: str
) -> None:
    for _ in range(3):
        await agreed_goal(database, org, metric_key="deals", target=4)
    steps = await kill_at_every_statement(dsn, org, partial(remind_of_goals, now=FRIDAY, limit=1))
    assert steps > 10
    work = [partial(remind, database, org, FRIDAY, limit=n) for n in (1, 2, 200)]
    await together(work)
    while await remind(database, org, FRIDAY, limit=1):
        pass
    assert len(await told(dsn, "PERIOD_CLOSING")) == 3


async def look_at_leads(database: Database, org: Org, now: datetime) -> None:
    async with database.transaction(org.org_id) as connection:
        await tell_leads(connection, now=now)


async def test_those_who_take_part_hear_once_a_day_that_another_is_in_front(
    database: Database, org: Org, dsn: str
) -> None:
    competition_id = await draft(database, org, tie_policy=TiePolicy.COMPETITION)
    await schedule(database, org, competition_id)
    await carry(database, org, NOW)
    evening = datetime(2026, 3, 11, 16, tzinfo=UTC)  # 17:00 in Berlin
    await sell(database, org, "1", 100)
    await look_at_leads(database, org, evening - timedelta(seconds=1))
    assert await told(dsn, "COMPETITION_LEAD") == []
    await look_at_leads(database, org, evening)
    await sell(database, org, "2", 300, member_id=org.second_rep)
    await look_at_leads(database, org, evening + timedelta(hours=1))
    first = {"competition_id": str(competition_id), "member_id": str(org.rep)}
    assert await told(dsn, "COMPETITION_LEAD") == [(org.rep, first), (org.second_rep, first)]
    # a tie is no change, and who was in front comes back to what everybody knows
    await sell(database, org, "3", 200, occurred_at=NOW + DAY, now=NOW + DAY)
    await look_at_leads(database, org, evening + DAY)
    assert len(await told(dsn, "COMPETITION_LEAD")) == 2
    await sell(
        database, org, "4", 1, member_id=org.second_rep, occurred_at=NOW + DAY, now=NOW + DAY
    )
    await look_at_leads(database, org, evening + DAY + timedelta(hours=1))
    assert len(await told(dsn, "COMPETITION_LEAD")) == 2


async def test_M5_looks_at_who_leads_killed_at_any_statement_and_at_once_tell_once(
    database: Database, org: Org, dsn: str
) -> None:
    await schedule(database, org, await draft(database, org))
    await carry(database, org, NOW)
    await sell(database, org, "1", 100)
    evening = datetime(2026, 3, 11, 16, tzinfo=UTC)
    assert await kill_at_every_statement(dsn, org, partial(tell_leads, now=evening)) > 8
    await together([partial(look_at_leads, database, org, evening) for _ in range(3)])
    assert len(await told(dsn, "COMPETITION_LEAD")) == 2


NINE = datetime(2026, 3, 12, 8, tzinfo=UTC)  # Thursday, 09:00 in Berlin


async def tell_waiting(database: Database, org: Org, now: datetime) -> None:
    async with database.transaction(org.org_id) as connection:
        await tell_of_waiting(connection, now=now)


async def test_who_decides_hears_in_the_morning_what_waits_and_later_only_of_more(
    database: Database, org: Org, dsn: str
) -> None:
    claims = UpdateKind(by=org.as_admin(), key="visit", needs_approval=True)
    await do(database, update_kind, claims)
    async with database.transaction(org.org_id) as connection:
        await alarms.fill(connection, [Alarm.APPROVAL_WAITING], now=NOW)
    await tell_waiting(database, org, NOW)
    first = await report(database, org, "1")
    second = await report(database, org, "2")
    await tell_waiting(database, org, NINE)
    await tell_waiting(database, org, NINE + timedelta(hours=5))
    # who leads the team, and not the admin
    assert await told(dsn, "APPROVAL_WAITING") == [(org.manager, {"items": 2})]
    accepted(await decide(database, approval(org, first), approval(org, second)))
    await tell_waiting(database, org, NINE + DAY)
    assert len(await told(dsn, "APPROVAL_WAITING")) == 1


async def test_a_run_of_five_days_is_told_when_it_is_reached_and_not_again(
    database: Database, org: Org, dsn: str
) -> None:
    thursday = date(2026, 3, 12)
    for number in (0, 1, 4, 5, 6):
        now = datetime(2026, 3, 12 + number, 12, tzinfo=UTC)
        async with intake_on(database, now=now) as intake:
            for call in range(2):
                asked = record(org, f"{number}{call}", occurred_at=now)
                accepted([await intake.submit(asked)])
    [(member_id, params)] = await told(dsn, "STREAK_MILESTONE")
    assert (member_id, params["run"]) == (org.rep, 5)
    keys = await rows(dsn, "SELECT dedupe_key FROM announcement WHERE kind = 'STREAK_MILESTONE'")
    assert keys[0][0].endswith(f":{org.rep}:{thursday}:5")
