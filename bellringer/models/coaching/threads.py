"""Threads: what a member and those who lead the member say about a figure, a goal, an activity or an off-day."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from bellringer.models.tables import TenantTable, key, one_of, refers, words
from bellringer.words import ThreadSubject


class Thread(TenantTable, table=True):
    """A conversation about something of a member's; one for each thing. `subject_key` names it within its kind."""

    __table_args__: ClassVar[Any] = (
        refers("member_id", "member"),
        one_of("subject", ThreadSubject),
        UniqueConstraint("org_id", "member_id", "subject", "subject_key"),
        Index(None, "org_id", "last_at", "thread_id"),
    )
    thread_id: UUID = key()
    member_id: UUID
    subject: str = words()
    subject_key: str = words()
    opened_at: datetime
    last_at: datetime


class ThreadMessage(TenantTable, table=True):
    """That somebody wrote into a thread, and when; the words stand apart."""

    __table_args__: ClassVar[Any] = (
        refers("thread_id", "thread"),
        refers("by_member_id", "member", "member_id"),
        Index(None, "org_id", "thread_id", "message_id"),
    )
    message_id: UUID = key()
    thread_id: UUID
    by_member_id: UUID
    written_at: datetime


class ThreadNote(TenantTable, table=True):
    """What a message says, apart so that it can be erased."""

    __table_args__: ClassVar[Any] = (refers("message_id", "thread_message"),)
    message_id: UUID = key()
    body: str = words()


class ThreadTold(TenantTable, table=True):
    """Which announcement last told a member of a thread, from which message on."""

    __table_args__: ClassVar[Any] = (
        refers("thread_id", "thread"),
        refers("member_id", "member"),
        refers("announcement_id", "announcement"),
        refers("since_id", "thread_message", "message_id"),
    )
    thread_id: UUID = key()
    member_id: UUID = key()
    announcement_id: UUID
    since_id: UUID
