"""What a caller may ask for, as plain values; whoever builds one has authenticated the caller."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook import Terms
from bellringer.words import GoalKind, PrincipalKind, Role, SubjectKind, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who stands at the door, with the authority that the database gave when the request began.

    `source` scopes idempotency keys: `member:<id>`, `key:<id>`, `import:<mapping name>`.
    An import or the system acts with the authority of an admin and has no `member_id`.
    """

    org_id: UUID
    kind: PrincipalKind
    source: str
    role: Role
    member_id: UUID | None = None
    leads: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A member's part of a split activity, in basis points of 10 000."""

    member_id: UUID
    share_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordActivity:
    """One activity as the phone, the file or the CRM told it.

    Either `occurred_at` or, for a date without a time, `occurred_on` is given; with neither it happened now.
    `amount_minor` is in `currency` (None: the organization's); `rate` turns it into the reporting currency.
    `values` are up to 8 further measures by value key, e.g. gross profit in minor units.
    """

    by: Principal
    idempotency_key: str
    body_sha256: bytes
    member_id: UUID
    kind: str
    quantity: int = 1
    amount_minor: int | None = None
    currency: str | None = None
    rate: Decimal | None = None
    occurred_at: datetime | None = None
    occurred_on: date | None = None
    started_at: datetime | None = None
    duration_seconds: int | None = None
    customer_external_id: str | None = None
    deal_external_id: str | None = None
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    values: tuple[tuple[str, int], ...] = ()
    shares: tuple[Share, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseActivity:
    """Take back exactly one activity, with a reason."""

    by: Principal
    idempotency_key: str
    body_sha256: bytes
    activity_id: UUID
    reason: str


Command = RecordActivity | ReverseActivity


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


def fingerprint(body: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of an input as it was given, before any default was filled in.

    The order of keys does not matter; a field left out and a field given as null differ.
    """
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTerms:
    """What is agreed about a goal: reach `target` over the organization's days [starts_on, ends_on).

    `milestones` are in percent of the way from `baseline` to `target`.
    """

    target: int
    starts_on: date
    ends_on: date
    baseline: int = 0
    floor_target: int | None = None
    milestones: tuple[int, ...] = (25, 50, 75, 100, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeGoal:
    """Propose a goal for a member, a team or the organization (`owner_id` is then its own id)."""

    by: Principal
    owner_kind: SubjectKind
    owner_id: UUID
    title: str
    metric_key: str | None
    terms: GoalTerms
    floor_metric_key: str | None = None
    parent_id: UUID | None = None
    kind: GoalKind = GoalKind.NUMBER
    visibility: Visibility = Visibility.TEAM


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGoal:
    """Propose other terms for a goal; those in force stay until both sides agree."""

    by: Principal
    goal_id: UUID
    terms: GoalTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeGoal:
    """Agree to the terms numbered `agreement_no`: exactly those that were read."""

    by: Principal
    goal_id: UUID
    agreement_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelGoal:
    """Call a goal off; its crossings stay on record."""

    by: Principal
    goal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardBadge:
    """Give a member a badge by hand, with a reason."""

    by: Principal
    badge_id: UUID
    member_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeBadge:
    """Take an award back, with a reason; it stays on record."""

    by: Principal
    award_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustPoints:
    """Give a member points, or take some away, with a reason."""

    by: Principal
    member_id: UUID
    points: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRuleVersion:
    """Publish a new rule (`rule_id` None) or the next version of one; history keeps its prices.

    `effective_from` None means at once; a rule's first version holds from the beginning of time.
    """

    by: Principal
    kind: str
    title: str
    terms: Terms
    rule_id: UUID | None = None
    effective_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveKudos:
    """Thank a colleague in public."""

    by: Principal
    to_member_id: UUID
    text: str
