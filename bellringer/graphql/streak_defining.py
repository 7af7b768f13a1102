"""What admins write about streaks."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.define_streak import (
    archive_streak,
    create_streak,
    update_streak,
)
from bellringer.gamification.commands.streaks import ArchiveStreak, CreateStreak, UpdateStreak
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.streaks import StreakDefinition
from bellringer.graphql.writing import mutation, write
from bellringer.words import Cadence, StreakCondition

_STREAK = "The streak; null where it was refused."


@describing.entry
class StreakCreateInput:
    """What a new streak asks for; but for the title it stays so."""

    key: str = said("What badges call it: yours, 1 to 200 signs, never given twice.")
    title: str = said("What people call it, 1 to 120 signs.")
    metric_key: str = said("What is counted; its days add up, and more of it is better.")
    cadence: Cadence = said("Whether each working day counts, or each week.", default=Cadence.DAY)
    condition: StreakCondition = said("What has to hold.", default=StreakCondition.AT_LEAST)
    threshold: BigInt | None = said(
        "How much it takes, at least 1, in the metric's unit; only with AT_LEAST.", default=None
    )
    freeze_every: int = said(
        "Earn a freeze on every so many days or weeks of a run, 0 to 366; 0: never.", default=0
    )
    freeze_cap: int = said("Keep at most so many freezes, 0 to 30.", default=0)


@describing.output
class StreakCreatePayload(Payload):
    """The streak."""

    streak: StreakDefinition | None = said(_STREAK, default=None)


@describing.entry
class StreakUpdateInput:
    """Another title."""

    key: str = said("Which streak.")
    title: str = said("What people call it from now on, 1 to 120 signs.")


@describing.output
class StreakUpdatePayload(Payload):
    """The streak."""

    streak: StreakDefinition | None = said(_STREAK, default=None)


@describing.entry
class StreakArchiveInput:
    """Which streak is to be no more."""

    key: str = said("Which streak.")


@describing.output
class StreakArchivePayload(Payload):
    """What is left."""

    streaks: list[StreakDefinition] | None = said(
        "The streaks there are; null where it was refused.", default=None
    )


@strawberry.type
class StreakMutation:
    """The writes of streaks."""

    @mutation
    async def streak_create(
        self,
        info: Info,
        sent: Annotated[
            StreakCreateInput, strawberry.argument(name="input", description="The streak.")
        ],
    ) -> StreakCreatePayload:
        """Make a streak; admins only.

        It is filled from what is on record: in a small organization at once, in a large one by the worker.
        """
        command = CreateStreak(
            by=info.context.principal,
            streak_key=sent.key,
            title=sent.title,
            metric_key=sent.metric_key,
            cadence=sent.cadence,
            condition=sent.condition,
            threshold=sent.threshold,
            freeze_every=sent.freeze_every,
            freeze_cap=sent.freeze_cap,
        )
        await write(info, create_streak, command)
        return StreakCreatePayload(streak=await _named(info, sent.key))

    @mutation
    async def streak_update(
        self,
        info: Info,
        sent: Annotated[
            StreakUpdateInput, strawberry.argument(name="input", description="The title.")
        ],
    ) -> StreakUpdatePayload:
        """Give a streak another title; admins only. What it asks for never changes: make another."""
        command = UpdateStreak(by=info.context.principal, streak_key=sent.key, title=sent.title)
        await write(info, update_streak, command)
        return StreakUpdatePayload(streak=await _named(info, sent.key))

    @mutation
    async def streak_archive(
        self,
        info: Info,
        sent: Annotated[
            StreakArchiveInput, strawberry.argument(name="input", description="The streak.")
        ],
    ) -> StreakArchivePayload:
        """Let a streak be no more; admins only. Badges that it earned stay."""
        command = ArchiveStreak(by=info.context.principal, streak_key=sent.key)
        await write(info, archive_streak, command)
        await info.context.enter()
        return StreakArchivePayload(
            streaks=[StreakDefinition.of(each) for each in info.context.playbook.streaks]
        )


async def _named(info: Info, key: str) -> StreakDefinition | None:
    # the context knows the playbook as it was when the request began
    await info.context.enter()
    for streak in info.context.playbook.streaks:
        if streak.streak_key == key:
            return StreakDefinition.of(streak)
    return None
