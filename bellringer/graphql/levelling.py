"""What admins write about levels."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.set_levels import lower_level, set_levels
from bellringer.gamification.commands.points import LevelTerms, LowerLevel, SetLevels
from bellringer.graphql import describing, members
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import wanted
from bellringer.graphql.references import AMember
from bellringer.graphql.rules import LevelStep
from bellringer.graphql.scalars import BigInt
from bellringer.graphql.writing import mutation, write


@describing.entry
class LevelInput:
    """A level as it is to be."""

    threshold: BigInt = said("The lifetime points it takes; above those of the level before.")
    title: str = said("What people call it, 1 to 120 signs.")


@describing.entry
class LevelsSetInput:
    """All levels there are to be."""

    levels: list[LevelInput] = said("The lowest first, 1 to 100; they are numbered from 1.")


@describing.output
class LevelsSetPayload(Payload):
    """The levels."""

    levels: list[LevelStep] = said(
        "The levels as they are now; empty where it was refused.", default_factory=list
    )


@describing.entry
class MemberLevelLowerInput:
    """Whose level to lower, and why."""

    member_id: strawberry.ID = said("The member; never yourself.")
    level: int = said("Below what it is, not below what the member's points reach.")
    reason: str = said("Why, 1 to 500 signs; the member reads it.")


@describing.output
class MemberLevelLowerPayload(Payload):
    """The member."""

    member: AMember | None = said("The member; null where it was refused.", default=None)


@strawberry.type
class LevelMutation:
    """The writes about levels."""

    @mutation
    async def levels_set(
        self,
        info: Info,
        sent: Annotated[
            LevelsSetInput, strawberry.argument(name="input", description="The levels.")
        ],
    ) -> LevelsSetPayload:
        """Replace all levels at once; admins only. Whose points reach a higher one has it then, silently."""
        command = SetLevels(
            by=info.context.principal,
            levels=tuple(
                LevelTerms(threshold=each.threshold, title=each.title) for each in sent.levels
            ),
        )
        await write(info, set_levels, command)
        await info.context.enter()
        return LevelsSetPayload(
            levels=[LevelStep.of(level) for level in info.context.playbook.levels]
        )

    @mutation
    async def member_level_lower(
        self,
        info: Info,
        sent: Annotated[
            MemberLevelLowerInput, strawberry.argument(name="input", description="The level.")
        ],
    ) -> MemberLevelLowerPayload:
        """Lower a member's level, e.g. after a reversal, which never does; admins only, with a reason."""
        command = LowerLevel(
            by=info.context.principal,
            member_id=wanted("Member", sent.member_id),
            level=sent.level,
            reason=sent.reason,
        )
        member_id = await write(info, lower_level, command)
        return MemberLevelLowerPayload(member=await members.member_of(info, member_id))
