"""Meetings of a team: who calls, reads and adds to them, and what the team's goals ask of each day from here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bellringer.gamification.commands.coaching.meetings import PlanMeeting
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from bellringer.gamification.facts.coaching.meetings import (
    HurdleRecord,
    MeetingRecord,
    Outlook,
)
from bellringer.gamification.facts.goals import GoalRecord
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.workdays import working_days
from bellringer.gamification.rules.coaching.one_on_ones import check_time
from bellringer.gamification.rules.goals.aims import aim_of
from bellringer.gamification.rules.goals.attainment import terms_shown
from bellringer.gamification.rules.goals.pace import pace_of
from bellringer.gamification.rules.permissions import leads
from bellringer.words import MetricUnit

MOST_HURDLES = 30


def may_read(by: Principal, team_id: UUID, *, own_team_id: UUID | None) -> bool:
    """Tell whether the caller, who scores for `own_team_id`, is of a team or leads it."""
    return team_id == own_team_id or leads(by, team_id)


def planned(command: PlanMeeting, *, meeting_id: UUID, now: datetime) -> MeetingRecord:
    """Return a meeting to call.

    Raises:
        NotAllowedError: The caller does not lead the team.
        InvalidInputError: It lies in the past, or more than a year ahead.
    """
    if not leads(command.by, command.team_id):
        raise NotAllowedError("Who leads the team calls it together.", path=("teamId",))
    check_time(command.planned_at, now=now)
    return MeetingRecord(
        meeting_id=meeting_id,
        team_id=command.team_id,
        planned_at=command.planned_at,
        created_by=command.by.member_id,
        created_at=now,
    )


def checked(
    by: Principal, meeting: MeetingRecord | None, *, own_team_id: UUID | None
) -> MeetingRecord:
    """Return a meeting of a team that the caller is of or leads, that was not called off.

    Raises:
        NotFoundError: There is none, or none of the caller's teams.
        WrongStateError: It was called off.
    """
    if meeting is None or not may_read(by, meeting.team_id, own_team_id=own_team_id):
        raise NotFoundError(path=("meetingId",))
    if meeting.cancelled_at is not None:
        raise WrongStateError("It was called off.", path=("meetingId",))
    return meeting


def held(
    by: Principal, meeting: MeetingRecord | None, *, own_team_id: UUID | None, now: datetime
) -> MeetingRecord:
    """Return a meeting that begins now.

    Raises:
        NotFoundError, WrongStateError: There is none, it was called off, or held.
        NotAllowedError: The caller does not lead the team.
    """
    return replace(_led(by, meeting, own_team_id=own_team_id), held_at=now)


def cancelled(
    by: Principal, meeting: MeetingRecord | None, *, own_team_id: UUID | None, now: datetime
) -> MeetingRecord:
    """Return a meeting that is called off.

    Raises:
        NotFoundError, WrongStateError: There is none, it was called off, or held.
        NotAllowedError: The caller does not lead the team.
    """
    return replace(_led(by, meeting, own_team_id=own_team_id), cancelled_at=now)


def check_room(hurdles: Sequence[HurdleRecord]) -> None:
    """Pass a meeting that takes another hurdle.

    Raises:
        InvalidInputError: It has as many as it takes.
    """
    if len(hurdles) >= MOST_HURDLES:
        raise InvalidInputError(f"A meeting has at most {MOST_HURDLES} hurdles.", path=("text",))


def check_resolves(by: Principal, meeting: MeetingRecord, hurdle: HurdleRecord | None) -> None:
    """Pass who raised a hurdle, and who leads the team.

    Raises:
        NotFoundError: There is none of this number.
        NotAllowedError: It is another's.
    """
    if hurdle is None:
        raise NotFoundError(path=("hurdleNo",))
    if by.member_id != hurdle.raised_by and not leads(by, meeting.team_id):
        raise NotAllowedError("Who raised it, or who leads the team.", path=("hurdleNo",))


def outlook(
    playbook: Playbook,
    team_id: UUID,
    goals: Sequence[GoalRecord],
    today_progress: Mapping[str, int],
    *,
    today: date,
) -> tuple[Outlook, ...]:
    """Return what each running goal of a team asks of the team's working days that are left.

    Goals without a number, and ceilings, ask for nothing a day.
    """
    lines = []
    for goal in goals:
        if goal.metric_key is None:
            continue
        terms = terms_shown(goal).terms
        aim = aim_of(playbook, goal.metric_key, terms, None)
        if aim.is_ceiling:
            continue
        brought = today_progress.get(goal.metric_key, 0)
        pace = pace_of(
            aim,
            progress=goal.progress,
            today_progress=brought,
            days=working_days(playbook, team_id, terms.starts_on, terms.ends_on),
            today=today,
        )
        lines.append(
            Outlook(
                goal_id=goal.goal_id,
                title=goal.title,
                unit=playbook.metrics[goal.metric_key].unit,
                missing=pace.missing,
                days_left=pace.days_left,
                needed_per_day=pace.needed_per_day,
                per_day=(goal.progress - brought) // pace.days_passed if pace.days_passed else None,
            )
        )
    return tuple(lines)


def stored(lines: Sequence[Outlook]) -> list[dict[str, Any]]:
    """Return an outlook as it is kept."""
    return [
        {
            "goal_id": str(each.goal_id),
            "title": each.title,
            "unit": each.unit,
            "missing": each.missing,
            "days_left": each.days_left,
            "needed_per_day": each.needed_per_day,
            "per_day": each.per_day,
        }
        for each in lines
    ]


def read(kept: Sequence[Mapping[str, Any]]) -> tuple[Outlook, ...]:
    """Return an outlook as it was kept."""
    return tuple(
        Outlook(**{**each, "goal_id": UUID(each["goal_id"]), "unit": MetricUnit(each["unit"])})
        for each in kept
    )


def is_on_time(playbook: Playbook, team_id: UUID, on: date, answered_on: date) -> bool:
    """Tell whether a check-in was answered in time: on its day, or before the team's next working day is over."""
    if answered_on <= on:
        return True
    return len(working_days(playbook, team_id, on + timedelta(days=1), answered_on)) == 0


def _led(
    by: Principal, meeting: MeetingRecord | None, *, own_team_id: UUID | None
) -> MeetingRecord:
    found = checked(by, meeting, own_team_id=own_team_id)
    if not leads(by, found.team_id):
        raise NotAllowedError("Who leads the team does that.", path=("meetingId",))
    if found.held_at is not None:
        raise WrongStateError("It was held.", path=("meetingId",))
    return found
