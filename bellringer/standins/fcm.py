"""A stand-in for Firebase Cloud Messaging: its wire format, its errors, and its bad days on demand.

Run it with `python -m bellringer.standins.fcm --port 9099` and open its address to see the phones.
"""

import argparse
import asyncio
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bellringer.clock import utc_now
from bellringer.ids import new_id
from bellringer.standins import faults
from bellringer.standins.account import TOKEN_SECONDS, GrantRefusedError, ServiceAccount
from bellringer.standins.faults import Fault, Faults
from bellringer.standins.gate import Gate
from bellringer.standins.journal import Journal
from bellringer.standins.messages import problems, refusal
from bellringer.standins.page import page
from bellringer.standins.phone import draw

PROJECT = "bellringer-standin"
KEPT = 10_000
_WORDS = {
    400: ("INVALID_ARGUMENT", faults.INVALID_ARGUMENT),
    401: ("UNAUTHENTICATED", None),
    403: ("PERMISSION_DENIED", faults.SENDER_ID_MISMATCH),
    404: ("NOT_FOUND", faults.UNREGISTERED),
    429: ("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    500: ("INTERNAL", "INTERNAL"),
    503: ("UNAVAILABLE", "UNAVAILABLE"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that a phone got."""

    number: int
    name: str
    at: datetime
    message: dict[str, Any]

    @property
    def target(self) -> str:
        """Return the phone's address."""
        return str(self.message.get("fid") or self.message.get("token") or "")


@dataclass
class FcmStandin:
    """A running stand-in; tests and the demo hold it and read what arrived.

    Attributes:
        attempts: How many sends came, refused ones too.
        fetched_tokens: How many access tokens were given out.
        clock: Where it reads the time that Retry-After is held against.
    """

    account: ServiceAccount
    url: str
    key_file: Path
    on_message: Callable[[dict[str, Any]], None] | None = None
    clock: Callable[[], datetime] = utc_now
    received: deque[Received] = field(default_factory=lambda: deque(maxlen=KEPT))
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    attempts: int = 0
    fetched_tokens: int = 0
    gate: Gate = field(default_factory=Gate)
    _tokens: dict[str, float] = field(default_factory=dict)
    _count: int = 0

    def fail(self, fault: Fault, *, times: int = 1) -> None:
        """Let the next sends fail."""
        self.faults.coming.extend([fault] * times)

    def reset(self) -> None:
        """Forget what arrived and what was to fail."""
        self.received.clear()
        self.faults, self.journal = Faults(), Journal()
        self.attempts = self.fetched_tokens = 0

    def to(self, target: str) -> list[Received]:
        """Return what one phone got."""
        return [each for each in self.received if each.target == target]

    async def grant(self, request: web.Request) -> web.Response:
        """Answer POST /token."""
        await asyncio.sleep(self.faults.token_seconds)
        form = {key: str(value) for key, value in (await request.post()).items()}
        if self.faults.token_statuses and (status := self.faults.token_statuses.popleft()) != 200:
            return web.json_response({"error": "as asked for"}, status=status)
        try:
            granted = self.account.grant(form)
        except GrantRefusedError as error:
            return web.json_response({"error": str(error)}, status=400)
        self.fetched_tokens += 1
        self._tokens[granted["access_token"]] = utc_now().timestamp() + TOKEN_SECONDS
        return web.json_response(granted)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Answer POST /v1/projects/{project}/messages:send."""
        self.attempts += 1
        if self.faults.send_seconds:
            await asyncio.sleep(self.faults.send_seconds)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or self._tokens.get(token, 0) < utc_now().timestamp():
            return _refuse(401, "Request had invalid authentication credentials.")
        if request.match_info["project"] != self.account.project_id:
            return _refuse(403, "The caller does not have permission.", code="")
        body = await _read_json(request)
        target, message = _named(body)
        before = self.journal.arrived(message, at=self.clock())
        fault = self.faults.over(target=target, message=message, time=before)
        await self.gate.pass_through()
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault.status != 200:
            return self._fail(fault, message)
        if fault.is_cut and not fault.is_accepted:
            return _cut(request)
        answer = self._take(body)
        if not fault.is_cut:
            return answer
        self.journal.lost += answer.status == 200
        return _cut(request)

    def _fail(self, fault: Fault, message: str) -> web.Response:
        now = self.clock()
        if fault.retry_after is not None:
            until = now + timedelta(seconds=fault.retry_after)
            self.journal.told_to_wait(message, until=until, now=now)
        if fault.status == 400:
            self.journal.refused.add(message)
        return _refuse(
            fault.status,
            "As asked for.",
            code=fault.code,
            field=fault.field,
            retry_after=fault.header(now),
        )

    def _take(self, body: Any) -> web.Response:
        message: Any = body.get("message") if isinstance(body, dict) else None
        for wrong, text in problems(message):
            return _refuse(400, text, field=wrong)
        name = f"projects/{self.account.project_id}/messages/{new_id()}"
        if not body.get("validate_only"):
            self._count += 1
            received = Received(number=self._count, name=name, at=utc_now(), message=message)
            self.received.append(received)
            if self.on_message is not None:
                self.on_message(message)
        return web.json_response({"name": name})

    async def control(self, request: web.Request) -> web.Response:
        """Answer POST /control: what is to fail from now on."""
        asked = await _read_json(request)
        if not isinstance(asked, dict):
            return web.json_response({"error": "a JSON object, please"}, status=400)
        if asked.get("reset"):
            self.reset()
        self.faults.ask(asked)
        return web.json_response({"faults": len(self.faults.coming)})

    async def messages(self, request: web.Request) -> web.Response:
        """Answer GET /messages?after=N: what phones got, in order of arrival."""
        after = int(request.query.get("after", "0"))
        found = [
            {
                "number": each.number,
                "name": each.name,
                "at": each.at.isoformat(),
                "message": each.message,
            }
            for each in self.received
            if each.number > after
        ]
        return web.json_response({"messages": found})


@asynccontextmanager
async def running(
    *,
    data_dir: Path,
    port: int = 0,
    project_id: str = PROJECT,
    key: rsa.RSAPrivateKey | None = None,
    on_message: Callable[[dict[str, Any]], None] | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[FcmStandin]:
    """Run a stand-in on 127.0.0.1 while the block runs, its service account's key file in `data_dir`."""
    application = web.Application()
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    try:
        # the account names the port, so the socket comes first
        listening = socket.create_server(("127.0.0.1", port))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        account = await asyncio.to_thread(
            ServiceAccount.make, project_id, token_uri=f"{url}/token", key=key
        )
        key_file = await asyncio.to_thread(account.write, data_dir / "service-account.json")
        standin = FcmStandin(
            account=account, url=url, key_file=key_file, on_message=on_message, clock=clock
        )
        application.add_routes(
            [
                web.post("/token", standin.grant),
                web.post("/v1/projects/{project}/messages:send", standin.send),
                web.post("/control", standin.control),
                web.get("/messages", standin.messages),
                web.get("/", page),
            ]
        )
        await runner.setup()
        await web.SockSite(runner, listening).start()
        yield standin
    finally:
        await runner.cleanup()


def _refuse(
    status: int,
    text: str,
    *,
    code: str | None = None,
    field: str | None = None,
    retry_after: str | None = None,
) -> web.Response:
    word, usual = _WORDS.get(status, ("UNKNOWN", None))
    said = (usual if code is None else code) or None
    content = refusal(status, word, text, code=said, field=field)
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return web.json_response(content, status=status, headers=headers)


def _named(body: Any) -> tuple[str, str]:
    """Return whom a message is for, and what makes it the same message when it comes again."""
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict):
        return "", ""
    data = message.get("data")
    data = data if isinstance(data, dict) else {}
    target = str(message.get("fid") or message.get("token") or "")
    return target, "/".join((target, str(data.get("notification_id")), str(data.get("action"))))


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _read_json(request: web.Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        return None


async def _serve(port: int, data_dir: Path, *, is_quiet: bool) -> None:
    def show(message: dict[str, Any]) -> None:
        typer.echo(draw(message))

    shown = None if is_quiet else show
    async with running(port=port, data_dir=data_dir, on_message=shown) as standin:
        typer.echo(
            f"The phones are at {standin.url}/\n"
            f"BELLRINGER_FCM_BASE_URL={standin.url}\n"
            f"BELLRINGER_FIREBASE_PROJECT_ID={standin.account.project_id}\n"
            f"GOOGLE_APPLICATION_CREDENTIALS={standin.key_file}"
        )
        await asyncio.Event().wait()


def main() -> None:
    """Run the stand-in until it is interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in for Firebase Cloud Messaging.")
    parser.add_argument("--port", type=int, default=9099)
    parser.add_argument("--data-dir", type=Path, default=Path(".bellringer/fcm"))
    parser.add_argument("--quiet", action="store_true", help="draw no messages")
    asked = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(asked.port, asked.data_dir, is_quiet=asked.quiet))


if __name__ == "__main__":
    main()
