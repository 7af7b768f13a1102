"""The web client: the files of bellringer/web, from memory, under addresses that name their version."""

import gzip
import html
import json
import mimetypes
import posixpath
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bellringer.config import FirebaseWebConfig

# What the client's own router shows; each of them, and all below it, is the same page.
PAGES = (
    *("board", "log", "feed", "inbox", "settings", "tv"),
    *("desk", "admin", "goals", "badges", "activities", "months", "competitions", "streaks", "me"),
    *(
        "check-ins",
        "one-on-ones",
        "action-items",
        "days",
        "threads",
        "access",
        "approvals",
        "boards",
    ),
    *("pulses", "expectations", "feedback"),  # no screen shows these yet: home does
)
ASSETS = "/assets"
_ROOT = files("bellringer") / "web"
# loaded, and kept on the phone, once somebody opens them, or signs in by Firebase
_WHEN_OPENED = (
    *("desk/", "admin/", "coaching/", "months/", "settings/", "firebase/"),
    "vendor/firebase/",
)
# whom Firebase's SDK asks: who signs in, for tokens, which installation this is, and where it is rung
GOOGLE = ("identitytoolkit", "securetoken", "firebaseinstallations", "fcmregistrations")
_IMPORTED = re.compile(r"""^(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']""", re.MULTILINE)
_AT_TOP = ("index.html", "sw.js", "manifest.webmanifest")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_UNZIPPED = ("image/png",)
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_IMPORT_MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    zipped: bytes | None
    media_type: str
    etag: str


class WebClient:
    """Answers for the client's files.

    The version is a hash of all of them, and of what the page is told, so no two sets are ever mixed.
    """

    def __init__(self, firebase: FirebaseWebConfig | None = None) -> None:
        told = "" if firebase is None else firebase.model_dump_json(by_alias=True)
        read = {path: each.read_bytes() for path, each in sorted(_walk(_ROOT))}
        whole = b"".join(path.encode() + b"\0" + sha256(read[path]).digest() for path in read)
        self.version = sha256(whole + told.encode()).hexdigest()[:12]
        shell = [
            path for path in read if path not in _AT_TOP and not path.endswith((".md", "LICENSE"))
        ]
        first = _reached(read)
        shell = [path for path in shell if path in first or not path.startswith(_WHEN_OPENED)]
        for path in _AT_TOP:
            text = read[path].decode().replace("__VERSION__", self.version)
            text = text.replace("__SHELL__", json.dumps([self._address(each) for each in shell]))
            preloads = (
                f'<link rel="modulepreload" href="{self._address(each)}">' for each in first
            )
            text = text.replace("<!-- modules -->", "\n".join(preloads))
            meta = f'<meta name="bellringer-firebase" content="{html.escape(told)}">\n'
            read[path] = text.replace("<!-- firebase -->\n", meta if told else "").encode()
        self._files = {path: _file(path, body) for path, body in read.items()}
        self._headers = _headers(read["index.html"].decode(), asks_google=bool(told))

    def routes(self) -> list[Route]:
        """Return where everything of it is found."""
        return [
            Route("/", self._page),
            *(Route(f"/{page}", self._page) for page in PAGES),
            *(Route(f"/{page}/{{rest:path}}", self._page) for page in PAGES),
            Route("/sw.js", self._at_top),
            Route("/manifest.webmanifest", self._at_top),
            Route(f"{ASSETS}/{{version}}/{{path:path}}", self._asset),
        ]

    def _address(self, path: str) -> str:
        return f"{ASSETS}/{self.version}/{path}"

    async def _page(self, request: Request) -> Response:
        return self._answer(request, self._files["index.html"], _ASK_AGAIN)

    async def _at_top(self, request: Request) -> Response:
        return self._answer(request, self._files[request.url.path[1:]], _ASK_AGAIN)

    async def _asset(self, request: Request) -> Response:
        """Answer a file. A page of another version gets the whole of this one, and nobody keeps it."""
        found = self._files.get(request.path_params["path"])
        if found is None:
            return PlainTextResponse("No such file.\n", status_code=404, headers=self._headers)
        is_ours = request.path_params["version"] == self.version
        return self._answer(request, found, _FOR_EVER if is_ours else _ASK_AGAIN)

    def _answer(self, request: Request, found: _File, caching: str) -> Response:
        headers = {
            **self._headers,
            "cache-control": caching,
            "etag": found.etag,
            "vary": "accept-encoding",
        }
        if found.etag in re.split(r",\s*", request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if found.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                found.zipped,
                headers={**headers, "content-encoding": "gzip"},
                media_type=found.media_type,
            )
        return Response(found.body, headers=headers, media_type=found.media_type)


def _reached(read: dict[str, bytes]) -> list[str]:
    """Return the scripts that the first page needs: what main.js imports, and what that imports."""
    mapped = _IMPORT_MAP.search(read["index.html"].decode())
    names: dict[str, str] = json.loads(mapped[1])["imports"] if mapped else {}
    found: list[str] = []
    waiting = ["app/main.js"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.append(path)
        for name in _IMPORTED.findall(read[path].decode()):
            address = names.get(name)
            waiting.append(
                address.split("/", 3)[3]
                if address
                else posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            )
    return sorted(found)


@cache
def web_client(firebase: FirebaseWebConfig | None = None) -> WebClient:
    """Return the client, read and zipped once a process; `firebase` is what browsers sign in with."""
    return WebClient(firebase)


def _walk(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _walk(each, f"{above}{each.name}/")
        else:
            yield f"{above}{each.name}", each


def _file(path: str, body: bytes) -> _File:
    ending = f".{path.rpartition('.')[2]}"
    media_type = _TYPES.get(ending) or mimetypes.guess_type(path)[0] or "text/plain; charset=utf-8"
    return _File(
        body=body,
        zipped=None if media_type in _UNZIPPED else gzip.compress(body, mtime=0),
        media_type=media_type,
        etag=f'W/"{sha256(body).hexdigest()[:16]}"',  # weak: zipped or not, it is the same
    )


def _headers(page: str, *, asks_google: bool) -> dict[str, str]:
    """Return the headers of every answer; the one script that stands in the page is named by its hash."""
    others = "".join(f" https://{name}.googleapis.com" for name in GOOGLE) if asks_google else ""
    found = _IMPORT_MAP.search(page)
    digest = b64encode(sha256(found[1].encode() if found else b"").digest()).decode()
    return {
        "content-security-policy": (
            f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self'{others}; manifest-src 'self'; worker-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
