"""The sums once more, from the ledger and the credits alone, and where the stored ones differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.facts.goals import GoalFacts
from bellringer.gamification.facts.members import MemberFacts, TeamSpan
from bellringer.gamification.facts.streaks import StreakRun, Targets
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.metrics import POINTS
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.goals.progress import is_moved_by, passed_milestones
from bellringer.gamification.rules.leaderboards.derived import (
    PER_HEAD_SCALE,
    baseline,
    earlier_periods,
    member_days,
)
from bellringer.gamification.rules.leaderboards.scores import is_derived, moved_scores
from bellringer.gamification.rules.points.levels import level_for
from bellringer.gamification.rules.recording.movement import Change
from bellringer.gamification.rules.streaks.walk import walk
from bellringer.words import ScoreKind, SubjectKind

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
    factor: int | None
    baseline: int | None
    correction: int
    reached_at: datetime | None
    is_final: bool
    was_reopened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """When a change was put on record, and whether it is neither a reversal nor reversed."""

    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The sums as they stand, of some members, or of all teams and the organization."""

    days: Mapping[DayKey, int] = field(default_factory=dict)
    scores: Mapping[ScoreKey, StoredScore] = field(default_factory=dict)
    goals: Mapping[UUID, GoalFacts] = field(default_factory=dict)
    streak_days: Mapping[StreakKey, Mapping[date, int]] = field(default_factory=dict)
    runs: Mapping[StreakKey, StreakRun] = field(default_factory=dict)
    targets: Mapping[StreakKey, Targets] = field(default_factory=dict)


@dataclass(slots=True)
class _Score:
    total: int = 0
    reached_at: datetime | None = None
    first_posted_at: datetime | None = None
    last_posted_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """The same sums, built up change by change."""

    days: dict[DayKey, int] = field(default_factory=dict)
    scores: dict[ScoreKey, _Score] = field(default_factory=dict)
    goals: dict[UUID, GoalFacts] = field(default_factory=dict)
    streak_days: dict[StreakKey, dict[date, int]] = field(default_factory=dict)
    goals_of: dict[UUID, list[UUID]] = field(default_factory=dict)
    points: dict[UUID, int] = field(default_factory=dict)
    spans: dict[UUID, list[TeamSpan]] = field(default_factory=dict)  # by team

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


def add(
    playbook: Playbook, own: Rebuilt, shared: Rebuilt, change: Change, posting: Posting
) -> None:
    """Add a change to what is the member's own, and to what is its team's and the organization's.

    Only one that stands can have raised a score.
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
    _add_to_scores(playbook, own, shared, (*mine, *ours), change, posting)
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
        run, _ = walk(playbook, member, streak, days, targets=stored.targets.get(key, {}))
        yield from _compare("streak", name, stored.runs.get(key, StreakRun()), run)


_NO_SCORE = StoredScore(
    score=None,
    numerator=None,
    denominator=None,
    factor=None,
    baseline=None,
    correction=0,
    reached_at=None,
    is_final=False,
)


def _add_to_scores(
    playbook: Playbook,
    own: Rebuilt,
    shared: Rebuilt,
    goals: Iterable[GoalFacts],
    change: Change,
    posting: Posting,
) -> None:
    for board, period, subject_id in moved_scores(playbook, goals, change):
        # where others stand in, a member's place is not the member's own
        is_own = subject_id == change.member_id and not board.stints
        sums = own if is_own else shared
        score = sums.scores.setdefault((board.board_id, period.starts_on, subject_id), _Score())
        score.total += change.delta
        score.first_posted_at = min(score.first_posted_at or posting.at, posting.at)
        score.last_posted_at = max(score.last_posted_at or posting.at, posting.at)
        if posting.stands and change.delta > 0:
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
    kept = stored.numerator if is_derived(board) else stored.score
    yield from _compare("score", whose, (kept or 0) + stored.correction, rebuilt.total)
    if is_derived(board):
        yield from _compare("derived score", whose, stored.score, _derived(board, stored))
    if not stored.is_final:
        # what was late for FINAL standings is told apart by when it was written: not by the ledger
        yield from _compare("correction", whose, stored.correction, 0)
        yield from _compare("reached at", whose, stored.reached_at, rebuilt.reached_at)


def _derived(board: Board, stored: StoredScore) -> int | None:
    if board.score_kind is ScoreKind.IMPROVEMENT:
        is_measured = stored.numerator is not None and stored.baseline is not None
        return (stored.numerator or 0) - (stored.baseline or 0) if is_measured else None
    has_nothing = board.score_kind is ScoreKind.PER_HEAD and stored.numerator is None
    if has_nothing or not stored.denominator:
        return None
    return (stored.factor or WHOLE) * (stored.numerator or 0) // stored.denominator


def head_differences(
    playbook: Playbook, stored: Stored, spans: Mapping[UUID, Sequence[TeamSpan]]
) -> Iterator[Difference]:
    """Yield where boards per head, as far as they still move, do not divide by who was in the teams."""
    counted = {
        each.board_id: each.board_key
        for each in playbook.boards
        if each.score_kind is ScoreKind.PER_HEAD
    }
    for (board_id, starts_on, team_id), score in sorted(stored.scores.items()):
        if board_id in counted and score.factor is not None and not score.is_final:
            until = starts_on + timedelta(days=score.factor // PER_HEAD_SCALE)
            heads = member_days(spans.get(team_id, ()), since=starts_on, until=until)
            whose = f"{counted[board_id]}, {starts_on}, {team_id}"
            yield from _compare("days of members", whose, score.denominator or 0, heads)


def baseline_differences(
    playbook: Playbook, stored: Stored, rebuilt: Rebuilt
) -> Iterator[Difference]:
    """Yield where members have another baseline than what they did before.

    A baseline is frozen as the first score comes. So only those can be told that had nothing to do with what was
    posted later for an earlier period, or taken into one that was opened again.
    """
    boards = {
        each.board_id: each
        for each in playbook.boards
        if each.score_kind is ScoreKind.IMPROVEMENT and each.subject_kind is SubjectKind.MEMBER
    }
    for key, score in sorted(stored.scores.items()):
        board, found = boards.get(key[0]), rebuilt.scores.get(key)
        if board is None or found is None or found.first_posted_at is None:
            continue
        keys = [(key[0], each, key[2]) for each in earlier_periods(playbook, board, key[1])]
        before = [stored.scores.get(each) for each in keys]
        posted = [rebuilt.scores[each].last_posted_at for each in keys if each in rebuilt.scores]
        if any(each and each.was_reopened for each in before) or any(
            at is not None and at >= found.first_posted_at for at in posted
        ):
            continue
        again = baseline(None if each is None else each.numerator for each in before)
        whose = f"{board.board_key}, {key[1]}, {key[2]}"
        yield from _compare("baseline", whose, score.baseline, again)


def _compare(what: str, whose: str, stored: object, rebuilt: object) -> Iterator[Difference]:
    if stored != rebuilt:
        yield Difference(what=what, whose=whose, stored=str(stored), rebuilt=str(rebuilt))
