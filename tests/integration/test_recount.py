"""Stored sums are what the ledger and the credits add up to, whatever was done in whatever order."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bellringer.gamification.actions.boost_points import create_boost
from bellringer.gamification.actions.change_kinds import update_kind
from bellringer.gamification.actions.correct_membership import correct_membership
from bellringer.gamification.actions.move_member import move_member
from bellringer.gamification.actions.publish_rule_version import publish_rule_version
from bellringer.gamification.actions.recount import recount
from bellringer.gamification.commands.activities import ApproveActivity, Command, Share
from bellringer.gamification.commands.members import CorrectMembership, MoveMember
from bellringer.gamification.commands.metrics import UpdateKind
from bellringer.gamification.commands.points import CreateBoost, PublishRuleVersion
from bellringer.gamification.errors import WrongStateError
from bellringer.gamification.intake import Intake
from bellringer.gamification.outcome.activities import Answer
from bellringer.gamification.playbook.points import Terms
from bellringer.gamification.rules.recount import Difference
from bellringer.ids import new_id
from bellringer.models.database import Database
from bellringer.words import SubjectKind
from tests import builders
from tests.builders import NOW, Org
from tests.doing import do
from tests.recording import agreed_goal, intake_on, record, reverse

T = TypeVar("T")

SUMS = (
    "SELECT subject_id, metric_key, on_date, total FROM subject_day WHERE org_id = $1 AND total <> 0",
    """SELECT board_id, starts_on, subject_id, score, reached_at, correction FROM board_score
        WHERE org_id = $1 AND (score IS NOT NULL OR correction <> 0)""",
    "SELECT goal_id, progress FROM goal_progress WHERE org_id = $1",
    "SELECT goal_id, percent FROM crossing WHERE org_id = $1 AND undone_at IS NULL",
    "SELECT streak_id, member_id, on_date, total FROM streak_day WHERE org_id = $1 AND total <> 0",
    """SELECT streak_id, member_id, current, started_on, last_on, longest, freezes_left
         FROM streak_state WHERE org_id = $1 AND last_on IS NOT NULL""",
    "SELECT badge_id, member_id, period_starts_on FROM badge_award WHERE org_id = $1 AND state = 'GRANTED'",
)


async def differences(database: Database, org: Org) -> tuple[Difference, ...]:
    async with database.reading(org.org_id) as connection:
        return await recount(connection)


async def sums(database: Database, org: Org) -> list[set[tuple[Any, ...]]]:
    async with database.reading(org.org_id) as connection:
        return [{tuple(row) for row in await connection.fetch(sql, org.org_id)} for sql in SUMS]


activities = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["call", "demo", "deal_won", "deal_lost"]),
        "quantity": st.integers(1, 30),
        "hours_ago": st.integers(0, 24 * 12),
        "who": st.sampled_from(["rep", "second_rep"]),
        "is_split": st.booleans(),
    }
)


people = st.sampled_from(["rep", "second_rep"])
teams = st.sampled_from(["north", "south"])


class Sequences(RuleBasedStateMachine):
    """Records, retries, reverses, moves and corrects in any order, alone and in batches."""

    taken = Bundle("taken")
    sent = Bundle("sent")

    dsn: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.number = 0
        self.now = NOW

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        async def work() -> None:
            self.database = await Database.open(self.dsn, size=2)
            self.org = await builders.organization(self.database, slug=f"org-{new_id()}")
            self.intake = Intake(self.database, lambda: self.now)
            await agreed_goal(self.database, self.org, target=60)
            await agreed_goal(
                self.database,
                self.org,
                owner_kind=SubjectKind.TEAM,
                owner_id=self.org.north,
                metric_key="revenue",
                target=20_000,
            )
            # so that teams without a goal of their own have their members' targets
            await agreed_goal(self.database, self.org, metric_key="revenue", target=9_000)

        self.run(work())

    @rule(target=taken, what=activities)
    def record_one(self, what: dict[str, Any]) -> Any:
        return multiple(*self.send([self.command(what)]))

    @rule(target=taken, batch=st.lists(activities, min_size=2, max_size=6))
    def record_a_batch(self, batch: list[dict[str, Any]]) -> Any:
        return multiple(*self.send([self.command(what) for what in batch]))

    @rule(target=sent, what=activities)
    def record_twice(self, what: dict[str, Any]) -> Command:
        command = self.command(what)
        self.send([command, command])
        return command

    @rule(command=sent)
    def retry(self, command: Command) -> None:
        (answer,) = self.send([command])
        assert answer.replayed

    @rule(first=consumes(taken), also=activities)
    def reverse_one_beside_another(self, first: Answer, also: dict[str, Any]) -> None:
        self.number += 1
        self.send([reverse(self.org, f"{self.number}", first.activity_id), self.command(also)])

    @rule(batch=st.lists(activities, min_size=1, max_size=3))
    def record_and_reverse_is_as_before(self, batch: list[dict[str, Any]]) -> None:
        before = self.run(sums(self.database, self.org))
        answers = self.send([self.command(what) for what in batch])
        self.number += 1
        self.send(
            [
                reverse(self.org, f"{self.number}-{each.activity_id}", each.activity_id)
                for each in answers
            ]
        )
        assert self.run(sums(self.database, self.org)) == before

    @rule(who=people, team=teams)
    def move(self, who: str, team: str) -> None:
        command = MoveMember(
            by=self.org.as_admin(),
            member_id=getattr(self.org, who),
            team_id=getattr(self.org, team),
        )
        self.attempted(move_member, command)

    @rule(who=people, team=teams, ago=st.integers(0, 12), days=st.none() | st.integers(1, 9))
    def correct(self, who: str, team: str, ago: int, days: int | None) -> None:
        starts_on = self.now.date() - timedelta(days=ago)
        command = CorrectMembership(
            by=self.org.as_admin(),
            member_id=getattr(self.org, who),
            team_id=getattr(self.org, team),
            starts_on=starts_on,
            ends_on=None if days is None else starts_on + timedelta(days=days),
            reason="Noted late",
        )
        self.attempted(correct_membership, command)

    def attempted(
        self, action: Callable[..., Any], command: MoveMember | CorrectMembership
    ) -> None:
        with suppress(WrongStateError):
            self.run(do(self.database, action, command, now=self.now))

    @rule(
        kind=st.sampled_from(["call", "deal_won"]),
        points=st.integers(1, 9),
        cap=st.none() | st.integers(1, 40),
        cooldown=st.none() | st.sampled_from([30, 600]),
    )
    def change_a_rule(self, kind: str, points: int, cap: int | None, cooldown: int | None) -> None:
        terms = Terms(points=points, cap_per_week=cap, cooldown_minutes=cooldown)
        rule_id = next(rule.rule_id for rule in self.org.playbook.rules if rule.kind == kind)
        command = PublishRuleVersion(by=self.org.as_admin(), rule_id=rule_id, terms=terms)
        self.run(do(self.database, publish_rule_version, command, now=self.now))

    @rule(percent=st.sampled_from([110, 250]), hours=st.integers(1, 40))
    def boost(self, percent: int, hours: int) -> None:
        command = CreateBoost(
            by=self.org.as_admin(),
            title="Boost",
            percent=percent,
            ends_at=self.now + timedelta(hours=hours),
        )
        self.run(do(self.database, create_boost, command, now=self.now))

    @rule(target=taken, quantity=st.integers(1, 30), is_approved=st.booleans())
    def report_and_decide(self, quantity: int, is_approved: bool) -> Any:
        on = UpdateKind(by=self.org.as_admin(), key="visit", needs_approval=True)
        self.run(do(self.database, update_kind, on, now=self.now))
        self.number += 1
        reported = record(
            self.org,
            f"{self.number}",
            kind="visit",
            by=self.org.as_rep(),
            quantity=quantity,
            occurred_at=self.now,
        )
        (waiting,) = self.send([reported])
        if is_approved:
            self.send([ApproveActivity(by=self.org.as_admin(), activity_id=waiting.activity_id)])
        return waiting

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def the_recount_finds_no_difference(self) -> None:
        assert self.run(differences(self.database, self.org)) == ()

    def command(self, what: dict[str, Any]) -> Command:
        self.number += 1
        member_id = getattr(self.org, what["who"])
        shares = (
            Share(member_id=self.org.rep, share_bp=3_333),
            Share(member_id=self.org.second_rep, share_bp=6_667),
        )
        return record(
            self.org,
            f"{self.number}",
            kind=what["kind"],
            member_id=member_id,
            quantity=what["quantity"],
            amount_minor=what["quantity"] * 777 if what["kind"] == "deal_won" else None,
            occurred_at=self.now - timedelta(hours=what["hours_ago"]),
            shares=shares if what["is_split"] else (),
        )

    def send(self, commands: list[Command]) -> list[Answer]:
        answers = self.run(self.intake.submit_many(commands))
        assert [each for each in answers if not isinstance(each, Answer)] == []
        return [each for each in answers if isinstance(each, Answer)]

    def teardown(self) -> None:
        async def work() -> None:
            await self.intake.aclose()
            await self.database.close()

        self.run(work())
        self.runner.close()


@pytest.mark.slow
def test_L2_recount_finds_no_difference_after_any_sequence(dsn: str) -> None:
    class Here(Sequences):
        pass

    Here.dsn = dsn
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # to shrink it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE subject_day SET total = total + 1 WHERE metric_key = 'points'", "day sum"),
        ("UPDATE board_score SET score = score + 1 WHERE score IS NOT NULL", "score"),
        ("UPDATE board_score SET reached_at = now() WHERE score IS NOT NULL", "reached at"),
        ("UPDATE board_score SET correction = 1, score = score - 1", "correction"),
        ("UPDATE goal_progress SET progress = progress + 1", "goal progress"),
        ("UPDATE crossing SET undone_at = now()", "crossings"),
        ("UPDATE streak_day SET total = total + 1", "streak day"),
        ("UPDATE streak_state SET longest = 7", "streak"),
        ("UPDATE member SET level = 0", "level"),
        (
            """INSERT INTO membership (org_id, member_id, starts_on, team_id)
               SELECT org_id, member_id, '2026-01-01', team_id FROM membership""",
            "membership",
        ),
    ],
)
async def test_recount_names_what_was_tampered_with(
    database: Database, org: Org, dsn: str, damage: str, what: str
) -> None:
    await agreed_goal(database, org, target=100)
    async with intake_on(database) as intake:
        await intake.submit(record(org, "key", quantity=120))
    assert await differences(database, org) == ()

    connection = await asyncpg.connect(dsn)
    await connection.execute(damage)
    await connection.close()

    assert what in {each.what for each in await differences(database, org)}


async def test_recount_tells_how_far_it_is(database: Database, org: Org) -> None:
    told: list[tuple[int, int]] = []
    async with database.reading(org.org_id) as connection:
        await recount(connection, progress=lambda done, number: told.append((done, number)))

    assert told == [(4, 4)]
