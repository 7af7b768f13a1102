"""What one transaction writes, and what it refuses."""

from bellringer.models.database import Database
from tests.builders import Org
from tests.recording import count, intake_on, record, reverse


async def test_an_activity_is_answered_with_points_and_the_new_total(
    database: Database, org: Org, dsn: str
) -> None:
    async with intake_on(database) as intake:
        first = await intake.submit(record(org, "1", kind="deal_won", amount_minor=1_000_000))
        second = await intake.submit(record(org, "2"))
        print(first, second)
        third = await intake.submit(reverse(org, "3", first.activity_id))
        print(third)

    assert second.total_after == first.total_after + second.points_earned
    assert await count(dsn, "activity") == 3
