"""Ids that follow from other ids."""

from datetime import UTC, datetime
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.identity import derived_id, named_id
from tests.unit.world import an_id

ROOT = an_id(1)
LABELS = st.lists(st.text(max_size=5) | st.integers() | st.none(), max_size=4).map(tuple)


@given(LABELS)
def test_an_id_is_derived_the_same_every_time_and_is_a_uuid_of_version_7(
    label: tuple[object, ...],
) -> None:
    found = derived_id(ROOT, *label)
    assert found == derived_id(ROOT, *label)
    assert (7, RFC_4122) == (found.version, found.variant)
    assert ROOT.bytes[:8] == found.bytes[:8]


def test_other_labels_and_other_roots_give_other_ids() -> None:
    labels: list[tuple[object, ...]] = [(), ("a",), ("a", "b"), ("ab",), ("a", 1), ("a", "1", "")]
    found = [derived_id(root, *label) for root in (ROOT, an_id(2)) for label in labels]
    assert len(found) == len(set(found))


def test_a_named_id_stands_at_its_instant_in_time_order() -> None:
    instants = [datetime(2026, 3, 11, 15, 0, second, tzinfo=UTC) for second in (0, 1, 2)]
    found = [named_id(at, "milestone", ROOT) for at in instants]
    assert sorted(found) == found
    assert round(instants[0].timestamp() * 1000) == found[0].int >> 80
    assert (7, RFC_4122) == (found[0].version, found[0].variant)
    assert found[0] != named_id(instants[0], "milestone", UUID(int=1))
