"""When those who can approve hear of what waits for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.rules.calendars.clocks import Hour
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.identity import named_id
from bellringer.words import NotificationKind

HOURS: Collection[time] = (time(9), time(14))  # on the own clock of who decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for somebody's decision, and when the latest of it was reported."""

    items: int
    latest_at: datetime


def is_told(waiting: Waiting, hour: Hour, *, looked_at: datetime | None) -> bool:
    """Tell whether to tell of what waits: in the morning always, later only if more has come since the last look."""
    return hour[1] == min(HOURS) or looked_at is None or waiting.latest_at > looked_at


def tell_waiting(
    member_id: UUID, waiting: Waiting, hour: Hour, *, org_id: UUID, now: datetime
) -> Announcement:
    """Tell somebody how much waits for a decision."""
    on, clock = hour
    kind = NotificationKind.APPROVAL_WAITING
    key = f"approval-waiting:{member_id}:{on.isoformat()}:{clock:%H%M}"
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"items": waiting.items},
        audience=Audience(member_ids=(member_id,)),
        occurred_at=now,
        expires_at=now + LASTS[kind],
    )
