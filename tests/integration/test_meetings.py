"""Two transactions that meet where it hurts: both have read before either writes, unless a lock keeps them apart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from bellringer.gamification.actions.agree_goal import agree_goal
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.create_board import create_board
from bellringer.gamification.actions.give_kudos import give_kudos
from bellringer.gamification.actions.propose_goal import propose_goal
from bellringer.gamification.commands.activities import RecordActivity
from bellringer.gamification.commands.goals import AgreeGoal
from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.errors import AlreadyRecordedError
from bellringer.gamification.intake import Intake
from bellringer.gamification.store import feed, goals, outcome
from bellringer.models.database import Connection, Database
from bellringer.words import Role, ScoreKind, SubjectKind
from tests import builders
from tests.boards import board, scores
from tests.builders import Org
from tests.doing import caught, do, rows
from tests.integration.test_closing import GRACE, MONTH_END
from tests.integration.test_goals import differences, goal
from tests.recording import accepted, agreed_goal, intake_on, record

Work = Callable[[], Awaitable[Any]]
WAITING = """
SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Meeting:
    """Stops the first that comes to a place until the other is there too, has ended, or waits for a lock."""

    def __init__(self, dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.order: list[str] = []
        self._dsn = dsn
        self._monkeypatch = monkeypatch
        self._came = 0
        self._is_held = asyncio.Event()
        self._second: asyncio.Task[Any] | None = None

    def before(self, module: ModuleType | type, name: str, given: object = ...) -> None:
        """Stop it before a function, or only before that is called with an argument."""
        self._stop(module, name, given, is_before=True)

    def behind(self, module: ModuleType, name: str) -> None:
        """Stop it when a function has been run."""
        self._stop(module, name, ..., is_before=False)

    async def hold(self, first: Work, second: Work) -> list[Any]:
        """Let one begin, the other when it has stopped; return what both gave."""
        one = asyncio.create_task(self._run("first", first))
        async with asyncio.timeout(10):
            await self._is_held.wait()
        self._second = asyncio.create_task(self._run("second", second))
        return [await one, await self._second]

    async def _run(self, name: str, work: Work) -> Any:
        given = await caught(work())
        self.order.append(name)
        return given

    def _stop(
        self, module: ModuleType | type, name: str, given: object, *, is_before: bool
    ) -> None:
        original = getattr(module, name)

        async def stopping(*args: Any, **kwargs: Any) -> Any:
            if is_before and (given is ... or given in args):
                await self._wait()
            answer = await original(*args, **kwargs)
            if not is_before:
                await self._wait()
            return answer

        self._monkeypatch.setattr(module, name, stopping)

    async def _wait(self) -> None:
        self._came += 1
        if self._came > 1:
            return
        self._is_held.set()
        async with asyncio.timeout(10):
            while not (  # noqa: ASYNC110 - PostgreSQL is asked
                self._came > 1
                or (self._second is not None and self._second.done())
                or await rows(self._dsn, WAITING)
            ):
                await asyncio.sleep(0)


@pytest.fixture
def meeting(dsn: str, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(dsn, monkeypatch)


@pytest.fixture
async def intakes(database: Database) -> AsyncIterator[tuple[Intake, Intake]]:
    """Those of two processes."""
    async with intake_on(database) as one, intake_on(database) as other:
        yield one, other


def sending(intakes: tuple[Intake, Intake], *commands: RecordActivity) -> list[Work]:
    return [
        partial(intake.submit, command) for intake, command in zip(intakes, commands, strict=True)
    ]


async def test_L2_activities_of_one_member_are_decided_one_after_the_other(
    database: Database, org: Org, intakes: tuple[Intake, Intake], meeting: Meeting
) -> None:
    meeting.before(outcome, "save")
    given = await meeting.hold(*sending(intakes, record(org, "1"), record(org, "2")))

    one, two = accepted(given)
    assert two.total_after == one.total_after + two.points_earned
    assert await differences(database, org) == ()


async def test_M1_a_mark_that_two_members_reach_together_is_crossed(
    database: Database, org: Org, dsn: str, intakes: tuple[Intake, Intake], meeting: Meeting
) -> None:
    await agreed_goal(
        database,
        org,
        owner_kind=SubjectKind.TEAM,
        owner_id=org.north,
        metric_key="deals",
        target=3,
        milestones=(100,),
    )
    deal = partial(record, org, kind="deal_won", amount_minor=100)
    accepted([await intakes[0].submit(deal("0"))])  # so that neither has a period to open
    meeting.before(outcome, "save")
    work = sending(intakes, deal("1"), deal("2", member_id=org.second_rep))
    accepted(await meeting.hold(*work))

    assert await rows(dsn, "SELECT percent FROM crossing") == [(100,)]
    assert await differences(database, org) == ()


async def test_one_fact_from_two_sources_at_once_is_recorded_once(
    database: Database, org: Org, intakes: tuple[Intake, Intake], meeting: Meeting
) -> None:
    meeting.before(outcome, "save")
    fact = partial(record, org, external_id="crm:1")
    work = sending(intakes, fact("1"), fact("2", member_id=org.second_rep))
    given = await meeting.hold(*work)

    assert [AlreadyRecordedError] == [type(each) for each in given if isinstance(each, Exception)]
    assert await differences(database, org) == ()


@pytest.fixture
async def beginning(database: Database, org: Org, request: pytest.FixtureRequest) -> Work:
    """What puts a goal of a team, or of the organization, in force."""
    if request.param is SubjectKind.ORGANIZATION:  # an admin proposes and agrees in one
        own = goal(org.as_admin(), org.org_id, owner_kind=request.param)
        return partial(do, database, propose_goal, own)
    teams = goal(org.as_manager(), org.north, owner_kind=request.param)
    goal_id = await do(database, propose_goal, teams)
    agree = AgreeGoal(by=org.as_admin(), goal_id=goal_id, agreement_no=1)
    return partial(do, database, agree_goal, agree)


@pytest.mark.parametrize("beginning", [SubjectKind.TEAM, SubjectKind.ORGANIZATION], indirect=True)
async def test_L2_a_goal_begins_with_what_was_being_recorded(
    database: Database,
    org: Org,
    dsn: str,
    intakes: tuple[Intake, Intake],
    beginning: Work,
    meeting: Meeting,
) -> None:
    meeting.before(outcome, "save")
    deal = record(org, "1", kind="deal_won", amount_minor=500)
    await meeting.hold(partial(intakes[0].submit, deal), beginning)

    assert await rows(dsn, "SELECT progress FROM goal_progress") == [(500,)]
    assert await differences(database, org) == ()


@pytest.mark.parametrize("beginning", [SubjectKind.TEAM, SubjectKind.ORGANIZATION], indirect=True)
async def test_L2_what_is_recorded_while_a_goal_begins_moves_it(
    database: Database,
    org: Org,
    dsn: str,
    intakes: tuple[Intake, Intake],
    beginning: Work,
    meeting: Meeting,
) -> None:
    meeting.behind(goals, "fill_progress")
    deal = record(org, "1", kind="deal_won", amount_minor=500)
    await meeting.hold(beginning, partial(intakes[0].submit, deal))

    assert await rows(dsn, "SELECT progress FROM goal_progress") == [(500,)]
    assert await differences(database, org) == ()


async def test_a_board_that_is_being_defined_knows_the_goal_that_is_agreed_meanwhile(
    database: Database, org: Org, dsn: str, meeting: Meeting
) -> None:
    goal_id = await do(database, propose_goal, goal(org.as_manager(), org.rep))
    agree = AgreeGoal(by=org.as_rep(), goal_id=goal_id, agreement_no=1)
    attained = board(org, "attained", score_kind=ScoreKind.PERCENT_TO_GOAL)
    meeting.before(goals, "agree")
    given = await meeting.hold(
        partial(do, database, agree_goal, agree), partial(do, database, create_board, attained)
    )

    assert [None, None] == given
    assert {org.rep: 10_000} == await scores(
        dsn, "attained", date(2026, 3, 1), columns=("denominator",)
    )


async def test_L2_a_period_is_not_closed_under_what_is_being_recorded(
    database: Database, org: Org, dsn: str, meeting: Meeting
) -> None:
    async with intake_on(database) as intake:
        accepted([await intake.submit(record(org, "0"))])
        meeting.before(outcome, "save")

        async def close() -> None:
            async with database.transaction(org.org_id) as connection:
                await close_periods(connection, now=MONTH_END + GRACE)

        await meeting.hold(partial(intake.submit, record(org, "1")), close)

    assert meeting.order == ["first", "second"]
    assert await rows(dsn, "SELECT DISTINCT correction FROM board_score") == [(0,)]


async def test_posts_to_one_feed_are_numbered_one_after_the_other(
    database: Database, org: Org, dsn: str, meeting: Meeting
) -> None:
    names = ("nora", "paul")
    nora, paul = [await builders.enrol(database, org.org_id, name, team="north") for name in names]

    def thanks(giver: UUID, receiver: UUID) -> Work:
        by = builders.member(org.org_id, giver, Role.REP)
        command = GiveKudos(by=by, to_member_id=receiver, text="Well done")
        return partial(do, database, give_kudos, command)

    await thanks(org.second_rep, org.rep)()  # so that the feed is there
    meeting.before(Connection, "fetch", feed._APPEND)
    given = await meeting.hold(thanks(org.rep, org.second_rep), thanks(nora, paul))

    assert all(isinstance(each, UUID) for each in given), given
    assert await rows(dsn, "SELECT seq FROM feed_post ORDER BY seq") == [(1,), (2,), (3,)]
