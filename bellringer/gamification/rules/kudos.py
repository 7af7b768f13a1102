"""Kudos: thanks between peers, counted so that they keep their worth."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands import GiveKudos
from bellringer.gamification.errors import (
    AllowanceSpentError,
    NotAllowedError,
    UnknownMemberError,
)
from bellringer.gamification.facts import MemberFacts
from bellringer.gamification.outcome import Announcement, Audience, FeedPost
from bellringer.gamification.playbook import Playbook
from bellringer.gamification.rules.identity import named_id
from bellringer.gamification.rules.periods import member_day
from bellringer.gamification.rules.workdays import team_on
from bellringer.words import FeedKind, NotificationKind

A_DAY = 5
COOLDOWN = timedelta(hours=24)
LOOK_BACK = timedelta(hours=50)  # the longest local day and the cooldown lie within
_TOLD_FOR = timedelta(days=3)


def check(
    playbook: Playbook,
    members: Mapping[UUID, MemberFacts],
    command: GiveKudos,
    given: Sequence[tuple[UUID, datetime]],
    *,
    now: datetime,
) -> None:
    """Refuse kudos to oneself, to strangers, and more than `given` (to whom, when) leaves open.

    A day is the giver's own.

    Raises:
        NotAllowedError: It is no member who gives, or a member to oneself.
        UnknownMemberError: There is no such active colleague.
        AllowanceSpentError: Five were given today, or one to the same colleague within 24 hours.
    """
    giver = members.get(command.by.member_id) if command.by.member_id else None
    if giver is None or command.to_member_id == giver.member_id:
        raise NotAllowedError("Kudos go from one member to another.", path=("toMemberId",))
    receiver = members.get(command.to_member_id)
    if receiver is None or not receiver.is_active:
        raise UnknownMemberError(path=("toMemberId",))
    if any(to == receiver.member_id and now - at < COOLDOWN for to, at in given):
        raise AllowanceSpentError(
            "You have thanked this colleague within the last 24 hours.", path=("toMemberId",)
        )
    calendars = playbook.calendars
    today = member_day(giver.zones, calendars, now)
    if sum(member_day(giver.zones, calendars, at) == today for _, at in given) >= A_DAY:
        raise AllowanceSpentError(f"You can give {A_DAY} kudos a day; tomorrow again.")


def tell(playbook: Playbook, command: GiveKudos, kudos_id: UUID, *, now: datetime) -> Announcement:
    """Tell who was thanked."""
    key = f"kudos:{kudos_id}"
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, key),
        kind=NotificationKind.KUDOS,
        dedupe_key=key,
        params=_params(command, kudos_id),
        audience=Audience(member_ids=(command.to_member_id,)),
        occurred_at=now,
        expires_at=now + _TOLD_FOR,
    )


def post(
    playbook: Playbook,
    receiver: MemberFacts,
    command: GiveKudos,
    kudos_id: UUID,
    *,
    now: datetime,
) -> FeedPost:
    """Show it to the receiver's team; to the organization, if there is none."""
    key = f"kudos:{kudos_id}"
    today = member_day(receiver.zones, playbook.calendars, now)
    return FeedPost(
        post_id=named_id(now, playbook.org_id, "post", key),
        audience_id=team_on(receiver.teams, today) or playbook.org_id,
        kind=FeedKind.KUDOS,
        dedupe_key=key,
        member_id=command.to_member_id,
        params=_params(command, kudos_id),
        occurred_at=now,
    )


def _params(command: GiveKudos, kudos_id: UUID) -> Mapping[str, str | int]:
    return {
        "kudos_id": str(kudos_id),
        "member_id": str(command.to_member_id),
        "by_member_id": str(command.by.member_id),
    }
