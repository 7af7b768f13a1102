"""Who joins, changes, leaves and comes back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import ErasureReason, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNamed:
    """A team by its key; with a `name` it is made if there is none."""

    team_key: str
    name: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolMember:
    """Make or update the member with this e-mail address; None leaves what is there.

    Without `joined_on` a new member was in the team since the beginning of time.
    """

    by: Principal
    email: str
    display_name: str
    role: Role = Role.REP
    team: TeamNamed | None = None
    leads: tuple[TeamNamed, ...] = ()
    joined_on: date | None = None
    sales_role: str | None = None
    timezone: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLocale:
    """Speak to the caller in another language; None: in the organization's."""

    by: Principal
    locale: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateMember:
    """Change what is known of a member; None leaves what is there, an empty sales role takes it away."""

    by: Principal
    member_id: UUID
    display_name: str | None = None
    sales_role: str | None = None
    locale: str | None = None
    joined_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRole:
    """Give a member another role."""

    by: Principal
    member_id: UUID
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivateMember:
    """Let a member leave; `left_on` is the first day of absence, None for today."""

    by: Principal
    member_id: UUID
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactivateMember:
    """Let a member come back."""

    by: Principal
    member_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMember:
    """Let a member score for a team, or for none, from a date on; what was scored before stays."""

    by: Principal
    member_id: UUID
    team_id: UUID | None
    starts_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectMembership:
    """Say that a member scored for a team, or for none, over [starts_on, ends_on), whatever is on record.

    Without `ends_on` it holds until the next change that is on record.
    """

    by: Principal
    member_id: UUID
    team_id: UUID | None
    starts_on: date
    reason: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseMember:
    """Let nothing tell any more who a member was; the reason is a word, so that it may stay on the log."""

    by: Principal
    member_id: UUID
    reason: ErasureReason
