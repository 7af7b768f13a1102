"""What admins write about boosts."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.boost_points import create_boost, end_boost
from bellringer.gamification.commands.points import CreateBoost, EndBoost
from bellringer.graphql import describing, rules
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.rules import PointBoost
from bellringer.graphql.writing import KEY, mutation, write, write_once


@describing.entry
class BoostCreateInput:
    """A window in which rules pay more. Boosts that overlap multiply."""

    idempotency_key: str = said(KEY)
    title: str = said("What people call it, 1 to 120 signs.")
    percent: int = said("What rules pay of their worth, 101 to 1 000: 150 is one and a half times.")
    kinds: list[str] | None = said(
        "The kinds of activity that it is for; left out or empty: all.", default=None
    )
    starts_at: datetime | None = said("Not in the past; left out: now.", default=None)
    ends_at: datetime = said("After it begins, at most 366 days later.")


@describing.entry
class BoostEndInput:
    """Which boost to call off."""

    boost_id: strawberry.ID = said("The boost; what has happened in it stays boosted.")


@describing.output
class BoostCreatePayload(Payload):
    """The boost."""

    boost: PointBoost | None = said("The boost; null where it was refused.", default=None)


@describing.output
class BoostEndPayload(Payload):
    """The boost."""

    boost: PointBoost | None = said("The boost; null where it was refused.", default=None)


@strawberry.type
class BoostMutation:
    """The writes about boosts."""

    @mutation
    async def boost_create(
        self,
        info: Info,
        sent: Annotated[
            BoostCreateInput, strawberry.argument(name="input", description="The boost.")
        ],
    ) -> BoostCreatePayload:
        """Let rules pay more for a while; admins only. What has happened is never priced anew."""
        command = CreateBoost(
            by=info.context.principal,
            title=sent.title,
            percent=sent.percent,
            kinds=frozenset(sent.kinds or ()),
            starts_at=sent.starts_at,
            ends_at=sent.ends_at,
        )
        boost_id = UUID(await write_once(info, sent, create_boost, command))
        await info.context.enter()
        return BoostCreatePayload(boost=await rules.boost_of(info, boost_id))

    @mutation
    async def boost_end(
        self,
        info: Info,
        sent: Annotated[BoostEndInput, strawberry.argument(name="input", description="The boost.")],
    ) -> BoostEndPayload:
        """Call a boost off from now on, also before it begins; admins only."""
        command = EndBoost(by=info.context.principal, boost_id=wanted("PointBoost", sent.boost_id))
        boost_id = await write(info, end_boost, command)
        await info.context.enter()
        return BoostEndPayload(boost=await rules.boost_of(info, boost_id))
