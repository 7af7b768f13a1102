"""The shortlist of a month: by which measure, in which order, and who is left out of it and why."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period, calendar_at, period_of
from bellringer.words import LeftOut, MetricDirection, PeriodKind, ScoreKind, SubjectKind

ATTAINMENT_BOARD = "teams-attainment-month"
TEAM_BOARD = "teams-points-month"
MEMBER_BOARD = "points-month"
MEASURES = {
    SubjectKind.TEAM: (ATTAINMENT_BOARD, TEAM_BOARD),
    SubjectKind.MEMBER: (MEMBER_BOARD,),
}
SHORTLIST_SIZE = 5
PER_HEAD_SCALE = 100
LONGEST_TENURE_DAYS = 3_650
LONGEST_OPEN_HOURS = 720


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMonth:
    """A team's month: its attainment (basis points, None without a goal) and points.

    `member_days` adds up, over the days of the month so far, how many members the team had.
    """

    team_id: UUID
    attainment: int | None
    points: int
    member_days: int
    reached_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Someone who stands for a month; `score` is in the measure of `board_key` and `score_kind`.

    Attainment is in basis points, points per head in hundredths; `tie_break` is points per head where teams
    are measured by attainment. `place` is that on the shortlist, None for who is nominated or left out.
    """

    subject_id: UUID
    board_key: str
    score_kind: ScoreKind
    score: int
    tie_break: int = 0
    reached_at: datetime | None = None
    place: int | None = None
    left_out: LeftOut | None = None


def settings_of(playbook: Playbook, subject_kind: SubjectKind) -> RecognitionSettings:
    """Return how the team or the member of the month is found."""
    return playbook.recognition.get(subject_kind, RecognitionSettings())


def measures_of(playbook: Playbook, subject_kind: SubjectKind) -> tuple[Board, ...]:
    """Return the boards that measure, the first first; the built-in ones where the chosen board is no more."""
    chosen = settings_of(playbook, subject_kind).board_key
    boards = {board.board_key: board for board in playbook.boards if not board.is_archived}
    keys = MEASURES[subject_kind] if chosen not in boards else (chosen,)
    return tuple(boards[key] for key in keys if key in boards)


def month_of(playbook: Playbook, on: date) -> Period:
    """Return the organization's month that holds a date.

    Raises:
        OverflowError, ValueError: The calendar ends there.
    """
    zone = calendar_at(playbook.calendars, on).timezone
    return period_of(PeriodKind.MONTH, on, playbook.calendars, zone)


def last_day(month: Period) -> date:
    """Return a month's last day."""
    return (month.ends_on or month.starts_on) - timedelta(days=1)


def tenure_from(settings: RecognitionSettings, month: Period) -> date | None:
    """Return the last day on which a member may have joined to be with us long enough; None for any day."""
    if settings.minimum_tenure_days == 0:
        return None
    return last_day(month) - timedelta(days=settings.minimum_tenure_days)


def left_out(
    subject_id: UUID,
    settings: RecognitionSettings,
    *,
    month: Period,
    joined_on: date | None,
    won_before: Collection[UUID],
) -> LeftOut | None:
    """Return why someone may not be recognised for a month; None for who may.

    `won_before` are the winners of the month before. Without `joined_on` a member was always there, and so
    was every team.
    """
    latest = tenure_from(settings, month)
    if joined_on is not None and latest is not None and joined_on > latest:
        return LeftOut.TOO_NEW
    if not settings.allows_repeat and subject_id in won_before:
        return LeftOut.WON_BEFORE
    return None


def team_candidates(teams: Sequence[TeamMonth], *, days: int) -> tuple[Candidate, ...]:
    """Rank teams by percent-to-goal, then by points per head; one without either is left out.

    Per head is points ÷ average daily headcount, in hundredths, floored; `days` is the month so far.
    """
    made = []
    for team in teams:
        per_head = (
            PER_HEAD_SCALE * team.points * days // team.member_days if team.member_days else 0
        )
        has_attainment = bool(team.attainment and team.attainment > 0)
        score = team.attainment if has_attainment else per_head
        if score and score > 0:
            made.append(
                Candidate(
                    subject_id=team.team_id,
                    board_key=ATTAINMENT_BOARD if has_attainment else TEAM_BOARD,
                    score_kind=ScoreKind.PERCENT_TO_GOAL if has_attainment else ScoreKind.PER_HEAD,
                    score=score,
                    tie_break=per_head if has_attainment else 0,
                    reached_at=team.reached_at,
                )
            )
    return ranked(made)


def board_candidates(
    board: Board, scores: Iterable[tuple[UUID, int, datetime | None]]
) -> tuple[Candidate, ...]:
    """Rank by the score on a board; who has none above 0 is not recognised."""
    return ranked(
        Candidate(
            subject_id=subject_id,
            board_key=board.board_key,
            score_kind=board.score_kind,
            score=score,
            reached_at=reached_at,
        )
        for subject_id, score, reached_at in scores
        if score > 0
    )


def ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates, the best first: attainment before anything else, then who was first."""
    late = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            candidates,
            key=lambda each: (
                each.score_kind is not ScoreKind.PERCENT_TO_GOAL,
                -each.score,
                -each.tie_break,
                each.reached_at or late,
                each.subject_id,
            ),
        )
    )


def figures(candidate: Candidate) -> tuple[ScoreKind, int, int]:
    """Return what has to be the same for a tie."""
    return candidate.score_kind, candidate.score, candidate.tie_break


def shortlist(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Place the best of those who may win, with all who share the first place.

    Those left out who stand before the last of them follow, so that it can be said why they are not on it.
    """
    in_order = ranked(candidates)
    may_win = [each for each in in_order if each.left_out is None]
    first = sum(figures(each) == figures(may_win[0]) for each in may_win)  # none, if none may win
    listed = [
        replace(each, place=place)
        for place, each in enumerate(may_win[: max(SHORTLIST_SIZE, first)], 1)
    ]
    is_full = len(may_win) > len(listed)
    order = {each.subject_id: number for number, each in enumerate(in_order)}
    barred = [
        each
        for each in in_order
        if each.left_out is not None
        and (not is_full or order[each.subject_id] < order[listed[-1].subject_id])
    ]
    return (*listed, *barred[:SHORTLIST_SIZE])


def check_settings(
    playbook: Playbook, subject_kind: SubjectKind, settings: RecognitionSettings
) -> None:
    """Refuse settings that can't be kept.

    Raises:
        InvalidInputError: A number lies outside of its limits, teams have no tenure, or the board is none
            that ranks all of these subjects by month, more being better.
    """
    if subject_kind not in MEASURES:
        raise InvalidInputError("Months have a team and a member.", path=("subjectKind",))
    most = LONGEST_TENURE_DAYS if subject_kind is SubjectKind.MEMBER else 0
    if not 0 <= settings.minimum_tenure_days <= most:
        raise InvalidInputError(
            f"This lies between 0 and {LONGEST_TENURE_DAYS}, and is 0 for teams.",
            path=("minimumTenureDays",),
        )
    if not 1 <= settings.open_hours <= LONGEST_OPEN_HOURS:
        raise InvalidInputError(
            f"This lies between 1 and {LONGEST_OPEN_HOURS}.", path=("openHours",)
        )
    if settings.board_key is None:
        return
    for board in playbook.boards:
        if (
            board.board_key == settings.board_key
            and board.subject_kind is subject_kind
            and board.period is PeriodKind.MONTH
            and board.direction is MetricDirection.HIGHER_IS_BETTER
            and board.scope is None
            and not board.is_archived
        ):
            return
    raise InvalidInputError(
        "Choose a board that ranks all of them by month, more being better.", path=("boardKey",)
    )
