"""GraphQL over HTTP and WebSocket: from a request to an operation and back, by the letter of the specification."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import structlog
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.schema import BaseSchema
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from bellringer.api.auth import Gate
from bellringer.api.health import ANSWERS, SECONDS, SOCKETS
from bellringer.api.limits import Buckets, check_headers, read_body, read_object
from bellringer.api.problems import PLAIN_TYPE, SPEC_TYPE, ProblemError, encode, negotiate, response
from bellringer.api.seats import Seats, SocketRules
from bellringer.api.sockets import Adapter, Handler, Socket
from bellringer.gamification.attempts import PASSING
from bellringer.graphql.context import Context, SignedOutError
from bellringer.graphql.services import Services
from bellringer.graphql.sharing import Sharing
from bellringer.ids import new_id

log = structlog.get_logger(__name__)

ANSWER_WITHIN = 20.0
INIT_WITHIN = timedelta(seconds=10)
PASSING_STATUSES = (429, 503)
# what the audit suite asks of a request that can't be run; the draft of 2026 says 422 here
UNRUNNABLE = 400


class Counter(GraphQL[Any, None]):
    """The GraphQL endpoint as an ASGI application."""

    websocket_adapter_class = Adapter  # type: ignore[assignment]  # declared too narrowly there
    graphql_transport_ws_handler_class = Handler

    def __init__(
        self,
        schema: BaseSchema,
        services: Services,
        gate: Gate,
        buckets: Buckets | None,
        *,
        allowed_origins: tuple[str, ...] = (),
        rules: SocketRules | None = None,
    ) -> None:
        self.rules = rules or SocketRules()
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=INIT_WITHIN,
            max_subscriptions_per_connection=self.rules.operations,
            allowed_origins=allowed_origins,
        )
        self._services = services
        self._gate = gate
        self._buckets = buckets
        self._seats = Seats(self.rules)
        self.sharing = Sharing(schema, services, frame)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hold a socket."""
        request_id = str(new_id())
        if scope["type"] == "websocket":
            await self._hold(WebSocket(scope, receive, send), request_id)
            return
        request = Request(scope, receive)
        try:
            with SECONDS.time():
                async with asyncio.timeout(ANSWER_WITHIN):
                    answer = await self._answer(request, request_id)
        except ProblemError as problem:
            answer = response(problem, accept=request.headers.get("accept"), request_id=request_id)
        except Exception as fault:
            answer = response(
                _problem(fault, request_id),
                accept=request.headers.get("accept"),
                request_id=request_id,
            )
        ANSWERS.labels(answer.status_code).inc()
        await answer(scope, receive, send)

    async def _answer(self, request: Request, request_id: str) -> Response:
        check_headers(request)
        if request.method not in ("GET", "POST"):
            raise ProblemError(
                405, "METHOD_NOT_ALLOWED", "Send GET or POST.", headers={"allow": "GET, POST"}
            )
        if self._buckets is not None and request.client is not None:
            self._buckets.take_address(request.client.host)
        if request.method == "POST":
            request = await _with_body(request)
        caller = await self._gate.admit(
            request.headers.get("authorization"), request.headers.get("bellringer-org")
        )
        if self._buckets is not None:
            self._buckets.take_member(caller.org_id, caller.identity_sha256)
        context = Context(self._services, caller, request_id=request_id)
        try:
            await context.enter()
            answer = await self.run(request, context=context)
        except SignedOutError as signed_out:
            raise ProblemError(403, "UNAUTHORIZED", signed_out.message) from None
        except HTTPException as refused:
            raise ProblemError(refused.status_code, "BAD_REQUEST", refused.reason) from None
        finally:
            await context.release()
        answer.headers["x-request-id"] = request_id
        return answer

    async def _hold(self, websocket: WebSocket, request_id: str) -> None:
        socket = Socket(websocket, request_id, rules=self.rules, seats=self._seats)
        try:
            if self._buckets is not None and websocket.client is not None:
                self._buckets.take_address(websocket.client.host)
        except ProblemError:
            await websocket.close()  # before it was accepted: an answer of HTTP, 403
            return
        try:
            with SOCKETS.track_inprogress():
                await self.run(websocket, context=socket)
        except asyncio.CancelledError:
            # ours, for a peer that doesn't read; the server's own ends the task anyway
            log.info("socket.cut", request_id=request_id)
        finally:
            await socket.end()

    async def on_ws_connect(self, context: Any) -> dict[str, object]:
        """Let a socket in by what it says in connection_init: authorization, and organization if needed."""
        said = {
            name: value
            for name, value in context.connection_params.items()
            if isinstance(value, str)
        }
        try:
            caller = await self._gate.admit(said.get("authorization"), said.get("organization"))
            if self._buckets is not None:
                context.spend = partial(
                    self._buckets.take_member, caller.org_id, caller.identity_sha256
                )
            context.spend()
            try:
                context.sit(caller)
            except ProblemError as full:
                await context.refuse_seat(str(full))
                raise ConnectionRejectionError from None
            entered = Context(self._services, caller, request_id=context.request_id, is_socket=True)
            await entered.enter()
        except SignedOutError:
            raise ConnectionRejectionError from None
        except ProblemError as problem:
            raise await _rejected(context, problem) from None
        except (TimeoutError, *PASSING) as fault:
            raise await _rejected(context, _problem(fault, context.request_id)) from None
        await context.begin(entered)
        return {"expiresAt": caller.expires_at.isoformat()}

    def should_render_graphql_ide(self, request: Any) -> bool:
        """Serve no editor here."""
        del request
        return False

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Remember what the client accepts."""
        answer = await super().get_sub_response(request)
        answer.media_type = negotiate(request.headers.get("accept"))
        return answer

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        """Answer in the media type agreed, with 400 for what could not be run where that type allows it."""
        media, status = sub_response.media_type or PLAIN_TYPE, sub_response.status_code or 200
        errors = response_data.get("errors") or []
        if response_data.get("data") is None and errors and not any(e.get("path") for e in errors):
            response_data.pop("data", None)
            if media == SPEC_TYPE:
                status = UNRUNNABLE
        return Response(
            encode(response_data),
            status_code=status,
            headers={"content-type": f"{media}; charset=utf-8", "cache-control": "no-store"},
        )

    def encode_json(self, data: object) -> str:
        """Write a frame."""
        return frame(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON that came in an address."""
        return read_object(data.encode() if isinstance(data, str) else data)


def frame(data: object) -> bytes:
    """Write what goes into a frame of a socket."""
    return orjson.dumps(data, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, GraphQLError):
        return value.formatted
    raise TypeError


async def _with_body(request: Request) -> Request:
    """Read the body under its limits, and hand on a request that has it."""
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    is_utf8 = all(each.strip() in ("charset=utf-8", 'charset="utf-8"', "") for each in parameters)
    if kind.strip() != PLAIN_TYPE or not is_utf8:
        raise ProblemError(415, "CONTENT_TYPE", "Send `Content-Type: application/json` in UTF-8.")
    body = await read_body(request)
    read_object(body)

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


async def _rejected(socket: Socket, problem: ProblemError) -> ConnectionRejectionError:
    """Close with what lets a client come back by itself, where the same token is good a moment later."""
    if problem.status in PASSING_STATUSES:
        await socket.try_later()
    return ConnectionRejectionError()  # closes with 4403 what is not closed yet


def _problem(fault: Exception, request_id: str) -> ProblemError:
    if isinstance(fault, TimeoutError):
        log.error("http.timeout", request_id=request_id)
        return ProblemError(
            503, "TIMEOUT", "This took too long; send again.", headers={"retry-after": "1"}
        )
    if isinstance(fault, PASSING):
        log.error("http.no_database", request_id=request_id, error=type(fault).__name__)
        return ProblemError(
            503,
            "UNAVAILABLE",
            "The database can't be reached; send again.",
            headers={"retry-after": "1"},
        )
    log.error("http.fault", request_id=request_id, exc_info=fault)
    return ProblemError(500, "INTERNAL", "Something went wrong here; it is on record.")
