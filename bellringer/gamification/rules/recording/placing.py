"""Put a command into time and teams: whose day it is, and who is credited with what in which team."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bellringer.gamification.commands.activities import RecordActivity, ReverseActivity, Share
from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import (
    AlreadyReversedError,
    FutureActivityError,
    InvalidInputError,
    NotAllowedError,
    TooOldError,
    UnknownActivityError,
    UnknownMemberError,
    WrongStateError,
)
from bellringer.gamification.facts.activities import RecordedActivity, RecordedCredit
from bellringer.gamification.facts.customers import Owners
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.activities import Placed
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.periods import (
    ALL_TIME_STARTS_ON,
    calendar_at,
    is_skipped,
    member_day,
    organization_day,
)
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.customers import credited
from bellringer.gamification.rules.permissions import may_log_for, may_reverse
from bellringer.gamification.rules.recording import checks as activities
from bellringer.gamification.rules.recording.shares import WHOLE_BP, largest, split
from bellringer.gamification.rules.texts import NOTE_LIMIT, checked, checked_id
from bellringer.words import ApprovalState, PrincipalKind, Role

CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant as a member's and the organization's date, and the team that the member scored for."""

    occurred_at: datetime
    member_on: date
    org_on: date
    team_id: UUID | None


def moment_of(playbook: Playbook, member: MemberFacts, at: datetime) -> Moment:
    """Return an instant as a member's day, by the zones and the team in force then."""
    org_on = organization_day(playbook.calendars, at)
    return Moment(
        occurred_at=at,
        member_on=member_day(member.zones, playbook.calendars, at),
        org_on=org_on,
        team_id=team_on(member.teams, org_on),
    )


def place(
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    command: RecordActivity,
    *,
    activity_id: UUID,
    now: datetime,
    owned: Owners | None = None,
) -> Placed:
    """Check an activity and place it, with a credit for each member who shares in it.

    `owned` says whose customers are: where credit follows the owner, the activity becomes the owner's.

    Raises:
        UnknownMemberError: The member, or one who shares, is not an active member under lock.
        NotAllowedError: The caller may not record for the member.
        FutureActivityError: It lies more than 5 minutes ahead.
        TooOldError: It lies further back than the caller may record.
        DomainError: As `activities.check` says.
    """
    activities.check(playbook, command)
    member = _active(members, command.member_id, path=("memberId",))
    moment = _moment(playbook, member, command, now=now)
    if not may_log_for(command.by, command.member_id, moment.team_id):
        raise NotAllowedError(path=("memberId",))
    if moment.org_on < ALL_TIME_STARTS_ON or (
        command.by.role is Role.REP
        and moment.member_on
        < member_day(member.zones, playbook.calendars, now)
        - timedelta(days=playbook.rep_backdate_days)
    ):
        raise TooOldError(path=("occurredOn" if command.occurred_on else "occurredAt",))
    _check_start(playbook, command, moment)
    owner = credited(playbook, members, owned or {}, command, on=moment.org_on)
    if owner is not member:
        member = owner
        command = replace(command, member_id=owner.member_id)
        moment = _moment(playbook, owner, command, now=now)
    return Placed(
        activity_id=activity_id,
        command=command,
        kind=command.kind,
        member_id=member.member_id,
        recorded_at=now,
        occurred_at=moment.occurred_at,
        member_on=moment.member_on,
        org_on=moment.org_on,
        credits=_credits(playbook, members, command, moment),
        values=dict(command.values),
        tags=command.tags,
        is_pending=playbook.kinds[command.kind].needs_approval and _is_self_reported(command.by),
    )


def place_reversal(
    members: Mapping[UUID, MemberFacts],
    original: RecordedActivity | None,
    command: ReverseActivity,
    *,
    activity_id: UUID,
    now: datetime,
) -> Placed:
    """Check a reversal and place it where its original lies, with the original's credits negated.

    Members who have left stay credited, so they need only be under lock.

    Raises:
        UnknownActivityError: There is no original.
        NotAllowedError: It is neither the caller's own nor of a team that the caller leads.
        AlreadyReversedError: It is reversed, or a reversal itself.
        WrongStateError: It was not approved, and never scored.
        InvalidTextError: The reason can't be stored.
    """
    checked_id(command.idempotency_key, field="idempotencyKey")
    checked(command.reason, limit=NOTE_LIMIT, field="reason")
    if original is None or any(each.member_id not in members for each in original.credits):
        raise UnknownActivityError(path=("activityId",))
    if not may_reverse(command.by, original):
        raise NotAllowedError(path=("activityId",))
    if original.is_reversed or original.is_reversal:
        raise AlreadyReversedError(path=("activityId",))
    if not (original.is_scored or original.approval is ApprovalState.PENDING):
        raise WrongStateError(
            "The activity was not approved, so there is nothing to take back.",
            path=("activityId",),
        )
    return Placed(
        activity_id=activity_id,
        command=command,
        kind=original.kind,
        member_id=original.member_id,
        recorded_at=now,
        occurred_at=original.occurred_at,
        member_on=original.member_on,
        org_on=original.org_on,
        credits=tuple(
            replace(
                credit,
                member_seq=0,
                quantity=-credit.quantity,
                amount_minor=-credit.amount_minor,
                duration_seconds=-credit.duration_seconds,
            )
            for credit in original.credits
        ),
        values=original.values,
        reverses_id=original.activity_id,
        withdraws=not original.is_scored,
    )


def _active(
    members: Mapping[UUID, MemberFacts], member_id: UUID, *, path: tuple[str, ...]
) -> MemberFacts:
    member = members.get(member_id)
    if member is None or not member.is_active:
        raise UnknownMemberError(path=path)
    return member


def _is_self_reported(by: Principal) -> bool:
    return by.kind is PrincipalKind.MEMBER and by.role is Role.REP


def _moment(
    playbook: Playbook, member: MemberFacts, command: RecordActivity, *, now: datetime
) -> Moment:
    if command.occurred_on is not None:
        if command.occurred_at is not None:
            raise InvalidInputError("Give either the instant or the date.", path=("occurredOn",))
        return _moment_of_date(playbook, member, command.occurred_on, now=now)
    at = command.occurred_at or now
    if at.tzinfo is None:
        raise InvalidInputError("An instant needs its offset from UTC.", path=("occurredAt",))
    if at > now + CLOCK_SKEW:
        raise FutureActivityError(path=("occurredAt",))
    if at.year < ALL_TIME_STARTS_ON.year - 1:
        raise TooOldError(path=("occurredAt",))
    return moment_of(playbook, member, at)


def _moment_of_date(playbook: Playbook, member: MemberFacts, on: date, *, now: datetime) -> Moment:
    """Place a date without a time: both dates are that date, and the instant is its noon or now.

    It may be today wherever the member or the organization is.
    """
    soon = now + CLOCK_SKEW
    today = max(
        organization_day(playbook.calendars, soon),
        member_day(member.zones, playbook.calendars, soon),
    )
    if on > today:
        raise FutureActivityError(path=("occurredOn",))
    if on < ALL_TIME_STARTS_ON:
        raise TooOldError(path=("occurredOn",))
    zone = calendar_at(playbook.calendars, on).timezone
    if is_skipped(on, zone):
        raise InvalidInputError(f"There was no such date in {zone}.", path=("occurredOn",))
    return moment_on(playbook, member, on, now=now)


def moment_on(playbook: Playbook, member: MemberFacts, on: date, *, now: datetime) -> Moment:
    """Return a date without a time as a member's day: its noon, or now."""
    zone = calendar_at(playbook.calendars, on).timezone
    noon = datetime.combine(on, time(12), ZoneInfo(zone)).astimezone(UTC)
    return Moment(
        occurred_at=min(noon, now),
        member_on=on,
        org_on=on,
        team_id=team_on(member.teams, on),
    )


def _check_start(playbook: Playbook, command: RecordActivity, moment: Moment) -> None:
    if command.started_at is None:
        return
    if command.started_at.tzinfo is None:
        raise InvalidInputError("An instant needs its offset from UTC.", path=("startedAt",))
    if not ALL_TIME_STARTS_ON.year <= command.started_at.year <= moment.org_on.year + 1:
        raise InvalidInputError(
            f"An activity starts after {ALL_TIME_STARTS_ON.year}, and not after it happened.",
            path=("startedAt",),
        )
    # By date, so that a day without a time may have begun and ended on the same one.
    if organization_day(playbook.calendars, command.started_at) > moment.org_on:
        raise InvalidInputError("An activity can't start after it happened.", path=("startedAt",))


def _credits(
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    command: RecordActivity,
    moment: Moment,
) -> tuple[RecordedCredit, ...]:
    """Split the activity: money by largest remainder, count and duration whole to the largest share."""
    shares = command.shares or (Share(member_id=command.member_id, share_bp=WHOLE_BP),)
    parts_bp = [share.share_bp for share in shares]
    amounts = split(activities.reporting_amount(playbook, command), parts_bp)
    taker = largest(parts_bp)
    found = []
    for index, (share, amount_minor) in enumerate(zip(shares, amounts, strict=True)):
        member = _active(members, share.member_id, path=("shares",))
        is_whole = index == taker
        found.append(
            RecordedCredit(
                member_id=member.member_id,
                member_seq=0,
                team_id=team_on(member.teams, moment.org_on),
                share_bp=share.share_bp,
                quantity=command.quantity if is_whole else 0,
                amount_minor=amount_minor,
                duration_seconds=(command.duration_seconds or 0) if is_whole else 0,
                member_on=_day_of(playbook, member, command, moment),
                org_on=moment.org_on,
                sales_role=member.sales_role,
                share_no=index,
            )
        )
    return tuple(found)


def _day_of(
    playbook: Playbook, member: MemberFacts, command: RecordActivity, moment: Moment
) -> date:
    if command.occurred_on is not None:
        return command.occurred_on
    return member_day(member.zones, playbook.calendars, moment.occurred_at)
