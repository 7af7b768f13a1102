"""Which version this is, and which apps are too old for it: what an app asks before it signs anybody in."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

VERSION_PATH = "/version.json"


def told_version(app_floor: str | None) -> Callable[[Request], Awaitable[Response]]:
    """Make the answer; apps below `app_floor` are to be updated first, None: the operator asks it of none."""
    said = {"server": version("bellringer"), "appFloor": app_floor}

    async def answer(request: Request) -> Response:
        del request
        return JSONResponse(said, headers={"cache-control": "no-cache"})

    return answer
