"""A page to try GraphQL in a browser, in development: of one piece, and from nowhere but here."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_PAGE = (files("bellringer.api") / "trying.html").read_text(encoding="utf-8")


def _hash_of(tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", _PAGE, re.DOTALL)
    digest = sha256(found[1].encode() if found else b"").digest()
    return f"'sha256-{b64encode(digest).decode()}'"


HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; script-src {_hash_of('script')}; style-src {_hash_of('style')}; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "vary": "accept",
}


class TryingPage:
    """Stands before the endpoint: a browser that opens its address gets the page, all else passes."""

    def __init__(self, endpoint: ASGIApp) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        opens = scope["type"] == "http" and scope["method"] == "GET" and not scope["query_string"]
        if opens and "text/html" in Headers(scope=scope).get("accept", ""):
            await HTMLResponse(_PAGE, headers=HEADERS)(scope, receive, send)
        else:
            await self._endpoint(scope, receive, send)
