"""Goals as a phone lists and refuses them."""

from datetime import timedelta

from tests.builders import Org
from tests.conftest import SetClock
from tests.contract.conftest import Phones
from tests.contract.test_main_job import GOAL, PROPOSE

LIST = """query List($current: Boolean!) {
  viewer { goals(onlyCurrent: $current) { totalCount edges { node { state } } } } }"""


async def test_a_goal_whose_days_are_over_is_not_current(
    org: Org, phone: Phones, clock: SetClock
) -> None:
    await phone("rita").ask(PROPOSE, input=GOAL)
    for days, state, current in ((0, "ACTIVE", 1), (60, "MISSED", 0)):
        clock.now += timedelta(days=days)
        listed = (await phone("rita").ask(LIST, current=False))["viewer"]["goals"]
        assert listed["edges"] == [{"node": {"state": state}}]
        listed = (await phone("rita").ask(LIST, current=True))["viewer"]["goals"]
        assert (listed["totalCount"], len(listed["edges"])) == (current, current)


async def test_terms_are_refused_by_the_path_of_their_field(org: Org, phone: Phones) -> None:
    sent = GOAL | {"terms": GOAL["terms"] | {"target": 0}}
    (refused,) = (await phone("rita").ask(PROPOSE, input=sent))["goalPropose"]["userErrors"]
    assert (refused["code"], refused["path"]) == ("NOT_SMART", ["input", "terms", "target"])
    listed = (await phone("rita").ask(LIST, current=False))["viewer"]["goals"]
    assert listed["totalCount"] == 0
