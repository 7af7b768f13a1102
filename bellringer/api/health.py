"""Whether this process is alive, ready for requests, and in which numbers it works."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

ANSWERS = Counter("bellringer_graphql_answers", "Answers over HTTP, by status.", ["status"])
SECONDS = Histogram("bellringer_graphql_seconds", "How long answers over HTTP took.")
SOCKETS = Gauge("bellringer_graphql_sockets", "Sockets that are open.")


async def healthz(request: Request) -> Response:
    """Say that the process is alive."""
    del request
    return PlainTextResponse("alive\n")


async def metrics(request: Request) -> Response:
    """Tell the numbers, for Prometheus."""
    del request
    return Response(generate_latest(), headers={"content-type": CONTENT_TYPE_LATEST})


def readyz(
    is_ready: Callable[[], Awaitable[str | None]], remark: Callable[[], str | None]
) -> Callable[[Request], Awaitable[Response]]:
    """Make the answer to "ready?"; `is_ready` returns what is missing, `remark` what works worse."""

    async def answer(request: Request) -> Response:
        del request
        missing = await is_ready()
        if missing is None:
            said = remark()
            return PlainTextResponse(f"ready\n{said}\n" if said else "ready\n")
        return PlainTextResponse(f"{missing}\n", status_code=503)

    return answer
