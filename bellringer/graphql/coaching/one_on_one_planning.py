"""Planning one-to-ones: when, with whom, moved and called off."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.coaching.plan_one_on_one import (
    cancel_one_on_one,
    plan_one_on_one,
    update_one_on_one,
)
from bellringer.gamification.commands.coaching.one_on_ones import (
    CancelOneOnOne,
    PlanOneOnOne,
    UpdateOneOnOne,
)
from bellringer.graphql import describing
from bellringer.graphql.coaching.one_on_ones import OneOnOne, one_on_one_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import OneOnOneKind

_TALK = "The one-to-one; null where it was refused."
_OWN = "A one-to-one of yours."


@describing.entry
class OneOnOnePlanInput:
    """With whom to talk, and when."""

    idempotency_key: str = said(KEY)
    with_id: strawberry.ID = said("A member you lead, or somebody who leads your team.")
    planned_at: datetime = said("When: from now on, within a year.")
    kind: OneOnOneKind = said(
        "What it is about; who leads plans a performance conversation.",
        default=OneOnOneKind.REGULAR,
    )


@describing.output
class OneOnOnePlanPayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneUpdateInput:
    """What to change; what is left out or null stays."""

    one_on_one_id: strawberry.ID = said(_OWN)
    planned_at: datetime | None = said("When, until it is held.", default=None)
    review_on: date | None = said(
        "When what was agreed is looked at again; the lead sets it.", default=None
    )


@describing.output
class OneOnOneUpdatePayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@describing.entry
class OneOnOneCancelInput:
    """What to call off."""

    one_on_one_id: strawberry.ID = said("A one-to-one of yours that was not held.")


@describing.output
class OneOnOneCancelPayload(Payload):
    """The one-to-one."""

    one_on_one: OneOnOne | None = said(_TALK, default=None)


@strawberry.type
class OneOnOnePlanningMutation:
    """The writes of when a one-to-one is."""

    @mutation
    async def one_on_one_plan(
        self,
        info: Info,
        sent: Annotated[
            OneOnOnePlanInput, strawberry.argument(name="input", description="The talk.")
        ],
    ) -> OneOnOnePlanPayload:
        """Plan a one-to-one, from either side; what the last one left goes on its agenda."""
        command = PlanOneOnOne(
            by=info.context.principal,
            with_id=wanted("Member", sent.with_id),
            planned_at=sent.planned_at,
            kind=sent.kind,
        )
        talk_id = UUID(await write_once(info, sent, plan_one_on_one, command))
        return OneOnOnePlanPayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_update(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneUpdateInput, strawberry.argument(name="input", description="The change.")
        ],
    ) -> OneOnOneUpdatePayload:
        """Move a one-to-one, or set the day of review; signatures are taken back."""
        command = UpdateOneOnOne(
            by=info.context.principal,
            one_on_one_id=wanted("OneOnOne", sent.one_on_one_id),
            planned_at=sent.planned_at,
            review_on=sent.review_on,
        )
        talk_id = await write(info, update_one_on_one, command)
        return OneOnOneUpdatePayload(one_on_one=await one_on_one_of(info, talk_id))

    @mutation
    async def one_on_one_cancel(
        self,
        info: Info,
        sent: Annotated[
            OneOnOneCancelInput, strawberry.argument(name="input", description="The talk.")
        ],
    ) -> OneOnOneCancelPayload:
        """Call a one-to-one off that was not held."""
        command = CancelOneOnOne(
            by=info.context.principal, one_on_one_id=wanted("OneOnOne", sent.one_on_one_id)
        )
        talk_id = await write(info, cancel_one_on_one, command)
        return OneOnOneCancelPayload(one_on_one=await one_on_one_of(info, talk_id))
