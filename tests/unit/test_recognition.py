"""Who is recognised for a month."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bellringer.gamification.rules.recognition import (
    ATTAINMENT_BOARD,
    MEMBER_BOARD,
    SHORTLIST_SIZE,
    TEAM_BOARD,
    Recognition,
    TeamMonth,
    Winner,
    announce,
    celebrate,
    is_fresh,
    member_candidates,
    month_after,
    month_before,
    recognize,
    team_candidates,
)
from bellringer.words import FeedKind, NotificationKind, PeriodState, SubjectKind, TiePolicy

MARCH = date(2026, 3, 1)
NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


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


def won(
    *teams: TeamMonth, tie_policy: TiePolicy = TiePolicy.COMPETITION
) -> list[tuple[UUID, str, int]]:
    found = recognize(
        team_candidates(teams, days=31),
        subject_kind=SubjectKind.TEAM,
        month_on=MARCH,
        tie_policy=tie_policy,
        state=PeriodState.FINAL,
        wins_before={},
    )
    return (
        [(each.subject_id, each.board_key, each.score) for each in found.winners] if found else []
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
        st.tuples(st.integers(1, 9), st.integers(-5, 5), st.none() | st.just(NOON)),
        unique_by=lambda each: each[0],
    ),
    st.sampled_from(TiePolicy),
    st.data(),
)
def test_B2_the_order_in_which_members_are_read_changes_nothing(
    rows: list[tuple[int, int, datetime | None]], tie_policy: TiePolicy, data: st.DataObject
) -> None:
    scores = [(UUID(int=number), score, at) for number, score, at in rows]
    shuffled = data.draw(st.permutations(scores))
    found = [
        recognize(
            member_candidates(each),
            subject_kind=SubjectKind.MEMBER,
            month_on=MARCH,
            tie_policy=tie_policy,
            state=PeriodState.OPEN,
            wins_before={ONE: 4},
        )
        for each in (scores, shuffled)
    ]
    assert found[0] == found[1]
    best = max((score for _, score, _ in scores), default=0)
    if best <= 0:
        assert found[0] is None
        return
    assert found[0] is not None
    assert {each.score for each in found[0].winners} == {best}
    first = {member_id for member_id, score, _ in scores if score == best}
    if tie_policy is TiePolicy.ORDINAL:
        assert len(found[0].winners) == 1
    else:
        assert {each.subject_id for each in found[0].winners} == first
    assert len(found[0].shortlist) <= SHORTLIST_SIZE
    for winner in found[0].winners:
        assert winner.wins_in_a_row == (5 if winner.subject_id == ONE else 1)


@given(st.dates(date(1971, 1, 1), date(2200, 12, 31)).map(lambda day: day.replace(day=1)))
def test_months_follow_each_other(month: date) -> None:
    assert month_before(month_after(month)) == month
    assert month_after(month) - timedelta(days=1) >= month + timedelta(days=27)
    assert month_after(month).day == month_before(month).day == 1


def test_a_month_is_news_for_a_day_after_it_was_due() -> None:
    assert is_fresh(final_due_at=NOON, now=NOON + timedelta(hours=24))
    assert not is_fresh(final_due_at=NOON, now=NOON + timedelta(hours=24, seconds=1))


def test_each_winner_is_told_to_everyone_under_a_key_of_its_own() -> None:
    decided = Recognition(
        subject_kind=SubjectKind.MEMBER,
        month_on=MARCH,
        state=PeriodState.FINAL,
        winners=tuple(
            Winner(subject_id=each, board_key=MEMBER_BOARD, score=7, wins_in_a_row=2)
            for each in (ONE, TWO)
        ),
    )
    news = announce(decided, org_id=THREE, edition=1, ended_at=NOON, now=NOON)
    posts = celebrate(decided, org_id=THREE, edition=1, ended_at=NOON, now=NOON)

    assert [each.kind for each in news] == [NotificationKind.MEMBER_OF_THE_MONTH] * 2
    assert [each.kind for each in posts] == [FeedKind.MEMBER_OF_THE_MONTH] * 2
    assert len({each.dedupe_key for each in news}) == len({each.dedupe_key for each in posts}) == 2
    assert all(each.audience.is_everyone for each in news)
    assert news[0].params["month_on"] == "2026-03-01"
    again = announce(decided, org_id=THREE, edition=2, ended_at=NOON, now=NOON)
    assert {each.dedupe_key for each in news}.isdisjoint(each.dedupe_key for each in again)
