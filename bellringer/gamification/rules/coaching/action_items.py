"""Action items: who may put them down, read and change them, and when their owners are reminded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from bellringer.gamification.commands.coaching.action_items import CreateActionItem
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import InvalidInputError, NotAllowedError
from bellringer.gamification.facts.coaching.action_items import ActionItemRecord
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import member_day, own_day_begins
from bellringer.gamification.rules.calendars.workdays import is_working_day, team_on
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.permissions import leads
from bellringer.gamification.rules.texts import REASON_LIMIT, checked
from bellringer.words import ActionItemState, ActionItemStepKind, NotificationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMet:
    """The team of a meeting, and who leads it."""

    team_id: UUID
    lead_ids: frozenset[UUID]


REMINDS_AT = time(8, 30)  # on the owner's clock
LOOKS_AHEAD = timedelta(days=731)

_DAY = timedelta(days=1)
_LONGEST_PAUSE = 60  # days off in a row that are looked over for what is due in them


def may_read(by: Principal, item: ActionItemRecord, *, own_team_id: UUID | None) -> bool:
    """Tell whether the caller, who scores for `own_team_id`, reads an action item.

    What two agreed in a one-to-one is for these two; what comes from a meeting for the team; what stands by itself
    for its owner, who put it down, and who leads the owner.
    """
    if item.one_on_one_id is not None:
        return by.member_id in item.sides
    if item.meeting_team_id is not None and (
        item.meeting_team_id == own_team_id or leads(by, item.meeting_team_id)
    ):
        return True
    return by.member_id in (item.owner_id, item.created_by) or leads(by, item.owner_team_id)


def may_change(by: Principal, item: ActionItemRecord) -> bool:
    """Tell whether the caller says what became of an action item that it reads; of a meeting's not everybody does."""
    if item.meeting_team_id is None:
        return True
    return by.member_id in (item.owner_id, item.created_by) or leads(by, item.meeting_team_id)


def checked_item(
    playbook: Playbook,
    command: CreateActionItem,
    owner: MemberFacts,
    *,
    sides: frozenset[UUID],
    meeting_team: TeamMet | None,
    now: datetime,
) -> str:
    """Return the words of an action item, if the caller may put it down.

    `sides` are those of the talk it is of, `meeting_team` is that of the meeting.

    Raises:
        NotAllowedError: It is for somebody whom the caller does not lead, or for nobody of the talk.
        InvalidTextError: The words can't be stored.
        InvalidInputError: It is due before today, or too far ahead.
    """
    today = member_day(owner.zones, playbook.calendars, now)
    if sides:
        if owner.member_id not in sides:
            raise NotAllowedError("One of the two does it.", path=("ownerId",))
    elif meeting_team is not None:
        is_of_team = team_on(owner.teams, today) == meeting_team.team_id
        if not is_of_team and owner.member_id not in meeting_team.lead_ids:
            raise NotAllowedError("One of the team, or who leads it, does it.", path=("ownerId",))
        if command.by.member_id != owner.member_id and not leads(command.by, meeting_team.team_id):
            raise NotAllowedError("You take it on yourself, or lead the team.", path=("ownerId",))
    elif command.by.member_id != owner.member_id and not leads(
        command.by, team_on(owner.teams, today)
    ):
        raise NotAllowedError(
            "You put it down for yourself, or for whom you lead.", path=("ownerId",)
        )
    check_due(playbook, owner, command.due_on, now=now)
    return checked(command.text, limit=REASON_LIMIT, field="text")


def check_due(playbook: Playbook, owner: MemberFacts, due_on: date, *, now: datetime) -> None:
    """Pass a day by which something may be due.

    Raises:
        InvalidInputError: It lies before the owner's today, or more than two years ahead.
    """
    today = member_day(owner.zones, playbook.calendars, now)
    if not today <= due_on <= today + LOOKS_AHEAD:
        raise InvalidInputError("It is due today or later, within two years.", path=("dueOn",))


def step_to(before: ActionItemState, after: ActionItemState) -> ActionItemStepKind | None:
    """Return what was done where the state has changed; None where it has not."""
    if before is after:
        return None
    if after is ActionItemState.OPEN:
        return ActionItemStepKind.REOPENED
    return ActionItemStepKind.DONE if after is ActionItemState.DONE else ActionItemStepKind.DROPPED


def told_until(playbook: Playbook, owner: MemberFacts, on: date) -> date | None:
    """Return up to which day, not included, items are told on a morning: the next working day; None on a day off.

    So what is due on a day off is told on the last working day before, and each due date once.
    """
    if not is_working_day(playbook, owner, on):
        return None
    coming = (on + number * _DAY for number in range(1, _LONGEST_PAUSE))
    return next(
        (each for each in coming if is_working_day(playbook, owner, each)),
        on + _LONGEST_PAUSE * _DAY,
    )


def remind(
    playbook: Playbook, owner: MemberFacts, on: date, until: date, items: int, *, now: datetime
) -> Announcement:
    """Tell an owner how many items are due, no longer than the day lasts."""
    key = f"action-items:{owner.member_id}:{on.isoformat()}"
    kind = NotificationKind.ACTION_ITEM_DUE
    ends_at = own_day_begins(owner.zones, playbook.calendars, on + _DAY)
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"on": on.isoformat(), "until": until.isoformat(), "items": items},
        audience=Audience(member_ids=(owner.member_id,)),
        occurred_at=now,
        expires_at=min(ends_at, now + LASTS[kind]),
    )
