"""Goals between two sides: proposed, agreed, changed and called off."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.agree_goal import agree_goal
from bellringer.gamification.actions.cancel_goal import cancel_goal
from bellringer.gamification.actions.propose_goal import change_goal, propose_goal, propose_goals
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.goals import (
    AgreeGoal,
    CancelGoal,
    ChangeGoal,
    GoalTerms,
    ProposeGoal,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidTextError,
    NotAllowedError,
    NotSmartError,
    UnknownGoalError,
    UnknownMemberError,
    UnknownMetricError,
    UnknownTeamError,
    WrongStateError,
)
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.rules.recount import Difference
from bellringer.gamification.store import goals
from bellringer.gamification.store.window import Window
from bellringer.models.database import Database
from bellringer.words import GoalKind, GoalState, Role, SubjectKind, Visibility
from tests.builders import NOW, Org, member
from tests.doing import do, refuse, rows
from tests.recording import accepted, importer, intake_on, record, together

MARCH = GoalTerms(target=10_000, starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1))


def goal(
    by: Principal,
    owner_id: UUID,
    *,
    owner_kind: SubjectKind = SubjectKind.MEMBER,
    terms: GoalTerms = MARCH,
    metric_key: str | None = "revenue",
    visibility: Visibility = Visibility.TEAM,
) -> ProposeGoal:
    return ProposeGoal(
        by=by,
        owner_kind=owner_kind,
        owner_id=owner_id,
        title="March",
        metric_key=metric_key,
        terms=terms,
        visibility=visibility,
    )


async def read(database: Database, org: Org, goal_id: UUID) -> GoalRecord:
    async with database.reading(org.org_id) as connection:
        return (await goals.read(connection, [goal_id]))[goal_id]


async def sell(
    database: Database, org: Org, key: str, amount_minor: int, *, member_id: UUID | None = None
) -> None:
    async with intake_on(database) as intake:
        asked = record(
            org,
            key,
            kind="deal_won",
            amount_minor=amount_minor,
            member_id=member_id,
            occurred_at=NOW,
        )
        accepted([await intake.submit(asked)])


async def attainment(dsn: str, subject_id: UUID) -> list[tuple[int | None, int | None, int | None]]:
    return await rows(
        dsn,
        "SELECT numerator, denominator, score FROM board_score s JOIN board b USING (org_id, board_id)"
        " WHERE board_key = 'teams-attainment-month' AND subject_id = $1",
        subject_id,
    )


async def differences(database: Database, org: Org) -> tuple[Difference, ...]:
    async with database.reading(org.org_id) as connection:
        return await recount(connection)


async def inbox(dsn: str, member_id: UUID) -> list[str]:
    found = await rows(
        dsn,
        "SELECT a.kind FROM notification n JOIN announcement a USING (org_id, announcement_id)"
        " WHERE n.member_id = $1 ORDER BY n.seq",
        member_id,
    )
    return [kind for (kind,) in found]


async def test_a_manager_proposes_and_the_member_agrees(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))

    proposed = await read(database, org, goal_id)
    assert (proposed.state, proposed.agreement_no) == (GoalState.PROPOSED, 0)
    assert await inbox(dsn, org.rep) == ["GOAL_PROPOSED"]

    await do(database, agree_goal, AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1))

    agreed = await read(database, org, goal_id)
    assert (agreed.state, agreed.agreement_no, agreed.is_self_set) == (GoalState.AGREED, 1, False)
    assert agreed.agreements[0].agreed_by == org.rep
    assert await inbox(dsn, org.manager) == ["GOAL_AGREED"]


async def test_an_agreement_starts_from_what_is_on_record_and_says_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "before", 6_000)
    before = await inbox(dsn, org.rep)
    goal_id = await do(database, propose_goal, goal(org.as_rep(), org.rep))

    started = await read(database, org, goal_id)
    assert started.progress == 6_000
    assert [(mark.percent, mark.told_percent) for mark in started.crossings] == [
        (25, None),
        (50, None),
    ]
    assert await inbox(dsn, org.rep) == before

    await sell(database, org, "after", 2_000)

    later = await read(database, org, goal_id)
    assert later.progress == 8_000
    assert [(mark.percent, mark.told_percent) for mark in later.crossings] == [
        (25, None),
        (50, None),
        (75, 75),
    ]
    assert (await inbox(dsn, org.rep)).count("MILESTONE_CROSSED") == 1


async def test_a_reps_own_goal_is_agreed_at_once_and_counts_for_no_board(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "1", 6_000)
    goal_id = await do(database, propose_goal, goal(org.as_rep(), org.rep))
    await sell(database, org, "2", 1_000)

    own = await read(database, org, goal_id)
    assert (own.state, own.is_self_set, own.progress) == (GoalState.AGREED, True, 7_000)
    assert await attainment(dsn, org.north) == []

    await sell(database, org, "bob", 900, member_id=org.second_rep)
    await do(database, propose_goal, goal(importer(org.org_id), org.second_rep))
    await sell(database, org, "3", 1_000)
    assert await attainment(dsn, org.north) == [(900, 10_000, 900)]


async def test_members_targets_add_up_to_their_teams_and_their_sales_count(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "rita", 2_500)
    await sell(database, org, "bob", 900, member_id=org.second_rep)
    ritas = await do(database, propose_goal, goal(importer(org.org_id), org.rep))
    # Bob has no goal, so what he sells stands against no target
    assert await attainment(dsn, org.north) == [(2_500, 10_000, 2_500)]

    await do(database, propose_goal, goal(importer(org.org_id), org.second_rep))
    assert await attainment(dsn, org.north) == [(3_400, 20_000, 1_700)]

    await sell(database, org, "more", 600)
    assert await attainment(dsn, org.north) == [(4_000, 20_000, 2_000)]

    assert await differences(database, org) == ()

    await do(database, cancel_goal, CancelGoal(by=org.as_manager(), goal_id=ritas))
    assert await attainment(dsn, org.north) == [(900, 10_000, 900)]
    assert await differences(database, org) == ()


async def test_a_teams_own_goal_stands_for_all_its_members(
    database: Database, org: Org, dsn: str
) -> None:
    await sell(database, org, "rita", 2_500)
    await sell(database, org, "bob", 900, member_id=org.second_rep)
    terms = replace(MARCH, target=34_000)
    asked = goal(org.as_manager(), org.north, owner_kind=SubjectKind.TEAM, terms=terms)
    goal_id = await do(database, propose_goal, asked)
    assert await attainment(dsn, org.north) == []
    assert await inbox(dsn, org.admin) == ["GOAL_PROPOSED"]

    await do(database, agree_goal, AgreeGoal(by=org.as_admin(), goal_id=goal_id, agreement_no=1))
    assert await attainment(dsn, org.north) == [(3_400, 34_000, 1_000)]

    await sell(database, org, "more", 3_400, member_id=org.second_rep)
    assert await attainment(dsn, org.north) == [(6_800, 34_000, 2_000)]
    assert (await read(database, org, goal_id)).progress == 6_800
    assert await differences(database, org) == ()


async def test_an_admins_goal_for_a_team_waits_for_its_lead_unless_nobody_leads_it(
    database: Database, org: Org, dsn: str
) -> None:
    led = goal(org.as_admin(), org.north, owner_kind=SubjectKind.TEAM)
    waiting = await do(database, propose_goal, led)
    assert (await read(database, org, waiting)).state is GoalState.PROPOSED
    agree = AgreeGoal(by=org.as_admin(), goal_id=waiting, agreement_no=1)
    await refuse(database, dsn, agree_goal, agree, NotAllowedError)
    await do(database, agree_goal, replace(agree, by=org.as_manager()))

    alone = goal(org.as_admin(), org.south, owner_kind=SubjectKind.TEAM)
    assert (await read(database, org, await do(database, propose_goal, alone))).agreement_no == 1


async def test_another_target_needs_a_new_agreement(database: Database, org: Org, dsn: str) -> None:
    await sell(database, org, "1", 5_000)
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    await do(database, agree_goal, AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1))
    assert await attainment(dsn, org.north) == [(5_000, 10_000, 5_000)]

    change = ChangeGoal(by=org.as_rep(), goal_id=goal_id, terms=replace(MARCH, target=20_000))
    assert await do(database, change_goal, change) == 2
    assert (await read(database, org, goal_id)).agreement_no == 1
    own = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=2)
    await refuse(database, dsn, agree_goal, own, NotAllowedError)

    await do(database, agree_goal, replace(own, by=org.as_manager()))

    changed = await read(database, org, goal_id)
    assert changed.agreement_no == 2
    assert [mark.percent for mark in changed.crossings if mark.agreement_no == 2] == [25]
    assert await attainment(dsn, org.north) == [(5_000, 20_000, 2_500)]


async def test_a_rep_changes_a_goal_that_is_self_set_alone(database: Database, org: Org) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_rep(), org.rep))
    change = ChangeGoal(by=org.as_rep(), goal_id=goal_id, terms=replace(MARCH, target=20_000))
    await do(database, change_goal, change)

    changed = await read(database, org, goal_id)
    assert (changed.agreement_no, changed.is_self_set) == (2, True)


async def test_a_years_goals_of_many_members_take_few_statements(
    database: Database, org: Org, statements: list[str]
) -> None:
    def months(owner_id: UUID) -> list[ProposeGoal]:
        return [
            goal(
                importer(org.org_id),
                owner_id,
                terms=replace(
                    MARCH,
                    starts_on=date(2026, month, 1),
                    ends_on=date(2026 + month // 12, month % 12 + 1, 1),
                ),
            )
            for month in range(1, 13)
        ]

    counted = []
    for owners in ([org.rep], [org.second_rep, org.manager]):
        asked = [each for owner in owners for each in months(owner)]
        statements.clear()
        async with database.transaction(org.org_id) as connection:
            made = await propose_goals(connection, asked, now=NOW)
        counted.append(len(statements))
        assert len(set(made)) == len(asked)
    assert counted[0] == counted[1]


@pytest.mark.parametrize("who", ["other rep", "manager of nobody"])
async def test_who_stands_on_neither_side_proposes_nothing(
    database: Database, org: Org, dsn: str, who: str
) -> None:
    by = (
        org.as_second_rep()
        if who == "other rep"
        else member(org.org_id, org.manager, Role.MANAGER, leads=frozenset({org.south}))
    )
    await refuse(database, dsn, propose_goal, goal(by, org.rep), NotAllowedError)


async def test_a_goal_names_an_owner_and_a_parent_that_exist(
    database: Database, org: Org, dsn: str
) -> None:
    asked = goal(org.as_admin(), org.north)
    await refuse(database, dsn, propose_goal, asked, UnknownMemberError)
    team = replace(asked, owner_kind=SubjectKind.TEAM, owner_id=org.rep)
    await refuse(database, dsn, propose_goal, team, UnknownTeamError)
    child = replace(goal(org.as_rep(), org.rep), parent_id=org.rep)
    await refuse(database, dsn, propose_goal, child, UnknownGoalError)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"metric_key": None}, NotSmartError),
        ({"metric_key": "luck"}, UnknownMetricError),
        ({"floor_metric_key": "luck"}, UnknownMetricError),
        ({"floor_metric_key": "deals"}, NotSmartError),
        ({"kind": GoalKind.SKILL}, NotSmartError),
        ({"terms": replace(MARCH, target=0)}, NotSmartError),
        ({"terms": replace(MARCH, baseline=10_000)}, NotSmartError),
        ({"terms": replace(MARCH, ends_on=MARCH.starts_on)}, NotSmartError),
        ({"terms": replace(MARCH, milestones=(50, 50))}, NotSmartError),
        ({"terms": replace(MARCH, floor_target=1)}, NotSmartError),
        ({"title": " "}, InvalidTextError),
        ({"title": "a\x00b"}, InvalidTextError),
    ],
)
async def test_a_goal_that_misses_a_part_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[NotSmartError]
) -> None:
    asked = replace(goal(org.as_rep(), org.rep), **change)
    await refuse(database, dsn, propose_goal, asked, refusal)


async def test_only_what_waits_is_agreed_and_only_while_its_time_lasts(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    agree = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1)
    await refuse(database, dsn, agree_goal, replace(agree, agreement_no=2), WrongStateError)
    await refuse(database, dsn, agree_goal, replace(agree, goal_id=org.rep), UnknownGoalError)
    await refuse(database, dsn, agree_goal, replace(agree, by=org.as_second_rep()), NotAllowedError)
    late = NOW + timedelta(days=60)
    await refuse(database, dsn, agree_goal, agree, WrongStateError, now=late)
    await do(database, agree_goal, agree)
    await refuse(database, dsn, agree_goal, agree, WrongStateError)


async def test_a_private_goal_is_unknown_to_others(database: Database, org: Org, dsn: str) -> None:
    asked = goal(org.as_manager(), org.rep, visibility=Visibility.PRIVATE)
    goal_id = await do(database, propose_goal, asked)
    agree = AgreeGoal(by=org.as_second_rep(), goal_id=goal_id, agreement_no=1)
    await refuse(database, dsn, agree_goal, agree, UnknownGoalError)


async def test_a_member_declines_what_is_proposed_but_does_not_leave_what_is_agreed(
    database: Database, org: Org, dsn: str
) -> None:
    proposed = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    await do(database, cancel_goal, CancelGoal(by=org.as_rep(), goal_id=proposed))
    assert (await read(database, org, proposed)).state is GoalState.CANCELLED
    assert await rows(dsn, "SELECT withdrawn_at FROM announcement") == [(NOW,)]
    unread = "SELECT last_seq, unread_count FROM inbox WHERE member_id = $1"
    assert await rows(dsn, unread, org.rep) == [(1, 0)]
    again = CancelGoal(by=org.as_rep(), goal_id=proposed)
    await refuse(database, dsn, cancel_goal, again, WrongStateError)
    agree = AgreeGoal(by=org.as_rep(), goal_id=proposed, agreement_no=1)
    await refuse(database, dsn, agree_goal, agree, WrongStateError)

    bound = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    await do(database, agree_goal, replace(agree, goal_id=bound))
    leave = CancelGoal(by=org.as_rep(), goal_id=bound)
    await refuse(database, dsn, cancel_goal, leave, NotAllowedError)


async def test_goals_of_an_owner_come_in_pages_the_newest_first(
    database: Database, org: Org
) -> None:
    made = [await do(database, propose_goal, goal(org.as_rep(), org.rep)) for _ in range(3)]
    async with database.reading(org.org_id) as connection:
        first = await goals.page(connection, [org.rep], Window(limit=2))
        rest = await goals.page(connection, [org.rep], Window(limit=2, edge=(made[1],)))
    assert [each.goal_id for each in first.rows] == made[:0:-1]
    assert first.has_after
    assert [each.goal_id for each in rest.rows] == made[:1]


async def test_L2_an_agreement_and_activities_at_the_same_time_lose_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    agree = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1)

    async def agreeing() -> None:
        await do(database, agree_goal, agree)

    async def selling(key: str) -> None:
        await sell(database, org, key, 100)

    work: list[Callable[[], Awaitable[None]]] = [agreeing]
    work += [partial(selling, str(number)) for number in range(8)]
    await together(work)

    assert (await read(database, org, goal_id)).progress == 800
    assert await attainment(dsn, org.north) == [(800, 10_000, 800)]
    assert await differences(database, org) == ()
