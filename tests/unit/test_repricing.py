"""The ledger follows from activities and rule versions alone, however rules change meanwhile."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from bellringer.gamification.commands.activities import (
    ApproveActivity,
    RecordActivity,
    ReverseActivity,
)
from bellringer.gamification.commands.points import (
    CreateBoost,
    EndBoost,
    PublishRuleVersion,
    RetireRule,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.points import CapKey
from bellringer.gamification.outcome.activities import Outcome, Placed
from bellringer.gamification.outcome.consequences import Entry
from bellringer.gamification.playbook.points import RuleVersion, Terms
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.points import boosts
from bellringer.gamification.rules.points.boosts import called_off, new_boost
from bellringer.gamification.rules.points.pricing import in_force, worth
from bellringer.gamification.rules.points.publishing import (
    next_version,
    published_at,
    retirement,
)
from bellringer.gamification.rules.recording.after import after
from bellringer.gamification.rules.recording.decide import decide
from bellringer.gamification.rules.recording.shares import split
from bellringer.words import ApprovalState, EntryReason, PeriodKind
from tests.unit.test_caps import playing
from tests.unit.world import (
    ADA,
    ADMIN,
    BOB,
    NOW,
    REP,
    RITA,
    World,
    a_rule,
    an_id,
    record,
    reversal,
)

SEEN = (EntryReason.ACTIVITY, EntryReason.REVERSAL)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that happens: an activity, a reversal, or a change of what pays."""

    what: str
    kind: str = "call"
    minutes_ago: int = 0
    quantity: int = 1
    is_shared: bool = False
    which: int = 0
    points: int = 1
    cap: int | None = None
    week: int | None = None
    cooldown: int | None = None
    percent: int = 150
    passes: int = 0


CAPS = st.none() | st.integers(1, 9)
ACTS = st.builds(
    Act,
    what=st.sampled_from(
        ["record"] * 6 + ["report", "approve", "undo", "undo", "publish", "retire", "boost", "end"]
    ),
    kind=st.sampled_from(["call", "call", "deal_won"]),
    minutes_ago=st.sampled_from([-2, 0, 0, 1, 9, 10, 11, 60, 24 * 60, 3 * 24 * 60]),
    quantity=st.integers(1, 4),
    is_shared=st.booleans(),
    which=st.integers(0, 9),
    points=st.integers(1, 5),
    cap=CAPS,
    week=CAPS,
    cooldown=st.none() | st.sampled_from([1, 10, 1440]),
    percent=st.sampled_from([110, 150, 333]),
    passes=st.sampled_from([0, 0, 1, 30]),  # minutes
)
STORIES = st.lists(ACTS, max_size=20)


@dataclass(kw_only=True)
class Story:
    """Plays acts in a world whose clock moves on."""

    world: World = field(
        default_factory=lambda: playing(
            a_rule(1, "call", 2, cap_per_day=7, cooldown_minutes=10),
            a_rule(2, "call", 1, cap_per_week=9),
            a_rule(3, "deal_won", 5, cap_per_day=12, cap_per_week=20),
            a_rule(4, "claimed", 3, cap_per_day=7, cooldown_minutes=10),
        )
    )
    now: datetime = NOW
    last: datetime | None = None

    def play(self, act: Act) -> None:
        """Let one thing happen."""
        self.now += timedelta(minutes=act.passes)
        match act.what:
            case "record":
                self.record(act)
            case "report":
                self.record(replace(act, kind="claimed"), by=REP)
            case "approve":
                self.approve(act)
            case "undo":
                self.undo(act)
            case "publish" | "retire":
                self.publish(act)
            case "boost":
                self.boost(act)
            case _:
                self.end(act)

    def record(self, act: Act, *, by: Principal = ADMIN) -> None:
        self.world.do(_command(act, now=self.now, by=by), now=self.now)
        self.last = self.now

    def approve(self, act: Act) -> None:
        waiting = [
            each
            for each in self.world.activities.values()
            if each.approval is ApprovalState.PENDING
        ]
        if waiting:
            found = waiting[act.which % len(waiting)]
            command = ApproveActivity(by=ADMIN, activity_id=found.activity_id)
            self.world.do(command, now=self.now)

    def undo(self, act: Act) -> None:
        if found := _undone(self.world, act):
            self.world.do(reversal(found.placed.activity_id), now=self.now)
            self.last = self.now

    def publish(self, act: Act) -> None:
        playbook = self.world.playbook
        rule = playbook.rules[act.which % 4]
        at = published_at(self.now, self.last)
        if act.what == "retire":
            ends = RetireRule(by=ADMIN, rule_id=rule.rule_id)
            last = max(
                (each for each in playbook.rules if each.rule_id == rule.rule_id),
                key=lambda each: each.version,
            )
            if last.terms.points == 0:
                return
            version = retirement(playbook, ends, published_at=at, now=self.now)
        else:
            terms = Terms(
                points=act.points,
                cap_per_day=act.cap,
                cap_per_week=None if act.week is None else max(act.week, act.cap or 0),
                cooldown_minutes=act.cooldown,
            )
            later = self.now + timedelta(minutes=max(0, act.minutes_ago))
            command = PublishRuleVersion(
                by=ADMIN, rule_id=rule.rule_id, terms=terms, effective_from=later
            )
            version = next_version(
                playbook, command, rule_id=rule.rule_id, published_at=at, now=self.now
            )
        self.change(rules=(*playbook.rules, version))

    def boost(self, act: Act) -> None:
        playbook = self.world.playbook
        command = CreateBoost(
            by=ADMIN,
            title="Boost",
            percent=act.percent,
            kinds=frozenset({act.kind}),
            starts_at=self.now,
            ends_at=self.now + timedelta(hours=1),
        )
        number = 900 + len(playbook.boosts)
        at = published_at(self.now, self.last)
        made = new_boost(playbook, command, boost_id=an_id(number), published_at=at, now=self.now)
        self.change(boosts=(*playbook.boosts, made))

    def end(self, act: Act) -> None:
        standing = [
            each
            for each in self.world.playbook.boosts
            if each.ended_at is None and each.ends_at > self.now
        ]
        if not standing:
            return
        boost = standing[act.which % len(standing)]
        at = published_at(self.now, self.last)
        ended = called_off(
            standing,
            EndBoost(by=ADMIN, boost_id=boost.boost_id),
            published_at=at,
            now=self.now,
        )
        self.change(
            boosts=tuple(
                ended if each.boost_id == boost.boost_id else each
                for each in self.world.playbook.boosts
            )
        )

    def change(self, **what: object) -> None:
        playbook = self.world.playbook
        self.world.playbook = replace(playbook, version=playbook.version + 1, **what)  # type: ignore[arg-type]  # fields by name


def _command(act: Act, *, now: datetime, by: Principal = ADMIN) -> RecordActivity:
    return record(
        act.kind,
        by=by,
        at=now - timedelta(minutes=act.minutes_ago),
        quantity=act.quantity,
        shares=[(BOB, 5_000), (RITA, 5_000)] if act.is_shared else (),
    )


def _undone(world: World, act: Act) -> Outcome | None:
    standing = [
        outcome
        for outcome in world.outcomes
        if outcome.placed.reverses_id is None
        and not outcome.placed.is_approval
        and not world.activities[outcome.placed.activity_id].is_reversed
    ]
    return standing[act.which % len(standing)] if standing else None


@dataclass(kw_only=True)
class Recomputed:
    """Prices activities once more, the plain way: every question is asked of all that was paid before."""

    playbook: Playbook
    standing: list[tuple[UUID, RuleVersion, UUID, Placed, date, int]] = field(default_factory=list)

    def take(self, placed: Placed) -> list[tuple[UUID, UUID, int]]:
        """Return (rule, member, points) of an activity, or forget what a reversal takes back."""
        if placed.is_quiet:
            return []
        if placed.reverses_id is not None:
            self.standing = [each for each in self.standing if each[0] != placed.reverses_id]
            return []
        found = []
        for rule in in_force(
            self.playbook,
            placed.kind,
            occurred_at=placed.occurred_at,
            recorded_at=placed.recorded_at,
        ):
            whole = worth(rule.terms, placed.priced)
            percents = [b.percent for b in boosts.in_force(self.playbook, placed.priced)]
            for percent in percents:
                whole *= percent
            whole //= 100 ** len(percents)
            parts = split(whole, [credit.share_bp for credit in placed.credits])
            for credit, part in zip(placed.credits, parts, strict=True):
                if part:
                    points = self.cut(rule, credit.member_id, placed, credit.member_on, part)
                    found.append((rule.rule_id, credit.member_id, points))
                    self.standing.append(
                        (
                            placed.activity_id,
                            rule,
                            credit.member_id,
                            placed,
                            credit.member_on,
                            points,
                        )
                    )
        return found

    def cut(self, rule: RuleVersion, member_id: UUID, placed: Placed, on: date, part: int) -> int:
        own = [
            (former, other, day, points)
            for _, former, whose, other, day, points in self.standing
            if former.rule_id == rule.rule_id and whose == member_id
        ]
        cooldown = timedelta(minutes=rule.terms.cooldown_minutes or 0)
        if any(
            points and abs(o.occurred_at - placed.occurred_at) < cooldown for _, o, _, points in own
        ):
            return 0
        for period, cap in rule.terms.caps:
            used = sum(
                points
                for former, _, day, points in own
                if period in dict(former.terms.caps) and _start(period, day) == _start(period, on)
            )
            part = min(part, max(0, cap - used))
        return part


def _start(period: PeriodKind, on: date) -> date:
    return on if period is PeriodKind.DAY else on - timedelta(days=on.weekday())


@given(STORIES)
@settings(max_examples=200, deadline=None)
def test_L3_recomputing_from_activities_and_versions_gives_the_same_ledger(
    acts: list[Act],
) -> None:
    story = Story()
    for act in acts:
        story.play(act)
    world = story.world
    again = Recomputed(playbook=world.playbook)
    expected = [priced for outcome in world.outcomes for priced in again.take(outcome.placed)]
    found = [
        (entry.rule_id, entry.member_id, entry.points)
        for entry in world.ledger
        if entry.reason is EntryReason.ACTIVITY
    ]
    assert expected == found
    assert {key: use for key, use in world.cap_use.items() if use} == _used(world)


def _used(world: World) -> dict[CapKey, int]:
    """Add up the ledger by the caps of the versions that priced it."""
    versions = {(rule.rule_id, rule.version): rule for rule in world.playbook.rules}
    sums: Counter[CapKey] = Counter()
    for entry in _priced(world.ledger):
        rule = versions[entry.rule_id, entry.rule_version]  # type: ignore[index]  # priced by a rule
        for period, _ in rule.terms.caps:
            key = CapKey(
                rule_id=rule.rule_id,
                member_id=entry.member_id,
                period=period,
                starts_on=_start(period, entry.member_on),
            )
            sums[key] += entry.points
    return {key: total for key, total in sums.items() if total}


def _priced(ledger: list[Entry]) -> list[Entry]:
    return [entry for entry in ledger if entry.reason in SEEN and entry.rule_id]


@given(STORIES, STORIES)
@settings(max_examples=60, deadline=None)
def test_a_batch_of_capped_activities_is_decided_like_one_after_the_other(
    before: list[Act], acts: list[Act]
) -> None:
    one_by_one, batch = Story(), Story()
    for story in (one_by_one, batch):
        for act in before:
            story.play(act)
    now, world = batch.now, batch.world
    commands: list[RecordActivity | ReverseActivity] = []
    for act in acts:
        known = len(batch.world.outcomes)
        if act.what == "record":
            commands.append(_command(act, now=now))
        elif act.what == "undo" and (found := _undone(one_by_one.world, act)):
            if found not in one_by_one.world.outcomes[:known]:
                continue
            commands.append(reversal(found.placed.activity_id))
        else:
            continue
        one_by_one.world.do(commands[-1], now=now)
    placed = [world.place(command, skip=skip, now=now) for skip, command in enumerate(commands)]
    reach = world.reach(placed)
    facts = world.read(reach)
    for each in placed:
        outcome = decide(facts, each, now=now)
        facts = after(facts, outcome)
        world.write(outcome, reach)
    assert world.outcomes == one_by_one.world.outcomes
    assert world.cap_use == one_by_one.world.cap_use
    assert ADA not in {key.member_id for key in world.cap_use}
