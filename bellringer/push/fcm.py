"""Firebase Cloud Messaging: firebase-admin builds, checks and signs; our own client sends.

firebase-admin's sender retries inside the call, blocks the loop while it refreshes its token and can't be
pointed anywhere but at Google; its public `Message` and `credentials` do the rest of its work here.
"""

import asyncio
import functools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import google.auth.credentials
import google.auth.exceptions
import google.auth.transport.requests
from firebase_admin import credentials, messaging

from bellringer.gamification.rules.deliveries import Answer
from bellringer.node_ids import pack
from bellringer.push.answers import read_answer
from bellringer.push.links import CHANNELS
from bellringer.push.port import Push
from bellringer.words import DeviceTarget

GOOGLE = "https://fcm.googleapis.com"
CONNECTIONS = 32
TIMEOUT_SECONDS = 10.0  # of a whole send, its token included: shorter than what a lease leaves it
TOKEN_TIMEOUT_SECONDS = 5.0
LONGEST_TTL_SECONDS = 2_419_200  # four weeks, FCM's own limit


class NoCredentialError(Exception):
    """There is no usable Google credential; the message says what to set."""


class AccessToken:
    """An OAuth token that is fetched in a thread, by one fetch for all who wait."""

    def __init__(self, credential: google.auth.credentials.Credentials) -> None:
        self._credential = credential
        self._refresh: asyncio.Task[None] | None = None
        # google-auth itself would wait two minutes
        self._request = functools.partial(
            google.auth.transport.requests.Request(), timeout=TOKEN_TIMEOUT_SECONDS
        )

    async def read(self) -> str:
        """Return a token that is valid now.

        Raises:
            GoogleAuthError: The token service refuses or can't be reached.
            TimeoutError: It takes longer than a send may take; the fetch goes on for the next caller.
        """
        if not self._credential.valid:
            if self._refresh is None or self._refresh.done():
                self._refresh = asyncio.create_task(self._fetch())
            async with asyncio.timeout(TOKEN_TIMEOUT_SECONDS):
                await asyncio.shield(self._refresh)
        return str(self._credential.token)

    async def _fetch(self) -> None:
        await asyncio.to_thread(self._credential.refresh, self._request)

    def forget(self) -> None:
        """Fetch a new token next time: this one was refused."""
        self._credential.token = None

    async def close(self) -> None:
        """Stop waiting for a fetch that is under way."""
        if self._refresh is not None:
            self._refresh.cancel()
            await asyncio.gather(self._refresh, return_exceptions=True)


class Fcm:
    """The sender: one HTTP/1.1 session of 32 connections to one Firebase project."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: AccessToken,
        *,
        url: str,
        public_url: str | None,
    ) -> None:
        self._session = session
        self._token = token
        self._url = url
        self._public_url = public_url

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        project_id: str,
        base_url: str = GOOGLE,
        public_url: str | None = None,
        key_file: Path | None = None,
    ) -> AsyncIterator["Fcm"]:
        """Open the way to a project, signing with a key file or else with Google's default credential.

        `public_url` is where the web client is; only an https one is put into messages.

        Raises:
            NoCredentialError: There is no credential, or it can't be read.
        """
        token = AccessToken(await asyncio.to_thread(read_credential, key_file))
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
            headers={"Content-Type": "application/json"},
        ) as session:
            url = f"{base_url.rstrip('/')}/v1/projects/{project_id}/messages:send"
            try:
                yield cls(session, token, url=url, public_url=public_url)
            finally:
                await token.close()

    async def send(self, push: Push, *, now: datetime) -> Answer:
        """Send one message and return what was answered; a fault of the way is an answer too."""
        try:
            body = f'{{"message": {build(push, public_url=self._public_url, now=now)}}}'
        except ValueError:
            return Answer(status=400, code="UNBUILDABLE", blames_payload=True)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await self._send(body, now=now)
        except TimeoutError:
            return Answer(status=None, code="TIMEOUT")

    async def _send(self, body: str, *, now: datetime) -> Answer:
        try:
            token = await self._token.read()
        except (google.auth.exceptions.GoogleAuthError, TimeoutError):
            return Answer(status=None, code="NO_ACCESS_TOKEN")
        try:
            async with self._session.post(
                self._url, data=body, headers={"Authorization": f"Bearer {token}"}
            ) as response:
                answer = read_answer(
                    response.status, response.headers, await response.read(), now=now
                )
        except TimeoutError:  # an OSError too
            raise
        except (aiohttp.ClientError, OSError):
            return Answer(status=None, code="UNREACHABLE")
        if answer.status == 401:
            self._token.forget()
        return answer


def build(push: Push, *, public_url: str | None, now: datetime) -> messaging.Message:
    """Build the message; `str()` of it is checked by firebase-admin and is FCM's wire form.

    `push.tag` is Android's tag, APNs' collapse id and the web's tag and topic: whatever comes twice is shown once.
    The data name everything as the API does.
    """
    if push.is_recall:
        return _addressed(_recall(push, now=now), push)
    tag = str(push.tag)
    ttl_seconds = _ttl_seconds(push, now)
    link = f"{(public_url or '').rstrip('/')}{push.path}"
    message = messaging.Message(
        notification=messaging.Notification(title=push.title, body=push.body),
        data={
            "notification_id": pack("Notification", push.notification_id),
            "kind": push.kind.value,
            "deep_link": f"bellringer:/{push.path}",
            "org": push.organization,
        },
        android=messaging.AndroidConfig(
            ttl=ttl_seconds,
            priority="high",
            notification=messaging.AndroidNotification(channel_id=CHANNELS[push.kind], tag=tag),
        ),
        apns=messaging.APNSConfig(
            headers={
                "apns-collapse-id": tag,
                "apns-expiration": str(int(push.expires_at.timestamp())),
                "apns-priority": "10",
                "apns-push-type": "alert",
            },
            payload=messaging.APNSPayload(
                messaging.Aps(
                    badge=push.badge,
                    sound="default",
                    thread_id=push.thread,
                    custom_data={"interruption-level": "active"},
                )
            ),
        ),
        webpush=messaging.WebpushConfig(
            headers={"TTL": str(ttl_seconds), "Topic": push.tag.hex},
            notification=messaging.WebpushNotification(tag=tag),
            fcm_options=messaging.WebpushFCMOptions(link=link)
            if link.startswith("https://")
            else None,
        ),
    )
    return _addressed(message, push)


def _recall(push: Push, *, now: datetime) -> messaging.Message:
    """Build what shows nothing, and has the app take the notification of the tag off the screen."""
    return messaging.Message(
        data={
            "action": "withdraw",
            "notification_id": pack("Notification", push.notification_id),
            "kind": push.kind.value,
            "org": push.organization,
            "tag": str(push.tag),
        },
        android=messaging.AndroidConfig(ttl=_ttl_seconds(push, now), priority="normal"),
        apns=messaging.APNSConfig(
            headers={
                "apns-collapse-id": str(push.tag),
                "apns-expiration": str(int(push.expires_at.timestamp())),
                "apns-priority": "5",  # APNs takes no other for what shows nothing
                "apns-push-type": "background",
            },
            payload=messaging.APNSPayload(messaging.Aps(content_available=True)),
        ),
    )


def _ttl_seconds(push: Push, now: datetime) -> int:
    return min(max(int((push.expires_at - now).total_seconds()), 0), LONGEST_TTL_SECONDS)


def _addressed(message: messaging.Message, push: Push) -> messaging.Message:
    # not by the constructor, which warns of tokens: phones that have no installation id yet are still many
    if push.target_kind is DeviceTarget.FCM_TOKEN:
        message.token = push.target
    else:
        message.fid = push.target
    return message


def read_credential(key_file: Path | None) -> google.auth.credentials.Credentials:
    """Read a service account's key file, or whatever Google's default finds.

    Raises:
        NoCredentialError: There is none, or it can't be read.
    """
    try:
        found: google.auth.credentials.Credentials = (
            credentials.Certificate(str(key_file))
            if key_file is not None and _is_service_account(key_file)
            else credentials.ApplicationDefault()
        ).get_credential()
    except (google.auth.exceptions.GoogleAuthError, ValueError, OSError) as error:
        raise NoCredentialError(
            "GOOGLE_APPLICATION_CREDENTIALS: must name a credential of Google's that can send;"
            f" {type(error).__name__}"
        ) from error
    return found


def _is_service_account(key_file: Path) -> bool:
    # the variable may name other kinds too, e.g. of workload identity, which Google's default reads
    return bool(json.loads(key_file.read_bytes()).get("type") == "service_account")
