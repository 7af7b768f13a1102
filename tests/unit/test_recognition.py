"""Who stands for a month, who wins it, and how often in a row."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.leaderboards import Board, SalesRoleScope
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.rules.recognition.months import (
    Recognition,
    Winner,
    WonMonth,
    best_of,
    recognize,
    runs,
    wins_before,
)
from bellringer.gamification.rules.recognition.news import (
    announce,
    celebrate,
    is_fresh,
    new_winners,
    no_longer_true,
)
from bellringer.gamification.rules.recognition.shortlists import (
    ATTAINMENT_BOARD,
    MEMBER_BOARD,
    SHORTLIST_SIZE,
    TEAM_BOARD,
    Candidate,
    TeamMonth,
    board_candidates,
    check_settings,
    figures,
    left_out,
    measures_of,
    month_of,
    shortlist,
    team_candidates,
)
from bellringer.words import (
    DecisionMode,
    FeedKind,
    FiscalPattern,
    LeftOut,
    MetricDirection,
    NotificationKind,
    PeriodKind,
    PeriodState,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)
from tests.unit.world import a_playbook

PLAYBOOK = a_playbook()
MARCH_1 = date(2026, 3, 1)
MARCH = month_of(PLAYBOOK, date(2026, 3, 17))
NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
POINTS = Board(
    board_id=1,
    board_key=MEMBER_BOARD,
    title="Points",
    subject_kind=SubjectKind.MEMBER,
    metric_key="points",
    score_kind=ScoreKind.TOTAL,
    period=PeriodKind.MONTH,
    tie_policy=TiePolicy.COMPETITION,
    timezone="Europe/Berlin",
)


def team(
    team_id: UUID,
    attainment: int | None = None,
    points: int = 0,
    *,
    member_days: int = 62,
    reached_at: datetime | None = None,
) -> TeamMonth:
    return TeamMonth(
        team_id=team_id,
        attainment=attainment,
        points=points,
        member_days=member_days,
        reached_at=reached_at,
    )


def month(
    *candidates: Candidate,
    tie_policy: TiePolicy = TiePolicy.COMPETITION,
    decision: DecisionMode = DecisionMode.AUTOMATIC,
    wins: dict[UUID, int] | None = None,
) -> Recognition:
    return recognize(
        shortlist(candidates),
        subject_kind=SubjectKind.MEMBER,
        month=MARCH,
        tie_policy=tie_policy,
        state=PeriodState.FINAL,
        decision=decision,
        wins_before=wins or {},
    )


def won(
    *teams: TeamMonth, tie_policy: TiePolicy = TiePolicy.COMPETITION
) -> list[tuple[UUID, str, int]]:
    found = month(*team_candidates(teams, days=31), tie_policy=tie_policy)
    return [
        (each.subject_id, each.candidate.board_key, each.candidate.score) for each in found.winners
    ]


def seller(number: int, score: int, *, barred: LeftOut | None = None) -> Candidate:
    return Candidate(
        subject_id=UUID(int=number),
        board_key=MEMBER_BOARD,
        score_kind=ScoreKind.TOTAL,
        score=score,
        left_out=barred,
    )


def test_the_team_nearest_to_its_goal_wins_before_any_number_of_points() -> None:
    assert won(team(ONE, 9_000), team(TWO, 9_001), team(THREE, None, 10**6)) == [
        (TWO, ATTAINMENT_BOARD, 9_001)
    ]


def test_points_per_head_part_teams_that_are_equally_near() -> None:
    assert won(team(ONE, 9_000, 100), team(TWO, 9_000, 100, member_days=31)) == [
        (TWO, ATTAINMENT_BOARD, 9_000)
    ]


def test_without_goals_points_per_average_head_decide_in_hundredths() -> None:
    # 3 members for 31 days against 1 for 10 of them
    assert won(team(ONE, None, 100, member_days=93), team(TWO, None, 11, member_days=10)) == [
        (TWO, TEAM_BOARD, 100 * 11 * 31 // 10)
    ]


def test_a_tie_is_shared_unless_the_board_says_who_was_first() -> None:
    early, late = (team(each, 9_000, reached_at=at) for each, at in ((TWO, NOON), (ONE, None)))
    assert {each for each, *_ in won(early, late)} == {ONE, TWO}
    assert [each for each, *_ in won(early, late, tie_policy=TiePolicy.ORDINAL)] == [TWO]


def test_a_team_without_members_or_points_is_not_recognised() -> None:
    assert won(team(ONE), team(TWO, 0), team(THREE, None, 50, member_days=0)) == []


@given(
    st.lists(
        st.tuples(
            st.integers(1, 30),
            st.integers(-5, 5),
            st.none() | st.just(NOON),
            st.none() | st.sampled_from(LeftOut),
        ),
        unique_by=lambda each: each[0],
    ),
    st.sampled_from(TiePolicy),
    st.data(),
)
def test_B2_the_order_in_which_members_are_read_changes_nothing(
    rows: list[tuple[int, int, datetime | None, LeftOut | None]],
    tie_policy: TiePolicy,
    data: st.DataObject,
) -> None:
    scores = [(UUID(int=number), score, at) for number, score, at, _ in rows]
    barred = {UUID(int=number): why for number, _, _, why in rows}
    found = [
        shortlist(
            replace(each, left_out=barred[each.subject_id])
            for each in board_candidates(POINTS, in_any_order)
        )
        for in_any_order in (scores, data.draw(st.permutations(scores)))
    ]
    assert found[0] == found[1]
    listed = [each for each in found[0] if each.place is not None]
    best = max((score for each, score, _ in scores if not barred[each]), default=0)
    first = {each for each, score, _ in scores if score == best > 0 and not barred[each]}
    assert [each.place for each in listed] == list(range(1, len(listed) + 1))
    assert len(listed) <= max(SHORTLIST_SIZE, len(first))
    assert all(each.left_out is None for each in listed)
    assert all(each.left_out is not None for each in found[0] if each.place is None)
    winners = {each.subject_id for each in best_of(found[0], tie_policy)}
    assert winners <= first
    assert len(winners) == (min(1, len(first)) if tie_policy is TiePolicy.ORDINAL else len(first))


def test_who_is_left_out_is_named_if_they_stood_before_the_last_of_the_list() -> None:
    field = [seller(number, 100 - number) for number in range(1, 8)]
    before = seller(20, 200, barred=LeftOut.TOO_NEW)
    among = seller(21, 96, barred=LeftOut.WON_BEFORE)
    behind = seller(22, 1, barred=LeftOut.TOO_NEW)
    found = shortlist([*field, before, among, behind])
    assert [each.subject_id.int for each in found] == [1, 2, 3, 4, 5, 20, 21]
    # on a short list everybody who is left out is named
    assert [each.subject_id.int for each in shortlist([field[0], behind])] == [1, 22]


def test_all_who_share_the_first_place_are_on_the_list() -> None:
    assert len(month(*(seller(number, 7) for number in range(1, 9))).winners) == 8


def test_a_manager_decides_from_a_list_without_winners() -> None:
    found = month(seller(1, 5), decision=DecisionMode.BY_MANAGER)
    assert found.winners == ()
    assert [each.subject_id for each in found.shortlist] == [ONE]


@pytest.mark.parametrize(
    ("joined_on", "expected"),
    [
        (None, None),
        (date(2026, 3, 1), None),  # 30 days before the 31st
        (date(2026, 3, 2), LeftOut.TOO_NEW),
    ],
)
def test_a_member_has_been_there_so_many_days_at_the_months_end(
    joined_on: date | None, expected: LeftOut | None
) -> None:
    settings = RecognitionSettings(minimum_tenure_days=30)
    assert expected == left_out(
        ONE, settings, month=MARCH, joined_on=joined_on, won_before=frozenset()
    )


def test_who_won_before_may_win_again_unless_repeats_are_off() -> None:
    for allows, expected in ((True, None), (False, LeftOut.WON_BEFORE)):
        settings = RecognitionSettings(allows_repeat=allows)
        found = left_out(ONE, settings, month=MARCH, joined_on=None, won_before={ONE})
        assert expected == found
        assert left_out(TWO, settings, month=MARCH, joined_on=None, won_before={ONE}) is None


def test_a_board_that_is_no_more_gives_way_to_the_built_in_measure() -> None:
    revenue = replace(POINTS, board_id=2, board_key="revenue-month")
    for chosen, expected in (
        (None, MEMBER_BOARD),
        ("revenue-month", "revenue-month"),
        ("gone", MEMBER_BOARD),
    ):
        settings = RecognitionSettings(board_key=chosen)
        plays = replace(
            PLAYBOOK, boards=(POINTS, revenue), recognition={SubjectKind.MEMBER: settings}
        )
        assert [each.board_key for each in measures_of(plays, SubjectKind.MEMBER)] == [expected]


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (RecognitionSettings(minimum_tenure_days=-1), "minimumTenureDays"),
        (RecognitionSettings(minimum_tenure_days=3_651), "minimumTenureDays"),
        (RecognitionSettings(open_hours=0), "openHours"),
        (RecognitionSettings(open_hours=721), "openHours"),
        (RecognitionSettings(board_key="gone"), "boardKey"),
        (RecognitionSettings(board_key="day"), "boardKey"),
        (RecognitionSettings(board_key="teams"), "boardKey"),
        (RecognitionSettings(board_key="fewest"), "boardKey"),
        (RecognitionSettings(board_key="hunters"), "boardKey"),
        (RecognitionSettings(board_key="archived"), "boardKey"),
    ],
)
def test_settings_that_can_not_be_kept_are_refused(
    settings: RecognitionSettings, field: str
) -> None:
    boards = (
        POINTS,
        replace(POINTS, board_key="day", period=PeriodKind.DAY),
        replace(POINTS, board_key="teams", subject_kind=SubjectKind.TEAM),
        replace(POINTS, board_key="fewest", direction=MetricDirection.LOWER_IS_BETTER),
        replace(POINTS, board_key="hunters", scope=SalesRoleScope("hunter")),
        replace(POINTS, board_key="archived", is_archived=True),
    )
    plays = replace(PLAYBOOK, boards=boards)
    with pytest.raises(InvalidInputError) as refused:
        check_settings(plays, SubjectKind.MEMBER, settings)
    assert refused.value.path == (field,)
    check_settings(plays, SubjectKind.MEMBER, RecognitionSettings(board_key=MEMBER_BOARD))


def test_teams_have_no_tenure() -> None:
    with pytest.raises(InvalidInputError):
        check_settings(PLAYBOOK, SubjectKind.TEAM, RecognitionSettings(minimum_tenure_days=1))


@given(st.lists(st.tuples(st.integers(1, 70), st.frozensets(st.integers(1, 3))), max_size=12))
def test_wins_in_a_row_are_counted_over_months_that_touch_whatever_their_length(
    stretches: list[tuple[int, frozenset[int]]],
) -> None:
    on, past = date(2026, 1, 1), []
    for length, winners in stretches:
        ends_on = on + timedelta(days=length)
        ids = frozenset(UUID(int=each) for each in winners)
        past.append(WonMonth(month_on=on, ends_on=ends_on, winner_ids=ids))
        on = ends_on
    found = runs(list(reversed(past)))
    for number, each in enumerate(past):
        for winner in each.winner_ids:
            expected = 0
            while expected <= number and winner in past[number - expected].winner_ids:
                expected += 1
            assert found[each.month_on][winner] == expected
    if past:
        assert wins_before(past, on) == found[past[-1].month_on]
    assert wins_before(past, on + timedelta(days=1)) == {}


def test_a_month_that_nobody_won_or_nobody_has_decided_ends_the_run() -> None:
    may = WonMonth(month_on=date(2026, 5, 1), ends_on=date(2026, 6, 1), winner_ids=frozenset({ONE}))
    march = WonMonth(month_on=MARCH_1, ends_on=date(2026, 4, 1), winner_ids=frozenset({ONE}))
    april = WonMonth(
        month_on=date(2026, 4, 1), ends_on=date(2026, 5, 1), winner_ids=frozenset({ONE})
    )
    assert runs([march, may])[may.month_on] == {ONE: 1}
    assert runs([march, may, replace(april, winner_ids=frozenset())])[may.month_on] == {ONE: 1}
    # decided later, it joins them again
    assert runs([march, may, april])[may.month_on] == {ONE: 3}


def test_a_fiscal_month_of_four_weeks_is_a_month() -> None:
    calendar = CalendarSpan(
        effective_from=date(2020, 1, 1),
        timezone="Europe/Berlin",
        week_starts_on=1,
        fiscal_year_starts_in=1,
        working_weekdays=PLAYBOOK.calendars[0].working_weekdays,
        counts_days_off=False,
        fiscal_pattern=FiscalPattern.WEEKS_445,
    )
    plays = replace(PLAYBOOK, calendars=(calendar,))
    found = month_of(plays, date(2026, 2, 10))
    assert found.ends_on is not None
    assert (found.ends_on - found.starts_on).days in (28, 35)
    assert month_of(plays, found.ends_on).starts_on == found.ends_on


def test_a_month_is_news_for_a_day_after_it_was_due() -> None:
    assert is_fresh(final_due_at=NOON, now=NOON + timedelta(hours=24))
    assert not is_fresh(final_due_at=NOON, now=NOON + timedelta(hours=24, seconds=1))


def decided(*winners: UUID, edition: int = 1, is_news: bool = True) -> Recognition:
    found = month(*(seller(each.int, 7) for each in winners))
    return replace(found, edition=edition, is_news=is_news)


def test_each_winner_is_told_to_everyone_under_a_key_of_its_own() -> None:
    first, second = decided(ONE, TWO), decided(ONE, TWO, edition=2)
    news = announce(first, first.winners, org_id=THREE, occurred_at=NOON, now=NOON)
    posts = celebrate(first, first.winners, org_id=THREE, occurred_at=NOON, now=NOON)

    assert [each.kind for each in news] == [NotificationKind.MEMBER_OF_THE_MONTH] * 2
    assert [each.kind for each in posts] == [FeedKind.MEMBER_OF_THE_MONTH] * 2
    assert len({each.dedupe_key for each in news}) == len({each.dedupe_key for each in posts}) == 2
    assert all(each.audience.is_everyone for each in news)
    assert news[0].params["month_on"] == "2026-03-01"
    again = announce(second, second.winners, org_id=THREE, occurred_at=NOON, now=NOON)
    assert {each.dedupe_key for each in news}.isdisjoint(each.dedupe_key for each in again)
    # what is taken back is what was told
    assert set(no_longer_true(decided(edition=2), [ONE, TWO])) == {each.dedupe_key for each in news}


def test_a_new_edition_tells_of_new_winners_and_takes_back_only_those_who_lost() -> None:
    found = decided(TWO, THREE, edition=2)
    assert [each.subject_id for each in new_winners(found, {ONE, TWO})] == [THREE]
    assert [key.rpartition(":")[2] for key in no_longer_true(found, {ONE, TWO})] == [str(ONE)]
    assert new_winners(replace(found, is_news=False), set()) == ()
    assert figures(found.candidates[0]) == figures(found.candidates[1])
    assert found.winners[0] == Winner(candidate=found.candidates[0], wins_in_a_row=1)
