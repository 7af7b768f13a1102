"""Recording activities and taking them back."""

from typing import Annotated

import strawberry

from bellringer.gamification.commands.activities import RecordActivity, ReverseActivity
from bellringer.gamification.commands.fingerprints import fingerprint
from bellringer.gamification.errors import DomainError, InvalidInputError
from bellringer.gamification.outcome.activities import Answer
from bellringer.graphql import activities, describing
from bellringer.graphql.activities import Activity
from bellringer.graphql.activity_input import KEY, ActivityRecordInput, command_of
from bellringer.graphql.badges import BadgeAward
from bellringer.graphql.context import Info
from bellringer.graphql.crossings import Crossing, crossings_of
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import Payload, ReportsRefusals, refusal
from bellringer.graphql.given import given
from bellringer.graphql.nodes import wanted
from bellringer.graphql.scalars import BigInt

RECORDED_AT_ONCE = 100


@describing.output
class ActivityRecordPayload(Payload):
    """What one activity brought, for the member it is of."""

    answer: strawberry.Private[Answer | None] = None

    @resolved
    async def activity(self, info: Info) -> Activity | None:
        """The activity; null where it was refused."""
        return await activities.activity_of(info, self.answer.activity_id) if self.answer else None

    @resolved
    def points_earned(self) -> BigInt | None:
        """Points it brought; null where it was refused."""
        return BigInt(self.answer.points_earned) if self.answer else None

    @resolved
    def total_points(self) -> BigInt | None:
        """The member's lifetime points right after it; null where it was refused."""
        return BigInt(self.answer.total_after) if self.answer else None

    @resolved
    async def crossings(self, info: Info) -> list[Crossing]:
        """Milestones it carried goals past."""
        return await crossings_of(info, self.answer.crossing_keys) if self.answer else []

    @resolved
    async def badges(self, info: Info) -> list[BadgeAward]:
        """Badges it earned."""
        ids = self.answer.award_ids if self.answer else ()
        found = await info.context.loaders.awards.load_many(list(ids))
        return [BadgeAward.of(award) for award in found if award]

    @resolved
    def replayed(self) -> bool:
        """True where the key had been used: this is what was answered then."""
        return self.answer is not None and self.answer.replayed


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

    answer: strawberry.Private[Answer | None] = None

    @resolved
    async def activity(self, info: Info) -> Activity | None:
        """The reversal, an activity of its own; null where it was refused."""
        return await activities.activity_of(info, self.answer.activity_id) if self.answer else None

    @resolved
    def points_earned(self) -> BigInt | None:
        """The points it moved: what the original brought, negative."""
        return BigInt(self.answer.points_earned) if self.answer else None

    @resolved
    def total_points(self) -> BigInt | None:
        """The member's lifetime points right after it; null where it was refused."""
        return BigInt(self.answer.total_after) if self.answer else None

    @resolved
    def replayed(self) -> bool:
        """True where the key had been used: this is what was answered then."""
        return self.answer is not None and self.answer.replayed


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
        answer = await info.context.services.intake.submit(command)
        return ActivityRecordPayload(answer=answer)

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
        return ActivitiesRecordPayload(
            results=[
                ActivityRecordPayload(user_errors=[refusal(each, within=("items", str(index)))])
                if isinstance(each, DomainError)
                else ActivityRecordPayload(answer=each)
                for index, each in enumerate(results)
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
        return ActivityReversePayload(answer=answer)
