"""The schema, put together."""

from collections import OrderedDict
from collections.abc import Callable

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    build_schema,
    lexicographic_sort_schema,
    print_schema,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from bellringer.graphql import audiences, words  # noqa: F401 - describes the enumerations
from bellringer.graphql.agreements import GoalMutation
from bellringer.graphql.devices import DeviceMutation
from bellringer.graphql.errors import AlreadyRecordedError, RefusedError
from bellringer.graphql.feed import FeedQuery
from bellringer.graphql.granting import GrantingMutation
from bellringer.graphql.leaderboards import LeaderboardQuery
from bellringer.graphql.members import MemberQuery
from bellringer.graphql.notifications import NotificationMutation
from bellringer.graphql.operation import Documents, Faults, Surroundings
from bellringer.graphql.reading import NodeQuery
from bellringer.graphql.recognition import RecognitionQuery
from bellringer.graphql.recording import ActivityMutation
from bellringer.graphql.scalars import SCALARS
from bellringer.graphql.subscriptions import Subscription
from bellringer.graphql.teams import TeamQuery
from bellringer.graphql.viewer import ViewerQuery


@strawberry.type(
    description="What can be read. Everything is your organization's; nothing else is visible."
)
class Query(
    ViewerQuery,
    NodeQuery,
    LeaderboardQuery,
    RecognitionQuery,
    MemberQuery,
    TeamQuery,
    FeedQuery,
):
    """What can be read."""


@strawberry.type(
    description=(
        "What can be done. A refusal is in userErrors and has written nothing; what needs a key can be "
        "sent again with it."
    )
)
class Mutation(
    ActivityMutation,
    GoalMutation,
    GrantingMutation,
    DeviceMutation,
    NotificationMutation,
):
    """What can be done."""


class Schema(strawberry.Schema):
    """Ours: faults are logged where they are masked, with the request they belong to."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave the logging to Faults; what a caller did wrong is not logged at all."""


def make_schema(*, may_introspect: bool) -> Schema:
    """Build the schema; introspection is for development."""
    known: OrderedDict[str, DocumentNode] = OrderedDict()
    extensions: list[Callable[[], SchemaExtension]] = [
        Surroundings,
        lambda: Documents(known, may_introspect=may_introspect),
        Faults,
    ]
    schema = Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[RefusedError, AlreadyRecordedError],
        extensions=extensions,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    audiences.check(schema._schema)
    return schema


def sdl() -> str:
    """Return the contract with the phone: the schema's text in a stable order."""
    text = make_schema(may_introspect=False).as_str()
    return print_schema(lexicographic_sort_schema(build_schema(text))) + "\n"
