"""GraphQL over WebSocket: who may talk, for how long, and that nobody who doesn't listen costs anything."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage

from bellringer.api.limits import LARGEST_BODY, read_object
from bellringer.api.problems import ProblemError
from bellringer.gamification.attempts import PASSING
from bellringer.graphql.context import Context, SignedOutError

log = structlog.get_logger(__name__)

SEND_WITHIN = 10.0
LOOK_AGAIN = timedelta(seconds=30)
UNSURE_FOR = timedelta(seconds=60)
# graphql-ws never comes back after 4401, and after 4403 as if nothing had been said; this one of ours says that a
# fresh token, or reading again, is all it takes
COME_BACK = 4205
FORBIDDEN = 4403
MALFORMED = 4400
TRY_LATER = 1013


class Adapter(ASGIWebSocketAdapter):
    """Reads small frames only, and cuts a peer that doesn't take what it asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
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
            async with asyncio.timeout(SEND_WITHIN):
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
        except ProblemError as problem:
            refused = GraphQLError(str(problem), extensions={"code": problem.code})
            await self.send_message(
                {"id": message["id"], "type": "error", "payload": [refused.formatted]}
            )
            return
        await super().handle_subscribe(message)


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

    def __init__(self, websocket: WebSocket, request_id: str) -> None:
        self.websocket = websocket
        self.request_id = request_id
        self.connection_params: Mapping[str, Any] = {}
        self.spend: Callable[[], None] = lambda: None
        self._context: Context | None = None
        self._watch: asyncio.Task[None] | None = None

    async def begin(self, context: Context) -> None:
        """Let a caller in who has just proved who it is."""
        context.hang_up = self.come_back
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
        """Stop looking."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    async def _look(self, context: Context) -> None:
        """Hang up when the token ends or the caller is no longer what it was."""
        clock, mark = context.services.clock, context.authority.mark
        ends, sure_at = context.caller.expires_at, clock()
        while (left := ends - clock()) > timedelta():
            await asyncio.sleep(min(left, LOOK_AGAIN).total_seconds())
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
                if clock() - sure_at > UNSURE_FOR:
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

    async def _close(self, code: int, reason: str) -> None:
        if self.websocket.application_state is not WebSocketState.DISCONNECTED:
            with suppress(RuntimeError):
                await self.websocket.close(code, reason)


async def _marked(context: Context) -> tuple[object, ...]:
    return (await context.again()).authority.mark
