"""What a member wants to be told, when and where."""

from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from bellringer.models.tables import (
    TenantTable,
    belongs_to_organization,
    check,
    default,
    filled,
    key,
    many,
    one_of,
    refers,
    words,
)
from bellringer.words import Channel


class NotificationSetting(TenantTable, table=True):
    """When a member may be rung, or, under the organization's own id, who has set nothing.

    Quiet hours are [quiet_from, quiet_until) on the member's own clock, over midnight where they end before
    they start. `texted_kinds` are what a member wishes by text, and empty for the organization. Its alone are
    `urgent_kinds`, which wait for nobody, and `mails_phoneless`: whether members without a phone get by e-mail what
    would ring.
    """

    __table_args__: ClassVar[Any] = (
        belongs_to_organization(),
        check(
            "quiet_hours",
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
        ),
        one_of("digest_by", Channel),
        check("daily_budget", "daily_budget BETWEEN 0 AND 1000"),
    )
    subject_id: UUID = key()
    quiet_from: time | None = Field(default=None)
    quiet_until: time | None = Field(default=None)
    is_quiet_on_days_off: bool = filled(False, "false")
    daily_budget: int | None = None
    digest_at: time | None = Field(default=None)
    digest_by: str | None = words(default=None)
    digests_on_days_off: bool | None = None
    warned_at: time | None = Field(default=None)
    texted_kinds: list[str] = many(Text, default_factory=list, **default("'{}'"))
    urgent_kinds: list[str] = many(Text, default_factory=list, **default("'{}'"))
    mails_phoneless: bool = filled(False, "false")


class NotificationPreference(TenantTable, table=True):
    """A kind that a member, or the organization for who has set nothing, does not want by a channel."""

    __table_args__: ClassVar[Any] = (
        refers("subject_id", "notification_setting"),
        one_of("channel", Channel),
    )
    subject_id: UUID = key()
    kind: str = words(primary_key=True)
    channel: str = words(primary_key=True)


class PushUse(TenantTable, table=True):
    """How many notifications rang a member's phones on one of the member's own days."""

    __table_args__: ClassVar[Any] = (refers("member_id", "member"),)
    member_id: UUID = key()
    on_date: date = key()
    notifications: int
