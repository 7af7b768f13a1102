from bellringer.gamification.store import playbook
from bellringer.models.database import Database
from tests.builders import Org


async def test_a_new_organization_reads_back_exactly_as_it_was_written(
    database: Database, org: Org
) -> None:
    async with database.reading(org.org_id) as connection:
        found = await playbook.read(connection)
    by_id = lambda each: each.rule_id  # noqa: E731
    assert sorted(found.rules, key=by_id) == sorted(org.playbook.rules, key=by_id)
    assert found.boards == org.playbook.boards
    assert found.kinds == org.playbook.kinds
    assert found.metrics == org.playbook.metrics
