"""When a team checks in, as who leads it sets it; and what of a plan is done, from the activities themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from uuid import UUID

from bellringer.gamification.commands.coaching.check_ins import PlannedItem, SetCheckIns
from bellringer.gamification.errors import InvalidInputError, NotAllowedError
from bellringer.gamification.facts.memberships import RecordedParts
from bellringer.gamification.playbook.coaching import CheckInCadence
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.rules.recording.movement import changes_of_recorded

LONGEST_GRACE = 240  # minutes
LOOKS_AHEAD = timedelta(days=366)


def new_cadence(command: SetCheckIns, *, today: date) -> CheckInCadence:
    """Return a team's cadence as it is to be; `today` is the organization's date.

    Raises:
        NotAllowedError: The caller does not lead the team.
        InvalidInputError: Weekdays, hours, grace or the first day can't be.
    """
    if not leads(command.by, command.team_id):
        raise NotAllowedError("Who leads the team sets its check-ins.", path=("teamId",))
    starts_on = command.starts_on or today + timedelta(days=1)
    if not today <= starts_on <= today + LOOKS_AHEAD:
        raise InvalidInputError(
            "Check-ins change from today on, at most a year ahead: days that are over stay as they were.",
            path=("startsOn",),
        )
    if not set(command.weekdays) <= set(range(1, 8)):
        raise InvalidInputError(
            "Weekdays are some of 1 (Monday) to 7 (Sunday).", path=("weekdays",)
        )
    if not _is_minute(command.plan_at) or not _is_minute(command.done_at):
        raise InvalidInputError("An hour is told in whole minutes.", path=("planAt",))
    if command.plan_at >= command.done_at:
        raise InvalidInputError("The plan comes before what is done.", path=("doneAt",))
    if not 0 <= command.grace_minutes <= LONGEST_GRACE:
        raise InvalidInputError(
            f"The grace lies between 0 and {LONGEST_GRACE} minutes.", path=("graceMinutes",)
        )
    return CheckInCadence(
        effective_from=starts_on,
        weekdays=sum(1 << weekday - 1 for weekday in set(command.weekdays)),
        plan_at=command.plan_at,
        done_at=command.done_at,
        grace_minutes=command.grace_minutes,
        is_shared=command.is_shared,
    )


def present_and_coming(
    cadences: Sequence[CheckInCadence], today: date
) -> tuple[CheckInCadence, ...]:
    """Return a team's cadence in force on a date, if there is one, and those to come."""
    begun = [each for each in cadences if each.effective_from <= today]
    return (*begun[-1:], *cadences[len(begun) :])


def done_of(
    playbook: Playbook,
    items: Sequence[PlannedItem],
    activities: Iterable[RecordedParts],
    *,
    member_id: UUID,
    on: date,
) -> tuple[int, ...]:
    """Return what a member did of each planned item on a day of the member's own, however late it was recorded.

    A kind is counted in quantities, a metric in its unit; what was reversed counts no more.
    """
    kinds: Counter[str] = Counter()
    metrics: Counter[str] = Counter()
    for activity in activities:
        for part in activity.parts:
            if part.member_id == member_id and part.member_on == on:
                kinds[activity.kind] += part.quantity
        for change in changes_of_recorded(playbook, activity):
            if change.member_id == member_id and change.member_on == on:
                metrics[change.metric_key] += change.delta
    return tuple(
        kinds[item.kind] if item.kind is not None else metrics[item.metric_key or ""]
        for item in items
    )


def _is_minute(clock: time) -> bool:
    return not clock.second and not clock.microsecond
