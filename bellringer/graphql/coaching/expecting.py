"""What admins and members do about expectations."""

from typing import Annotated

import strawberry

from bellringer.gamification.actions.coaching.publish_expectation import (
    acknowledge_expectation,
    publish_expectation,
)
from bellringer.gamification.commands.coaching.expectations import (
    AcknowledgeExpectation,
    PublishExpectation,
)
from bellringer.graphql import describing
from bellringer.graphql.coaching.expectations import Expectation, expectation_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.writing import KEY, mutation, write, write_once
from bellringer.words import Role


@describing.entry
class ExpectationPublishInput:
    """What to expect of whom."""

    idempotency_key: str = said(KEY)
    role: Role = said("Of which role.")
    text: str = said("What is expected, 1 to 4000 signs.")


@describing.output
class ExpectationPublishPayload(Payload):
    """The new version."""

    expectation: Expectation | None = said("The version; null where it was refused.", default=None)


@describing.entry
class ExpectationAcknowledgeInput:
    """What you have read."""

    version_no: int = said("The version in force for your own role.")


@describing.output
class ExpectationAcknowledgePayload(Payload):
    """The version."""

    expectation: Expectation | None = said("The version; null where it was refused.", default=None)


@strawberry.type
class ExpectationMutation:
    """The writes of expectations."""

    @mutation
    async def expectation_publish(
        self,
        info: Info,
        sent: Annotated[
            ExpectationPublishInput, strawberry.argument(name="input", description="The version.")
        ],
    ) -> ExpectationPublishPayload:
        """Publish what is expected of a role from now on; who has it is asked to acknowledge it. Admins only."""
        command = PublishExpectation(by=info.context.principal, role=sent.role, text=sent.text)
        await write_once(info, sent, publish_expectation, command)
        return ExpectationPublishPayload(expectation=await expectation_of(info, sent.role))

    @mutation
    async def expectation_acknowledge(
        self,
        info: Info,
        sent: Annotated[
            ExpectationAcknowledgeInput,
            strawberry.argument(name="input", description="The version."),
        ],
    ) -> ExpectationAcknowledgePayload:
        """Say that you have read what is expected of your role; again changes nothing."""
        command = AcknowledgeExpectation(by=info.context.principal, version_no=sent.version_no)
        await write(info, acknowledge_expectation, command)
        role = info.context.authority.role
        return ExpectationAcknowledgePayload(expectation=await expectation_of(info, role))
