from datetime import date, timedelta

from bellringer.demo import story

ON = date(2026, 3, 11)


def test_a_day_is_the_same_whenever_it_is_told() -> None:
    assert story.day(ON, seed=1) == story.day(ON, seed=1)
    assert story.day(ON, seed=1) != story.day(ON, seed=2)
    assert story.day(ON, seed=1) != story.day(ON - timedelta(days=7), seed=1)


def test_weekends_are_quiet() -> None:
    saturday = date(2026, 3, 14)

    assert ((), ()) == (story.day(saturday, seed=1).acts, story.day(saturday, seed=1).praise)
    assert story.day(ON, seed=1).acts
