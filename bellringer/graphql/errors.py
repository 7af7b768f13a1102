"""Refusals, as data the client can branch on; and the few errors of a request that can't be run."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import strawberry
from graphql import GraphQLError
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField

from bellringer.gamification import errors
from bellringer.gamification.errors import DomainError, ErrorCode
from bellringer.graphql import describing
from bellringer.graphql.describing import said
from bellringer.graphql.nodes import pack


class BadRequestError(GraphQLError):
    """An argument that can't be read; `extensions.code` says which kind."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, extensions={"code": code})


@describing.interface
class UserError:
    """The request was understood and refused; nothing was written."""

    code: ErrorCode = said("Which refusal; branch on this.")
    message: str = said("The reason in English, for developers and as a last resort for people.")
    path: list[str] | None = said(
        "The input field that was refused, from the input down; null where no field is to blame.",
        default=None,
    )


@describing.output
class RefusedError(UserError):
    """A refusal that carries nothing more."""


@describing.output
class AlreadyRecordedError(UserError):
    """The external record was recorded before, in the same kind of activity."""

    activity_id: strawberry.ID = said(
        "The activity that stands for it; `node` reads it, if you may see it."
    )


@strawberry.type
class Payload:
    """What every payload of a mutation ends in."""

    user_errors: list[UserError] = said(
        "Why it was refused, and then nothing was written; empty where it was done.",
        default_factory=list,
    )


def refusal(refused: DomainError, *, within: Sequence[str] = ()) -> UserError:
    """Say a domain error in the words of the API; `within` leads to the part of the input that it is about."""
    steps = (*within, *refused.path)
    path = ["input", *(_camel(step) for step in steps)] if steps else None
    if isinstance(refused, errors.AlreadyRecordedError):
        activity_id = pack("Activity", refused.activity_id)
        return AlreadyRecordedError(
            code=refused.code, message=str(refused), path=path, activity_id=activity_id
        )
    return RefusedError(code=refused.code, message=str(refused), path=path)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


class ReportsRefusals(FieldExtension):
    """Turn a DomainError of a mutation into its payload's `userErrors`."""

    def apply(self, field: StrawberryField) -> None:
        """Remember the payload's type."""
        self._payload = cast("type[Any]", field.type)

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any
    ) -> Any:
        """Run the mutation; on refusal answer with the reason."""
        try:
            return await next_(source, info, **kwargs)
        except DomainError as refused:
            return self._payload(user_errors=[refusal(refused)])
