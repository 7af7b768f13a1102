"""Activities, as recorded; writing them stands in recording.py."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

import strawberry

from bellringer.gamification.store.views import activities as views
from bellringer.gamification.store.views.activities import ActivityView, ShareView
from bellringer.graphql import describing, members, points
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.connections import Connection, connect, window_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.metrics import Money
from bellringer.graphql.nodes import Node, pack
from bellringer.graphql.references import AMember, AnEntry
from bellringer.graphql.scalars import BigInt
from bellringer.words import ApprovalState, Role


@describing.output
class ActivityValue:
    """A further measure of an activity."""

    metric_key: str = said("Which measure, e.g. gross_profit.")
    value: BigInt = said("Its value, in the metric's unit (money in minor units).")


@describing.output
class ActivityShare:
    """A member's part of an activity; most have one share."""

    view: strawberry.Private[ShareView]
    share_bp: int = said("The part, in basis points: 10 000 is all of it.")
    amount_minor: BigInt = said(
        "The part of the amount, in the organization's currency, minor units."
    )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Who is credited."""
        return await members.certain_member(info, self.view.member_id)


@describing.output
class Approval:
    """The decision on what a member reported."""

    view: strawberry.Private[ActivityView]
    state: ApprovalState = said("Where it stands.")
    decided_at: datetime | None = said("When it was decided; null while it waits.")
    reason: str | None = said("Why it was rejected.")

    @classmethod
    def of(cls, view: ActivityView) -> "Approval | None":
        """Show what a store read; None where no approval was needed."""
        if view.approval is None:
            return None
        return cls(
            view=view,
            state=view.approval,
            decided_at=view.decided_at,
            reason=view.rejection,
        )

    @resolved
    async def decided_by(self, info: Info) -> AMember | None:
        """Who decided, or withdrew it; null while it waits."""
        return await members.member_of(info, self.view.decided_by)


@describing.output
class Activity(Node):
    """One recorded fact; for its member, the member's managers and admins."""

    view: strawberry.Private[ActivityView]
    kind: str = said("Which kind, e.g. call or deal_won.")
    occurred_at: datetime = said("When it happened, which decides its period.")
    recorded_at: datetime = said("When it was written.")
    on: date = said("The day it counts for, in the organization's calendar.")
    quantity: BigInt = said("How many; negative for a reversal.")
    started_at: datetime | None = said("When what led to it began, e.g. the sales cycle.")
    duration_seconds: BigInt | None = said("How long it took, in seconds.")
    customer_external_id: str | None = said("The customer's id in the system it came from.")
    deal_external_id: str | None = said("The deal's id in the system it came from.")
    external_id: str | None = said("`<system>:<record id>` of the record it stands for.")
    tags: list[str] = said("Free words, e.g. the product.")
    is_pending: bool = said("It waits for approval and does not score yet; see `approval`.")
    note: str | None = said("What was noted with it; for a reversal the reason.")

    @classmethod
    def of(cls, view: ActivityView) -> "Activity":
        """Show what a store read."""
        return cls(
            id=pack("Activity", view.activity_id),
            view=view,
            kind=view.kind,
            occurred_at=view.occurred_at,
            recorded_at=view.recorded_at,
            on=view.org_on,
            quantity=BigInt(-view.quantity if view.reverses_id else view.quantity),
            started_at=view.started_at,
            duration_seconds=None
            if view.duration_seconds is None
            else BigInt(view.duration_seconds),
            customer_external_id=view.customer_external_id,
            deal_external_id=view.deal_external_id,
            external_id=view.external_id,
            tags=list(view.tags),
            is_pending=view.approval is ApprovalState.PENDING,
            note=view.note,
        )

    @property
    def about(self) -> Sequence[UUID]:
        """Return whom this is about."""
        return (self.view.member_id,)

    @resolved
    async def member(self, info: Info) -> AMember:
        """Whose activity it is."""
        return await members.certain_member(info, self.view.member_id)

    @resolved
    async def recorded_by(self, info: Info) -> AMember | None:
        """Who sent it; null where it came from a file or another system."""
        return await members.member_of(info, self.view.recorded_by)

    @resolved
    def amount(self, info: Info) -> Money | None:
        """The amount in the organization's reporting currency; null where none goes with it."""
        minor = self.view.amount_minor
        currency = info.context.playbook.currency
        return None if minor is None else Money(amount_minor=BigInt(minor), currency=currency)

    @resolved
    def original_amount(self) -> Money | None:
        """The amount in the currency it was told in; null where that is the reporting currency."""
        minor, currency = self.view.original_amount_minor, self.view.original_currency
        if minor is None or currency is None:
            return None
        return Money(amount_minor=BigInt(minor), currency=currency)

    @resolved
    def values(self) -> list[ActivityValue]:
        """Further measures told with it, at most 8."""
        return [
            ActivityValue(metric_key=key, value=BigInt(value))
            for key, value in sorted(self.view.measured.items())
        ]

    @resolved
    async def shares(self, info: Info) -> list[ActivityShare]:
        """Who is credited, the largest share first."""
        found = await info.context.loaders.shares.load(self.view.activity_id) or []
        return [
            ActivityShare(
                view=share, share_bp=share.share_bp, amount_minor=BigInt(share.amount_minor)
            )
            for share in found
        ]

    @resolved
    def points_earned(self) -> BigInt | None:
        """Points it brought its member when it was scored; null while it waits for approval."""
        earned = self.view.points_earned
        return None if earned is None else BigInt(earned)

    @resolved
    def approval(self) -> Approval | None:
        """What became of it; null where it needed no approval."""
        return Approval.of(self.view)

    @resolved
    def reverses(self) -> strawberry.ID | None:
        """The activity that this one takes back; null where it is no reversal."""
        taken_back = self.view.reverses_id
        return pack("Activity", taken_back) if taken_back else None

    @resolved
    def reversed_by(self) -> strawberry.ID | None:
        """The reversal that took it back; null while it stands."""
        taken_back_by = self.view.reversed_by
        return pack("Activity", taken_back_by) if taken_back_by else None

    @resolved
    async def why(self, info: Info) -> list[AnEntry]:
        """The ledger entries it made, each with the rule and the version that priced it."""
        entries = await info.context.loaders.entries.load(self.view.activity_id) or []
        return [points.LedgerEntry.of(entry) for entry in entries]


async def activity_of(info: Info, activity_id: UUID | None) -> Activity | None:
    """Show the activity of an id, if there is one that the caller may see."""
    view = activity_id and await info.context.loaders.activities.load(activity_id)
    if not view:
        return None
    shares = await info.context.loaders.shares.load(view.activity_id) or []
    about = {view.member_id, *(share.member_id for share in shares)}
    if view.recorded_by == info.context.authority.member_id:
        return Activity.of(view)
    return Activity.of(view) if await sees(info.context, Audience.LEADS, about) else None


async def activities_of(
    info: Info,
    member_id: UUID,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Activity]:
    """List what a member is credited with, the latest first."""
    window = window_of(first, after, last, before, views.KEY)
    found = await info.context.read(lambda c: views.page(c, window, member_id))
    return cast(
        "Connection[Activity]",
        connect(
            found,
            Activity.of,
            lambda view: (view.occurred_at, view.activity_id),
            lambda: info.context.read(lambda c: views.count(c, member_id)),
        ),
    )


async def behind(
    info: Info,
    which: views.Behind,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Activity]:
    """List the activities behind a member's score, the latest first."""
    window = window_of(first, after, last, before, views.KEY)
    found = await info.context.read(lambda c: views.behind(c, window, which))
    return cast(
        "Connection[Activity]",
        connect(
            found,
            Activity.of,
            lambda view: (view.occurred_at, view.activity_id),
            lambda: info.context.read(lambda c: views.count_behind(c, which)),
        ),
    )


async def waiting_of(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Activity]:
    """List what waits for a decision of the caller, the longest first."""
    window = window_of(first, after, last, before, views.KEY)
    authority = info.context.authority
    decider = views.Decider(
        is_admin=authority.role is Role.ADMIN,
        leads=authority.leads if authority.role is Role.MANAGER else frozenset(),
        member_id=authority.member_id,
    )
    found = await info.context.read(lambda c: views.waiting(c, window, decider))
    return cast(
        "Connection[Activity]",
        connect(
            found,
            Activity.of,
            lambda view: (view.recorded_at, view.activity_id),
            lambda: info.context.read(lambda c: views.count_waiting(c, decider)),
        ),
    )
