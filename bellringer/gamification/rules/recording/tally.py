"""The sums of one movement while they are being gathered."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.events import Event, LevelReached, StreakLengthened
from bellringer.gamification.facts.badges import AwardFacts
from bellringer.gamification.facts.batch import Facts
from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.leaderboards import TotalKey
from bellringer.gamification.facts.streaks import StreakFacts, StreakRun
from bellringer.gamification.outcome.consequences import (
    Consequences,
    DayMove,
    Entry,
    GoalMove,
    MemberMove,
    ScoreMove,
    StreakMove,
)
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.streaks import Streak
from bellringer.gamification.rules.badges import earning as badges
from bellringer.gamification.rules.badges.awards import Awarding
from bellringer.gamification.rules.badges.earning import Claim
from bellringer.gamification.rules.calendars.freshness import is_fresh
from bellringer.gamification.rules.goals import crossings
from bellringer.gamification.rules.goals.progress import goals_near, is_moved_by, is_own
from bellringer.gamification.rules.leaderboards.derived import earlier_periods, heads_until
from bellringer.gamification.rules.leaderboards.scores import is_derived, moved_scores
from bellringer.gamification.rules.points.caps import cap_moves
from bellringer.gamification.rules.points.levels import level_for
from bellringer.gamification.rules.recording.movement import Change, Movement, changes_of_points
from bellringer.gamification.rules.streaks import walk as streaks
from bellringer.gamification.rules.streaks.beats import first_day
from bellringer.gamification.rules.streaks.lengths import length_reached
from bellringer.gamification.rules.streaks.walk import Step
from bellringer.words import ScoreKind

_ScoreKey = tuple[int, date, UUID, datetime | None]


@dataclass(slots=True, kw_only=True)
class Tally:
    """Takes in one change after the other, and says in the end what they come to.

    `fallen` are the automatic awards whose criterion no longer holds.
    """

    facts: Facts
    movement: Movement
    now: datetime
    waiting: deque[Change] = field(default_factory=deque)
    entries: list[Entry] = field(default_factory=list)
    days: dict[tuple[UUID, str, date], int] = field(default_factory=dict)
    scores: dict[_ScoreKey, ScoreMove] = field(default_factory=dict)
    goals: dict[UUID, GoalFacts] = field(default_factory=dict)
    goals_moved_by: dict[UUID, Change] = field(default_factory=dict)
    streaks: dict[tuple[UUID, UUID], StreakFacts] = field(default_factory=dict)
    streak_days: dict[tuple[UUID, UUID, date], int] = field(default_factory=dict)
    totals: dict[TotalKey, int] = field(default_factory=dict)
    points: dict[UUID, int] = field(default_factory=dict)
    gained: list[tuple[Claim, Change]] = field(default_factory=list)
    lost: list[Claim] = field(default_factory=list)
    fallen: set[UUID] = field(default_factory=set)
    risen: list[StreakLengthened] = field(default_factory=list)
    awarding: Awarding = field(init=False)

    def __post_init__(self) -> None:
        self.awarding = Awarding(facts=self.facts, movement=self.movement, now=self.now)

    def run(self, doubted: Iterable[AwardFacts]) -> None:
        """Post the movement, with the bonuses of doubted awards taken back, and all that this brings."""
        self.post(self.movement.entries, self.movement.changes)
        for award in doubted:
            self.post(self.awarding.revoke(award))
        for verdict in self.movement.verdicts:
            for claim in badges.of_verdict(self.facts.playbook, verdict):
                self._note(claim, verdict.change, is_gained=verdict.is_met)
        if not self.waiting:
            self.settle_badges()
        while self.waiting:
            self.take(self.waiting.popleft())
            if not self.waiting:
                self.settle_badges()

    def post(self, entries: Iterable[Entry], changes: Iterable[Change] = ()) -> None:
        """Add entries to the ledger, and let what they and other changes move wait for its turn."""
        added = tuple(entries)
        self.entries.extend(added)
        self.waiting.extend((*changes_of_points(added), *changes))

    def take(self, change: Change) -> None:
        """Let one change move everything that counts its metric."""
        if change.metric_key == POINTS:
            self.points[change.member_id] = self.points.get(change.member_id, 0) + change.delta
        for subject_id in (change.member_id, change.team_id, self.facts.playbook.org_id):
            if subject_id is not None:
                key = (subject_id, change.metric_key, change.org_on)
                self.days[key] = self.days.get(key, 0) + change.delta
        near = goals_near(self.facts, change)
        self._move_scores(change, near)
        self._move_goals(change, near)
        self._move_streaks(change)
        self._move_totals(change)

    def settle_badges(self) -> None:
        """Grant and revoke what was won and lost; bonuses join the changes that wait."""
        gained, lost = self.gained, self.lost
        self.gained, self.lost = [], []
        for claim, change in gained:
            self.post(self.awarding.grant(claim, change))
        for claim in lost:
            for award in self.awarding.held(claim):
                self.post(self.awarding.revoke(award))

    def consequences(self) -> Consequences:
        """Return what was gathered, in the order in which it is written."""
        crossed = crossings.settle(
            self.facts,
            self.goals.values(),
            self.goals_moved_by,
            is_told=not (self.movement.takes_back or self.movement.transfer),
            news_at=self.movement.news_at,
            now=self.now,
        )
        members, risen = self._members()
        return Consequences(
            entries=tuple(self.entries),
            days=tuple(
                DayMove(subject_id=subject_id, metric_key=metric_key, on=on, delta=delta)
                for (subject_id, metric_key, on), delta in self.days.items()
                if delta
            ),
            scores=tuple(self.scores.values()),
            goals=tuple(self._goal_moves()),
            crossings=crossed.made,
            uncrossings=crossed.undone,
            streaks=tuple(self._streak_moves()),
            awards=tuple(self.awarding.made),
            revocations=tuple(self.awarding.revoked),
            members=members,
            caps=cap_moves(self.facts.playbook, self.entries),
            events=(*crossed.events, *self.awarding.events, *risen, *self.risen),
        )

    def _move_scores(self, change: Change, near: Iterable[GoalFacts]) -> None:
        for board, period, subject_id in moved_scores(self.facts.playbook, near, change):
            if not self.movement.moves(board.subject_kind):
                continue
            is_correction = (board.board_id, period.starts_on) in self.facts.finals
            # standings that are FINAL keep the order in which they were reached, too
            raised_at, taken_at = (
                (None, None) if is_correction else self.movement.raised_and_taken(change)
            )
            key: _ScoreKey = (board.board_id, period.starts_on, subject_id, taken_at)
            known = self.scores.get(key)
            reached_at = raised_at
            if known is not None and known.reached_at is not None:
                reached_at = max(known.reached_at, reached_at or known.reached_at)
            self.scores[key] = ScoreMove(
                board_id=board.board_id,
                starts_on=period.starts_on,
                subject_id=subject_id,
                delta=change.delta + (known.delta if known else 0),
                reached_at=reached_at,
                is_derived=is_derived(board),
                is_correction=is_correction,
                taken_at=taken_at,
                earlier=earlier_periods(self.facts.playbook, board, period.starts_on),
                heads_until=(
                    heads_until(self.facts.playbook, period, now=self.now)
                    if board.score_kind is ScoreKind.PER_HEAD
                    else None
                ),
            )

    def _move_goals(self, change: Change, near: Iterable[GoalFacts]) -> None:
        playbook = self.facts.playbook
        for known in near:
            if not is_moved_by(known, change, playbook.org_id):
                continue
            goal_id = known.goal_id
            was = self.goals.get(goal_id, known)
            goal = replace(
                was,
                progress=was.progress
                + (change.delta if change.metric_key == was.metric_key else 0),
                floor_progress=was.floor_progress
                + (change.delta if change.metric_key == was.floor_metric_key else 0),
            )
            self.goals[goal_id] = goal
            self.goals_moved_by[goal_id] = change
            if goal.is_settled or not is_own(goal, change.member_id):
                continue
            for claim, is_gained in badges.of_moved_goal(playbook, was, goal, change.org_on):
                self._note(claim, change, is_gained=is_gained)

    def _move_streaks(self, change: Change) -> None:
        playbook = self.facts.playbook
        for streak in playbook.streaks_by_metric.get(change.metric_key, ()):
            key = (streak.streak_id, change.member_id)
            known = self.streaks.get(key) or self.facts.streaks.get(
                key, StreakFacts(run=StreakRun(), is_complete=True)
            )
            step = streaks.move(
                playbook,
                self.facts.members[change.member_id],
                streak,
                known,
                on=change.member_on,
                delta=change.delta,
            )
            self.streaks[key] = step.facts
            day = (*key, change.member_on)
            self.streak_days[day] = self.streak_days.get(day, 0) + change.delta
            if step.before or step.after:
                self.risen.extend(self._lengthened(streak, step, change))
                gained, lost = badges.of_streak(
                    playbook, self.facts.awards, streak.streak_key, change.member_id, step
                )
                for claim in gained:
                    self._note(claim, change, is_gained=True)
                for claim in lost:
                    self._note(claim, change, is_gained=False)

    def _move_totals(self, change: Change) -> None:
        playbook = self.facts.playbook
        if change.metric_key not in playbook.totals_by_metric:
            return
        moved: dict[TotalKey, tuple[int, int]] = {}
        for badge, criteria, key in badges.totals_for(playbook, change):
            if key not in moved:
                was = self.totals.get(key, self.facts.totals.get(key, 0))
                moved[key] = was, was + change.delta
            was, total = moved[key]
            if was < criteria.threshold <= total or total < criteria.threshold <= was:
                claim = badges.of_total(playbook, badge, key, change.org_on)
                self._note(claim, change, is_gained=total >= criteria.threshold)
        self.totals.update({key: total for key, (_, total) in moved.items()})

    def _note(self, claim: Claim, change: Change, *, is_gained: bool) -> None:
        held = {award.award_id for award in self.awarding.held(claim)}
        if is_gained:
            self.gained.append((claim, change))
            self.fallen -= held
        elif self.movement.takes_back and not self._holds_elsewhere(claim, change):
            self.lost.append(claim)
            self.fallen |= held

    def _holds_elsewhere(self, claim: Claim, change: Change) -> bool:
        if not badges.needs_history(claim.badge):
            return False
        member_id, metric_key = claim.member_id, change.metric_key
        days = dict(self.facts.histories.get((member_id, metric_key), {}))
        for (subject_id, moved_key, on), delta in self.days.items():
            if subject_id == member_id and moved_key == metric_key:
                days[on] = days.get(on, 0) + delta
        return badges.holds_elsewhere(self.facts.playbook, claim.badge, change.org_on, days)

    def _streak_moves(self) -> Iterable[StreakMove]:
        for (streak_id, member_id, on), delta in self.streak_days.items():
            key = streak_id, member_id
            known, run = self.facts.streaks.get(key), self.streaks[key].run
            yield StreakMove(
                streak_id=streak_id,
                member_id=member_id,
                on=on,
                delta=delta,
                run=None if known is not None and known.run == run else run,
            )

    def _goal_moves(self) -> Iterable[GoalMove]:
        for goal_id, goal in self.goals.items():
            known = self.facts.goals[goal_id]
            yield GoalMove(
                goal_id=goal_id,
                delta=goal.progress - known.progress,
                floor_delta=goal.floor_progress - known.floor_progress,
            )

    def _members(self) -> tuple[tuple[MemberMove, ...], tuple[Event, ...]]:
        moves: list[MemberMove] = []
        events: list[Event] = []
        for member_id in dict.fromkeys((*self.points, *self.movement.credited)):
            member = self.facts.members[member_id]
            total, level = member.total_points, member.level
            if member_id in self.points:
                total += self.points[member_id]
                level = max(level, level_for(self.facts.playbook.levels, total))
            moves.append(
                MemberMove(
                    member_id=member_id,
                    next_seq=member.next_seq + (member_id in self.movement.credited),
                    level=level,
                    total_points=total,
                )
            )
            if level > member.level and not self.movement.is_silent:
                events.extend(self._risen(member_id, level))
        return tuple(moves), tuple(events)

    def _lengthened(self, streak: Streak, step: Step, change: Change) -> Iterable[StreakLengthened]:
        """Say that a run has reached a length that is told, unless nobody is to be told or it is no news."""
        if self.movement.takes_back or self.movement.is_silent or self.movement.transfer:
            return
        playbook, happened_at = self.facts.playbook, self.movement.news_at(change)
        reached = length_reached(step, first_day(playbook, streak, change.member_on))
        if reached and is_fresh(playbook.calendars, occurred_at=happened_at, now=self.now):
            length, started_on = reached
            yield StreakLengthened(
                streak_id=streak.streak_id,
                member_id=change.member_id,
                started_on=started_on,
                length=length,
                occurred_at=happened_at,
            )

    def _risen(self, member_id: UUID, level: int) -> Iterable[LevelReached]:
        happened_at = self.movement.decided_at or max(
            entry.occurred_at for entry in self.entries if entry.member_id == member_id
        )
        if is_fresh(self.facts.playbook.calendars, occurred_at=happened_at, now=self.now):
            yield LevelReached(member_id=member_id, level=level, occurred_at=happened_at)
