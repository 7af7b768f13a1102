"""What a display may ask for: a document that names anything else is refused as a whole, before anything runs."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)
from strawberry.extensions import SchemaExtension

from bellringer.graphql.audiences import DISPLAYED


class _Beyond(Visitor):
    """Collects the fields that a display may not ask for."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found: list[FieldNode] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Look at one field."""
        parent, name = self._types.get_parent_type(), node.name.value
        if name != "__typename" and (parent is None or name not in DISPLAYED.get(parent.name, ())):
            self.found.append(node)


def refusals(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Return why a display may not ask this; empty: it may."""
    types = TypeInfo(schema)
    beyond = _Beyond(types)
    visit(document, TypeInfoVisitor(types, beyond))
    return [
        GraphQLError(
            f"A display shows boards and the feed; {node.name.value} is not for it.",
            nodes=node,
            extensions={"code": "UNAUTHORIZED"},
        )
        for node in beyond.found[:1]
    ]


class Shown(SchemaExtension):
    """Hold what displays ask against what they may show."""

    def on_validate(self) -> Iterator[None]:
        """Refuse a display's document that asks for more, before it is validated."""
        execution = self.execution_context
        context, document = execution.context, execution.graphql_document
        if (
            document is not None
            and context is not None
            and context.authority.showing is not None
            and not execution.pre_execution_errors
        ):
            schema: Any = execution.schema
            if beyond := refusals(schema._schema, document):
                execution.pre_execution_errors = beyond
        yield
