"""What a board that begins today would have by now: which day falls into which period, and its state."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.playbook.leaderboards import Board
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import Period, calendar_at
from bellringer.gamification.rules.leaderboards.finalization import state_at
from bellringer.gamification.rules.leaderboards.periods import period_for
from bellringer.words import PeriodState

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Which day of the board falls into which of its periods, and the states of these.

    `homes` are the organization's days [first, last) that count as they are on record, because the board's
    zone was the organization's then; None is open.
    """

    days: tuple[tuple[date, date], ...]
    periods: tuple[tuple[Period, PeriodState], ...]
    homes: tuple[tuple[date, date | None], ...]


def filling(
    playbook: Playbook,
    board: Board,
    days: Collection[date],
    *,
    starts_on: date | None,
    now: datetime,
) -> Filling:
    """Say how facts of some of the organization's days fall on a board; `starts_on` names one period.

    A period whose grace is over is FINAL at once: its facts are no news, and nothing hangs on it yet.
    """
    homes = tuple(homes_of(playbook.calendars, board.timezone))
    near = set(days)
    if homes != ((date.min, None),):
        near |= {day - _DAY for day in days} | {day + _DAY for day in days}
    grace = timedelta(hours=playbook.grace_hours)
    fallen: list[tuple[date, date]] = []
    periods: dict[date, tuple[Period, PeriodState]] = {}
    for day in sorted(near):
        period = period_for(playbook, board, day)
        if period is None or starts_on not in (None, period.starts_on):
            continue
        fallen.append((day, period.starts_on))
        opened_at = period.ends_at or now
        state = state_at(now, ends_at=period.ends_at, opened_at=opened_at, grace=grace)
        periods[period.starts_on] = period, state
    return Filling(days=tuple(fallen), periods=tuple(periods.values()), homes=homes)


def homes_of(calendars: Sequence[CalendarSpan], zone: str) -> Iterable[tuple[date, date | None]]:
    """Yield the stretches of days [first, last) in which the organization counted in a zone; None is open."""
    cuts = [date.min, *(span.effective_from for span in calendars[1:])]
    since: date | None = None
    for cut in cuts:
        is_home = calendar_at(calendars, cut).timezone == zone
        if is_home and since is None:
            since = cut
        if not is_home and since is not None:
            yield since, cut
            since = None
    if since is not None:
        yield since, None
