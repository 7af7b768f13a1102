"""An attacker has every published figure of every pulse, and knows who is in which team."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.facts.coaching.pulses import GroupResult
from bellringer.gamification.rules.coaching.anonymity import (
    FEWEST,
    figure,
    published,
    result,
    results,
)

ORG = UUID(int=1)
ASKED = "I know what is expected of me."
# how many answered of each team; the last are those without a team, or in one too small to be told apart
sizes = st.lists(st.integers(0, 14), min_size=1, max_size=7)


def team(number: int) -> UUID:
    return UUID(int=100 + number)


def derivable(rows: Sequence[Sequence[int]], wanted: Sequence[int]) -> bool:
    """Whether adding, subtracting and scaling the rows gives the wanted one: elimination over fractions."""
    left = [[Fraction(value) for value in row] for row in rows]
    rest = [Fraction(value) for value in wanted]
    for column in range(len(wanted)):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        scaled = [value / pivot[column] for value in pivot]
        left = [
            [value - row[column] * part for value, part in zip(row, scaled, strict=True)]
            for row in left
        ]
        rest = [value - rest[column] * part for value, part in zip(rest, scaled, strict=True)]
    return not any(rest)


def shown_of(counts: Sequence[int]) -> frozenset[UUID]:
    teams = {team(number): count for number, count in enumerate(counts[:-1])}
    return published(teams, sum(counts))


@given(sizes)
def test_no_group_under_5_follows_from_all_that_is_published(counts: list[int]) -> None:
    """Each figure is the exact sum of a group, which is more than is published of it."""
    peopled = [number for number, count in enumerate(counts) if count]
    known = [[int(each == number) for each in peopled] for number in peopled]
    shown = shown_of(counts)
    rows = [row for row, number in zip(known, peopled, strict=True) if team(number) in shown]
    if sum(counts) >= FEWEST:
        rows.append([1] * len(peopled))
    for wanted in product((0, 1), repeat=len(peopled)):
        size = sum(counts[number] for number, is_in in zip(peopled, wanted, strict=True) if is_in)
        if 0 < size < FEWEST:
            assert not derivable(rows, wanted), (counts, wanted)


def test_the_attacker_of_these_tests_can_subtract() -> None:
    rows = [[1, 0, 0], [0, 1, 0], [1, 1, 1]]
    assert derivable(rows, [0, 0, 1])
    assert not derivable(rows[1:], [0, 0, 1])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([5, 0], {0}),
        ([4, 0], set()),
        ([5, 1], set()),  # all but one: subtracting the team would leave the one
        ([5, 5], {0}),
        ([5, 8, 4], {1}),  # the 4 hide among the 5 of the smallest team
        ([5, 8, 1], {1}),
        ([9, 8, 0], {0, 1}),
        ([6, 4, 4, 0], {0}),  # two small teams hide each other
    ],
)
def test_a_team_is_withheld_where_it_would_give_another_away(
    counts: list[int], shown: set[int]
) -> None:
    assert shown_of(counts) == {team(number) for number in shown}


@given(sizes)
def test_no_more_teams_are_withheld_than_have_to_be(counts: list[int]) -> None:
    big = [number for number, count in enumerate(counts[:-1]) if count >= FEWEST]
    shown = shown_of(counts)
    if sum(counts) >= FEWEST and shown < {team(number) for number in big}:
        smallest = min(
            (number for number in big if team(number) not in shown),
            key=lambda number: counts[number],
        )
        rest = sum(counts) - sum(count for at, count in enumerate(counts) if team(at) in shown)
        assert rest >= FEWEST
        # with one more, somebody could be told apart again, or the next smaller one was needed as well
        assert 0 < rest - counts[smallest] < FEWEST or any(
            counts[number] < counts[smallest] for number in big if team(number) not in shown
        )


def test_everybody_of_one_mind_is_not_told() -> None:
    """1.0 or 5.0 would be what each of them answered."""
    for answers in (5, 12, 29, 30, 400):
        for extreme, coded in ((1, 15), (5, 45)):
            assert figure(extreme * answers, answers) == coded
            other = extreme + (1 if extreme == 1 else -1)
            assert figure(extreme * (answers - 1) + other, answers) == coded


@given(st.integers(FEWEST, 400), st.data())
def test_a_figure_is_its_mean_as_finely_as_it_is_told(answers: int, data: st.DataObject) -> None:
    total = data.draw(st.integers(answers, 5 * answers))
    mean = min(max(Fraction(10 * total, answers), Fraction(15)), Fraction(45))
    near = Fraction(1, 2) if answers >= 30 else Fraction(5, 2)
    assert abs(mean - figure(total, answers)) <= near


def group(members: range, figures: Mapping[str, int]) -> GroupResult:
    return GroupResult(
        group_id=ORG, members=_ids(members), answers=len(members), figures=dict(figures)
    )


def _ids(members: range) -> frozenset[UUID]:
    return frozenset(UUID(int=1 + number) for number in members)


def shown_after(before: range, total_before: int, after: range, total: int) -> tuple[int, int]:
    """What is published of a group first, and after people came and left, when all answered both times."""
    first = figure(total_before, len(before))
    # a total as answers: the first few higher, so that they add up
    low, more = divmod(total, len(after))
    scores = [(low + (place < more),) for place in range(len(after))]
    found = result(ORG, _ids(after), [ASKED], scores, group(before, {ASKED: first}))
    assert found.figures is not None
    return first, found.figures[ASKED]


@pytest.mark.parametrize("size", [5, 6, 7, 8, 11, 14, 19, 28, 29, 30, 31, 40])
def test_two_pulses_that_differ_by_one_member_do_not_tell_the_answer(size: int) -> None:
    """Not even to who knows that everybody else answered as before: at least two answers fit every pair."""
    joined: dict[tuple[int, int], set[int]] = defaultdict(set)
    left: dict[tuple[int, int], set[int]] = defaultdict(set)
    few, more = range(size), range(size + 1)
    for total in range(size, 5 * size + 1):
        for answer in range(1, 6):
            joined[shown_after(few, total, more, total + answer)].add(answer)
            left[shown_after(more, total + answer, few, total)].add(answer)
    assert min(map(len, joined.values())) >= 2
    assert min(map(len, left.values())) >= 2


@pytest.mark.parametrize("size", [5, 8, 13])
def test_one_who_leaves_and_one_who_comes_do_not_tell_each_other(size: int) -> None:
    fits: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    before, after = range(size), range(1, size + 1)
    for others in range(size - 1, 5 * (size - 1) + 1):
        for left, joined in product(range(1, 6), repeat=2):
            pair = shown_after(before, others + left, after, others + joined)
            fits[pair].add((left, joined))
    for each in fits.values():
        assert len({left for left, _ in each}) >= 2
        assert len({joined for _, joined in each}) >= 2


def test_without_the_guard_two_pulses_would_tell() -> None:
    """The guard has something to do: plain rounding alone leaves pairs that only one answer fits."""
    fits: dict[tuple[int, int], set[int]] = defaultdict(set)
    for total in range(8, 41):
        for answer in range(1, 6):
            fits[figure(total, 8), figure(total + answer, 9)].add(answer)
    assert min(map(len, fits.values())) == 1


def test_results_say_of_each_group_what_may_be_said() -> None:
    north, south = team(0), team(1)
    groups = {
        ORG: _ids(range(14)),
        north: _ids(range(8)),
        south: _ids(range(8, 12)),
    }
    answers: list[tuple[UUID | None, tuple[int, ...]]] = [
        *[(north, (4, 2))] * 8,
        *[(None, (2, 2))] * 6,
    ]
    found = {each.group_id: each for each in results(ORG, ["A", "B"], groups, answers, {})}
    assert found[ORG].figures == {"A": 30, "B": 20}
    assert found[north].figures == {"A": 40, "B": 20}
    assert (found[south].figures, found[south].answers) == (None, None)
    assert list(found) == [ORG, north, south]
    few = results(ORG, ["A", "B"], groups, answers[-4:], {})
    assert {each.answers for each in few} == {None}
