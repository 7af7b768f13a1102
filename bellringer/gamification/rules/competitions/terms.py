"""What a competition may be, and when it comes again."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from bellringer.gamification.commands.competitions import CompetitionTerms
from bellringer.gamification.errors import InvalidInputError, UnknownMetricError
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import calendar_at, period_of
from bellringer.gamification.rules.texts import REASON_LIMIT, TITLE_LIMIT, checked
from bellringer.words import (
    CompetitionKind,
    MetricDirection,
    MetricUnit,
    PeriodKind,
    Recurrence,
    ScoreKind,
    SubjectKind,
)

LONGEST = timedelta(days=366)
LARGEST_TARGET = 10**15
_EARLIEST, _LATEST = date(1971, 1, 1), date(2200, 1, 1)
_WEEK = timedelta(days=7)
_FOUR_WEEKS = timedelta(days=28)

WITH_TARGET = (CompetitionKind.RACE_TO_TARGET, CompetitionKind.MISSION)
_SUBJECTS = {
    CompetitionKind.HEAD_TO_HEAD: SubjectKind.MEMBER,
    CompetitionKind.TEAM_VS_TEAM: SubjectKind.TEAM,
}


def checked_terms(playbook: Playbook, terms: CompetitionTerms) -> CompetitionTerms:
    """Return terms that go together, with the subject kind that follows from the kind.

    Raises:
        InvalidTextError: The title or the prize can't be stored.
        UnknownMetricError: There is no such metric.
        InvalidInputError: A part of them can't be, or parts don't go together.
    """
    title = checked(terms.title, limit=TITLE_LIMIT, field="title")
    prize = terms.prize
    if prize is not None:
        prize = checked(prize, limit=REASON_LIMIT, field="prize")
    metric = playbook.metrics.get(terms.metric_key)
    if metric is None:
        raise UnknownMetricError(path=("metricKey",))
    if metric.unit is MetricUnit.RATIO or metric.direction is MetricDirection.LOWER_IS_BETTER:
        raise InvalidInputError(
            "A competition is about what can be added up, more being better.", path=("metricKey",)
        )
    _check_dates(terms)
    kind = _subject_kind(terms)
    _check_score(terms, kind)
    _check_target(terms)
    _check_recurrence(playbook, terms)
    return replace(terms, title=title, prize=prize, subject_kind=kind)


def comes_again(playbook: Playbook, terms: CompetitionTerms) -> CompetitionTerms | None:
    """Return the terms of the competition that follows; None where it does not come again.

    A week is seven days later; a month is the organization's next where the dates are one of its months, else the
    same days of the next calendar month, or the last one of a shorter month.
    """
    starts_on, ends_on = terms.starts_on, terms.ends_on
    match terms.recurrence:
        case None:
            return None
        case Recurrence.WEEKLY:
            return replace(terms, starts_on=starts_on + _WEEK, ends_on=ends_on + _WEEK)
        case Recurrence.MONTHLY if _is_month(playbook, terms):
            following = _month(playbook, ends_on)
            return replace(terms, starts_on=following[0], ends_on=following[1])
        case Recurrence.MONTHLY:
            starts_on = _month_later(starts_on)
            length = terms.ends_on - terms.starts_on
            return replace(terms, starts_on=starts_on, ends_on=starts_on + length)


def _check_dates(terms: CompetitionTerms) -> None:
    if not _EARLIEST <= terms.starts_on < terms.ends_on <= _LATEST:
        raise InvalidInputError("A competition ends after its start.", path=("endsOn",))
    if terms.ends_on - terms.starts_on > LONGEST:
        raise InvalidInputError("A competition takes a year at most.", path=("endsOn",))


def _subject_kind(terms: CompetitionTerms) -> SubjectKind:
    fixed = _SUBJECTS.get(terms.kind)
    asked = terms.subject_kind or fixed or SubjectKind.MEMBER
    if asked is SubjectKind.ORGANIZATION or (fixed is not None and asked is not fixed):
        raise InvalidInputError(
            "Members meet head to head, teams meet teams, and nobody else takes part.",
            path=("subjectKind",),
        )
    return asked


def _check_score(terms: CompetitionTerms, kind: SubjectKind) -> None:
    match terms.score_kind:
        case ScoreKind.TOTAL:
            return
        case ScoreKind.PER_HEAD if kind is SubjectKind.TEAM and terms.kind not in WITH_TARGET:
            return
        case _:
            raise InvalidInputError(
                "A competition counts the total; or, between teams without a target, per head.",
                path=("scoreKind",),
            )


def _check_target(terms: CompetitionTerms) -> None:
    needs = terms.kind in WITH_TARGET
    if needs != (terms.target is not None):
        raise InvalidInputError(
            "A race and a mission have a target, nothing else has.", path=("target",)
        )
    if terms.target is not None and not 1 <= terms.target <= LARGEST_TARGET:
        raise InvalidInputError("A target lies between 1 and 10^15.", path=("target",))
    if terms.ends_when_reached and terms.kind is not CompetitionKind.RACE_TO_TARGET:
        raise InvalidInputError(
            "Only a race can end when its target is reached.", path=("endsWhenReached",)
        )


def _check_recurrence(playbook: Playbook, terms: CompetitionTerms) -> None:
    length = terms.ends_on - terms.starts_on
    match terms.recurrence:
        case Recurrence.WEEKLY if length > _WEEK:
            raise InvalidInputError("What comes weekly takes a week at most.", path=("recurrence",))
        case Recurrence.MONTHLY if length > _FOUR_WEEKS and not _is_month(playbook, terms):
            raise InvalidInputError(
                "What comes monthly takes 28 days at most, or exactly one month.",
                path=("recurrence",),
            )


def _is_month(playbook: Playbook, terms: CompetitionTerms) -> bool:
    return _month(playbook, terms.starts_on) == (terms.starts_on, terms.ends_on)


def _month(playbook: Playbook, on: date) -> tuple[date, date]:
    zone = calendar_at(playbook.calendars, on).timezone
    month = period_of(PeriodKind.MONTH, on, playbook.calendars, zone)
    return month.starts_on, month.ends_on or month.starts_on


def _month_later(on: date) -> date:
    year, month = (on.year, on.month + 1) if on.month < 12 else (on.year + 1, 1)
    return date(year, month, min(on.day, monthrange(year, month)[1]))
