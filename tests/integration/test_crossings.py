"""Milestones are recorded once and told once, however many cross them, and from wherever."""

import asyncio
from functools import partial

import asyncpg

from bellringer.models.database import Database
from bellringer.words import SubjectKind
from tests.builders import Org, enrol
from tests.recording import (
    accepted,
    agreed_goal,
    count,
    importer,
    intake_on,
    record,
    reverse,
    together,
)

POSTED = "kind = 'MILESTONE_CROSSED' AND withdrawn_at IS NULL"
MILESTONE = "kind IN ('MILESTONE_CROSSED', 'GOAL_MET')"


async def test_M1_64_that_cross_together_make_one_crossing_and_one_notification(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(database, org, target=32, milestones=(100,))
    async with intake_on(database) as intake:
        answers = await together(
            [partial(intake.submit, record(org, f"{number}")) for number in range(64)]
        )

    assert sum(len(each.crossing_keys) for each in answers) == 1
    assert await count(dsn, "crossing") == 1
    assert await count(dsn, "announcement", MILESTONE) == 1
    assert (
        await count(dsn, "notification n JOIN announcement USING (announcement_id)", MILESTONE) == 1
    )


async def test_M1_holds_between_processes_that_credit_different_members(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(
        database,
        org,
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
        target=64,
        milestones=tuple(range(10, 101, 10)),
    )
    other_database = await Database.open(dsn, size=3)
    async with intake_on(database) as one, intake_on(other_database) as other:
        await together(
            [
                partial(
                    door.submit,
                    record(
                        org, f"{number}-{place}", member_id=(org.rep, org.second_rep)[number % 2]
                    ),
                )
                for number in range(32)
                for place, door in enumerate((one, other))
            ]
        )
    await other_database.close()

    assert await count(dsn, "crossing") == 10
    assert await count(dsn, "announcement", MILESTONE) == 10
    # Rita and Bob are in the team, Sue leads it
    assert (
        await count(dsn, "notification n JOIN announcement USING (announcement_id)", MILESTONE)
        == 30
    )


async def test_M1_a_thousand_activities_of_50_clients_over_40_milestones_make_40_of_each(
    database: Database, org: Org, dsn: str
) -> None:
    milestones = range(2, 81, 2)
    await agreed_goal(database, org, metric_key="calls", target=1000, milestones=milestones)
    async with intake_on(database) as intake:

        async def client(number: int) -> None:
            for turn in range(20):
                await intake.submit(record(org, f"{turn}", by=importer(org.org_id, f"{number}")))

        await asyncio.gather(*map(client, range(50)))

    assert len(milestones) == 40
    assert await count(dsn, "crossing") == 40
    assert await count(dsn, "announcement", MILESTONE) == 40


async def test_M1_one_activity_tells_the_highest_milestone_only_and_records_them_all(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await agreed_goal(database, org, metric_key="calls", target=100)
    async with intake_on(database) as intake:
        answer = await intake.submit(record(org, "key", quantity=80))

    assert answer.crossing_keys == tuple(f"{goal_id}:1:{percent}" for percent in (25, 50, 75))
    assert await count(dsn, "crossing", "told_percent = 75") == 3
    assert await count(dsn, "announcement", MILESTONE) == 1


async def test_M1_how_activities_were_gathered_never_changes_what_is_told(
    database: Database, org: Org, dsn: str
) -> None:
    for member_id in (org.rep, org.second_rep):
        await agreed_goal(database, org, owner_id=member_id, metric_key="calls", target=100)
    quantities = (20, 40, 10, 50)
    async with intake_on(database) as intake:
        for number, quantity in enumerate(quantities):
            await intake.submit(record(org, f"a{number}", quantity=quantity))
        accepted(
            await intake.submit_many(
                [
                    record(org, f"b{number}", member_id=org.second_rep, quantity=quantity)
                    for number, quantity in enumerate(quantities)
                ]
            )
        )

    connection = await asyncpg.connect(dsn)
    told = [
        [
            row["percent"]
            for row in await connection.fetch(
                """SELECT (params ->> 'percent')::int AS percent FROM notification
                   JOIN announcement USING (org_id, announcement_id)
                   WHERE member_id = $1 AND kind IN ('MILESTONE_CROSSED', 'GOAL_MET') ORDER BY seq""",
                member_id,
            )
        ]
        for member_id in (org.rep, org.second_rep)
    ]
    await connection.close()
    assert told == [[50, 120], [50, 120]]


async def test_M2_what_is_crossed_again_after_a_reversal_is_not_told_again(
    database: Database, org: Org, dsn: str
) -> None:
    await agreed_goal(database, org, metric_key="calls", target=10, milestones=(100,))
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1", quantity=10))
        assert await count(dsn, "feed_post", POSTED) == 1
        await intake.submit(reverse(org, "2", first.activity_id))
        assert await count(dsn, "feed_post", POSTED) == 0
        assert await count(dsn, "crossing", "undone_at IS NOT NULL") == 1
        again = await intake.submit(record(org, "3", quantity=10))

    assert first.crossing_keys == again.crossing_keys
    assert await count(dsn, "crossing", "undone_at IS NULL") == 1
    assert await count(dsn, "announcement", MILESTONE) == 1


async def test_a_team_goal_tells_members_and_leads_in_the_order_of_their_inboxes(
    database: Database, org: Org, dsn: str
) -> None:
    await enrol(database, org.org_id, "gone", team="south")
    await agreed_goal(
        database,
        org,
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
        metric_key="calls",
        target=2,
        milestones=(50, 100),
    )
    async with intake_on(database) as intake:
        await intake.submit(record(org, "1"))
        await intake.submit(record(org, "2", member_id=org.second_rep))

    connection = await asyncpg.connect(dsn)
    inboxes = {
        row["member_id"]: (row["last_seq"], row["unread_count"], row["seqs"])
        for row in await connection.fetch(
            """SELECT member_id, last_seq, unread_count, array_agg(seq ORDER BY seq) AS seqs
               FROM inbox JOIN notification USING (org_id, member_id) GROUP BY 1, 2, 3"""
        )
    }
    await connection.close()
    assert inboxes == {
        member_id: (2, 2, [1, 2]) for member_id in (org.rep, org.second_rep, org.manager)
    }
