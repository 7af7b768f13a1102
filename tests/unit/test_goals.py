"""What a goal must have, what is doubtful about one, and which is a part of which."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from bellringer.gamification.commands.goals import GoalTerms
from bellringer.gamification.errors import NotSmartError, UnknownGoalError, WrongStateError
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.goals import AgreementRecord, GoalFacts, GoalRecord
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.goals.agreements import Sides
from bellringer.gamification.rules.goals.family import (
    check_no_circle,
    check_parent,
    check_within,
)
from bellringer.gamification.rules.goals.likely import doubts, periods_before
from bellringer.gamification.rules.goals.progress import passed_milestones
from bellringer.gamification.rules.goals.smart import shaped
from bellringer.gamification.rules.goals.verdicts import judged, settle
from bellringer.gamification.rules.recording.follow import follow
from bellringer.gamification.rules.recording.movement import Movement
from bellringer.words import (
    AwardState,
    GoalKind,
    GoalState,
    MetricDirection,
    Role,
    SubjectKind,
    Visibility,
)
from tests.unit.world import (
    ADA,
    BOB,
    MANAGER,
    NORTH,
    NOW,
    ORG,
    REP,
    RITA,
    SOUTH,
    SUE,
    World,
    a_goal,
    a_member,
    a_playbook,
    a_world,
    an_id,
    principal,
)

MARCH = GoalTerms(target=100, starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1))
YEAR = replace(MARCH, target=1_000, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
DAY = timedelta(days=1)


def falling(plays: Playbook | None = None, key: str = "calls") -> Playbook:
    plays = plays or a_playbook()
    lower = replace(plays.metrics[key], direction=MetricDirection.LOWER_IS_BETTER)
    return replace(plays, version=7, metrics={**plays.metrics, key: lower})


def goal(
    terms: GoalTerms = MARCH,
    *,
    owner_id: UUID = RITA,
    owner_kind: SubjectKind = SubjectKind.MEMBER,
    kind: GoalKind = GoalKind.NUMBER,
    metric_key: str | None = "calls",
    visibility: Visibility = Visibility.TEAM,
    state: GoalState = GoalState.AGREED,
    progress: int = 0,
) -> GoalRecord:
    made = AgreementRecord(
        agreement_no=1, terms=terms, proposed_by=None, proposed_at=NOW, agreed_at=NOW
    )
    return GoalRecord(
        goal_id=an_id(1),
        owner_kind=owner_kind,
        owner_id=owner_id,
        kind=kind,
        title="Goal",
        metric_key=metric_key,
        floor_metric_key=None,
        parent_id=None,
        visibility=visibility,
        state=state,
        is_self_set=False,
        agreement_no=1,
        proposed_by=None,
        created_at=NOW,
        agreements=(made,),
        progress=progress,
    )


def sides(owner_id: UUID = RITA, team_id: UUID | None = NORTH) -> Sides:
    return Sides(
        owner_kind=SubjectKind.MEMBER,
        owner_id=owner_id,
        owner_role=Role.REP,
        team_id=team_id,
        leads=frozenset({SUE}),
        admins=frozenset({ADA}),
    )


TEAM_SIDES = replace(sides(), owner_kind=SubjectKind.TEAM, owner_id=NORTH, owner_role=None)
WHOLE_SIDES = replace(TEAM_SIDES, owner_kind=SubjectKind.ORGANIZATION, owner_id=ORG, team_id=None)
TEAM_GOAL = goal(YEAR, owner_id=NORTH, owner_kind=SubjectKind.TEAM)
WHOLE_GOAL = goal(YEAR, owner_id=ORG, owner_kind=SubjectKind.ORGANIZATION)

ENDS_EARLY = replace(
    TEAM_GOAL, agreements=goal(replace(YEAR, ends_on=date(2026, 3, 31))).agreements
)
BEGINS_LATE = replace(
    TEAM_GOAL, agreements=goal(replace(YEAR, starts_on=date(2026, 3, 2))).agreements
)


@pytest.mark.parametrize(
    ("parent", "above"),
    [(goal(YEAR), sides()), (TEAM_GOAL, TEAM_SIDES), (WHOLE_GOAL, WHOLE_SIDES)],
)
def test_a_goal_is_a_part_of_its_owners_of_the_teams_and_of_the_organizations(
    parent: GoalRecord, above: Sides
) -> None:
    check_parent(parent, above, sides(), REP, kind=GoalKind.NUMBER, metric_key="calls", terms=MARCH)


@pytest.mark.parametrize(
    ("parent", "above", "refusal"),
    [
        (None, None, UnknownGoalError),
        (TEAM_GOAL, None, UnknownGoalError),
        (goal(YEAR, owner_id=BOB, visibility=Visibility.PRIVATE), sides(BOB), UnknownGoalError),
        (goal(YEAR, owner_id=BOB), sides(BOB), NotSmartError),
        (goal(YEAR, owner_id=ADA), sides(ADA, SOUTH), UnknownGoalError),
        (replace(TEAM_GOAL, metric_key="deals"), TEAM_SIDES, NotSmartError),
        (replace(TEAM_GOAL, kind=GoalKind.SKILL, metric_key=None), TEAM_SIDES, NotSmartError),
        (replace(TEAM_GOAL, state=GoalState.CANCELLED), TEAM_SIDES, WrongStateError),
        (
            replace(
                TEAM_GOAL, agreements=goal(replace(YEAR, ends_on=date(2026, 3, 31))).agreements
            ),
            TEAM_SIDES,
            NotSmartError,
        ),
        (
            replace(
                TEAM_GOAL, agreements=goal(replace(YEAR, starts_on=date(2026, 3, 2))).agreements
            ),
            TEAM_SIDES,
            NotSmartError,
        ),
    ],
)
def test_what_is_no_whole_of_it_is_refused(
    parent: GoalRecord | None, above: Sides | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_parent(
            parent, above, sides(), REP, kind=GoalKind.NUMBER, metric_key="calls", terms=MARCH
        )


def test_a_private_goal_above_is_there_for_those_who_see_it() -> None:
    hidden = replace(TEAM_GOAL, visibility=Visibility.PRIVATE)
    asked = {"kind": GoalKind.NUMBER, "metric_key": "calls", "terms": MARCH}
    with pytest.raises(UnknownGoalError):
        check_parent(hidden, TEAM_SIDES, sides(), REP, **asked)  # type: ignore[arg-type]  # named above
    check_parent(hidden, TEAM_SIDES, sides(), MANAGER, **asked)  # type: ignore[arg-type]  # named above


def test_other_days_leave_no_part_outside_but_those_called_off() -> None:
    part = goal(MARCH)
    later = replace(YEAR, starts_on=date(2026, 3, 2))
    with pytest.raises(NotSmartError, match="part"):
        check_within(later, children=[part])
    check_within(later, children=[replace(part, state=GoalState.CANCELLED)])
    check_within(YEAR, children=[part], parent=WHOLE_GOAL)


def test_nothing_is_a_part_of_itself() -> None:
    check_no_circle(RITA, {BOB, SUE})
    with pytest.raises(NotSmartError, match="itself"):
        check_no_circle(RITA, {BOB, RITA})


def test_the_periods_before_are_the_calendars_where_the_goal_is_one_of_them() -> None:
    plays = a_playbook()
    today = date(2026, 3, 11)
    assert periods_before(plays, MARCH, today=today) == (
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2025, 12, 1), date(2026, 1, 1)),
    )
    ahead = replace(MARCH, starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 1))
    # March is not over on the 11th
    assert periods_before(plays, ahead, today=today)[0] == (date(2026, 2, 1), date(2026, 3, 1))
    odd = replace(MARCH, ends_on=date(2026, 3, 11))
    assert periods_before(plays, odd, today=today)[:2] == (
        (date(2026, 2, 19), date(2026, 3, 1)),
        (date(2026, 2, 9), date(2026, 2, 19)),
    )


@pytest.mark.parametrize(
    ("target", "totals", "figure"),
    [
        (150, [100, 20, 0], None),
        (151, [100, 20, 0], 100),
        (151, [0, 0, 0], None),
        (151, [-4, 0, 1], 1),
    ],
)
def test_a_target_far_above_the_best_of_the_last_periods_is_doubted(
    target: int, totals: list[int], figure: int | None
) -> None:
    found = doubts(a_playbook(), "calls", replace(MARCH, target=target), totals)
    assert [doubt.figure for doubt in found] == ([] if figure is None else [figure])


def test_a_ceiling_far_under_the_least_of_them_is_doubted() -> None:
    assert [each.figure for each in doubts(falling(), "calls", MARCH, [151, 200, 0])] == [151]
    assert doubts(falling(), "calls", MARCH, [150, 200, 0]) == ()


def test_kinds_without_a_number_are_met_at_once_and_ceilings_have_no_milestones() -> None:
    passed = shaped(a_playbook(), replace(MARCH, baseline=3), kind=GoalKind.SKILL, metric_key=None)
    assert (passed.target, passed.baseline, passed.milestones) == (1, 0, (100,))
    assert shaped(falling(), MARCH, kind=GoalKind.NUMBER, metric_key="calls").milestones == ()
    assert shaped(a_playbook(), MARCH, kind=GoalKind.NUMBER, metric_key="calls") == MARCH


def test_what_reaches_a_ceiling_crosses_nothing_and_earns_no_badge() -> None:
    ceiling = a_goal(metric_key="calls", target=2)
    assert passed_milestones(falling(), replace(ceiling, progress=2)) == frozenset()
    world = World(playbook=falling(), goals={ceiling.goal_id: ceiling})
    outcome = world.record(kind="call", quantity=5)
    assert outcome.consequences.crossings == ()
    assert [each for each in outcome.consequences.awards if is_for_a_goal(each.badge_id)] == []
    assert world.goals[ceiling.goal_id].progress == 5


def test_a_goal_that_is_settled_wins_and_loses_no_badge_by_what_comes_late() -> None:
    settled = replace(a_goal(metric_key="calls", target=2), is_settled=True)
    world = a_world([settled])
    outcome = world.record(kind="call", quantity=5)
    assert [each for each in outcome.consequences.awards if is_for_a_goal(each.badge_id)] == []
    assert world.goals[settled.goal_id].crossed == {25, 50, 75, 100, 120}


def is_for_a_goal(badge_id: UUID) -> bool:
    return badge_id.int - ORG.int in (206, 207, 209)


def facts(awards: Mapping[tuple[UUID, UUID], tuple[AwardFacts, ...]] | None = None) -> Facts:
    return Facts(playbook=a_playbook(), members={RITA: a_member()}, awards=awards or {})


def verdict_of(is_met: bool, *, takes_back: bool = False) -> Movement:
    verdict = judged(a_playbook(), goal(), a_member(), is_met=is_met, at=NOW)
    return Movement(cause_id=an_id(9), verdicts=(verdict,), takes_back=takes_back)


def test_a_goal_judged_met_brings_its_badges_with_their_bonus_and_takes_them_back() -> None:
    made = follow(facts(), verdict_of(True), now=NOW)
    assert sorted(each.badge_id.int - ORG.int for each in made.awards) == [206, 207, 209]
    assert [entry.points for entry in made.entries] == [10]
    held = {
        (each.badge_id, each.member_id): (
            AwardFacts(
                award_id=each.award_id,
                badge_id=each.badge_id,
                member_id=each.member_id,
                period_starts_on=each.period_starts_on,
                number=each.number,
                state=AwardState.GRANTED,
                is_automatic=True,
                bonus_entry=None,
            ),
        )
        for each in made.awards
    }
    again = follow(facts(held), verdict_of(True), now=NOW)
    assert (again.awards, again.entries) == ((), ())
    lost = follow(facts(held), verdict_of(False, takes_back=True), now=NOW)
    assert {each.award_id for each in lost.revocations} == {each.award_id for each in made.awards}


def test_a_goal_is_settled_when_its_grace_is_over_and_told_for_a_day() -> None:
    end = NOW.replace(month=4, day=1, hour=22)  # one grace after March
    plays, member = a_playbook(), a_member()
    met_ = goal(progress=100)
    early = NOW.replace(month=4, day=1, hour=21, minute=59)
    assert settle(plays, met_, member, now=early) is None
    settled = settle(plays, met_, member, now=end)
    assert settled is not None
    assert settled.state is GoalState.MET
    assert settled.event is not None
    assert settled.verdict is not None
    late = settle(plays, met_, member, now=end + DAY + timedelta(minutes=1))
    assert late is not None
    assert (late.state, late.event) == (GoalState.MET, None)
    missed = settle(plays, goal(progress=99), member, now=end)
    assert missed is not None
    assert (missed.state, missed.event, missed.verdict) == (GoalState.MISSED, None, None)
    assert settle(plays, replace(met_, state=GoalState.MET), member, now=end) is None
    assert settle(plays, replace(met_, state=GoalState.CANCELLED), member, now=end) is None


def test_a_lead_of_another_team_sees_no_private_goal() -> None:
    hidden = goal(YEAR, owner_id=BOB, visibility=Visibility.PRIVATE)
    other = principal(SUE, Role.MANAGER, SOUTH)
    with pytest.raises(UnknownGoalError):
        check_parent(
            hidden,
            sides(BOB),
            sides(),
            other,
            kind=GoalKind.NUMBER,
            metric_key="calls",
            terms=MARCH,
        )


def test_points_are_a_metric_like_any_other() -> None:
    by_points: GoalFacts = a_goal(metric_key=POINTS, target=1)
    world = a_world([by_points])
    world.record(kind="call")
    assert world.goals[by_points.goal_id].progress >= 1
