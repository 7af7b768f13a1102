"""The sums of one movement while they are being gathered."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.events import Event, LevelReached
from bellringer.gamification.facts import (
    AwardFacts,
    Facts,
    GoalFacts,
    StreakFacts,
    StreakRun,
    TotalKey,
)
from bellringer.gamification.outcome import (
    Consequences,
    DayMove,
    Entry,
    GoalMove,
    MemberMove,
    ScoreMove,
    StreakMove,
)
from bellringer.gamification.playbook import POINTS
from bellringer.gamification.rules import badges, crossings, streaks
from bellringer.gamification.rules.awards import Awarding
from bellringer.gamification.rules.badges import Claim
from bellringer.gamification.rules.freshness import is_fresh
from bellringer.gamification.rules.goals import goals_near, is_moved_by, is_own, is_passed
from bellringer.gamification.rules.movement import Change, Movement, changes_of_points
from bellringer.gamification.rules.points import level_for
from bellringer.gamification.rules.scores import is_ratio, moved_scores

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
    awarding: Awarding = field(init=False)

    def __post_init__(self) -> None:
        self.awarding = Awarding(facts=self.facts, movement=self.movement, now=self.now)

    def run(self, doubted: Iterable[AwardFacts]) -> None:
        """Post the movement, with the bonuses of doubted awards taken back, and all that this brings."""
        self.post(self.movement.entries, self.movement.changes)
        for award in doubted:
            self.post(self.awarding.revoke(award))
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
            is_told=not self.movement.takes_back,
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
            events=(*crossed.events, *self.awarding.events, *risen),
        )

    def _move_scores(self, change: Change, near: Iterable[GoalFacts]) -> None:
        rises = change.delta > 0 and not self.movement.takes_back
        taken_at = change.occurred_at if change.delta < 0 and self.movement.takes_back else None
        for board, period, subject_id in moved_scores(self.facts.playbook, near, change):
            key: _ScoreKey = (board.board_id, period.starts_on, subject_id, taken_at)
            known = self.scores.get(key)
            reached_at = change.occurred_at if rises else None
            if known is not None and known.reached_at is not None:
                reached_at = max(known.reached_at, reached_at or known.reached_at)
            self.scores[key] = ScoreMove(
                board_id=board.board_id,
                starts_on=period.starts_on,
                subject_id=subject_id,
                delta=change.delta + (known.delta if known else 0),
                reached_at=reached_at,
                is_ratio=is_ratio(board),
                is_correction=(board.board_id, period.starts_on) in self.facts.finals,
                taken_at=taken_at,
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
            if not is_own(goal, change.member_id):
                continue
            for badge, criteria in playbook.milestone_badges:
                before = is_passed(was, criteria.percent)
                after = is_passed(goal, criteria.percent)
                if before != after:
                    claim = badges.of_goal(playbook, badge, goal, change.org_on)
                    self._note(claim, change, is_gained=after)

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
            if level > member.level:
                events.extend(self._risen(member_id, level))
        return tuple(moves), tuple(events)

    def _risen(self, member_id: UUID, level: int) -> Iterable[LevelReached]:
        happened_at = max(
            entry.occurred_at for entry in self.entries if entry.member_id == member_id
        )
        if is_fresh(self.facts.playbook.calendars, occurred_at=happened_at, now=self.now):
            yield LevelReached(member_id=member_id, level=level, occurred_at=happened_at)
