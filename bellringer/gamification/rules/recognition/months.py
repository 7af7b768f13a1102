"""A month's recognition: who wins it, and how often in a row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.playbook.recognition import RecognitionSettings
from bellringer.gamification.rules.calendars.periods import Period
from bellringer.gamification.rules.recognition.shortlists import Candidate, figures
from bellringer.words import DecisionMode, PeriodState, SubjectKind, TiePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """Someone recognised, with the number of months in a row."""

    candidate: Candidate
    wins_in_a_row: int

    @property
    def subject_id(self) -> UUID:
        """Return who it is."""
        return self.candidate.subject_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A month's recognition; before FINAL it shows who would win as things stand.

    `edition` is 0 before it is opened by FINAL standings, and rises each time that these were re-opened.
    Nominations and votes are open until `closes_at`, None where none are taken. `candidates` are those on the
    shortlist, the best first, those nominated besides, and those left out.
    """

    subject_kind: SubjectKind
    month_on: date
    ends_on: date
    edition: int
    state: PeriodState
    decision: DecisionMode
    tie_policy: TiePolicy | None
    winners: tuple[Winner, ...]
    candidates: tuple[Candidate, ...]
    takes_nominations: bool = False
    takes_votes: bool = False
    is_news: bool = False
    ended_at: datetime | None = None
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    reason: str | None = None
    votes: Mapping[UUID, int] | None = None
    nominations: Mapping[UUID, int] | None = None

    @property
    def shortlist(self) -> tuple[Candidate, ...]:
        """Return who was found by the measure."""
        return tuple(each for each in self.candidates if each.place is not None)

    def votes_for(self, subject_id: UUID, *, now: datetime) -> int | None:
        """Return how many votes someone has; None while they are secret, and where none are taken."""
        if not self.takes_votes or self.closes_at is None or now < self.closes_at:
            return None
        return (self.votes or {}).get(subject_id, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WonMonth:
    """A decided month and its winners, by the newest edition that is decided."""

    month_on: date
    ends_on: date
    winner_ids: frozenset[UUID]


def best_of(listed: Sequence[Candidate], tie_policy: TiePolicy | None) -> tuple[Candidate, ...]:
    """Return the first of a shortlist: who reached it first if ordinal, else all that are equal."""
    placed = [each for each in listed if each.place is not None]
    best = [each for each in placed if figures(each) == figures(placed[0])]
    return tuple(best[:1] if tie_policy is TiePolicy.ORDINAL else best)


def recognize(
    candidates: Sequence[Candidate],
    *,
    subject_kind: SubjectKind,
    month: Period,
    tie_policy: TiePolicy | None,
    state: PeriodState,
    decision: DecisionMode,
    wins_before: Mapping[UUID, int],
) -> Recognition:
    """Return a month by its shortlist, with its winners unless a manager is to decide.

    `wins_before` says how many months in a row the winners of the month before had won.
    """
    won = best_of(candidates, tie_policy) if decision is DecisionMode.AUTOMATIC else ()
    return Recognition(
        subject_kind=subject_kind,
        month_on=month.starts_on,
        ends_on=month.ends_on or month.starts_on,
        edition=0,
        state=state,
        decision=decision,
        tie_policy=tie_policy,
        winners=tuple(
            Winner(candidate=each, wins_in_a_row=wins_before.get(each.subject_id, 0) + 1)
            for each in won
        ),
        candidates=tuple(candidates),
    )


def runs(months: Collection[WonMonth]) -> Mapping[date, Mapping[UUID, int]]:
    """Return, by the first day of each month, how many months in a row its winners had won with it.

    Months follow each other where one begins on the day that another ends, whatever their length.
    """
    found: dict[date, dict[UUID, int]] = {}
    ended: dict[date, Mapping[UUID, int]] = {}
    for month in sorted(months, key=lambda each: each.month_on):
        before = ended.get(month.month_on, {})
        wins = {each: before.get(each, 0) + 1 for each in month.winner_ids}
        found[month.month_on] = ended[month.ends_on] = wins
    return found


def wins_before(months: Collection[WonMonth], month_on: date) -> Mapping[UUID, int]:
    """Return how many months in a row the winners of the month before a date had won."""
    found = runs(months)
    return next((found[each.month_on] for each in months if each.ends_on == month_on), {})


def opened(
    month: Recognition,
    settings: RecognitionSettings,
    *,
    edition: int,
    is_news: bool,
    ended_at: datetime,
    now: datetime,
) -> Recognition:
    """Return a month as its FINAL standings open it: decided at once, or for nominations, votes and a manager."""
    is_open = month.decision is DecisionMode.BY_MANAGER and bool(month.candidates)
    takes_any = is_open and (settings.takes_nominations or settings.takes_votes)
    return replace(
        month,
        edition=edition,
        state=PeriodState.FINAL,
        takes_nominations=is_open and settings.takes_nominations,
        takes_votes=is_open and settings.takes_votes,
        is_news=is_news,
        ended_at=ended_at,
        opened_at=now,
        closes_at=now + timedelta(hours=settings.open_hours) if takes_any else None,
        decided_at=None if is_open else now,
    )


def decided(
    month: Recognition,
    winners: Sequence[Candidate],
    *,
    wins_before: Mapping[UUID, int],
    by: UUID | None,
    reason: str,
    now: datetime,
) -> Recognition:
    """Return an open month with its winners."""
    return replace(
        month,
        winners=tuple(
            Winner(candidate=each, wins_in_a_row=wins_before.get(each.subject_id, 0) + 1)
            for each in winners
        ),
        decided_at=now,
        decided_by=by,
        reason=reason,
    )


def nobody(subject_kind: SubjectKind, month: Period) -> Recognition:
    """Return a month in which nobody has a score any more."""
    return recognize(
        (),
        subject_kind=subject_kind,
        month=month,
        tie_policy=None,
        state=PeriodState.FINAL,
        decision=DecisionMode.AUTOMATIC,
        wins_before={},
    )
