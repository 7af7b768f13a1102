"""The sums once more, from the ledger and the credits alone, and where the stored ones differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.facts import GoalFacts, MemberFacts, StreakRun
from bellringer.gamification.playbook import POINTS, Board, Playbook
from bellringer.gamification.rules.goals import is_moved_by, passed_milestones
from bellringer.gamification.rules.movement import Change
from bellringer.gamification.rules.points import level_for
from bellringer.gamification.rules.scores import is_ratio, moved_scores
from bellringer.gamification.rules.streaks import walk

WHOLE = 10_000

DayKey = tuple[UUID, str, date]  # subject, metric, the organization's day
ScoreKey = tuple[int, date, UUID]  # board, start of the period, subject
StreakKey = tuple[UUID, UUID]  # streak, member


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A stored value that does not follow from the ledger: what it is, whose, and both values."""

    what: str
    whose: str
    stored: str
    rebuilt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScore:
    """A row of a board as it stands."""

    score: int | None
    numerator: int | None
    denominator: int | None
    correction: int
    reached_at: datetime | None
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The sums as they stand, of some members, or of all teams and the organization."""

    days: Mapping[DayKey, int] = field(default_factory=dict)
    scores: Mapping[ScoreKey, StoredScore] = field(default_factory=dict)
    goals: Mapping[UUID, GoalFacts] = field(default_factory=dict)
    streak_days: Mapping[StreakKey, Mapping[date, int]] = field(default_factory=dict)
    runs: Mapping[StreakKey, StreakRun] = field(default_factory=dict)


@dataclass(slots=True)
class _Score:
    total: int = 0
    reached_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """The same sums, built up change by change."""

    days: dict[DayKey, int] = field(default_factory=dict)
    scores: dict[ScoreKey, _Score] = field(default_factory=dict)
    goals: dict[UUID, GoalFacts] = field(default_factory=dict)
    streak_days: dict[StreakKey, dict[date, int]] = field(default_factory=dict)
    goals_of: dict[UUID, list[UUID]] = field(default_factory=dict)
    points: dict[UUID, int] = field(default_factory=dict)

    @classmethod
    def from_nothing(cls, goals: Iterable[GoalFacts]) -> "Rebuilt":
        """Begin with goals that have gathered nothing."""
        rebuilt = cls()
        for goal in goals:
            rebuilt.goals[goal.goal_id] = replace(goal, progress=0, floor_progress=0)
            rebuilt.goals_of.setdefault(goal.owner_id, []).append(goal.goal_id)
        return rebuilt

    def owned_by(self, owner_id: UUID) -> list[GoalFacts]:
        """Return the goals of one owner as they are built up so far."""
        return [self.goals[goal_id] for goal_id in self.goals_of.get(owner_id, ())]


def add(playbook: Playbook, own: Rebuilt, shared: Rebuilt, change: Change, *, stands: bool) -> None:
    """Add a change to what is the member's own, and to what is its team's and the organization's.

    `stands` tells that it is neither a reversal nor reversed: only then it can have raised a score.
    """
    for subject_id in (change.member_id, change.team_id, playbook.org_id):
        if subject_id is not None:
            days = own.days if subject_id == change.member_id else shared.days
            day = (subject_id, change.metric_key, change.org_on)
            days[day] = days.get(day, 0) + change.delta
    mine = own.owned_by(change.member_id)
    ours = [
        goal
        for owner_id in {change.team_id or playbook.org_id, playbook.org_id}
        for goal in shared.owned_by(owner_id)
    ]
    _add_to_scores(playbook, own, shared, (*mine, *ours), change, stands=stands)
    for sums, goals in ((own, mine), (shared, ours)):
        for goal in goals:
            if is_moved_by(goal, change, playbook.org_id):
                sums.goals[goal.goal_id] = _moved(goal, change)
    for streak in playbook.streaks_by_metric.get(change.metric_key, ()):
        totals = own.streak_days.setdefault((streak.streak_id, change.member_id), {})
        totals[change.member_on] = totals.get(change.member_on, 0) + change.delta
    if change.metric_key == POINTS:
        own.points[change.member_id] = own.points.get(change.member_id, 0) + change.delta


def differences(playbook: Playbook, stored: Stored, rebuilt: Rebuilt) -> Iterator[Difference]:
    """Yield where day sums, scores, goals and crossings differ."""
    for day in sorted({*stored.days, *rebuilt.days}):
        whose = f"{day[0]}, {day[1]}, {day[2]}"
        yield from _compare("day sum", whose, stored.days.get(day, 0), rebuilt.days.get(day, 0))
    boards = {board.board_id: board for board in playbook.boards}
    for key in sorted({*stored.scores, *rebuilt.scores}):
        if board := boards.get(key[0]):
            found = rebuilt.scores.get(key, _Score())
            yield from _score_differences(board, key, stored.scores.get(key, _NO_SCORE), found)
    for goal_id, goal in sorted(stored.goals.items()):
        again = rebuilt.goals[goal_id]
        yield from _compare("goal progress", str(goal_id), goal.progress, again.progress)
        yield from _compare("floor", str(goal_id), goal.floor_progress, again.floor_progress)
        crossed = sorted(goal.crossed - goal.undone)
        yield from _compare(
            "crossings", str(goal_id), crossed, sorted(passed_milestones(playbook, again))
        )


def member_differences(
    playbook: Playbook, member: MemberFacts, stored: Stored, rebuilt: Rebuilt
) -> Iterator[Difference]:
    """Yield where a member's total, level and streaks differ."""
    whose = str(member.member_id)
    total = rebuilt.points.get(member.member_id, 0)
    yield from _compare("total points", whose, member.total_points, total)
    # a high-water mark: it may be higher, never lower
    least = level_for(playbook.levels, total)
    yield from _compare("level", whose, member.level, max(member.level, least))
    for streak in playbook.streaks:
        key = (streak.streak_id, member.member_id)
        days = {on: sum_ for on, sum_ in rebuilt.streak_days.get(key, {}).items() if sum_}
        kept = {on: sum_ for on, sum_ in stored.streak_days.get(key, {}).items() if sum_}
        name = f"{whose}, {streak.streak_key}"
        for on in sorted({*kept, *days}):
            yield from _compare("streak day", f"{name}, {on}", kept.get(on, 0), days.get(on, 0))
        run, _ = walk(playbook, member, streak, days)
        yield from _compare("streak", name, stored.runs.get(key, StreakRun()), run)


_NO_SCORE = StoredScore(
    score=None, numerator=None, denominator=None, correction=0, reached_at=None, is_final=False
)


def _add_to_scores(
    playbook: Playbook,
    own: Rebuilt,
    shared: Rebuilt,
    goals: Iterable[GoalFacts],
    change: Change,
    *,
    stands: bool,
) -> None:
    for board, period, subject_id in moved_scores(playbook, goals, change):
        sums = own if subject_id == change.member_id else shared
        score = sums.scores.setdefault((board.board_id, period.starts_on, subject_id), _Score())
        score.total += change.delta
        if stands and change.delta > 0:
            score.reached_at = max(score.reached_at or change.occurred_at, change.occurred_at)


def _moved(goal: GoalFacts, change: Change) -> GoalFacts:
    return replace(
        goal,
        progress=goal.progress + (change.delta if change.metric_key == goal.metric_key else 0),
        floor_progress=goal.floor_progress
        + (change.delta if change.metric_key == goal.floor_metric_key else 0),
    )


def _score_differences(
    board: Board, key: ScoreKey, stored: StoredScore, rebuilt: _Score
) -> Iterator[Difference]:
    whose = f"{board.board_key}, {key[1]}, {key[2]}"
    kept = stored.numerator if is_ratio(board) else stored.score
    yield from _compare("score", whose, (kept or 0) + stored.correction, rebuilt.total)
    if is_ratio(board):
        ratio = None
        if stored.denominator:
            ratio = WHOLE * (stored.numerator or 0) // stored.denominator
        yield from _compare("ratio", whose, stored.score, ratio)
    if not stored.is_final:
        # what was late for FINAL standings is told apart by when it was written: not by the ledger
        yield from _compare("correction", whose, stored.correction, 0)
        yield from _compare("reached at", whose, stored.reached_at, rebuilt.reached_at)


def _compare(what: str, whose: str, stored: object, rebuilt: object) -> Iterator[Difference]:
    if stored != rebuilt:
        yield Difference(what=what, whose=whose, stored=str(stored), rebuilt=str(rebuilt))
