"""Subscriptions of which a part is everybody's: it is made once, and laid together with what is a reader's own."""

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import Operation
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from bellringer.graphql.context import Context
from bellringer.graphql.parting import joined
from bellringer.graphql.sharing import Ask, Event, Shape, Sharing

if TYPE_CHECKING:
    from bellringer.api.sockets import Socket


class _Beside:
    """A socket, to an operation that asks for a reader's own part of an event.

    Before it is asked, what is everybody's is read, by all whose bells have rung together.
    """

    is_socket = True

    def __init__(self, socket: "Socket", sharing: Sharing, ask: Ask) -> None:
        self.event: Event | None = None
        self._socket = socket
        self._sharing = sharing
        self._ask = ask

    async def again(self) -> Context:
        """Return surroundings for the operation."""
        context = await self._socket.again()
        context.first = self._read
        return context

    async def _read(self) -> None:
        self.event = await self._sharing.event(self._ask)


async def join(
    operation: Operation[Any, None], socket: "Socket", sharing: Sharing, ask: Ask, shape: Shape
) -> bool:
    """Send the events of a subscription to its end; or find that they are no longer of this shape."""
    beside = _Beside(socket, sharing, ask)
    stream: Any = await operation.handler.schema.stream(
        shape.rest,
        variable_values=operation.variables,
        operation_name=operation.operation_name,
        context_value=beside,
    )
    async with aclosing(stream):
        async for result in stream:
            event = beside.event
            if event is None or event.own != shape.own or isinstance(result, PreExecutionError):
                return False
            told = joined(event.data, result.data, event.own)
            await operation.send_next(
                ExecutionResult(data=told, errors=result.errors, extensions=result.extensions)
            )
    await operation.send_operation_message({"id": operation.id, "type": "complete"})
    return True
