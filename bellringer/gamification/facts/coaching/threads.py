"""Threads as the rules see them."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.words import ThreadSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectKey:
    """What a thread is about: the kind of thing, and its name within the kind."""

    subject: ThreadSubject
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFacts:
    """A thread under lock: whose it is."""

    thread_id: UUID
    member_id: UUID
