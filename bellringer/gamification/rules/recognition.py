"""Team and member of the month: who is on the shortlist, who wins, and how often in a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.outcome import Announcement, Audience, FeedPost
from bellringer.gamification.rules.freshness import NEWS_LASTS
from bellringer.gamification.rules.identity import named_id
from bellringer.words import FeedKind, NotificationKind, PeriodState, SubjectKind, TiePolicy

ATTAINMENT_BOARD = "teams-attainment-month"
TEAM_BOARD = "teams-points-month"
MEMBER_BOARD = "points-month"
BOARDS = {
    SubjectKind.TEAM: (ATTAINMENT_BOARD, TEAM_BOARD),
    SubjectKind.MEMBER: (MEMBER_BOARD,),
}
SHORTLIST_SIZE = 5
PER_HEAD_SCALE = 100
FRESH_FOR = timedelta(hours=24)
_TOLD_FOR = timedelta(days=3)


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
    """Someone on the shortlist; `score` is in the measure of `board_key`.

    Attainment is in basis points, points per head in hundredths, a member's points are whole.
    """

    subject_id: UUID
    board_key: str
    score: int
    tie_break: int = 0
    reached_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """Someone recognised, with the number of months in a row."""

    subject_id: UUID
    board_key: str
    score: int
    wins_in_a_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A month's recognition; before FINAL it shows who would win as things stand."""

    subject_kind: SubjectKind
    month_on: date
    state: PeriodState
    winners: tuple[Winner, ...]
    shortlist: tuple[Candidate, ...] = ()
    decided_at: datetime | None = None


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
                    score=score,
                    tie_break=per_head if has_attainment else 0,
                    reached_at=team.reached_at,
                )
            )
    return _ranked(made)


def member_candidates(
    scores: Sequence[tuple[UUID, int, datetime | None]],
) -> tuple[Candidate, ...]:
    """Rank members by their points; without any, nobody is recognised."""
    return _ranked(
        Candidate(subject_id=member_id, board_key=MEMBER_BOARD, score=score, reached_at=reached)
        for member_id, score, reached in scores
        if score > 0
    )


def recognize(
    ranked: Sequence[Candidate],
    *,
    subject_kind: SubjectKind,
    month_on: date,
    tie_policy: TiePolicy | None,
    state: PeriodState,
    wins_before: Mapping[UUID, int],
) -> Recognition | None:
    """Recognise the first of a ranking: who reached it first if ordinal, else all that are equal.

    `wins_before` says how many months in a row the winners of the month before had won.
    """
    if not ranked:
        return None
    best = [each for each in ranked if _measure(each) == _measure(ranked[0])]
    if tie_policy is TiePolicy.ORDINAL:
        best = best[:1]
    return Recognition(
        subject_kind=subject_kind,
        month_on=month_on,
        state=state,
        winners=tuple(
            Winner(
                subject_id=each.subject_id,
                board_key=each.board_key,
                score=each.score,
                wins_in_a_row=wins_before.get(each.subject_id, 0) + 1,
            )
            for each in best
        ),
        shortlist=tuple(ranked[:SHORTLIST_SIZE]),
    )


def month_before(month_on: date) -> date:
    """Return the first day of the month before."""
    return (month_on - timedelta(days=1)).replace(day=1)


def month_after(month_on: date) -> date:
    """Return the first day of the month after."""
    return (month_on + timedelta(days=31)).replace(day=1)


def is_fresh(*, final_due_at: datetime, now: datetime) -> bool:
    """Tell whether a month is still news: decided at most a day after its grace was over."""
    return now <= final_due_at + NEWS_LASTS


def announce(
    recognition: Recognition, *, org_id: UUID, edition: int, ended_at: datetime, now: datetime
) -> tuple[Announcement, ...]:
    """Tell everyone of each winner, once per month and edition."""
    return tuple(
        Announcement(
            announcement_id=named_id(now, org_id, _key(recognition, winner, edition)),
            kind=(
                NotificationKind.TEAM_OF_THE_MONTH
                if recognition.subject_kind is SubjectKind.TEAM
                else NotificationKind.MEMBER_OF_THE_MONTH
            ),
            dedupe_key=_key(recognition, winner, edition),
            params=_params(recognition, winner),
            audience=Audience(is_everyone=True),
            occurred_at=ended_at,
            expires_at=now + _TOLD_FOR,
        )
        for winner in recognition.winners
    )


def celebrate(
    recognition: Recognition, *, org_id: UUID, edition: int, ended_at: datetime, now: datetime
) -> tuple[FeedPost, ...]:
    """Post each winner to the organization's feed."""
    is_team = recognition.subject_kind is SubjectKind.TEAM
    return tuple(
        FeedPost(
            post_id=named_id(now, org_id, "post", _key(recognition, winner, edition)),
            audience_id=org_id,
            kind=FeedKind.TEAM_OF_THE_MONTH if is_team else FeedKind.MEMBER_OF_THE_MONTH,
            dedupe_key=_key(recognition, winner, edition),
            member_id=None if is_team else winner.subject_id,
            params=_params(recognition, winner),
            occurred_at=ended_at,
        )
        for winner in recognition.winners
    )


def _ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    late = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            candidates,
            key=lambda each: (
                each.board_key != ATTAINMENT_BOARD,
                -each.score,
                -each.tie_break,
                each.reached_at or late,
                each.subject_id,
            ),
        )
    )


def _measure(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.board_key, candidate.score, candidate.tie_break


def _key(recognition: Recognition, winner: Winner, edition: int) -> str:
    kind = recognition.subject_kind.lower()
    return f"{kind}-of-the-month:{recognition.month_on:%Y-%m}:{edition}:{winner.subject_id}"


def _params(recognition: Recognition, winner: Winner) -> Mapping[str, str | int]:
    is_team = recognition.subject_kind is SubjectKind.TEAM
    return {
        "team_id" if is_team else "member_id": str(winner.subject_id),
        "month_on": recognition.month_on.isoformat(),
        "board_key": winner.board_key,
        "score": winner.score,
        "wins_in_a_row": winner.wins_in_a_row,
    }
