"""What is told of off-days and nudges: the member of each, those who lead of a pattern, and never in public."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from bellringer.gamification.facts.coaching.off_days import OffDayFlag
from bellringer.gamification.facts.members import MemberFacts
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.calendars.periods import own_day_begins
from bellringer.gamification.rules.identity import named_id
from bellringer.words import NotificationKind

_DAY = timedelta(days=1)


def keys_of(flag_id: UUID) -> tuple[str, str]:
    """Return what a flag is told under: to the member, and to those who lead."""
    return f"off-day:{flag_id}", f"off-day-pattern:{flag_id}"


def tell(
    playbook: Playbook,
    member: MemberFacts,
    flag: OffDayFlag,
    leads: Collection[UUID],
    *,
    now: datetime,
) -> list[Announcement]:
    """Tell the member of an off-day, and of the last day of a pattern those who lead, at the same time.

    Nobody is told of it after the member's day is over.
    """
    to_member, to_leads = keys_of(flag.flag_id)
    audiences: dict[str, tuple[UUID, ...]] = {to_member: (member.member_id,)}
    if flag.is_pattern and leads:
        audiences[to_leads] = tuple(each for each in leads if each != member.member_id)
    params = {
        "flag_id": str(flag.flag_id),
        "member_id": str(member.member_id),
        "on": flag.on.isoformat(),
    }
    return [
        _announcement(
            playbook, member, NotificationKind.OFF_DAY_FLAG, key, params, told, flag.on, now
        )
        for key, told in audiences.items()
        if told
    ]


def nudge(
    playbook: Playbook, member: MemberFacts, on: date, by: UUID, *, now: datetime
) -> Announcement:
    """Tell a member that somebody who leads thinks of the member's day."""
    key = f"nudge:{member.member_id}:{on.isoformat()}"
    params = {"by_member_id": str(by), "on": on.isoformat()}
    kind = NotificationKind.NUDGE
    return _announcement(playbook, member, kind, key, params, (member.member_id,), on, now)


def _announcement(
    playbook: Playbook,
    member: MemberFacts,
    kind: NotificationKind,
    key: str,
    params: dict[str, str],
    told: tuple[UUID, ...],
    on: date,
    now: datetime,
) -> Announcement:
    ends_at = own_day_begins(member.zones, playbook.calendars, on + _DAY)
    return Announcement(
        announcement_id=named_id(now, playbook.org_id, key),
        kind=kind,
        dedupe_key=key,
        params=params,
        audience=Audience(member_ids=told),
        occurred_at=now,
        expires_at=min(ends_at, now + LASTS[kind]),
    )
