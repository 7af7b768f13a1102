"""What is wrong with a request, told in the shape of GraphQL so that every client can read it."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

SPEC_TYPE = "application/graphql-response+json"
PLAIN_TYPE = "application/json"


class ProblemError(Exception):
    """A request that is answered before, or instead of, running it.

    `known` goes into the answer's `extensions` beside the code: what the app needs to mend it.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        self.known = dict(known or {})


def negotiate(accept: str | None) -> str:
    """Return the media type to answer in: the newer one only where it is asked for by name."""
    weights: dict[str, float] = {}
    for part in (accept or "").split(","):
        name, *params = (piece.strip().lower() for piece in part.split(";"))
        weights[name] = max(weights.get(name, 0.0), _weight(params))
    wanted = weights.get(SPEC_TYPE, 0.0)
    return SPEC_TYPE if wanted and wanted >= weights.get(PLAIN_TYPE, 0.0) else PLAIN_TYPE


def _weight(params: list[str]) -> float:
    for param in params:
        if param.startswith("q="):
            try:
                return float(param[2:])
            except ValueError:
                return 0.0
    return 1.0


def encode(body: Any) -> bytes:
    """Write JSON."""
    return orjson.dumps(body)


def response(
    problem: ProblemError, *, accept: str | None, request_id: str | None = None
) -> Response:
    """Answer with a problem."""
    extensions = {"code": problem.code, **problem.known}
    if request_id is not None:
        extensions["requestId"] = request_id
    body = {"errors": [{"message": str(problem), "extensions": extensions}]}
    return Response(
        encode(body),
        status_code=problem.status,
        headers={
            "content-type": f"{negotiate(accept)}; charset=utf-8",
            "cache-control": "no-store",
            **problem.headers,
        },
    )
