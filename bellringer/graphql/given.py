"""What a client has given, and what it has left out."""

from typing import Any

import strawberry
from strawberry.types.base import has_object_definition


def given(value: Any) -> Any:
    """Return an input as it was given: without the fields left out, so that its hash covers no default."""
    if isinstance(value, list):
        return [given(each) for each in value]
    if has_object_definition(value):
        return {
            name: given(each) for name, each in vars(value).items() if each is not strawberry.UNSET
        }
    return value


def or_none(value: Any) -> Any:
    """Return None for a field left out."""
    return None if value is strawberry.UNSET else value
