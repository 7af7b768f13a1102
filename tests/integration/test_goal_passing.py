"""Certifications and skills: passed or not, on evidence, by whoever leads the owner."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.agree_goal import agree_goal
from bellringer.gamification.actions.decline_goal import decline_goal
from bellringer.gamification.actions.erase_member import erase_member
from bellringer.gamification.actions.pass_goal import (
    fail_goal,
    pass_goal,
    submit_evidence,
    withdraw_pass,
)
from bellringer.gamification.actions.propose_goal import change_goal, propose_goal
from bellringer.gamification.actions.settle_goals import settle_goals
from bellringer.gamification.commands.goals import (
    AgreeGoal,
    ChangeGoal,
    DeclineGoal,
    FailGoal,
    GoalTerms,
    PassGoal,
    ProposeGoal,
    SubmitEvidence,
    WithdrawPass,
)
from bellringer.gamification.commands.members import EraseMember
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
    InvalidTextError,
    NotAllowedError,
    NotSmartError,
    UnknownGoalError,
    WrongStateError,
)
from bellringer.models.database import Database
from bellringer.words import ErasureReason, GoalKind, GoalState, SubjectKind, Visibility
from tests.builders import NOW, Org
from tests.doing import caught, do, refuse, rows
from tests.integration.test_goal_ends import badges
from tests.integration.test_goals import MARCH, differences, goal, inbox, read
from tests.recording import together

FINAL = datetime(2026, 4, 1, 22, 0, tzinfo=UTC)  # one grace after March, in Berlin


def exam(org: Org, *, kind: GoalKind = GoalKind.CERTIFICATION) -> ProposeGoal:
    terms = GoalTerms(target=0, starts_on=MARCH.starts_on, ends_on=MARCH.ends_on)
    return replace(goal(org.as_rep(), org.rep, metric_key=None, terms=terms), kind=kind)


def passing(org: Org, goal_id: UUID, evidence: str | None = "Certificate no. 7") -> PassGoal:
    return PassGoal(by=org.as_manager(), goal_id=goal_id, evidence=evidence)


async def crossings(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(dsn, "SELECT percent, told_percent, undone_at IS NOT NULL FROM crossing")


async def notes(dsn: str) -> list[tuple[Any, ...]]:
    return await rows(
        dsn,
        "SELECT kind, body, link FROM goal_step LEFT JOIN goal_note USING (org_id, goal_id, step_no)"
        " ORDER BY step_no",
    )


@pytest.mark.parametrize("kind", [GoalKind.CERTIFICATION, GoalKind.SKILL])
async def test_passing_makes_the_crossing_tells_it_once_and_brings_the_badge(
    database: Database, org: Org, dsn: str, kind: GoalKind
) -> None:
    goal_id = await do(database, propose_goal, exam(org, kind=kind))
    fresh = await read(database, org, goal_id)
    assert (fresh.kind, fresh.state, fresh.agreements[0].terms.milestones) == (
        kind,
        GoalState.AGREED,
        (100,),
    )

    await do(database, pass_goal, passing(org, goal_id))

    passed = await read(database, org, goal_id)
    assert passed.progress == 1
    assert await crossings(dsn) == [(100, 100, False)]
    assert (await inbox(dsn, org.rep)).count("GOAL_MET") == 1
    assert await badges(dsn, org.rep) == ["goal-met"]
    assert await notes(dsn) == [("PASSED", "Certificate no. 7", None)]
    assert await rows(dsn, "SELECT kind FROM feed_post WHERE kind = 'MILESTONE_CROSSED'") == [
        ("MILESTONE_CROSSED",)
    ]
    assert await differences(database, org) == ()


async def test_the_member_submits_evidence_and_the_manager_confirms_it(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, exam(org))
    empty = passing(org, goal_id, None)
    await refuse(database, dsn, pass_goal, empty, InvalidInputError)
    shown = SubmitEvidence(
        by=org.as_rep(), goal_id=goal_id, evidence="Passed", link="https://example.com/7"
    )
    await do(database, submit_evidence, shown)
    assert await inbox(dsn, org.manager) == ["GOAL_SUBMITTED"]
    own = replace(empty, by=org.as_rep())
    await refuse(database, dsn, pass_goal, own, NotAllowedError)

    await do(database, pass_goal, empty)

    assert await notes(dsn) == [
        ("SUBMITTED", "Passed", "https://example.com/7"),
        ("PASSED", None, None),
    ]


async def test_a_pass_taken_back_undoes_the_crossing_and_the_badge_and_a_new_one_tells_nobody(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, exam(org))
    await do(database, pass_goal, passing(org, goal_id))
    back = WithdrawPass(by=org.as_manager(), goal_id=goal_id, reason="The wrong exam")
    await do(database, withdraw_pass, back)
    assert (await read(database, org, goal_id)).progress == 0
    assert await crossings(dsn) == [(100, 100, True)]
    assert await badges(dsn, org.rep) == []
    told = "SELECT withdrawn_at FROM announcement WHERE kind = 'GOAL_MET'"
    assert await rows(dsn, told) == [(NOW,)]
    await refuse(database, dsn, withdraw_pass, back, WrongStateError)

    await do(database, pass_goal, passing(org, goal_id))

    assert await crossings(dsn) == [(100, 100, False)]
    assert await badges(dsn, org.rep) == ["goal-met"]
    assert (await inbox(dsn, org.rep)).count("GOAL_MET") == 1


async def test_one_not_passed_is_missed_at_once_or_at_its_end(
    database: Database, org: Org, dsn: str
) -> None:
    failed = await do(database, propose_goal, exam(org))
    waiting = await do(database, propose_goal, exam(org))
    passed = await do(database, propose_goal, exam(org))
    await do(database, pass_goal, passing(org, passed))
    fail = FailGoal(by=org.as_manager(), goal_id=failed, reason="Not there yet")
    await do(database, fail_goal, fail)
    assert (await read(database, org, failed)).state is GoalState.MISSED
    await refuse(database, dsn, fail_goal, fail, WrongStateError)
    await refuse(database, dsn, pass_goal, passing(org, failed), WrongStateError)

    async with database.transaction(org.org_id) as connection:
        await settle_goals(connection, now=FINAL)

    assert (await read(database, org, waiting)).state is GoalState.MISSED
    assert (await read(database, org, passed)).state is GoalState.MET
    assert (await inbox(dsn, org.rep)).count("GOAL_MET") == 1
    assert (await inbox(dsn, org.rep)).count("GOAL_FAILED") == 1
    back = WithdrawPass(by=org.as_manager(), goal_id=passed, reason="Too late")
    await refuse(database, dsn, withdraw_pass, back, WrongStateError)


async def test_a_team_is_passed_by_its_lead_for_all_without_a_members_badge(
    database: Database, org: Org, dsn: str
) -> None:
    asked = replace(exam(org), owner_kind=SubjectKind.TEAM, owner_id=org.north, by=org.as_manager())
    goal_id = await do(database, propose_goal, asked)
    await refuse(database, dsn, pass_goal, passing(org, goal_id), WrongStateError)
    await do(database, agree_goal, AgreeGoal(by=org.as_admin(), goal_id=goal_id, agreement_no=1))
    await do(database, pass_goal, passing(org, goal_id))
    assert "GOAL_MET" in await inbox(dsn, org.rep)
    assert await badges(dsn, org.rep) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"metric_key": "deals"}, NotSmartError),
        ({"floor_metric_key": "deals"}, NotSmartError),
        ({"terms": replace(MARCH, is_prorated=True)}, NotSmartError),
        ({"terms": replace(MARCH, floor_target=1)}, NotSmartError),
    ],
)
async def test_what_is_passed_or_not_has_no_number(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    await refuse(database, dsn, propose_goal, replace(exam(org), **change), refusal)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"evidence": " "}, InvalidTextError),
        ({"evidence": "x" * 2_001}, InvalidTextError),
        ({"link": "javascript:alert(1)"}, InvalidTextError),
        ({"link": "http://example.com"}, InvalidTextError),
        ({"evidence": None, "link": "https://example.com"}, InvalidTextError),
        ({"goal_id": UUID(int=1)}, UnknownGoalError),
    ],
)
async def test_evidence_that_can_not_be_is_refused(
    database: Database, org: Org, dsn: str, change: dict[str, Any], refusal: type[DomainError]
) -> None:
    asked = passing(org, await do(database, propose_goal, exam(org)))
    await refuse(database, dsn, pass_goal, replace(asked, **change), refusal)


async def test_who_leads_nobody_here_passes_and_fails_nothing(
    database: Database, org: Org, dsn: str
) -> None:
    seen = await do(database, propose_goal, exam(org))
    hidden = await do(database, propose_goal, replace(exam(org), visibility=Visibility.PRIVATE))
    for goal_id, refusal in ((seen, NotAllowedError), (hidden, UnknownGoalError)):
        by, reason = org.as_second_rep(), "No"
        await refuse(database, dsn, pass_goal, replace(passing(org, goal_id), by=by), refusal)
        failing = FailGoal(by=by, goal_id=goal_id, reason=reason)
        await refuse(database, dsn, fail_goal, failing, refusal)
        back = WithdrawPass(by=by, goal_id=goal_id, reason=reason)
        await refuse(database, dsn, withdraw_pass, back, refusal)
        shown = SubmitEvidence(by=by, goal_id=goal_id, evidence="Me")
        await refuse(database, dsn, submit_evidence, shown, refusal)
    number = await do(database, propose_goal, goal(org.as_rep(), org.rep))
    await refuse(database, dsn, pass_goal, passing(org, number), WrongStateError)


async def test_what_is_passed_is_not_agreed_anew(database: Database, org: Org, dsn: str) -> None:
    goal_id = await do(database, propose_goal, exam(org))
    await do(database, pass_goal, passing(org, goal_id))
    change = ChangeGoal(by=org.as_rep(), goal_id=goal_id, terms=MARCH)
    await refuse(database, dsn, change_goal, change, WrongStateError)


async def test_P1_erasing_a_member_takes_the_words_and_keeps_the_steps(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, exam(org))
    await do(database, pass_goal, passing(org, goal_id))
    by = org.as_admin()
    erase = EraseMember(by=by, member_id=org.rep, reason=ErasureReason.MISTAKE)
    await do(database, erase_member, erase)
    assert await notes(dsn) == [("PASSED", None, None)]
    assert (await read(database, org, goal_id)).progress == 1


async def test_two_who_pass_at_the_same_time_pass_once(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, exam(org))

    async def one() -> Any:
        return await caught(do(database, pass_goal, passing(org, goal_id)))

    outcomes = await together([one, one])

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "WrongStateError"]
    assert (await inbox(dsn, org.rep)).count("GOAL_MET") == 1


async def test_declined_terms_leave_what_is_in_force_and_call_off_what_never_was(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    no = DeclineGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1, reason="Too much")
    await refuse(database, dsn, decline_goal, replace(no, by=org.as_manager()), NotAllowedError)
    await refuse(database, dsn, decline_goal, replace(no, agreement_no=2), WrongStateError)
    await refuse(database, dsn, decline_goal, replace(no, reason=" "), InvalidTextError)
    await refuse(database, dsn, decline_goal, replace(no, goal_id=org.rep), UnknownGoalError)
    await do(database, decline_goal, no)
    declined = await read(database, org, goal_id)
    assert declined.state is GoalState.CANCELLED
    assert declined.agreements[0].declined_by == org.rep
    assert await inbox(dsn, org.manager) == ["GOAL_DECLINED"]
    assert await notes(dsn) == [("DECLINED", "Too much", None)]

    bound = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    await do(database, agree_goal, AgreeGoal(by=org.as_rep(), goal_id=bound, agreement_no=1))
    more = ChangeGoal(by=org.as_manager(), goal_id=bound, terms=replace(MARCH, target=90_000))
    await do(database, change_goal, more)
    await do(database, decline_goal, replace(no, goal_id=bound, agreement_no=2, reason=None))
    kept = await read(database, org, bound)
    assert (kept.state, kept.agreement_no) == (GoalState.AGREED, 1)
    late = AgreeGoal(by=org.as_rep(), goal_id=bound, agreement_no=2)
    await refuse(database, dsn, agree_goal, late, WrongStateError)
    assert await do(database, change_goal, more) == 3


async def test_agreeing_and_declining_at_the_same_time_have_one_outcome(
    database: Database, org: Org, dsn: str
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    no = DeclineGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1)
    yes = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1)

    async def agreeing() -> Any:
        return await caught(do(database, agree_goal, yes))

    async def declining() -> Any:
        return await caught(do(database, decline_goal, no))

    outcomes = await together([agreeing, declining])

    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "WrongStateError"]
    state = (await read(database, org, goal_id)).state
    assert state is (GoalState.AGREED if outcomes[0] is None else GoalState.CANCELLED)
    assert await differences(database, org) == ()
