"""The laws of the game over everything that can be done to it: ledger = counters = boards = what the API shows.

A machine plays an organization through the API as reps, managers and admins do, in any order, and lets time pass
and periods close. After every step the facts are regrouped twice, by SQL that knows nothing of the code and by
`recount`, and compared with what is stored and shown.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

import httpx
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

from bellringer.api.app import create_app
from bellringer.api.development import mint_development_token
from bellringer.config import Mode, Settings
from bellringer.gamification.actions.close_periods import close_periods
from bellringer.gamification.actions.recount import recount
from bellringer.graphql.nodes import pack
from bellringer.ids import new_id
from bellringer.models.database import Database
from tests import builders
from tests.builders import NOW, ZONE
from tests.contract.conftest import Phone
from tests.contract.laws import broken, final_periods, shown_otherwise

T = TypeVar("T")

REPS = ("rita", "bob", "cleo")
TEAMS = ("north", "south")
DAY = timedelta(days=1)
RULES = "{ viewer { organization { pointRules { id } } } }"
POINTS = "{ members(first: 10) { edges { node { id points } } } }"

activities = st.fixed_dictionaries(
    {
        "who": st.sampled_from(REPS),
        "kind": st.sampled_from(["call", "demo", "deal_won", "deal_lost"]),
        "quantity": st.integers(1, 30),
        "hours_ago": st.integers(0, 24 * 12),
        "is_split": st.booleans(),
    }
)


class Game(RuleBasedStateMachine):
    """Everything that can be done to an organization that plays."""

    taken = Bundle("taken")  # ids of activities that stand
    sent = Bundle("sent")
    away = Bundle("away")  # ids of leave on record
    reported = Bundle("reported")  # ids of activities that wait for approval

    dsn: ClassVar[str]
    data_dir: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.now = NOW
        self.number = 0
        self.erased: set[str] = set()
        self.slug = f"org-{new_id()}"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.run(self._begin())
        self.play_for_streaks()
        self.do("ada", "kindUpdate", {"key": "visit", "needsApproval": True})

    async def _begin(self) -> None:
        self.ends = AsyncExitStack()
        self.database = await Database.open(self.dsn, size=2)
        self.ends.push_async_callback(self.database.close)
        self.org = await builders.organization(self.database, slug=self.slug)
        cleo = await builders.enrol(self.database, self.org.org_id, "cleo", team="south")
        self.members = {"rita": self.org.rep, "bob": self.org.second_rep, "cleo": cleo}
        self.teams = {"north": self.org.north, "south": self.org.south}
        self.settings = Settings(mode=Mode.DEVELOPMENT, data_dir=self.data_dir)
        app = create_app(self.settings, self.dsn, clock=lambda: self.now)
        await self.ends.enter_async_context(app.router.lifespan_context(app))
        self.client = await self.ends.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
                base_url="http://test",
            )
        )

    def play_for_streaks(self) -> None:
        """A streak with freezes, and a badge for each of its runs with a bonus that moves points in turn."""
        streak = {
            "key": "calls",
            "title": "Calls",
            "metricKey": "calls",
            "threshold": 2,
            "freezeEvery": 2,
            "freezeCap": 1,
        }
        badge = {
            "idempotencyKey": self.key(),
            "key": "two-days",
            "title": "Two days",
            "description": "Two days in a row.",
            "symbol": "2",
            "bonusPoints": 30,
            "criteria": {"streakLength": {"streakKey": "calls", "length": 2}},
        }
        self.do("ada", "streakCreate", streak)
        self.do("ada", "badgeCreate", badge)

    def phone(self, who: str) -> Phone:
        token = mint_development_token(
            self.settings, org=self.slug, email=f"{who}@example.com", minutes=60, now=self.now
        )
        return Phone(self.client, token)

    def key(self) -> str:
        self.number += 1
        return f"{self.number}"

    def do(
        self,
        who: str,
        name: str,
        sent: dict[str, Any],
        shown: str = "",
        *,
        may: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Run a mutation; only the refusals in `may` are fine, and mean that nothing was done."""
        title = name[0].upper() + name[1:]
        query = (
            f"mutation M($input: {title}Input!)"
            f" {{ {name}(input: $input) {{ {shown} userErrors {{ code message }} }} }}"
        )
        got: dict[str, Any] = self.run(self.phone(who).ask(query, input=sent))[name]
        codes = {error["code"] for error in got["userErrors"]}
        assert codes <= set(may), got["userErrors"]
        return got

    def ask(self, query: str) -> dict[str, Any]:
        found: dict[str, Any] = self.run(self.phone("ada").ask(query))
        return found

    @rule(target=taken, what=activities)
    def record(self, what: dict[str, Any]) -> Any:
        return self._taken([self._activity(what)])

    @rule(target=taken, batch=st.lists(activities, min_size=2, max_size=5))
    def record_a_batch(self, batch: list[dict[str, Any]]) -> Any:
        return self._taken([self._activity(what) for what in batch])

    def _taken(self, items: list[dict[str, Any]]) -> Any:
        shown = "results { activity { id } userErrors { code } }"
        got = self.do("ada", "activitiesRecord", {"items": items}, shown)
        found = [each["activity"] for each in got["results"]]
        refused = {error["code"] for each in got["results"] for error in each["userErrors"]}
        assert refused <= {"UNKNOWN_MEMBER"}
        return multiple(*(each["id"] for each in found if each))

    def _activity(self, what: dict[str, Any]) -> dict[str, Any]:
        is_deal = what["kind"] == "deal_won"
        shares = [
            {"memberId": pack("Member", self.members[what["who"]]), "shareBp": 6_667},
            {"memberId": pack("Member", self.members["cleo"]), "shareBp": 3_333},
        ]
        sent: dict[str, Any] = {
            "idempotencyKey": self.key(),
            "memberId": pack("Member", self.members[what["who"]]),
            "kind": what["kind"],
            "quantity": what["quantity"],
            "occurredAt": (self.now - timedelta(hours=what["hours_ago"])).isoformat(),
        }
        if is_deal:
            sent["amount"] = {"amountMinor": 7_777 * what["quantity"]}
        if what["is_split"] and what["who"] != "cleo":
            sent["shares"] = shares
        return sent

    @rule(target=sent, what=activities)
    def record_alone(self, what: dict[str, Any]) -> dict[str, Any]:
        item = self._activity(what)
        self._taken([item])
        return item

    @rule(item=sent)
    def retry(self, item: dict[str, Any]) -> None:
        got = self.do("ada", "activityRecord", item, "replayed", may=("UNKNOWN_MEMBER",))
        assert got["replayed"] or got["userErrors"]

    @rule(activity=consumes(taken))
    def reverse(self, activity: str) -> None:
        sent = {"idempotencyKey": self.key(), "activityId": activity, "reason": "typed twice"}
        self.do("ada", "activityReverse", sent)

    @rule(who=st.sampled_from(REPS), points=st.integers(-500, 500).filter(bool))
    def adjust(self, who: str, points: int) -> None:
        sent = {
            "idempotencyKey": self.key(),
            "memberId": pack("Member", self.members[who]),
            "points": points,
            "reason": "helped out",
        }
        self.do("ada", "pointsAdjust", sent, may=("UNKNOWN_MEMBER",))

    @rule(target=reported, who=st.sampled_from(REPS), hours_ago=st.integers(0, 24 * 12))
    def report_for_approval(self, who: str, hours_ago: int) -> Any:
        if who in self.erased:
            return multiple()
        sent = {
            "idempotencyKey": self.key(),
            "kind": "visit",
            "occurredAt": (self.now - timedelta(hours=hours_ago)).isoformat(),
        }
        return self.do(who, "activityRecord", sent, "activity { id }")["activity"]["id"]

    @rule(target=taken, activity=consumes(reported))
    def approve(self, activity: str) -> Any:
        sent = {"activityId": activity}
        got = self.do("ada", "activityApprove", sent, may=("UNKNOWN_MEMBER", "UNKNOWN_ACTIVITY"))
        return multiple(*([] if got["userErrors"] else [activity]))

    @rule(activity=consumes(reported))
    def reject(self, activity: str) -> None:
        self.do("ada", "activityReject", {"activityId": activity, "reason": "nobody was there"})

    @rule(
        rule_number=st.integers(0, 20),
        points=st.integers(0, 20),
        cap=st.none() | st.integers(20, 60),
        cooldown=st.none() | st.integers(1, 600),
    )
    def change_a_rule(
        self, rule_number: int, points: int, cap: int | None, cooldown: int | None
    ) -> None:
        """What a rule pays from now on; what was paid stands."""
        rules = self.ask(RULES)["viewer"]["organization"]["pointRules"]
        terms = {"points": points, "capPerDay": cap, "cooldownMinutes": cooldown}
        before = self.ask(POINTS)
        sent = {
            "idempotencyKey": self.key(),
            "ruleId": rules[rule_number % len(rules)]["id"],
            "terms": terms,
        }
        self.do("ada", "rulePublish", sent)
        assert before == self.ask(POINTS)

    @rule(percent=st.integers(101, 300), hours=st.integers(1, 72))
    def boost(self, percent: int, hours: int) -> None:
        sent = {
            "idempotencyKey": self.key(),
            "title": "Power hours",
            "percent": percent,
            "endsAt": (self.now + timedelta(hours=hours)).isoformat(),
        }
        self.do("ada", "boostCreate", sent)

    @rule(who=st.sampled_from(REPS), calls=st.integers(5, 60), days=st.integers(1, 20))
    def set_a_goal(self, who: str, calls: int, days: int) -> None:
        today = self.today()
        sent = {
            "idempotencyKey": self.key(),
            "ownerId": pack("Team", self.teams["north"]),
            "title": "Calls together",
            "metricKey": "calls",
            "terms": {
                "target": calls,
                "startsOn": str(today - days * DAY),
                "endsOn": str(today + days * DAY),
            },
        }
        if who not in self.erased:
            self.do(who, "goalPropose", sent | {"ownerId": pack("Member", self.members[who])})
        self.do("sue", "goalPropose", sent | {"idempotencyKey": self.key()})

    @rule(who=st.sampled_from(REPS), team=st.sampled_from(TEAMS), days=st.integers(0, 5))
    def move_to_a_team(self, who: str, team: str, days: int) -> None:
        sent = {
            "memberId": pack("Member", self.members[who]),
            "teamId": pack("Team", self.teams[team]),
            "startsOn": str(self.today() + days * DAY),
        }
        self.do("ada", "memberMove", sent, may=("UNKNOWN_MEMBER", "WRONG_STATE"))

    @rule(
        who=st.sampled_from(REPS),
        team=st.sampled_from((*TEAMS, None)),
        back=st.integers(1, 12),
        length=st.integers(1, 12),
    )
    def correct_a_membership(self, who: str, team: str | None, back: int, length: int) -> None:
        starts_on = self.today() - back * DAY
        sent = {
            "memberId": pack("Member", self.members[who]),
            "teamId": team and pack("Team", self.teams[team]),
            "startsOn": str(starts_on),
            "endsOn": str(min(starts_on + length * DAY, self.today())),
            "reason": "noted late",
        }
        self.do("ada", "membershipCorrect", sent, may=("UNKNOWN_MEMBER", "WRONG_STATE"))

    @rule(
        target=away,
        who=st.sampled_from(REPS),
        back=st.integers(-3, 12),
        length=st.integers(1, 5),
    )
    def enter_leave(self, who: str, back: int, length: int) -> Any:
        starts_on = self.today() - back * DAY
        sent = {
            "idempotencyKey": self.key(),
            "memberId": pack("Member", self.members[who]),
            "startsOn": str(starts_on),
            "endsOn": str(starts_on + length * DAY),
        }
        got = self.do("ada", "leaveEnter", sent, "leave { id }", may=("UNKNOWN_MEMBER",))
        return multiple(*([got["leave"]["id"]] if got["leave"] else []))

    @rule(leave=consumes(away))
    def remove_leave(self, leave: str) -> None:
        self.do("ada", "leaveRemove", {"leaveId": leave})

    @rule(
        team=st.sampled_from((*TEAMS, None)),
        back=st.integers(-2, 12),
        is_working=st.booleans(),
    )
    def set_a_day(self, team: str | None, back: int, is_working: bool) -> None:
        sent = {
            "on": str(self.today() - back * DAY),
            "isWorking": is_working,
            "name": "Party",
            "teamId": team and pack("Team", self.teams[team]),
        }
        self.do("ada", "calendarDaySet", sent)

    @rule(country=st.sampled_from(["DE", "US"]), team=st.sampled_from(("south", None)))
    def keep_public_holidays(self, country: str, team: str | None) -> None:
        sent = {
            "year": self.today().year,
            "country": country,
            "teamId": team and pack("Team", self.teams[team]),
        }
        self.do("ada", "calendarYearOpen", sent)

    @rule(
        who=st.sampled_from(REPS),
        zone=st.sampled_from(["Asia/Tokyo", "Pacific/Honolulu", "Europe/Berlin"]),
    )
    def travel(self, who: str, zone: str) -> None:
        sent = {"memberId": pack("Member", self.members[who]), "timeZone": zone}
        self.do("ada", "memberZoneChange", sent, may=("UNKNOWN_MEMBER",))

    @rule(metric=st.sampled_from(["calls", "deals", "points"]), weekly=st.booleans())
    def make_a_streak(self, metric: str, weekly: bool) -> None:
        sent = {
            "key": self.key(),
            "title": "Another",
            "metricKey": metric,
            "cadence": "WEEK" if weekly else "DAY",
            "threshold": 3,
        }
        self.do("ada", "streakCreate", sent)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.run(self._close())

    @rule(days=st.integers(20, 40))
    def a_month_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.run(self._close())

    @rule(nth=st.integers(0, 60))
    def reopen_a_period(self, nth: int) -> None:
        finals = self.run(final_periods(self.dsn, self.org.org_id))
        if finals:
            key, on = finals[nth % len(finals)]
            sent = {"key": key, "on": str(on), "reason": "noted late"}
            self.do("ada", "boardPeriodReopen", sent)

    @rule(nth=st.integers(0, 60))
    def reopen_a_period_and_close_it_again(self, nth: int) -> None:
        self.reopen_a_period(nth)
        self.time_passes(24)

    @rule(who=st.sampled_from(REPS), hide=st.booleans())
    def hide_or_come_back(self, who: str, hide: bool) -> None:
        if who not in self.erased:
            self.do(who, "boardsHide", {"hide": hide})

    async def _close(self) -> None:
        async with self.database.transaction(self.org.org_id) as connection:
            await close_periods(connection, now=self.now)

    @rule(who=st.sampled_from(("bob", "cleo")))
    def erase(self, who: str) -> None:
        sent = {"memberId": pack("Member", self.members[who]), "reason": "MEMBER_REQUEST"}
        self.do("ada", "memberErase", sent)
        self.erased.add(who)

    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(ZONE)).date()  # as the organization counts

    @invariant()
    def the_laws_hold(self) -> None:
        assert self.run(broken(self.dsn, self.org.org_id)) == {}

    @invariant()
    def the_recount_finds_no_difference(self) -> None:
        async def differences() -> tuple[Any, ...]:
            async with self.database.reading(self.org.org_id) as connection:
                return await recount(connection)

        assert self.run(differences()) == ()

    @invariant()
    def the_api_shows_what_the_ledger_says(self) -> None:
        for key, starts_on in (
            ("points-all", date(1970, 1, 1)),
            ("points-month", self.today().replace(day=1)),
            ("points-month", (self.today().replace(day=1) - DAY).replace(day=1)),
        ):
            found = self.run(
                shown_otherwise(
                    self.dsn,
                    self.phone("ada"),
                    self.org.org_id,
                    self.members["rita"],
                    key=key,
                    starts_on=starts_on,
                )
            )
            assert found == []

    def teardown(self) -> None:
        self.run(self.ends.aclose())
        self.runner.close()


@pytest.mark.slow
def test_L2_the_laws_hold_after_every_step_of_the_whole_game(dsn: str, tmp_path: Path) -> None:
    class Here(Game):
        pass

    Here.dsn, Here.data_dir = dsn, tmp_path
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10,
            stateful_step_count=16,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # to shrink it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
