"""Competitions: what they may be, who wins them, and when they come again."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.commands.competitions import CompetitionTerms
from bellringer.gamification.errors import (
    InvalidInputError,
    InvalidTextError,
    UnknownMetricError,
    WrongStateError,
)
from bellringer.gamification.facts.competitions import Competition, Participant
from bellringer.gamification.rules.competitions.judging import Raise, judge, reached_at
from bellringer.gamification.rules.competitions.leaving import leave
from bellringer.gamification.rules.competitions.lifecycle import (
    Entrant,
    board_of,
    ends_early_on,
    following,
    may_see,
)
from bellringer.gamification.rules.competitions.places import holders_of
from bellringer.gamification.rules.competitions.terms import checked_terms, comes_again
from bellringer.gamification.rules.leaderboards.ranking import Standing
from bellringer.gamification.rules.leaderboards.scores import place_of
from bellringer.words import (
    CompetitionKind,
    CompetitionState,
    Recurrence,
    Role,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)
from tests.builders import member
from tests.unit.world import ORG, a_playbook

PLAYBOOK = a_playbook()
METRIC = next(iter(PLAYBOOK.metrics))
ONE, TWO, THREE, FOUR = (UUID(int=number) for number in (1, 2, 3, 4))
MAY_4 = date(2026, 5, 4)  # a Monday
NOON = datetime(2026, 5, 6, 10, tzinfo=UTC)
TERMS = CompetitionTerms(
    kind=CompetitionKind.MOST_WINS,
    title="Spring",
    metric_key=METRIC,
    starts_on=MAY_4,
    ends_on=MAY_4 + timedelta(days=5),
    subject_kind=SubjectKind.MEMBER,
)


def contest(*participants: UUID, **terms: Any) -> Competition:
    return Competition(
        competition_id=FOUR,
        series_id=FOUR,
        number=1,
        terms=replace(TERMS, **terms),
        timezone="Europe/Berlin",
        state=CompetitionState.LIVE,
        participants=tuple(Participant(subject_id=each) for each in participants),
        created_by=ONE,
        created_at=NOON,
        board_id=77,
    )


def standing(subject_id: UUID, score: int | None, at: datetime | None = None) -> Standing:
    return Standing(subject_id=subject_id, score=score, reached_at=at)


def winners(found: Any) -> list[UUID]:
    return [each.subject_id for each in found.winners]


def test_the_highest_score_wins_and_equal_ones_share_unless_first_wins() -> None:
    early, late = (standing(each, 7, at) for each, at in ((TWO, NOON), (ONE, None)))
    rows = [late, early, standing(THREE, 3)]
    shared = judge(contest(ONE, TWO, THREE), rows, {})
    assert (winners(shared), shared.total, shared.is_won) == ([ONE, TWO], 17, True)
    first = judge(contest(ONE, TWO, THREE, tie_policy=TiePolicy.ORDINAL), rows, {})
    assert winners(first) == [TWO]


@pytest.mark.parametrize("score", [None, 0, -5])
def test_nobody_wins_without_a_score(score: int | None) -> None:
    found = judge(contest(ONE, TWO), [standing(ONE, score), standing(TWO, None)], {})
    assert (found.winners, found.is_won) == ((), False)


def test_a_mission_is_won_together_or_not_at_all() -> None:
    mission = contest(ONE, TWO, kind=CompetitionKind.MISSION, target=10)
    rows = [standing(ONE, 10), standing(TWO, None)]
    assert winners(judge(mission, rows, {})) == [ONE, TWO]
    assert winners(judge(mission, [standing(ONE, 9), standing(TWO, None)], {})) == []


def test_a_race_is_won_by_who_was_there_first_whatever_the_scores() -> None:
    race = contest(ONE, TWO, kind=CompetitionKind.RACE_TO_TARGET, target=5)
    rows = [standing(ONE, 50), standing(TWO, 5)]
    later = NOON + timedelta(seconds=1)
    assert winners(judge(race, rows, {ONE: later, TWO: NOON})) == [TWO]
    assert winners(judge(race, rows, {ONE: NOON, TWO: NOON})) == [ONE, TWO]
    ordinal = replace(race, terms=replace(race.terms, tie_policy=TiePolicy.ORDINAL))
    assert winners(judge(ordinal, rows, {ONE: NOON, TWO: NOON})) == [ONE]
    assert judge(race, rows, {}).winners == ()


RAISES = st.lists(
    st.builds(
        Raise,
        place_id=st.sampled_from([ONE, TWO]),
        occurred_at=st.integers(0, 9).map(lambda hour: NOON + timedelta(hours=hour)),
        delta=st.integers(-3, 9),
    ),
    max_size=12,
)


@given(RAISES, st.integers(1, 20), st.data())
def test_when_a_target_was_reached_follows_from_when_things_happened_alone(
    raises: list[Raise], target: int, data: st.DataObject
) -> None:
    found = reached_at(raises, target)
    assert found == reached_at(data.draw(st.permutations(raises)), target)
    sums: dict[UUID, dict[datetime, int]] = defaultdict(dict)
    for each in raises:
        own = [r for r in raises if r.place_id == each.place_id]
        for at in {r.occurred_at for r in own}:
            sums[each.place_id][at] = sum(r.delta for r in own if r.occurred_at <= at)
    for place_id, totals in sums.items():
        there = [at for at, total in totals.items() if total >= target]
        assert found.get(place_id) == min(there, default=None)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"ends_on": MAY_4}, "endsOn"),
        ({"ends_on": MAY_4 + timedelta(days=367)}, "endsOn"),
        ({"starts_on": date(1969, 1, 1)}, "endsOn"),
        ({"target": 5}, "target"),
        ({"kind": CompetitionKind.RACE_TO_TARGET}, "target"),
        ({"kind": CompetitionKind.MISSION, "target": 0}, "target"),
        ({"kind": CompetitionKind.MISSION, "target": 10**15 + 1}, "target"),
        ({"kind": CompetitionKind.HEAD_TO_HEAD, "subject_kind": SubjectKind.TEAM}, "subjectKind"),
        ({"kind": CompetitionKind.TEAM_VS_TEAM}, "subjectKind"),
        ({"subject_kind": SubjectKind.ORGANIZATION}, "subjectKind"),
        ({"score_kind": ScoreKind.PER_HEAD}, "scoreKind"),
        ({"score_kind": ScoreKind.IMPROVEMENT}, "scoreKind"),
        ({"ends_when_reached": True}, "endsWhenReached"),
        (
            {"recurrence": Recurrence.WEEKLY, "ends_on": MAY_4 + timedelta(days=8)},
            "recurrence",
        ),
        (
            {"recurrence": Recurrence.MONTHLY, "ends_on": MAY_4 + timedelta(days=29)},
            "recurrence",
        ),
    ],
)
def test_terms_that_do_not_go_together_are_refused(terms: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_terms(PLAYBOOK, replace(TERMS, **terms))
    assert refused.value.path == (field,)


def test_texts_and_metrics_are_checked() -> None:
    with pytest.raises(InvalidTextError):
        checked_terms(PLAYBOOK, replace(TERMS, title=" "))
    with pytest.raises(InvalidTextError):
        checked_terms(PLAYBOOK, replace(TERMS, prize="x" * 501))
    with pytest.raises(UnknownMetricError):
        checked_terms(PLAYBOOK, replace(TERMS, metric_key="nope"))


def test_who_takes_part_follows_from_the_kind() -> None:
    for kind, expected in (
        (CompetitionKind.MOST_WINS, SubjectKind.MEMBER),
        (CompetitionKind.HEAD_TO_HEAD, SubjectKind.MEMBER),
        (CompetitionKind.TEAM_VS_TEAM, SubjectKind.TEAM),
    ):
        found = checked_terms(PLAYBOOK, replace(TERMS, kind=kind, subject_kind=None))
        assert found.subject_kind is expected


@pytest.mark.parametrize(
    ("recurrence", "starts_on", "ends_on", "expected"),
    [
        (Recurrence.WEEKLY, MAY_4, date(2026, 5, 9), (date(2026, 5, 11), date(2026, 5, 16))),
        (
            Recurrence.MONTHLY,
            date(2026, 1, 31),
            date(2026, 2, 3),
            (date(2026, 2, 28), date(2026, 3, 3)),
        ),
        (
            Recurrence.MONTHLY,
            date(2026, 12, 1),
            date(2027, 1, 1),
            (date(2027, 1, 1), date(2027, 2, 1)),
        ),
        (
            Recurrence.MONTHLY,
            date(2026, 12, 3),
            date(2026, 12, 5),
            (date(2027, 1, 3), date(2027, 1, 5)),
        ),
    ],
)
def test_what_comes_again_comes_a_week_or_a_month_later(
    recurrence: Recurrence, starts_on: date, ends_on: date, expected: tuple[date, date]
) -> None:
    terms = replace(TERMS, recurrence=recurrence, starts_on=starts_on, ends_on=ends_on)
    found = comes_again(PLAYBOOK, terms)
    assert found is not None
    assert (found.starts_on, found.ends_on) == expected
    assert comes_again(PLAYBOOK, TERMS) is None


def test_the_next_of_a_series_has_the_same_participants_and_no_stand_ins() -> None:
    once = contest(ONE, TWO, recurrence=Recurrence.WEEKLY)
    left = replace(
        once,
        participants=(
            Participant(subject_id=ONE, left_on=MAY_4, stand_in_id=THREE, stand_in_on=MAY_4),
            Participant(subject_id=TWO),
        ),
    )
    found = following(PLAYBOOK, left, competition_id=THREE, now=NOON)
    assert found is not None
    assert (found.number, found.series_id, found.state) == (2, FOUR, CompetitionState.SCHEDULED)
    assert found.participants == once.participants
    assert found.board_id is None


ENTRANTS = {
    each: Entrant(subject_id=each, team_id=ONE, is_hidden=each == FOUR) for each in (THREE, FOUR)
}
ADMIN = member(ORG, ONE, Role.ADMIN)


def test_who_leaves_counts_until_tonight_and_a_stand_in_from_tomorrow() -> None:
    found = leave(contest(ONE, TWO), ONE, THREE, ENTRANTS, ADMIN, now=NOON)
    board = board_of(found, 77)
    today, tomorrow = date(2026, 5, 6), date(2026, 5, 7)
    assert [place_of(board, each, today) for each in (ONE, TWO, THREE)] == [ONE, TWO, None]
    assert [place_of(board, each, tomorrow) for each in (ONE, TWO, THREE)] == [None, TWO, ONE]
    assert holders_of(found, [ONE, TWO]) == {TWO, THREE}
    # without a stand-in the place stands still, and may be given one another day
    alone = leave(contest(ONE, TWO), ONE, None, ENTRANTS, ADMIN, now=NOON)
    assert place_of(board_of(alone, 77), ONE, tomorrow) is None
    later = leave(alone, ONE, THREE, ENTRANTS, ADMIN, now=NOON + timedelta(days=1))
    assert place_of(board_of(later, 77), THREE, tomorrow) is None
    assert place_of(board_of(later, 77), THREE, tomorrow + timedelta(days=1)) == ONE


def test_nobody_leaves_twice_or_on_the_last_day() -> None:
    left = leave(contest(ONE, TWO), ONE, THREE, ENTRANTS, ADMIN, now=NOON)
    for competition, now in (
        (left, NOON),
        (contest(ONE, TWO), NOON + timedelta(days=2)),
        (replace(contest(ONE, TWO), state=CompetitionState.ENDED), NOON),
    ):
        with pytest.raises(WrongStateError):
            leave(competition, ONE, None, ENTRANTS, ADMIN, now=now)


def test_a_race_ends_with_the_day_on_which_its_target_is_seen_to_be_reached() -> None:
    race = contest(ONE, TWO, kind=CompetitionKind.RACE_TO_TARGET, target=5, ends_when_reached=True)
    assert ends_early_on(race, [4], now=NOON) is None
    assert ends_early_on(race, [1, 5], now=NOON) == date(2026, 5, 7)
    assert ends_early_on(race, [5], now=NOON + timedelta(days=2)) is None, "it ends anyway"


def test_a_draft_is_seen_by_its_maker_and_admins() -> None:
    draft = replace(contest(TWO), state=CompetitionState.DRAFT)
    sees = {
        role: may_see(draft, member(ORG, who, role))
        for role, who in ((Role.MANAGER, TWO), (Role.ADMIN, TWO), (Role.REP, ONE))
    }
    assert sees == {Role.MANAGER: False, Role.ADMIN: True, Role.REP: True}
    assert may_see(contest(TWO), member(ORG, TWO, Role.REP))
