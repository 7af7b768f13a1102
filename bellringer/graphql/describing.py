"""Types and fields that carry their descriptions: the app developer reads the docstrings."""

import inspect
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, dataclass_transform

import strawberry

T = TypeVar("T")
E = TypeVar("E", bound=type[Enum])


def said(text: str, **more: Any) -> Any:
    """Declare a field with its description."""
    return strawberry.field(description=text, **more)


def told(thing: Any) -> str:
    """Return the docstring of a thing as a description.

    Raises:
        TypeError: It has none.
    """
    text = inspect.getdoc(thing)
    if not text:
        raise TypeError(f"{thing!r} needs a docstring: it is the description in the schema")
    return text.replace("\n\n", "\x00").replace("\n", " ").replace("\x00", "\n\n")


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, said))
def output(cls: type[T]) -> type[T]:
    """Make an object type, described by its docstring."""
    return strawberry.type(cls, description=told(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, said))
def interface(cls: type[T]) -> type[T]:
    """Make an interface, described by its docstring."""
    return strawberry.interface(cls, description=told(cls))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, said))
def entry(cls: type[T]) -> type[T]:
    """Make an input type, described by its docstring."""
    return strawberry.input(cls, description=told(cls))


def resolved(resolver: Callable[..., Any]) -> Any:
    """Make a field of a resolver, described by its docstring."""
    return strawberry.field(resolver=resolver, description=told(resolver))


def words(cls: E, name: str | None = None, /, **descriptions: str) -> E:
    """Make an enumeration with a description for each value."""
    made = strawberry.enum(cls, name=name, description=told(cls))
    for value in made.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = descriptions[value.name]
    return made
