"""Expectations: who publishes and acknowledges them, and who is reminded how often."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.gamification.errors import NotAllowedError, NotFoundError, WrongStateError
from bellringer.gamification.outcome.news import Announcement, Audience
from bellringer.gamification.rules.calendars.freshness import LASTS
from bellringer.gamification.rules.identity import named_id
from bellringer.words import NotificationKind, Role

REMINDS_EVERY = 7  # days
EXPECTATION_LIMIT = 4000


def check_acknowledgement(by: Principal, version_no: int, current_no: int) -> UUID:
    """Return the member who acknowledges the version in force for the own role.

    Raises:
        NotAllowedError: It is no member.
        NotFoundError: There is no such version.
        WrongStateError: Another version is in force.
    """
    if by.member_id is None:
        raise NotAllowedError("Only members acknowledge what is expected of them.")
    if not 1 <= version_no <= current_no:
        raise NotFoundError("There is no such version for your role.", path=("versionNo",))
    if version_no != current_no:
        raise WrongStateError(
            "A newer version is in force; read that one, and acknowledge it.", path=("versionNo",)
        )
    return by.member_id


def reminder_no(published_on: date, today: date) -> int:
    """Return which reminder is due by now: none (0) in the first seven days, then one more each seven days."""
    return (today - published_on).days // REMINDS_EVERY


def key_of(role: Role, version_no: int, number: int) -> str:
    """Return what a version is told under; number 0 tells that it is there, the others remind."""
    return f"expectation:{role.lower()}:{version_no}:{number}"


def tell(
    role: Role,
    version_no: int,
    number: int,
    member_ids: Collection[UUID],
    *,
    org_id: UUID,
    now: datetime,
) -> Announcement:
    """Ask members to read and acknowledge what is expected of their role."""
    key = key_of(role, version_no, number)
    kind = NotificationKind.EXPECTATION_OPEN
    return Announcement(
        announcement_id=named_id(now, org_id, key),
        kind=kind,
        dedupe_key=key,
        params={"version_no": version_no},
        audience=Audience(member_ids=tuple(sorted(member_ids))),
        occurred_at=now,
        expires_at=now + LASTS[kind],
    )
