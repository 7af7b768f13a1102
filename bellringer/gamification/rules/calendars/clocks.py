"""Hours of the clock: the instant at which a time of a date comes, also where a change of the clock skips it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bellringer.gamification.facts.members import ZoneSpan
from bellringer.gamification.playbook.calendars import CalendarSpan
from bellringer.gamification.rules.calendars.periods import calendar_at, member_day, starts_at

# nobody is looked at later than this: what was changed and woke nobody is seen the next day
LOOKS_AGAIN = timedelta(hours=26)

_DAY = timedelta(days=1)

Hour = tuple[date, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at a member's clock finds: the hour that is due now, if any, and when to look again."""

    due: Hour | None
    next_at: datetime


def instant_of(on: date, clock: time, zone: str) -> datetime:
    """Return the instant at which a clock first shows a time, or would; not before the date itself begins."""
    return max(
        datetime.combine(on, clock, ZoneInfo(zone)).astimezone(UTC),
        starts_at(on, zone),
    )


def own_clock_shows(
    zones: Sequence[ZoneSpan], calendars: Sequence[CalendarSpan], on: date, clock: time
) -> datetime | None:
    """Return the first instant at which the member's date is `on` and the time has come.

    None where that never is: the date was skipped, or left behind before. Whoever arrives where the time has
    passed already is there when it has come.
    """
    holding: list[tuple[datetime | None, str]] = [(None, calendar_at(calendars, on).timezone)]
    holding += sorted((span.effective_from, span.timezone) for span in zones)
    for number, (since, zone) in enumerate(holding):
        until = holding[number + 1][0] if number + 1 < len(holding) else None
        found = instant_of(on, clock, zone)
        if since is not None:
            found = max(found, since)
        if found < starts_at(on + _DAY, zone) and (until is None or found < until):
            return found
    return None


def look(
    zones: Sequence[ZoneSpan],
    calendars: Sequence[CalendarSpan],
    hours: Collection[time],
    *,
    done: Hour | None,
    now: datetime,
) -> Look:
    """Return which of the daily `hours` of a member is due at an instant, and when to look again.

    The last hour that has come today is due, once: after a pause those before it, and those of days that
    are over, are not made up for. A date that is lived twice, going west, has its hours once.
    """
    today = member_day(zones, calendars, now)
    due: Hour | None = None
    coming: list[datetime] = [now + LOOKS_AGAIN]
    for on in (today, today + _DAY, today + 2 * _DAY):
        for clock in sorted(hours):
            at = own_clock_shows(zones, calendars, on, clock)
            if at is None:
                continue
            if at > now:
                coming.append(at)
            elif on == today and (done is None or done < (on, clock)):
                due = on, clock
    return Look(due=due, next_at=min(coming))
