"""How large a document is, in one pass: each fragment is measured once, however often it is spread.

A document that spreads fragments in fragments can stand for billions of fields in a few hundred bytes, so
what is measured by walking it out never ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TokenKind,
)

DEEPEST = 10
MOST_ALIASES = 15
MOST_FIELDS = 1_000
MOST_TOKENS = 1_000
MOST_OPERATIONS = 5
LONGEST_NUMBER = 40
_ENDLESS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How deep, how many fields and aliases, with all fragments in their places."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    introspects: bool = False

    def beside(self, other: "Size") -> "Size":
        """Return the size of both side by side."""
        return Size(
            depth=max(self.depth, other.depth),
            aliases=min(_ENDLESS, self.aliases + other.aliases),
            fields=min(_ENDLESS, self.fields + other.fields),
            introspects=self.introspects or other.introspects,
        )


class _Measure:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def selections(self, found: SelectionSetNode | None) -> Size:
        size = Size()
        for selection in found.selections if found else ():
            if isinstance(selection, FieldNode):
                size = size.beside(self._field(selection))
            elif isinstance(selection, InlineFragmentNode):
                size = size.beside(self.selections(selection.selection_set))
            elif isinstance(selection, FragmentSpreadNode):
                size = size.beside(self._fragment(selection.name.value))
        return size

    def _field(self, field: FieldNode) -> Size:
        inside = self.selections(field.selection_set)
        is_introspection = field.name.value in ("__schema", "__type")
        return Size(
            # introspection is as deep as it is, whatever the document
            depth=0 if is_introspection else inside.depth + 1,
            aliases=inside.aliases + (field.alias is not None),
            fields=inside.fields + 1,
            introspects=is_introspection or inside.introspects,
        )

    def _fragment(self, name: str) -> Size:
        # a fragment in itself is refused by validation; here it only must not go round
        if name not in self._known and name in self._fragments and name not in self._open:
            self._open.add(name)
            self._known[name] = self.selections(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._known.get(name, Size())


def sizes(document: DocumentNode) -> Iterable[Size]:
    """Yield the size of each operation, and of each fragment whether it is used or not."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    measure = _Measure(fragments)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            yield measure.selections(definition.selection_set)


def refusals(document: DocumentNode, *, may_introspect: bool) -> list[GraphQLError]:
    """Return why a document is too large, or looks at what is closed; empty if it is fine."""
    operations = [
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    ]
    if len(operations) > MOST_OPERATIONS:
        return [_refused("TOO_MANY_OPERATIONS", f"At most {MOST_OPERATIONS} operations at once.")]
    if any(len(number) > LONGEST_NUMBER for number in _numbers(document)):
        return [_refused("NUMBER_TOO_LONG", f"A number has at most {LONGEST_NUMBER} digits.")]
    found = []
    for size in sizes(document):
        if size.introspects and not may_introspect:
            found.append(_refused("INTROSPECTION_OFF", "Introspection is off; see schema.graphql."))
        if size.depth > DEEPEST:
            found.append(_refused("TOO_DEEP", f"At most {DEEPEST} levels deep."))
        if size.aliases > MOST_ALIASES:
            found.append(_refused("TOO_MANY_ALIASES", f"At most {MOST_ALIASES} aliases."))
        if size.fields > MOST_FIELDS:
            found.append(_refused("TOO_MANY_FIELDS", f"At most {MOST_FIELDS} fields."))
    return found[:1]


def _numbers(document: DocumentNode) -> Iterable[str]:
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in (TokenKind.INT, TokenKind.FLOAT):
            yield token.value or ""
        token = token.next


def _refused(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})
