"""GraphQL over WebSocket: who may talk, for how long, and that nobody who doesn't listen costs anything."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import orjson
import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage
from strawberry.types import ExecutionResult

from bellringer.api.joining import join
from bellringer.api.limits import LARGEST_BODY, read_object
from bellringer.api.problems import ProblemError
from bellringer.api.seats import Seats, SocketRules
from bellringer.gamification.attempts import PASSING
from bellringer.graphql.context import Caller, Context, SignedOutError
from bellringer.graphql.sharing import Ask, Sharing

_MAY_BE_LIVE = re.compile(r"\bsubscription\b")

log = structlog.get_logger(__name__)

# graphql-ws never comes back after 4401, and after 4403 as if nothing had been said; this one of ours says that a
# fresh token, or reading again, is all it takes
COME_BACK = 4205
FORBIDDEN = 4403
MALFORMED = 4400
TOO_MANY = 4229
TRY_LATER = 1013


class Adapter(ASGIWebSocketAdapter):
    """Reads small frames only, and cuts a peer that doesn't take what it asked for."""

    def __init__(self, view: Any, *args: Any) -> None:
        super().__init__(view, *args)
        self._send_within = view.rules.send_within.total_seconds()
        self._owner = asyncio.current_task()

    async def iter_json(
        self, *, ignore_parsing_errors: bool = False
    ) -> AsyncGenerator[object, None]:
        """Yield messages until the peer is gone or sends what is no message."""
        del ignore_parsing_errors  # of a protocol that is not spoken here
        while self.ws.application_state is not WebSocketState.DISCONNECTED:
            message = await self.ws.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            try:
                if text is None or len(text) > LARGEST_BODY:
                    raise ProblemError(400, "FRAME", "Frames are text of at most 128 KB.")
                yield read_object(text.encode())
            except (ProblemError, UnicodeEncodeError) as problem:
                await self.close(MALFORMED, str(problem))
                return

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send, or hang up on who doesn't read."""
        try:
            async with asyncio.timeout(self._send_within):
                await super().send_json(message)
        except TimeoutError:
            if self._owner is not None:
                self._owner.cancel()
            raise WebSocketDisconnected from None
        except RuntimeError:  # closed meanwhile
            raise WebSocketDisconnected from None

    async def close(self, code: int, reason: str) -> None:
        """Close once."""
        if self.ws.application_state is not WebSocketState.DISCONNECTED:
            with suppress(RuntimeError):
                await super().close(code, reason)


class Handler(BaseGraphQLTransportWSHandler[Any, None]):
    """The protocol, with messages of a wrong shape refused instead of failing."""

    async def handle_message(self, message: Any) -> None:
        """Handle one message."""
        try:
            payload = message.get("payload")
            if message.get("type") == "subscribe" and not _is_operation(message, payload):
                raise TypeError
            await super().handle_message(message)
        except (TypeError, AttributeError, KeyError):
            await self.handle_invalid_message("The message has a wrong shape")

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, which counts like a request of its own."""
        socket = cast("Socket", self.context)
        try:
            socket.spend()
            most = self.max_subscriptions_per_connection
            if most is not None and len(self.operations) >= most:
                raise ProblemError(
                    429, "SOCKET_FULL", f"At most {most} operations at once on one socket."
                )
        except ProblemError as problem:
            refused = GraphQLError(str(problem), extensions={"code": problem.code})
            await self.send_message(
                {"id": message["id"], "type": "error", "payload": [refused.formatted]}
            )
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        """Run an operation: with all who ask the same, as far as the answer is everybody's, else alone."""
        try:
            if await self._is_followed(operation, cast("Any", self.view).sharing):
                return
        except SignedOutError as error:
            await operation.send_next(ExecutionResult(data=None, errors=[error]))
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
            return
        except PASSING as error:
            # the client comes back, and begins with the present state
            log.warning("socket.interrupted", error=type(error).__name__)
            await cast("Socket", self.context).try_later()
            return
        await super().run_operation(operation)

    async def _is_followed(self, operation: Operation[Any, None], sharing: Sharing) -> bool:
        """Send a subscription's events to its end, as far as they are shared; or find that they aren't."""
        socket = cast("Socket", self.context)
        if not _MAY_BE_LIVE.search(operation.query):
            return False
        context = await socket.again()
        if context.authority.showing is not None:
            return False  # what members of its role share may be more than it shows
        ask = Ask(
            org_id=context.caller.org_id,
            role=context.authority.role,
            query=operation.query,
            variables=orjson.dumps(operation.variables or {}, option=orjson.OPT_SORT_KEYS),
            operation_name=operation.operation_name,
        )
        shape = await sharing.shape(ask)
        if shape is None:
            return False
        if shape.own:
            return await join(operation, socket, sharing, ask, shape)
        mark = context.authority.mark
        async with context.services.live.bell(ask.org_id, shape.concerns) as bell:
            while True:
                if (await context.authorized()).mark != mark:
                    await socket.come_back()
                    return True
                event = await sharing.event(ask)
                if event is None or event.own:
                    return False
                payload = cast("Any", orjson.Fragment(event.payload))
                await self.send_message({"id": operation.id, "type": "next", "payload": payload})
                await bell.wait()


def _is_operation(message: Mapping[str, Any], payload: Any) -> bool:
    return (
        isinstance(message.get("id"), str)
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )


class Socket:
    """One connection: what its operations begin from, once it has signed in."""

    is_socket = True

    def __init__(
        self, websocket: WebSocket, request_id: str, *, rules: SocketRules, seats: Seats
    ) -> None:
        self.websocket = websocket
        self.request_id = request_id
        self._rules = rules
        self._seats = seats
        self._seat: tuple[UUID, bytes] | None = None
        self.connection_params: Mapping[str, Any] = {}
        self.spend: Callable[[], None] = lambda: None
        self._context: Context | None = None
        self._watch: asyncio.Task[None] | None = None

    def sit(self, caller: Caller) -> None:
        """Take a seat for the caller, until the end.

        Raises:
            ProblemError: The member, or the organization, holds as many as it may.
        """
        self._seats.take(caller.org_id, caller.identity_sha256)
        self._seat = caller.org_id, caller.identity_sha256

    async def begin(self, context: Context) -> None:
        """Let a caller in who has just proved who it is."""
        context.hang_up, context.try_later = self.come_back, self.try_later
        self._context = context
        self._watch = asyncio.create_task(self._look(context))

    async def again(self) -> Context:
        """Return surroundings for one operation."""
        if self._context is None:
            raise SignedOutError
        return await self._context.again()

    async def come_back(self) -> None:
        """Hang up in a way that lets the client connect again."""
        await self._close(COME_BACK, "Authority changed")

    async def end(self) -> None:
        """Stop looking, and give the seat back."""
        if self._seat is not None:
            self._seats.give_back(*self._seat)
            self._seat = None
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    async def _look(self, context: Context) -> None:
        """Hang up when the token ends or the caller is no longer what it was."""
        clock, mark = context.services.clock, context.authority.mark
        ends, sure_at = context.caller.expires_at, clock()
        while (left := ends - clock()) > timedelta():
            await asyncio.sleep(min(left, self._rules.look_again).total_seconds())
            try:
                now = await _marked(context)
            except SignedOutError:
                await self._close(FORBIDDEN, "Signed out")
                return
            except Exception as error:
                log.warning(
                    "socket.unsure",
                    request_id=self.request_id,
                    error=type(error).__name__,
                    exc_info=not isinstance(error, PASSING),
                )
                if clock() - sure_at > self._rules.unsure_for:
                    await self.try_later()
                    return
                continue
            sure_at = clock()
            if now != mark:
                await self.come_back()
                return
        await self._close(COME_BACK, "Token expired")

    async def try_later(self) -> None:
        """Hang up on who can't be let in just now."""
        await self._close(TRY_LATER, "Try again later")

    async def refuse_seat(self, reason: str) -> None:
        """Hang up on who holds as many sockets as it may."""
        await self._close(TOO_MANY, reason)

    async def _close(self, code: int, reason: str) -> None:
        if self.websocket.application_state is not WebSocketState.DISCONNECTED:
            with suppress(RuntimeError):
                await self.websocket.close(code, reason)


async def _marked(context: Context) -> tuple[object, ...]:
    return (await context.authorized()).mark
