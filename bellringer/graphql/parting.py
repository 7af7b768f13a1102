"""A document in two parts: what is everybody's, and the places in it that are each reader's own.

What was executed on behalf of nobody has nulls where a resolver asked who the caller is. The rest of the document is
made of these places alone, executed for each reader, and laid into what is everybody's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)

Place = tuple[str, ...]
# response keys, one below the other, down to a place
_Tree = dict[str, "_Tree"]


def place_of(path: Sequence[str | int], data: Any) -> Place:
    """Return the place that a fault at a path has emptied: not below a list, as no two readers need have the same."""
    place: list[str] = []
    for key in path:
        if data is None or isinstance(key, int):
            break
        place.append(key)
        data = data[key]
    return tuple(place)


def rest_of(document: DocumentNode, operation_name: str | None, places: Iterable[Place]) -> str:
    """Return the document of these places alone."""
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    operation = next(
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
        and (operation_name is None or (each.name and each.name.value == operation_name))
    )
    picked = _pick(operation.selection_set, _tree(places), fragments)
    if picked is None:
        raise LookupError("the places are not of this document")
    rest = replace(operation, selection_set=picked)
    used = _Used(fragments)
    visit(picked, used)
    for directive in operation.directives or ():
        visit(directive, used)
    variables = tuple(
        each
        for each in operation.variable_definitions or ()
        if each.variable.name.value in used.variables
    )
    rest = replace(rest, variable_definitions=variables)
    kept = tuple(fragments[name] for name in sorted(used.fragments))
    return print_ast(DocumentNode(definitions=(rest, *kept)))


def joined(shared: Any, own: Any, places: Iterable[Place]) -> Any:
    """Lay what is a reader's own into what is everybody's, which stays as it is."""
    return _join(shared, own, _tree(places))


def _join(shared: Any, own: Any, tree: _Tree) -> Any:
    if not tree or own is None:
        return own
    if shared is None:
        return None
    laid = {
        key: _join(shared.get(key), own[key], below) for key, below in tree.items() if key in own
    }
    return {**shared, **laid}


def _tree(places: Iterable[Place]) -> _Tree:
    tree: _Tree = {}
    for place in sorted(places, key=len, reverse=True):  # what is above a place has it all
        at = tree
        for key in place[:-1]:
            at = at.setdefault(key, {})
        at[place[-1]] = {}
    return tree


def _pick(
    selection_set: SelectionSetNode, tree: _Tree, fragments: Mapping[str, FragmentDefinitionNode]
) -> SelectionSetNode | None:
    picked: list[SelectionNode] = []
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            below = tree.get((node.alias or node.name).value)
            if below is None:
                continue
            if not below or node.selection_set is None:
                picked.append(node)
            elif inner := _pick(node.selection_set, below, fragments):
                picked.append(replace(node, selection_set=inner))
        elif isinstance(node, InlineFragmentNode):
            if inner := _pick(node.selection_set, tree, fragments):
                picked.append(replace(node, selection_set=inner))
        elif isinstance(node, FragmentSpreadNode):
            fragment = fragments[node.name.value]
            if inner := _pick(fragment.selection_set, tree, fragments):
                picked.append(
                    InlineFragmentNode(
                        type_condition=fragment.type_condition,
                        directives=node.directives,
                        selection_set=inner,
                    )
                )
    return SelectionSetNode(selections=tuple(picked)) if picked else None


class _Used(Visitor):
    """Collects the variables and fragments that are used."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self._fragments = fragments
        self.variables: set[str] = set()
        self.fragments: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Note a variable."""
        self.variables.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        """Note a fragment, and what it uses."""
        name = node.name.value
        if name not in self.fragments:
            self.fragments.add(name)
            inside: Node = self._fragments[name]
            visit(inside, self)
