"""Recording activities and taking them back."""

from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.commands import (
    RecordActivity,
    ReverseActivity,
    fingerprint,
)
from bellringer.gamification.errors import (
    DomainError,
    InvalidInputError,
)
from bellringer.gamification.outcome import Answer
from bellringer.graphql import activities, describing
from bellringer.graphql.activities import Activity
from bellringer.graphql.activity_input import KEY, ActivityRecordInput, command_of
from bellringer.graphql.badges import BadgeAward
from bellringer.graphql.context import Info
from bellringer.graphql.crossings import Crossing, crossings_of
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload, ReportsRefusals, refusal
from bellringer.graphql.given import given
from bellringer.graphql.nodes import wanted
from bellringer.graphql.scalars import BigInt

RECORDED_AT_ONCE = 100


@describing.output
class ActivityRecordPayload(Payload):
    """What one activity brought, for the member it is of."""

    activity: Activity | None = said("The activity; null where it was refused.", default=None)
    points_earned: BigInt | None = said("Points it brought.", default=None)
    total_points: BigInt | None = said("The member's lifetime points right after it.", default=None)
    crossings: list[Crossing] = said("Milestones it carried goals past.", default_factory=list)
    badges: list[BadgeAward] = said("Badges it earned.", default_factory=list)
    replayed: bool = said(
        "True where the key had been used: this is what was answered then.", default=False
    )


@describing.entry
class ActivitiesRecordInput:
    """Several activities, each accepted or refused by itself."""

    items: list[ActivityRecordInput] = said("1 to 100 activities, each with a key of its own.")


@describing.output
class ActivitiesRecordPayload(Payload):
    """One result for each item."""

    results: list[ActivityRecordPayload] = said(
        "In the order of the items; a refused item says why in its own userErrors.",
        default_factory=list,
    )


@describing.entry
class ActivityReverseInput:
    """What to take back, and why."""

    idempotency_key: str = said(KEY)
    activity_id: strawberry.ID = said("The activity; it can be taken back once.")
    reason: str = said("Why, 1 to 500 signs; stays on record.")


@describing.output
class ActivityReversePayload(Payload):
    """What the reversal took back."""

    activity: Activity | None = said(
        "The reversal, an activity of its own; null where refused.", default=None
    )
    points_earned: BigInt | None = said(
        "The points it moved: what the original brought, negative.", default=None
    )
    total_points: BigInt | None = said("The member's lifetime points right after it.", default=None)
    replayed: bool = said(
        "True where the key had been used: this is what was answered then.", default=False
    )


async def _recorded(info: Info, answer: Answer) -> ActivityRecordPayload:
    awards = await info.context.loaders.awards.load_many(list(answer.award_ids))
    return ActivityRecordPayload(
        activity=await activities.activity_of(info, answer.activity_id),
        points_earned=BigInt(answer.points_earned),
        total_points=BigInt(answer.total_after),
        crossings=await crossings_of(info, answer.crossing_keys),
        badges=[BadgeAward.of(award) for award in awards if award],
        replayed=answer.replayed,
    )


def _tried(info: Info, sent: ActivityRecordInput) -> RecordActivity | DomainError:
    try:
        return command_of(info, sent)
    except DomainError as refused:
        return refused


@strawberry.type
class ActivityMutation:
    """The writes of activities."""

    @strawberry.mutation(
        description=(
            "Record one activity. When this answers, it is durable, and points, goals, streaks, badges "
            "and boards have moved."
        ),
        extensions=[ReportsRefusals()],
    )
    async def activity_record(
        self,
        info: Info,
        sent: Annotated[
            ActivityRecordInput, strawberry.argument(name="input", description="The activity.")
        ],
    ) -> ActivityRecordPayload:
        """Hand it to the intake."""
        command = command_of(info, sent)
        await info.context.release()
        return await _recorded(info, await info.context.services.intake.submit(command))

    @strawberry.mutation(
        description="Record up to 100 activities at once, e.g. what a phone gathered offline.",
        extensions=[ReportsRefusals()],
    )
    async def activities_record(
        self,
        info: Info,
        sent: Annotated[
            ActivitiesRecordInput, strawberry.argument(name="input", description="The activities.")
        ],
    ) -> ActivitiesRecordPayload:
        """Hand them to the intake together."""
        if not 1 <= len(sent.items) <= RECORDED_AT_ONCE:
            raise InvalidInputError(f"1 to {RECORDED_AT_ONCE} items at once.", path=("items",))
        tried = [_tried(info, item) for item in sent.items]
        await info.context.release()
        answers = iter(
            await info.context.services.intake.submit_many(
                [each for each in tried if isinstance(each, RecordActivity)]
            )
        )
        results = [each if isinstance(each, DomainError) else next(answers) for each in tried]
        await _warm(info, [each for each in results if isinstance(each, Answer)])
        return ActivitiesRecordPayload(
            results=[
                ActivityRecordPayload(user_errors=[refusal(each)])
                if isinstance(each, DomainError)
                else await _recorded(info, each)
                for each in results
            ]
        )

    @strawberry.mutation(
        description=(
            "Take back exactly one activity: its points, and what they moved. Yours, or one of your "
            "team's; badges it earned and milestones it passed go with it."
        ),
        extensions=[ReportsRefusals()],
    )
    async def activity_reverse(
        self,
        info: Info,
        sent: Annotated[
            ActivityReverseInput,
            strawberry.argument(name="input", description="What to take back."),
        ],
    ) -> ActivityReversePayload:
        """Hand it to the intake."""
        command = ReverseActivity(
            by=info.context.principal,
            idempotency_key=sent.idempotency_key,
            body_sha256=fingerprint(given(sent)),
            activity_id=wanted("Activity", sent.activity_id),
            reason=sent.reason,
        )
        await info.context.release()
        answer = await info.context.services.intake.submit(command)
        return ActivityReversePayload(
            activity=await activities.activity_of(info, answer.activity_id),
            points_earned=BigInt(answer.points_earned),
            total_points=BigInt(answer.total_after),
            replayed=answer.replayed,
        )


async def _warm(info: Info, answers: list[Answer]) -> None:
    """Read for all items at once what each of them shows."""
    loaders = info.context.loaders
    ids = [answer.activity_id for answer in answers]
    await loaders.activities.load_many(ids)
    shares = await loaders.shares.load_many(ids)
    await loaders.members.load_many(
        list({share.member_id for each in shares for share in each or ()})
    )
    await loaders.awards.load_many([each for answer in answers for each in answer.award_ids])
    keys = [key.split(":")[0] for answer in answers for key in answer.crossing_keys]
    await loaders.goals.load_many([UUID(key) for key in dict.fromkeys(keys)])
