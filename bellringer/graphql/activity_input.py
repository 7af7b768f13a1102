"""One activity as a client gives it, and the command it becomes."""

from datetime import datetime

import strawberry

from bellringer.gamification.commands.activities import RecordActivity, Share
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.given import given, or_none
from bellringer.graphql.metrics import MoneyInput
from bellringer.graphql.nodes import wanted
from bellringer.graphql.scalars import BigInt

KEY = (
    "Yours, 1 to 200 signs, e.g. a UUID made when the user tapped. Sent again with the same body it "
    "answers what it answered first, for ever; with another body it is refused."
)


@describing.entry
class ActivityValueInput:
    """A further measure of an activity."""

    metric_key: str = said("Which measure, e.g. gross_profit.")
    value: BigInt = said("Its value, in the measure's unit (money in minor units).")


@describing.entry
class ActivityShareInput:
    """A member's part of a split activity."""

    member_id: strawberry.ID = said("Who is credited; each member once.")
    share_bp: int = said("The part in basis points, 1 to 10 000; all parts sum to 10 000.")


@describing.entry
class ActivityRecordInput:
    """One activity."""

    idempotency_key: str = said(KEY)
    kind: str = said("Which kind, e.g. call or deal_won; see Organization.activityKinds.")
    quantity: int | None = said("How many, 1 to 1 000 000; left out: 1.", default=strawberry.UNSET)
    amount: MoneyInput | None = said(
        "For kinds that take one, e.g. the value of the deal.", default=strawberry.UNSET
    )
    occurred_at: datetime | None = said(
        "When it happened; left out: now. At most 5 minutes ahead, and for a member's own at most as far "
        "back as the organization allows, 31 days unless set otherwise.",
        default=strawberry.UNSET,
    )
    member_id: strawberry.ID | None = said(
        "Whose it is; left out: yours. Managers record for their teams, admins for all.",
        default=strawberry.UNSET,
    )
    note: str | None = said("Free text, at most 2 000 signs.", default=strawberry.UNSET)
    external_id: str | None = said(
        "`<system>:<record id>` of the record it stands for; a second activity of the kind for the same "
        "record is refused while the first stands.",
        default=strawberry.UNSET,
    )
    started_at: datetime | None = said(
        "When what led to it began, e.g. the sales cycle.", default=strawberry.UNSET
    )
    duration_seconds: int | None = said(
        "How long it took, in seconds; at most 31 days.", default=strawberry.UNSET
    )
    customer_external_id: str | None = said(
        "The customer's id in your system; at most 200 signs.", default=strawberry.UNSET
    )
    deal_external_id: str | None = said(
        "The deal's id in your system; at most 200 signs.", default=strawberry.UNSET
    )
    tags: list[str] | None = said(
        "Free words, e.g. the product; at most 20, each at most 100 signs.",
        default=strawberry.UNSET,
    )
    values: list[ActivityValueInput] | None = said(
        "Further measures, at most 8, each once.", default=strawberry.UNSET
    )
    shares: list[ActivityShareInput] | None = said(
        "Split credit, at most 20 members; left out: all of it is the member's.",
        default=strawberry.UNSET,
    )


def command_of(info: Info, sent: ActivityRecordInput) -> RecordActivity:
    """Make the command; whose it is and when follow from the caller where they are left out."""
    member = or_none(sent.member_id)
    amount: MoneyInput | None = or_none(sent.amount)
    quantity = or_none(sent.quantity)
    return RecordActivity(
        by=info.context.principal,
        idempotency_key=sent.idempotency_key,
        body_sha256=fingerprint(given(sent)),
        member_id=info.context.authority.member_id if member is None else wanted("Member", member),
        kind=sent.kind,
        quantity=1 if quantity is None else quantity,
        amount_minor=amount.amount_minor if amount else None,
        currency=amount.currency if amount else None,
        occurred_at=or_none(sent.occurred_at),
        started_at=or_none(sent.started_at),
        duration_seconds=or_none(sent.duration_seconds),
        customer_external_id=or_none(sent.customer_external_id),
        deal_external_id=or_none(sent.deal_external_id),
        external_id=or_none(sent.external_id),
        tags=tuple(or_none(sent.tags) or ()),
        values=tuple((each.metric_key, each.value) for each in or_none(sent.values) or ()),
        shares=tuple(
            Share(
                member_id=wanted("Member", each.member_id),
                share_bp=each.share_bp,
            )
            for each in or_none(sent.shares) or ()
        ),
        note=or_none(sent.note),
    )
