"""What happens around every operation: its document, its surroundings, and what of its faults is told."""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import structlog
from graphql import DocumentNode, GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import MaskErrors, SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.graphql import OperationType

from bellringer.gamification.attempts import PASSING
from bellringer.gamification.intake import ClosedError, OverloadedError
from bellringer.graphql import measuring
from bellringer.graphql.errors import BadRequestError

log = structlog.get_logger(__name__)

DOCUMENTS_KEPT = 500
# a caller's mistake that over HTTP is found before
_CALLERS = (MissingQueryError, CannotGetOperationTypeError)
_HINT = re.compile(r" Did you mean [^?]*\?")


class Surroundings(SchemaExtension):
    """Give an operation over a socket surroundings of its own; many run at once on one socket."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Replace the socket's context by a fresh one."""
        context = self.execution_context.context
        if context is not None and context.is_socket:
            context = self.execution_context.context = await context.again()
        try:
            yield
        finally:
            if context is not None:
                context.turn.give()


class Turns(SchemaExtension):
    """Give a subscription's turn to others once its event is made."""

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """Give it back before the event is sent."""
        del result
        context = self.execution_context.context
        if context is not None:
            context.turn.give()
        yield


class Documents(SchemaExtension):
    """Parse, measure and validate a document once; apps send the same few again and again."""

    known: OrderedDict[str, DocumentNode]
    may_introspect: bool

    def __init__(self, known: "OrderedDict[str, DocumentNode]", *, may_introspect: bool) -> None:
        self.known = known
        self.may_introspect = may_introspect

    def on_operation(self) -> Iterator[None]:
        """Limit the tokens before anything is parsed."""
        self.execution_context.parse_options = {
            **self.execution_context.parse_options,
            "max_tokens": measuring.MOST_TOKENS,
        }
        yield

    def on_parse(self) -> Iterator[None]:
        """Take a document that is known to be fine."""
        query = self.execution_context.query
        if query is not None and query in self.known:
            self.known.move_to_end(query)
            self.execution_context.graphql_document = self.known[query]
        yield
        _mark(self.execution_context.pre_execution_errors, code="GRAPHQL_PARSE_FAILED")

    def on_validate(self) -> Iterator[None]:
        """Refuse what is too large before validating it; remember what is fine."""
        execution, query = self.execution_context, self.execution_context.query
        is_live = execution.operation_type is OperationType.SUBSCRIPTION
        if is_live and execution.context is not None and not execution.context.is_socket:
            execution.pre_execution_errors = [_needs_socket()]
            yield
            return
        if query in self.known or execution.graphql_document is None:
            execution.pre_execution_errors = []
            yield
            return
        document = execution.graphql_document
        refused = measuring.refusals(document, may_introspect=self.may_introspect)
        if refused:
            execution.pre_execution_errors = refused
        yield
        _mark(execution.pre_execution_errors, code="GRAPHQL_VALIDATION_FAILED")
        if not execution.pre_execution_errors and query is not None:
            self.known[query] = document
            if len(self.known) > DOCUMENTS_KEPT:
                self.known.popitem(last=False)


class Faults(MaskErrors):
    """Tell what the caller did wrong, and of our own faults only that they are on record."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=is_fault)

    def _process_errors(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        for error in errors:
            error.message = _HINT.sub("", error.message)
        found = super()._process_errors(errors)
        # what is left is of values: of variables, or of arguments that they became
        _mark(found, code="BAD_USER_INPUT")
        return found

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """Say no more than when to send again, or where it is on record."""
        if isinstance(error.original_error, _CALLERS):
            return BadRequestError("BAD_REQUEST", error.message)
        if isinstance(error.original_error, OverloadedError | ClosedError):
            message, code = str(error.original_error), "UNAVAILABLE"
        elif isinstance(error.original_error, PASSING):
            message, code = "This can't be done just now; send again in a moment.", "UNAVAILABLE"
        else:
            message, code = "Something went wrong here; it is on record.", "INTERNAL"
        context = self.execution_context.context
        request_id = getattr(context, "request_id", None)
        log.error(
            "graphql.fault",
            code=code,
            request_id=request_id,
            path=error.path,
            error=type(error.original_error).__name__,
            exc_info=error.original_error if code == "INTERNAL" else None,
        )
        return GraphQLError(
            message,
            nodes=error.nodes,
            path=error.path,
            extensions={"code": code, "requestId": request_id},
        )


def is_fault(error: GraphQLError) -> bool:
    """Tell whether an error is ours: anything that came from code and isn't meant for the caller."""
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


def _mark(errors: Iterable[GraphQLError] | None, *, code: str) -> None:
    """Give a code to errors that have none: those that GraphQL itself found."""
    for error in errors or ():
        error.extensions = {"code": code, **(error.extensions or {})}


def _needs_socket() -> GraphQLError:
    return BadRequestError(
        "SUBSCRIPTION_NEEDS_SOCKET", "Subscriptions run over a WebSocket to this address."
    )
