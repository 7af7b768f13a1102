"""A broadcast and nothing else, on the same server: what telling so many sockets costs at least.

It speaks as much of the protocol as a subscriber needs, signs nobody in, reads no database, and sends the text
that it is posted to everybody.
"""

import sys

import uvicorn
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bellringer.api.server import config_of

_FIRST = '{"id":"1","type":"next","payload":{"data":null}}'
_sockets: set[WebSocket] = set()


async def hold(socket: WebSocket) -> None:
    """Let a subscriber in."""
    await socket.accept(subprotocol="graphql-transport-ws")
    try:
        await socket.receive_text()
        await socket.send_text('{"type":"connection_ack"}')
        await socket.receive_text()
        await socket.send_text(_FIRST)
        _sockets.add(socket)
        await socket.receive_text()
    except WebSocketDisconnect:
        _sockets.discard(socket)


async def tell(request: Request) -> Response:
    """Send a text to everybody."""
    text = (await request.body()).decode()
    for socket in _sockets:
        await socket.send_text(text)
    return Response()


async def readyz(_: Request) -> Response:
    """Say that it runs."""
    return Response()


async def metrics(_: Request) -> Response:
    """Say how much memory it has."""
    return Response(generate_latest())


if __name__ == "__main__":
    application = Starlette(
        routes=[
            WebSocketRoute("/graphql", hold),
            Route("/tell", tell, methods=["POST"]),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ]
    )
    uvicorn.Server(config_of(application, host="127.0.0.1", port=int(sys.argv[1]))).run()
