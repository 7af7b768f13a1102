"""Ids sort by when they were made, and chance is spread."""

from bellringer import ids


def test_ids_are_uuid7_and_each_is_greater_than_the_one_before() -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert {made_id.version for made_id in made} == {7}
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_anonymous_ids_are_uuid4_and_say_nothing_of_when() -> None:
    made = [ids.new_anonymous_id() for _ in range(1_000)]
    assert {made_id.version for made_id in made} == {4}
    assert made != sorted(made)


def test_secrets_differ_and_fit_in_a_url() -> None:
    assert ids.new_secret() != ids.new_secret()
    assert len(ids.new_secret(size=32)) == 43
    assert set("".join(ids.new_secret() for _ in range(100))).isdisjoint("/+=?#&% ")


def test_a_fraction_is_at_least_0_and_less_than_1() -> None:
    drawn = [ids.fraction() for _ in range(10_000)]
    assert 0 <= min(drawn)
    assert max(drawn) < 1
    assert max(drawn) - min(drawn) > 0.99
