"""A small world to decide in: what the stores do, done with dictionaries, and a reference to compare with.

It reads exactly what a Reach names and writes exactly what an Outcome says, so a rule that looks further or
moves more than it announced fails here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bellringer.gamification.commands.activities import (
    ApproveActivity,
    Command,
    RecordActivity,
    ReverseActivity,
    Share,
)
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.facts.activities import RecordedActivity, RecordedCredit, RecordedEntry
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts, Reach
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.members import MemberFacts, TeamSpan
from bellringer.gamification.facts.memberships import RecordedParts, Scored, StandingEntry
from bellringer.gamification.facts.points import CapKey, PaidAt, RuleUse
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.outcome.activities import Outcome, Placed
from bellringer.gamification.outcome.consequences import Consequences, Entry
from bellringer.gamification.playbook.badges import (
    Badge,
    Criteria,
    GoalMet,
    MetricTotal,
    MilestoneCrossed,
    StreakLength,
)
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.metrics import POINTS, ActivityKind, Metric
from bellringer.gamification.playbook.points import Level, Per, RuleVersion, Terms
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules import memberships
from bellringer.gamification.rules.calendars.periods import period_of
from bellringer.gamification.rules.recording import reach as reaching
from bellringer.gamification.rules.recording.approving import place_approval
from bellringer.gamification.rules.recording.checks import external_claim
from bellringer.gamification.rules.recording.decide import decide
from bellringer.gamification.rules.recording.follow import follow
from bellringer.gamification.rules.recording.movement import (
    Change,
    Movement,
    changes_of,
    changes_of_points,
)
from bellringer.gamification.rules.recording.placing import place, place_reversal
from bellringer.words import (
    ApprovalState,
    AwardState,
    EntryReason,
    Measure,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    PrincipalKind,
    Role,
    ScoreKind,
    SubjectKind,
    TiePolicy,
)

NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 3, 11)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

ORG = UUID(int=0x0190_0000_0000_7000_8000_000000000001)
NORTH, SOUTH = (UUID(int=ORG.int + number) for number in (11, 12))
RITA, BOB, SUE, ADA = (UUID(int=ORG.int + number) for number in (21, 22, 23, 24))

EVERY_DAY = UUID(int=ORG.int + 31)
CALL_DAYS = UUID(int=ORG.int + 32)


def an_id(number: int) -> UUID:
    """A UUIDv7 that is nobody's yet."""
    return UUID(int=ORG.int + (1 << 80) + number)


def a_member(
    member_id: UUID = RITA, *, role: Role = Role.REP, team_id: UUID | None = NORTH
) -> MemberFacts:
    """A member who has been in one team for ever."""
    always = date(1970, 1, 1)
    return MemberFacts(
        member_id=member_id,
        role=role,
        is_active=True,
        next_seq=1,
        level=0,
        total_points=0,
        teams=(TeamSpan(team_id=team_id, starts_on=always, ends_on=None),) if team_id else (),
    )


def members() -> dict[UUID, MemberFacts]:
    """Rita and Bob sell in team north, Sue leads it and sells for no team, Ada is admin."""
    return {
        RITA: a_member(RITA),
        BOB: a_member(BOB),
        SUE: a_member(SUE, role=Role.MANAGER, team_id=None),
        ADA: a_member(ADA, role=Role.ADMIN, team_id=SOUTH),
    }


def principal(member_id: UUID = RITA, role: Role = Role.REP, *leads: UUID) -> Principal:
    """A member at the door."""
    return Principal(
        org_id=ORG,
        kind=PrincipalKind.MEMBER,
        source=f"member:{member_id}",
        role=role,
        member_id=member_id,
        leads=frozenset(leads),
    )


REP, MANAGER, ADMIN = (
    principal(),
    principal(SUE, Role.MANAGER, NORTH),
    principal(ADA, Role.ADMIN),
)
IMPORT = Principal(org_id=ORG, kind=PrincipalKind.IMPORT, source="import:file", role=Role.ADMIN)


def record(
    kind: str = "call",
    *,
    by: Principal = REP,
    member_id: UUID = RITA,
    at: datetime | None = None,
    on: date | None = None,
    quantity: int = 1,
    amount_minor: int | None = None,
    profit: int | None = None,
    shares: Sequence[tuple[UUID, int]] = (),
    external_id: str | None = None,
    tags: tuple[str, ...] = (),
    note: str | None = None,
) -> RecordActivity:
    """An activity with what the test is about."""
    return RecordActivity(
        by=by,
        idempotency_key="key",
        body_sha256=b"",
        member_id=member_id,
        kind=kind,
        quantity=quantity,
        amount_minor=amount_minor,
        occurred_at=at,
        occurred_on=on,
        external_id=external_id,
        tags=tags,
        values=() if profit is None else (("gross_profit", profit),),
        shares=tuple(Share(member_id=each, share_bp=share_bp) for each, share_bp in shares),
        note=note,
    )


def a_rule(number: int, kind: str, points: int, **terms: object) -> RuleVersion:
    """A first version, in force since the beginning of time."""
    return RuleVersion(
        rule_id=UUID(int=ORG.int + 100 + number),
        version=1,
        kind=kind,
        title=f"Rule {number}",
        terms=Terms(points=points, **terms),  # type: ignore[arg-type]  # a test names its terms
        effective_from=None,
        published_at=LONG_AGO,
    )


def a_board(
    number: int,
    metric_key: str,
    period: PeriodKind,
    *,
    subject_kind: SubjectKind = SubjectKind.MEMBER,
    score_kind: ScoreKind = ScoreKind.TOTAL,
    timezone: str = "Europe/Berlin",
) -> Board:
    """A board that ranks a metric."""
    return Board(
        board_id=number,
        board_key=f"board-{number}",
        title=f"Board {number}",
        subject_kind=subject_kind,
        metric_key=metric_key,
        score_kind=score_kind,
        period=period,
        tie_policy=TiePolicy.ORDINAL,
        timezone=timezone,
    )


def a_badge(
    number: int,
    criteria: Criteria | None,
    cap_period: PeriodKind | None = None,
    bonus_points: int = 0,
) -> Badge:
    """A badge with its criterion."""
    return Badge(
        badge_id=UUID(int=ORG.int + 200 + number),
        badge_key=f"badge-{number}",
        title=f"Badge {number}",
        criteria=criteria,
        cap_period=cap_period,
        bonus_points=bonus_points,
    )


def a_metric(
    key: str, kind: str | None, measure: Measure, unit: MetricUnit = MetricUnit.COUNT
) -> Metric:
    """A metric where more is better."""
    return Metric(
        metric_key=key,
        unit=unit,
        measure=measure,
        activity_kind=kind,
        value_key=key if measure is Measure.VALUE else None,
        direction=MetricDirection.HIGHER_IS_BETTER,
    )


def total(metric_key: str, threshold: int, period: PeriodKind) -> MetricTotal:
    """The criterion of a total."""
    return MetricTotal(metric_key=metric_key, threshold=threshold, period=period)


def a_playbook() -> Playbook:
    """A playbook in which everything that can follow does follow, already from small numbers."""
    return Playbook(
        org_id=ORG,
        version=1,
        currency="EUR",
        rep_backdate_days=31,
        grace_hours=24,
        calendars=(CalendarSpan(effective_from=date(1970, 1, 1), timezone="Europe/Berlin"),),
        kinds={
            "call": ActivityKind(kind="call"),
            "deal_won": ActivityKind(kind="deal_won", takes_amount=True),
            "claimed": ActivityKind(kind="claimed", needs_approval=True),
        },
        metrics={
            metric.metric_key: metric
            for metric in (
                a_metric(POINTS, None, Measure.POINTS, MetricUnit.POINTS),
                a_metric("calls", "call", Measure.QUANTITY),
                a_metric("deals", "deal_won", Measure.QUANTITY),
                a_metric("revenue", "deal_won", Measure.AMOUNT, MetricUnit.MONEY),
                a_metric("gross_profit", "deal_won", Measure.VALUE, MetricUnit.MONEY),
            )
        },
        rules=(
            a_rule(1, "call", 1),
            a_rule(2, "deal_won", 50),
            a_rule(3, "deal_won", 1, per=Per.AMOUNT_STEP, step_minor=10_000),
        ),
        boards=(
            a_board(1, POINTS, PeriodKind.DAY),
            a_board(2, POINTS, PeriodKind.WEEK, timezone="America/New_York"),
            a_board(3, POINTS, PeriodKind.ALL),
            a_board(4, POINTS, PeriodKind.MONTH, subject_kind=SubjectKind.TEAM),
            a_board(5, "revenue", PeriodKind.QUARTER),
            a_board(
                *(6, "revenue", PeriodKind.MONTH),
                subject_kind=SubjectKind.TEAM,
                score_kind=ScoreKind.PERCENT_TO_GOAL,
            ),
            a_board(7, "calls", PeriodKind.YEAR, subject_kind=SubjectKind.ORGANIZATION),
            a_board(8, "gross_profit", PeriodKind.MONTH),
        ),
        streaks=(
            Streak(
                streak_id=EVERY_DAY,
                streak_key="every-day",
                title="Every day",
                metric_key=POINTS,
                threshold=1,
            ),
            Streak(
                streak_id=CALL_DAYS,
                streak_key="call-days",
                title="Call days",
                metric_key="calls",
                threshold=3,
                freeze_every=2,
                freeze_cap=1,
            ),
        ),
        badges=(
            a_badge(1, total("deals", 1, PeriodKind.ALL), PeriodKind.ALL),
            a_badge(2, total("calls", 10, PeriodKind.DAY), PeriodKind.WEEK, 5),
            a_badge(3, total(POINTS, 100, PeriodKind.MONTH), None, 20),
            a_badge(4, StreakLength(streak_key="every-day", length=3), PeriodKind.ALL, 7),
            a_badge(5, StreakLength(streak_key="call-days", length=2), None),
            a_badge(6, MilestoneCrossed(percent=100), PeriodKind.MONTH, 10),
            a_badge(7, MilestoneCrossed(percent=50), None),
            a_badge(8, None, PeriodKind.MONTH, 25),
            a_badge(9, GoalMet(), None),
        ),
        levels=(
            Level(number=1, threshold=50, title="One"),
            Level(number=2, threshold=150, title="Two"),
        ),
    )


def a_goal(
    number: int = 1,
    *,
    owner_id: UUID = RITA,
    owner_kind: SubjectKind = SubjectKind.MEMBER,
    metric_key: str = POINTS,
    target: int = 100,
    starts_on: date = date(2026, 3, 1),
    ends_on: date = date(2026, 4, 1),
    baseline: int = 0,
    floor: tuple[str, int] | None = None,
) -> GoalFacts:
    """A goal in force."""
    return GoalFacts(
        goal_id=UUID(int=ORG.int + 300 + number),
        agreement_no=1,
        owner_kind=owner_kind,
        owner_id=owner_id,
        metric_key=metric_key,
        starts_on=starts_on,
        ends_on=ends_on,
        target=target,
        baseline=baseline,
        milestones=(25, 50, 75, 100, 120),
        progress=0,
        floor_metric_key=floor[0] if floor else None,
        floor_target=floor[1] if floor else None,
    )


def goals() -> tuple[GoalFacts, ...]:
    """Goals of a member, a team and the organization, one with a floor, one that is over."""
    return (
        a_goal(1, target=120),
        a_goal(2, metric_key="revenue", target=60_000, floor=("gross_profit", 10_000)),
        a_goal(3, owner_id=NORTH, owner_kind=SubjectKind.TEAM, metric_key="calls", target=40),
        a_goal(4, owner_id=ORG, owner_kind=SubjectKind.ORGANIZATION, target=400),
        a_goal(
            5,
            metric_key="calls",
            target=9,
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 9),
        ),
    )


ScoreKey = tuple[int, date, UUID]


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A membership corrected: what the member had scored on these days by then moved to the team."""

    member_id: UUID
    team_id: UUID | None
    starts_on: date
    ends_on: date | None
    before_seq: int

    def covers(self, credit: RecordedCredit) -> bool:
        """Tell whether a credit moved with it."""
        return (
            credit.member_id == self.member_id
            and credit.member_seq < self.before_seq
            and self.starts_on <= credit.org_on
            and (self.ends_on is None or credit.org_on < self.ends_on)
        )


@dataclass(kw_only=True)
class World:
    """The tables, as far as the rules know them."""

    playbook: Playbook = field(default_factory=a_playbook)
    members: dict[UUID, MemberFacts] = field(default_factory=members)
    goals: dict[UUID, GoalFacts] = field(default_factory=dict)
    finals: set[tuple[int, date]] = field(default_factory=set)
    ledger: list[Entry] = field(default_factory=list)
    days: Counter[tuple[UUID, str, date]] = field(default_factory=Counter)
    scores: Counter[ScoreKey] = field(default_factory=Counter)
    corrections: Counter[ScoreKey] = field(default_factory=Counter)
    reached: dict[ScoreKey, datetime] = field(default_factory=dict)
    stale: set[ScoreKey] = field(default_factory=set)
    streak_days: dict[tuple[UUID, UUID], Counter[date]] = field(default_factory=dict)
    runs: dict[tuple[UUID, UUID], StreakRun] = field(default_factory=dict)
    awards: dict[UUID, AwardFacts] = field(default_factory=dict)
    activities: dict[UUID, RecordedActivity] = field(default_factory=dict)
    claims: dict[tuple[str, str, str], UUID] = field(default_factory=dict)
    cap_use: Counter[CapKey] = field(default_factory=Counter)
    outcomes: list[Outcome] = field(default_factory=list)
    corrected: list[Correction] = field(default_factory=list)

    def place(self, command: Command, *, now: datetime = NOW, skip: int = 0) -> Placed:
        """Place a command under the next free id, `skip` ids on for the later ones of a batch."""
        activity_id = an_id(len(self.activities) + skip)
        if isinstance(command, ApproveActivity):
            return place_approval(self.members, self.activities.get(command.activity_id), command)
        if isinstance(command, RecordActivity):
            return place(self.playbook, self.members, command, activity_id=activity_id, now=now)
        return place_reversal(
            *(self.members, self.activities.get(command.activity_id), command),
            activity_id=activity_id,
            now=now,
        )

    def do(self, command: Command, *, now: datetime = NOW) -> Outcome:
        """Place, decide and write one command."""
        placed = self.place(command, now=now)
        reach = self.reach([placed])
        outcome = decide(self.read(reach), placed, now=now)
        self.write(outcome, reach)
        return outcome

    def record(self, kind: str = "call", *, now: datetime = NOW, **details: object) -> Outcome:
        """Record an activity."""
        return self.do(record(kind, **details), now=now)  # type: ignore[arg-type]  # as record takes them

    def approve(self, outcome: Outcome, *, by: Principal = MANAGER, now: datetime = NOW) -> Outcome:
        """Let what waits for approval count."""
        return self.do(ApproveActivity(by=by, activity_id=outcome.placed.activity_id), now=now)

    def reverse(self, outcome: Outcome, *, by: Principal = ADMIN, now: datetime = NOW) -> Outcome:
        """Take an activity back."""
        return self.do(reversal(outcome.placed.activity_id, by=by), now=now)

    def move(self, member_id: UUID, team_id: UUID | None, *, starts_on: date) -> None:
        """Move a member to another team, today or later."""
        member = self.members[member_id]
        spans = memberships.moved(
            *(member.teams, team_id),
            starts_on=starts_on,
            today=TODAY,
            has_scored_since=any(
                key[0] == member_id and key[2] >= starts_on for key in self.days if self.days[key]
            ),
        )
        self.members[member_id] = replace(member, teams=spans)

    def correct(
        self,
        member_id: UUID,
        team_id: UUID | None,
        *,
        starts_on: date,
        ends_on: date | None = None,
    ) -> Consequences:
        """Correct a membership, with all that was scored on those days."""
        member = self.members[member_id]
        ends_on = memberships.corrected_until(
            member.teams, starts_on=starts_on, ends_on=ends_on, today=TODAY
        )
        spans = memberships.placed(member.teams, team_id, starts_on=starts_on, ends_on=ends_on)
        made = Correction(
            member_id=member_id,
            team_id=team_id,
            starts_on=starts_on,
            ends_on=ends_on,
            before_seq=member.next_seq,
        )
        cause_id = an_id(500_000 + len(self.corrected))
        scored = self._scored(made)
        movement = memberships.transfer(
            self.playbook, member_id, scored, team_id, correction_id=cause_id
        )
        bonuses = dict(memberships.bonuses(scored, team_id, correction_id=cause_id))
        reach = self.reach_of(movement)
        consequences = follow(self.read(reach), movement, now=NOW)
        self.members[member_id] = replace(member, teams=spans)
        self.corrected.append(made)
        self._carry_over(made, movement, bonuses)
        self.save(consequences, reach)
        self.find_reached_again()
        return consequences

    def _scored(self, made: Correction) -> Scored:
        taken = {entry.reverses_id for entry in self.ledger}
        return Scored(
            entries=tuple(
                StandingEntry(
                    entry=recorded(entry), activity_id=entry.activity_id, award_id=entry.award_id
                )
                for entry in self.ledger
                if entry.member_id == made.member_id
                and entry.reverses_id is None
                and entry.entry_id not in taken
                and made.starts_on <= entry.org_on
                and (made.ends_on is None or entry.org_on < made.ends_on)
            ),
            activities=tuple(
                RecordedParts(
                    activity_id=activity.activity_id,
                    kind=activity.kind,
                    occurred_at=activity.occurred_at,
                    values=activity.values,
                    parts=activity.credits,
                    stands=not (activity.is_reversed or activity.is_reversal),
                )
                for activity in self.activities.values()
                if activity.is_scored and any(made.covers(each) for each in activity.credits)
            ),
        )

    def _carry_over(
        self, made: Correction, movement: Movement, bonuses: Mapping[UUID, UUID]
    ) -> None:
        """Let activities and awards be read as they stand after a correction."""
        anew = {
            out.reverses_id: new
            for out, new in zip(movement.entries[::2], movement.entries[1::2], strict=True)
        }
        for activity_id, activity in self.activities.items():
            self.activities[activity_id] = replace(
                activity,
                credits=tuple(
                    replace(each, team_id=made.team_id) if made.covers(each) else each
                    for each in activity.credits
                ),
                entries=tuple(
                    recorded(anew[each.entry_id])
                    if each.entry_id in anew and each.reason is not EntryReason.BADGE_BONUS
                    else each
                    for each in activity.entries
                ),
            )
        entries = {entry.entry_id: entry for entry in movement.entries}
        for award_id, award in self.awards.items():
            if award.bonus_entry is not None and award.bonus_entry.entry_id in bonuses:
                bonus = recorded(entries[bonuses[award.bonus_entry.entry_id]])
                self.awards[award_id] = replace(award, bonus_entry=bonus)

    def reach(self, placed: Sequence[Placed]) -> Reach:
        """Reach as far as the placed commands do."""
        first = reaching.reach(self.playbook, placed)
        return reaching.reach(self.playbook, placed, awards=self._awards(first))

    def reach_of(self, movement: Movement) -> Reach:
        """Reach as far as another movement does."""
        first = reaching.reach_of(self.playbook, movement)
        return reaching.reach_of(self.playbook, movement, awards=self._awards(first))

    def _awards(self, reach: Reach) -> dict[tuple[UUID, UUID], tuple[AwardFacts, ...]]:
        return {
            (badge_id, member_id): tuple(
                award
                for award in self.awards.values()
                if (award.badge_id, award.member_id) == (badge_id, member_id)
            )
            for badge_id, member_id in reach.awards
        }

    def read(self, reach: Reach) -> Facts:
        """Read what the reach names, and nothing else."""
        return Facts(
            playbook=self.playbook,
            members=dict(self.members),
            goals={
                goal.goal_id: goal
                for goal in self.goals.values()
                for owner_id, on in reach.goals
                if goal.owner_id == owner_id and goal.starts_on <= on < goal.ends_on
            },
            streaks=self._streaks(reach),
            awards=self._awards(reach),
            totals={
                key: sum(
                    total
                    for (subject_id, metric_key, on), total in self.days.items()
                    if (subject_id, metric_key) == (key.member_id, key.metric_key)
                    and (key.starts_on is None or key.starts_on <= on)
                    and (key.ends_on is None or on < key.ends_on)
                )
                for key in reach.totals
            },
            finals=frozenset(
                (period.board_id, period.starts_on)
                for period in reach.periods
                if (period.board_id, period.starts_on) in self.finals
            ),
            originals=dict(self.activities),
            claims=dict(self.claims),
            histories={
                (member_id, metric_key): {
                    on: total
                    for (subject_id, key, on), total in self.days.items()
                    if (subject_id, key) == (member_id, metric_key)
                }
                for member_id, metric_key in reach.histories
            },
            rule_use=RuleUse(
                caps={key: self.cap_use[key] for key in reach.caps},
                paid_at=self._paid_at(reach),
            ),
        )

    def _paid_at(self, reach: Reach) -> dict[tuple[UUID, UUID], list[PaidAt]]:
        taken = {entry.reverses_id for entry in self.ledger}
        return {
            (rule_id, member_id): sorted(
                (entry.occurred_at, entry.entry_id)
                for entry in self.ledger
                if (entry.rule_id, entry.member_id) == (rule_id, member_id)
                and entry.points > 0
                and entry.entry_id not in taken
                and any(
                    (around.rule_id, around.member_id) == (rule_id, member_id)
                    and around.since < entry.occurred_at < around.until
                    for around in reach.coolings
                )
            )
            for rule_id, member_id in {(each.rule_id, each.member_id) for each in reach.coolings}
        }

    def _streaks(self, reach: Reach) -> dict[tuple[UUID, UUID], StreakFacts]:
        found: dict[tuple[UUID, UUID], StreakFacts] = {}
        for streak_id, member_id, on in reach.streaks:
            key = (streak_id, member_id)
            run = self.runs.get(key, StreakRun())
            known = found.get(key)
            is_complete = (
                key in reach.takes_back
                or (run.last_on is not None and on < run.last_on)
                or (known is not None and known.is_complete)
            )
            stored = self.streak_days.get(key, Counter())
            days = (
                dict(stored)
                if is_complete
                else {day: total for day, total in stored.items() if day >= on}
            )
            found[key] = StreakFacts(
                run=run,
                days={**(known.days if known else {}), **days},
                is_complete=is_complete,
            )
        return found

    def write(self, outcome: Outcome, reach: Reach) -> None:
        """Write an outcome down."""
        self.outcomes.append(outcome)
        self.save(outcome.consequences, reach)
        self._keep(outcome)
        self.find_reached_again()

    def _keep(self, outcome: Outcome) -> None:
        placed = outcome.placed
        command = placed.command
        if isinstance(command, RecordActivity):
            claim = external_claim(command)
            if claim:
                self.claims[claim] = placed.activity_id
        elif placed.reverses_id:
            original = self.activities[placed.reverses_id]
            self.activities[placed.reverses_id] = replace(
                original,
                is_reversed=True,
                approval=ApprovalState.WITHDRAWN if placed.withdraws else original.approval,
            )
            self.claims = {
                claim: held for claim, held in self.claims.items() if held != placed.reverses_id
            }
        self.activities[placed.activity_id] = RecordedActivity(
            activity_id=placed.activity_id,
            kind=placed.kind,
            member_id=placed.member_id,
            recorded_by=(
                self.activities[placed.activity_id].recorded_by
                if placed.is_approval
                else command.by.member_id
            ),
            occurred_at=placed.occurred_at,
            recorded_at=placed.recorded_at,
            member_on=placed.member_on,
            org_on=placed.org_on,
            is_scored=not placed.is_pending,
            approval=(
                ApprovalState.APPROVED
                if placed.is_approval
                else ApprovalState.PENDING
                if placed.is_pending
                else None
            ),
            tags=placed.tags,
            is_reversed=False,
            is_reversal=placed.reverses_id is not None,
            external_id=None,
            values=placed.values,
            credits=placed.credits,
            entries=tuple(
                recorded(entry)
                for entry in outcome.consequences.entries
                if entry.activity_id == placed.activity_id
            ),
        )

    def save(self, consequences: Consequences, reach: Reach) -> None:
        """Write what follows from a movement."""
        self.ledger.extend(consequences.entries)
        for day in consequences.days:
            self.days[day.subject_id, day.metric_key, day.on] += day.delta
        self._save_scores(consequences, reach)
        for moved in consequences.goals:
            goal = self.goals[moved.goal_id]
            self.goals[moved.goal_id] = replace(
                goal,
                progress=goal.progress + moved.delta,
                floor_progress=goal.floor_progress + moved.floor_delta,
            )
        for made in consequences.crossings:
            goal = self.goals[made.goal_id]
            assert made.is_again == (made.percent in goal.crossed)
            self.goals[made.goal_id] = replace(
                goal, crossed=goal.crossed | {made.percent}, undone=goal.undone - {made.percent}
            )
        for undone in consequences.uncrossings:
            goal = self.goals[undone.goal_id]
            assert undone.percent in goal.crossed - goal.undone
            self.goals[undone.goal_id] = replace(goal, undone=goal.undone | {undone.percent})
        for step in consequences.streaks:
            key = (step.streak_id, step.member_id)
            self.streak_days.setdefault(key, Counter())[step.on] += step.delta
            if step.run is not None:
                self.runs[key] = step.run
        for used in consequences.caps:
            self.cap_use[used.key] += used.delta
        self._save_awards(consequences)
        for move in consequences.members:
            self.members[move.member_id] = replace(
                self.members[move.member_id],
                next_seq=move.next_seq,
                level=move.level,
                total_points=move.total_points,
            )

    def _save_scores(self, consequences: Consequences, reach: Reach) -> None:
        held = {(period.board_id, period.starts_on) for period in reach.periods}
        for move in consequences.scores:
            key = (move.board_id, move.starts_on, move.subject_id)
            assert key[:2] in held
            assert move.is_correction == (key[:2] in self.finals)
            (self.corrections if move.is_correction else self.scores)[key] += move.delta
            if move.reached_at is not None:
                self.reached[key] = max(move.reached_at, self.reached.get(key, move.reached_at))
            if move.taken_at is not None and move.taken_at == self.reached.get(key):
                self.stale.add(key)

    def find_reached_again(self) -> None:
        """Re-read when a score was reached where the entry that held it was taken back."""
        reached = regrouped(self)[2]
        for key in self.stale:
            if key in reached:
                self.reached[key] = reached[key]
            else:
                self.reached.pop(key, None)
        self.stale.clear()

    def _save_awards(self, consequences: Consequences) -> None:
        entries = {entry.entry_id: entry for entry in consequences.entries}
        for made in consequences.awards:
            assert made.is_again == (made.award_id in self.awards)
            bonus = entries[made.bonus_entry_id] if made.bonus_entry_id else None
            self.awards[made.award_id] = AwardFacts(
                award_id=made.award_id,
                badge_id=made.badge_id,
                member_id=made.member_id,
                period_starts_on=made.period_starts_on,
                number=made.number,
                state=AwardState.GRANTED,
                is_automatic=made.is_automatic,
                bonus_entry=recorded(bonus) if bonus else None,
            )
        for revoked in consequences.revocations:
            self.awards[revoked.award_id] = replace(
                self.awards[revoked.award_id],
                state=AwardState.REVOKED,
                revoked_by=revoked.revoked_by,
            )
        places = Counter(
            (award.badge_id, award.member_id, award.period_starts_on, award.number)
            for award in self.awards.values()
        )
        assert all(count == 1 for count in places.values())

    def state(self) -> dict[str, object]:
        """Everything that a reversal puts back as it was."""
        return {
            "points": {member_id: each.total_points for member_id, each in self.members.items()},
            "days": {key: total for key, total in self.days.items() if total},
            "scores": {key: score for key, score in self.scores.items() if score},
            "goals": {
                goal_id: (goal.progress, goal.floor_progress, goal.crossed - goal.undone)
                for goal_id, goal in self.goals.items()
            },
            "caps": {key: points for key, points in self.cap_use.items() if points},
            "streaks": {key: run for key, run in self.runs.items() if run != StreakRun()},
            "badges": {
                (award.badge_id, award.member_id, award.period_starts_on)
                for award in self.awards.values()
                if award.state is AwardState.GRANTED
            },
        }


Sums = tuple[Counter[tuple[UUID, str, date]], Counter[ScoreKey], dict[ScoreKey, datetime]]


def regrouped(world: World) -> Sums:
    """Add the ledger and the credits up anew: day sums, scores of the plain boards, and when each was reached."""
    days: Counter[tuple[UUID, str, date]] = Counter()
    scores: Counter[ScoreKey] = Counter()
    reached: dict[ScoreKey, datetime] = {}
    for change, is_live in _changes(world):
        for subject_id in (change.member_id, change.team_id, ORG):
            if subject_id is not None:
                days[subject_id, change.metric_key, change.org_on] += change.delta
        for board in world.playbook.boards:
            subject_id = {
                SubjectKind.MEMBER: change.member_id,
                SubjectKind.TEAM: change.team_id,
                SubjectKind.ORGANIZATION: ORG,
            }[board.subject_kind]
            if board.metric_key != change.metric_key or subject_id is None:
                continue
            if board.score_kind is not ScoreKind.TOTAL:
                continue
            on = change.org_on
            if board.timezone != "Europe/Berlin":
                on = change.occurred_at.astimezone(ZoneInfo(board.timezone)).date()
            period = period_of(board.period, on, world.playbook.calendars, board.timezone)
            key = (board.board_id, period.starts_on, subject_id)
            scores[key] += change.delta
            if is_live and change.delta > 0:
                reached[key] = max(change.occurred_at, reached.get(key, change.occurred_at))
    return days, scores, reached


def _changes(world: World) -> Iterator[tuple[Change, bool]]:
    taken = {entry.reverses_id for entry in world.ledger}
    for entry in world.ledger:
        # one that was cut to nothing changes nothing
        for change in changes_of_points([entry]):
            yield change, entry.reverses_id is None and entry.entry_id not in taken
    for outcome in world.outcomes:
        placed = outcome.placed
        if placed.is_quiet:
            continue
        activity = world.activities[placed.activity_id]
        # each credit in the team that it counts for since the last correction
        counted = replace(placed, credits=activity.credits)
        for change in changes_of(world.playbook, counted):
            yield change, not (activity.is_reversal or activity.is_reversed)


def reversal(activity_id: UUID, *, by: Principal = ADMIN) -> ReverseActivity:
    """The command that takes an activity back."""
    return ReverseActivity(
        by=by,
        idempotency_key="undo",
        body_sha256=b"",
        activity_id=activity_id,
        reason="entered twice",
    )


def recorded(entry: Entry) -> RecordedEntry:
    """An entry as it is read again."""
    return RecordedEntry(
        entry_id=entry.entry_id,
        member_id=entry.member_id,
        team_id=entry.team_id,
        points=entry.points,
        reason=entry.reason,
        rule_id=entry.rule_id,
        rule_version=entry.rule_version,
        occurred_at=entry.occurred_at,
        member_on=entry.member_on,
        org_on=entry.org_on,
    )


def a_world(with_goals: Iterable[GoalFacts] = ()) -> World:
    """A world with some goals in it."""
    return World(goals={goal.goal_id: goal for goal in with_goals})


def days_ago(days: int, hour: int = 12) -> datetime:
    """An hour of an earlier day."""
    return NOW.replace(hour=hour, minute=0) - timedelta(days=days)
