"""Kudos: thanks between peers, counted so that they keep their worth."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bellringer.gamification.commands.kudos import GiveKudos
from bellringer.gamification.errors import AllowanceSpentError, NotAllowedError, UnknownMemberError
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience, FeedPost
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import member_day
from bellringer.gamification.rules.calendars.workdays import team_on
from bellringer.gamification.rules.identity import named_id
from bellringer.words import FeedKind, NotificationKind

LONGEST_DAY = timedelta(hours=50)  # of the giver's own


def look_back(playbook: Playbook) -> timedelta:
    """Return how far back it matters what a member gave."""
    return max(LONGEST_DAY, timedelta(hours=playbook.feed.kudos_pause_hours))


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
        AllowanceSpentError: The day's are given, or one to the same colleague too short a time ago.
    """
    giver = members.get(command.by.member_id) if command.by.member_id else None
    if giver is None or command.to_member_id == giver.member_id:
        raise NotAllowedError("Kudos go from one member to another.", path=("toMemberId",))
    receiver = members.get(command.to_member_id)
    if receiver is None or not receiver.is_active:
        raise UnknownMemberError(path=("toMemberId",))
    pause = playbook.feed.kudos_pause_hours
    if any(to == receiver.member_id and now - at < timedelta(hours=pause) for to, at in given):
        raise AllowanceSpentError(
            f"You have thanked this colleague within the last {pause} hours.", path=("toMemberId",)
        )
    calendars = playbook.calendars
    today = member_day(giver.zones, calendars, now)
    a_day = playbook.feed.kudos_a_day
    if sum(member_day(giver.zones, calendars, at) == today for _, at in given) >= a_day:
        raise AllowanceSpentError(f"You can give {a_day} kudos a day; tomorrow again.")


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
        expires_at=now + LASTS[NotificationKind.KUDOS],
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
