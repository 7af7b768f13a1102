"""KPIs of what was recorded: split, taken back, approved, and moved to another team."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.change_kinds import update_kind
from bellringer.gamification.actions.correct_membership import correct_membership
from bellringer.gamification.actions.kpis.give_kpi_input import give_kpi_input
from bellringer.gamification.actions.kpis.read_kpis import read_snapshot
from bellringer.gamification.commands.activities import ApproveActivity, Command, Share
from bellringer.gamification.commands.kpis.inputs import GiveKpiInput
from bellringer.gamification.commands.members import CorrectMembership
from bellringer.gamification.commands.metrics import UpdateKind
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    UnknownMemberError,
    UnknownTeamError,
)
from bellringer.gamification.facts.kpis.measured import KpiPick, KpiSubject
from bellringer.gamification.rules.kpis.picks import usual_picks
from bellringer.gamification.store import playbook
from bellringer.ids import new_id
from bellringer.models.database import Connection, Database
from bellringer.words import KpiGap, KpiInputKind, KpiKey, PeriodKind, SubjectKind
from tests.builders import NOW, Org, enrol
from tests.doing import do, refuse, rows
from tests.integration.kpis.asking import (
    activity,
    at,
    everybody,
    member,
    points,
    send,
    team,
    value,
)
from tests.recording import agreed_goal, intake_on, reverse


def won(org: Org, key: str, days: int, **changed: Any) -> Command:
    started_at = changed.get("occurred_at", at(10)) - timedelta(days=days)
    return activity(
        org,
        key,
        **{
            "kind": "deal_won",
            "amount_minor": 100_00,
            "occurred_at": at(10),
            "started_at": started_at,
        }
        | changed,
    )


async def test_a_win_rate_counts_what_was_closed_and_nothing_that_was_taken_back(
    database: Database, org: Org
) -> None:
    answers = await send(
        database,
        [
            won(org, "w1", 1),
            won(org, "w2", 1),
            won(org, "w3", 1),
            activity(org, "l1", kind="deal_lost", occurred_at=at(9)),
            activity(org, "l2", kind="deal_lost", occurred_at=at(9)),
        ],
    )
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, "r1", answers[0].activity_id))
        await intake.submit(reverse(org, "r2", answers[3].activity_id))
    for subject in (member(org.rep), team(org.north), everybody(org)):
        point = await value(database, org, subject, KpiKey.WIN_RATE)
        assert (point.value, point.numerator, point.denominator) == (6_667, 2, 3)
    other = await value(database, org, member(org.second_rep), KpiKey.WIN_RATE)
    assert (other.value, other.gap, other.denominator) == (None, KpiGap.ZERO_DENOMINATOR, 0)


async def test_a_sales_cycle_is_counted_in_days_of_the_organization_whatever_the_hour(
    database: Database, org: Org
) -> None:
    """Berlin: 23:30 on the 1st is 22:30 UTC; and a deal may be won on its first day."""
    late = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    await send(
        database,
        [
            activity(
                org, "a", kind="deal_won", amount_minor=1, occurred_at=at(3, 0), started_at=late
            ),
            activity(
                org, "b", kind="deal_won", amount_minor=1, occurred_at=at(5), started_at=at(5)
            ),
            # the day before the clocks of summer went back, to the day after
            activity(
                org,
                "c",
                kind="deal_won",
                amount_minor=1,
                occurred_on=date(2026, 3, 10),
                started_at=datetime(2025, 10, 25, 22, 30, tzinfo=UTC),
            ),
            activity(org, "d", kind="deal_won", amount_minor=1, occurred_at=at(5)),
        ],
    )
    days = [2, 0, (date(2026, 3, 10) - date(2025, 10, 26)).days]
    mean = await value(database, org, member(org.rep), KpiKey.SALES_CYCLE_MEAN)
    assert (mean.value, mean.numerator, mean.denominator) == (
        round(100 * sum(days) / 3),
        sum(days),
        3,
    )
    median = await value(database, org, member(org.rep), KpiKey.SALES_CYCLE_MEDIAN)
    assert (median.value, median.denominator) == (200, 3)


async def test_of_a_split_deal_the_largest_share_has_the_count_and_all_have_their_money(
    database: Database, org: Org
) -> None:
    shares = (
        Share(member_id=org.rep, share_bp=4_000),
        Share(member_id=org.second_rep, share_bp=6_000),
    )
    await send(database, [won(org, "w", 30, shares=shares), won(org, "own", 10)])
    rita, bob = member(org.rep), member(org.second_rep)
    for subject, size, cycle in ((rita, 140_00, 1_000), (bob, 60_00, 3_000)):
        assert (await value(database, org, subject, KpiKey.AVERAGE_DEAL_SIZE)).value == size
        assert (await value(database, org, subject, KpiKey.SALES_CYCLE_MEAN)).value == cycle
    both = await value(database, org, team(org.north), KpiKey.SALES_CYCLE_MEAN)
    assert (both.value, both.denominator) == (2_000, 2)


async def test_a_team_has_what_its_members_did_in_it_also_after_a_correction(
    database: Database, org: Org
) -> None:
    await send(
        database,
        [
            won(org, "w1", 30),
            won(org, "w2", 10, member_id=org.second_rep),
            activity(org, "c", duration_seconds=600, occurred_at=at(10)),
        ],
    )

    async def shown(team_id: UUID) -> tuple[int | None, int | None, int | None]:

        found = [
            await value(database, org, team(team_id), kpi)
            for kpi in (KpiKey.SALES_CYCLE_MEAN, KpiKey.AVERAGE_DEAL_SIZE, KpiKey.CUSTOMER_TIME)
        ]
        return found[0].denominator, found[1].denominator, found[2].denominator

    assert (await shown(org.north), await shown(org.south)) == ((2, 2, 10), (0, 0, 0))
    corrected = CorrectMembership(
        by=org.as_admin(),
        member_id=org.rep,
        team_id=org.south,
        starts_on=date(2026, 3, 9),
        reason="was in the south",
    )
    await do(database, correct_membership, corrected)
    assert (await shown(org.north), await shown(org.south)) == ((1, 1, 0), (1, 1, 10))


async def test_a_lead_is_answered_by_the_first_touch_of_its_customer_by_anybody(
    database: Database, org: Org
) -> None:
    lead = {"kind": "lead_created"}
    answers = await send(
        database,
        [
            activity(org, "l1", **lead, customer_external_id="acme", occurred_at=at(9, 9)),
            activity(org, "l2", **lead, customer_external_id="bolt", occurred_at=at(9, 9)),
            activity(org, "l3", **lead, customer_external_id="cold", occurred_at=at(9, 9)),
            activity(org, "l4", **lead, occurred_at=at(9, 9)),
            # before the lead, of no customer, no touch: none of these answers it
            activity(org, "t0", customer_external_id="acme", occurred_at=at(9, 8)),
            activity(org, "t1", occurred_at=at(9, 9, 1)),
            activity(
                org,
                "t2",
                kind="deal_lost",
                customer_external_id="acme",
                occurred_at=at(9, 9, 2),
            ),
            activity(org, "t3", customer_external_id="acme", occurred_at=at(9, 9, 5)),
            activity(
                org,
                "t4",
                kind="visit",
                customer_external_id="acme",
                occurred_at=at(9, 9, 30),
                member_id=org.second_rep,
            ),
            activity(
                org, "t5", kind="demo", customer_external_id="bolt", occurred_at=at(9, 10, 31)
            ),
        ],
    )
    median = await value(database, org, member(org.rep), KpiKey.LEAD_RESPONSE_MEDIAN)
    assert (median.value, median.denominator) == (48_00, 2)  # 5 and 91 minutes
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, "r", answers[7].activity_id))
    for subject in (member(org.rep), team(org.north), everybody(org)):
        mean = await value(database, org, subject, KpiKey.LEAD_RESPONSE_MEAN)
        assert (mean.value, mean.numerator, mean.denominator) == (60_50, 121, 2)  # 30 and 91
    nobody = await value(database, org, member(org.second_rep), KpiKey.LEAD_RESPONSE_MEAN)
    assert nobody.gap is KpiGap.NO_DATA


async def test_what_waits_for_approval_touches_no_lead_until_it_is_approved(
    database: Database, org: Org
) -> None:
    await do(database, update_kind, UpdateKind(by=org.as_admin(), key="visit", needs_approval=True))
    lead = activity(
        org, "l", kind="lead_created", customer_external_id="acme", occurred_at=at(10, 9)
    )
    visit = activity(
        org,
        "v",
        kind="visit",
        customer_external_id="acme",
        occurred_at=at(10, 10),
        by=org.as_rep(),
        duration_seconds=60,
    )
    [_, waiting] = await send(database, [lead, visit])
    rita = member(org.rep)
    assert (await value(database, org, rita, KpiKey.LEAD_RESPONSE_MEAN)).value is None
    assert (await value(database, org, rita, KpiKey.CUSTOMER_TIME)).value is None
    async with intake_on(database) as intake:
        await intake.submit(ApproveActivity(by=org.as_manager(), activity_id=waiting.activity_id))
    assert (await value(database, org, rita, KpiKey.LEAD_RESPONSE_MEAN)).value == 60_00
    assert (await value(database, org, rita, KpiKey.CUSTOMER_TIME)).value == 10_000


async def test_time_with_customers_is_of_their_kinds_or_names_one(
    database: Database, org: Org
) -> None:
    spent = [
        ("visit", 3_600, None),
        ("proposal", 1_800, None),
        ("proposal", 1_800, "acme"),
        ("call", 0, None),
    ]
    answers = await send(
        database,
        [
            activity(
                org,
                f"a{number}",
                kind=kind,
                duration_seconds=seconds,
                customer_external_id=customer,
                amount_minor=1 if kind == "proposal" else None,
            )
            for number, (kind, seconds, customer) in enumerate(spent)
        ],
    )
    point = await value(database, org, member(org.rep), KpiKey.CUSTOMER_TIME)
    assert (point.value, point.numerator, point.denominator, point.target) == (
        7_500,
        90,
        120,
        6_000,
    )
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, "r", answers[2].activity_id))
    point = await value(database, org, team(org.north), KpiKey.CUSTOMER_TIME)
    assert (point.value, point.denominator) == (6_667, 90)


async def test_conversion_compares_counts_of_any_two_kinds(database: Database, org: Org) -> None:
    await send(
        database,
        [activity(org, "d", kind="demo", quantity=4), won(org, "w", 1)],
    )
    rita = member(org.rep)
    kinds: dict[str, Any] = {"from_kind": "demo", "to_kind": "deal_won"}
    point = await value(database, org, rita, KpiKey.CONVERSION, **kinds)
    assert (point.value, point.numerator, point.denominator) == (2_500, 1, 4)
    none: dict[str, Any] = {"from_kind": "visit", "to_kind": "deal_won"}
    point = await value(database, org, rita, KpiKey.CONVERSION, **none)
    assert (point.value, point.gap) == (None, KpiGap.ZERO_DENOMINATOR)


def spend(org: Org, amount: int | None, **changed: Any) -> GiveKpiInput:
    usual: dict[str, Any] = {
        "by": org.as_admin(),
        "kind": KpiInputKind.ACQUISITION_SPEND,
        "starts_on": date(2026, 3, 1),
        "value": amount,
    }
    return GiveKpiInput(**(usual | changed))


async def test_a_customer_is_new_once_and_costs_what_was_spent_for_it(
    database: Database, org: Org
) -> None:
    february = datetime(2026, 2, 10, tzinfo=UTC)
    answers = await send(
        database,
        [
            won(org, "w1", 1, customer_external_id="old", occurred_at=february),
            won(org, "w2", 1, customer_external_id="old"),
            won(org, "w3", 1, customer_external_id="new"),
            won(org, "w4", 1, customer_external_id="new", member_id=org.second_rep),
            won(org, "w5", 1),
        ],
    )
    org_subject = everybody(org)
    assert (await value(database, org, org_subject, KpiKey.ACQUISITION_COST)).gap is KpiGap.NO_INPUT
    await do(database, give_kpi_input, spend(org, 500))
    await do(database, give_kpi_input, spend(org, 900))
    point = await value(database, org, org_subject, KpiKey.ACQUISITION_COST)
    assert (point.value, point.numerator, point.denominator) == (450, 900, 2)
    # what is spent for all is nobody's own
    assert (await value(database, org, member(org.rep), KpiKey.ACQUISITION_COST)).value is None
    await do(database, give_kpi_input, spend(org, 300, member_id=org.rep))
    own = await value(database, org, member(org.rep), KpiKey.ACQUISITION_COST)
    assert (own.value, own.denominator) == (150, 2)
    # if February's win is taken back, the customer is new in March
    async with intake_on(database) as intake:
        await intake.submit(reverse(org, "r", answers[0].activity_id))
    point = await value(database, org, org_subject, KpiKey.ACQUISITION_COST)
    assert (point.value, point.denominator) == (300, 3)
    await do(database, give_kpi_input, spend(org, None))
    assert (await value(database, org, org_subject, KpiKey.ACQUISITION_COST)).gap is KpiGap.NO_INPUT


async def test_every_version_of_an_input_stays_on_record_and_in_the_audit_log(
    database: Database, dsn: str, org: Org
) -> None:
    for number in (500, 900, None):
        await do(database, give_kpi_input, spend(org, number))
    kept = await rows(dsn, "SELECT version, value, given_by FROM kpi_input ORDER BY version")
    by = f"member:{org.admin}"
    assert kept == [(1, 500, by), (2, 900, by), (3, None, by)]
    [[logged]] = await rows(
        dsn, "SELECT count(*) FROM audit_log WHERE action = 'kpi_input.give' AND principal = $1", by
    )
    assert logged == 3


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"starts_on": date(2026, 3, 2)}, InvalidInputError),
        ({"value": -1}, InvalidInputError),
        ({"value": 10**15 + 1}, InvalidInputError),
        ({"kind": KpiInputKind.GROSS_MARGIN, "value": 10_001}, InvalidInputError),
        ({"starts_on": date(1, 1, 1)}, InvalidInputError),
        ({"member_id": new_id()}, UnknownMemberError),
        ({"team_id": new_id()}, UnknownTeamError),
        ({"team_id": new_id(), "member_id": new_id()}, InvalidInputError),
    ],
)
async def test_an_input_that_can_not_be_is_refused(
    database: Database, dsn: str, org: Org, changed: dict[str, object], refusal: type
) -> None:
    await refuse(database, dsn, give_kpi_input, spend(org, 5, **changed), refusal)


async def test_only_an_admin_gives_inputs(database: Database, dsn: str, org: Org) -> None:
    for by in (org.as_rep(), org.as_manager()):
        await refuse(database, dsn, give_kpi_input, spend(org, 5, by=by), NotAllowedError)


async def test_a_target_is_what_both_sides_agreed_for_exactly_these_days(
    database: Database, org: Org
) -> None:
    await agreed_goal(database, org, metric_key="revenue", target=5_000)
    await agreed_goal(database, org, metric_key="deals", target=7)
    await agreed_goal(database, org, metric_key="revenue", target=9_000, ends_on=date(2026, 3, 20))
    await agreed_goal(
        database,
        org,
        metric_key="revenue",
        target=20_000,
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
    )
    total: dict[str, Any] = {"metric_key": "revenue"}
    for subject, target in ((member(org.rep), 5_000), (team(org.north), 20_000)):
        point = await value(database, org, subject, KpiKey.TOTAL, **total)
        assert (point.value, point.target) == (0, target)
        week = await value(database, org, subject, KpiKey.TOTAL, by=PeriodKind.WEEK, **total)
        assert week.target is None
    bob = await value(database, org, member(org.second_rep), KpiKey.TOTAL, **total)
    assert bob.target is None


async def test_any_number_of_subjects_and_periods_takes_the_same_statements(
    database: Database, org: Org, statements: list[str]
) -> None:
    counted = []
    for since, until in ((0, 4), (4, 58)):
        people = [
            await enrol(database, org.org_id, f"rep{number}", team=("north", "south")[number % 2])
            for number in range(since, until)
        ]
        await send(
            database,
            [
                won(org, f"w{number}", number + 1, member_id=each)
                for number, each in enumerate(people, start=since)
            ],
        )
        async with database.reading(org.org_id) as connection:
            found = await rows_of(connection)
        subjects = [member(each) for each in found]
        for last in (1, 24):
            statements.clear()
            shown = await points(database, org, subjects, usual_picks(), last=last)
            counted.append(len(statements))
            assert len(shown) == len(subjects) * len(usual_picks())
    # of the KPIs: sums, first days, targets, cycles, leads, customers, time, inputs; the rest is the playbook
    assert len(set(counted)) == 1


async def rows_of(connection: Connection) -> list[UUID]:
    sql = "SELECT member_id FROM member WHERE org_id = $1"
    return [row["member_id"] for row in await connection.fetch(sql, connection.org_id)]


async def test_a_snapshot_stays_as_it_was(database: Database, org: Org) -> None:
    await send(database, [won(org, "w1", 10)])
    async with database.reading(org.org_id) as connection:
        plays = await playbook.read(connection)
        taken = await read_snapshot(connection, plays, org.rep, now=NOW)
    stored = taken.to_json()
    await send(database, [won(org, "w2", 30)])
    revenue, cycle = (
        next(each.point for each in taken.readings if each.pick.kpi is kpi)
        for kpi in (KpiKey.TOTAL, KpiKey.SALES_CYCLE_MEAN)
    )
    assert (revenue.value, cycle.value) == (100_00, 1_000)
    assert taken.to_json() == stored
    async with database.reading(org.org_id) as connection:
        again = await read_snapshot(connection, plays, org.rep, now=NOW)
    assert again.to_json() != stored


async def test_a_quarter_is_the_sum_of_its_months_and_the_organization_of_its_members(
    database: Database, org: Org
) -> None:
    await send(
        database,
        [
            won(
                org,
                f"w{number}",
                number,
                occurred_at=datetime(2026, 1 + number % 3, 5, tzinfo=UTC),
                member_id=(org.rep, org.second_rep)[number % 2],
                amount_minor=number + 1,
            )
            for number in range(12)
        ],
    )
    pick = KpiPick(kpi=KpiKey.TOTAL, metric_key="revenue")
    subjects: list[KpiSubject] = [member(org.rep), member(org.second_rep), everybody(org)]
    months = await points(database, org, subjects, [pick], last=3)
    quarter = await points(database, org, subjects, [pick], by=PeriodKind.QUARTER)
    for subject in subjects:
        key = subject.subject_id, pick
        assert sum(each.value or 0 for each in months[key]) == quarter[key][0].value
    rita, bob, both = (quarter[each.subject_id, pick][0].value or 0 for each in subjects)
    assert rita + bob == both == sum(range(13))
