"""Google's side of Firebase in a browser, in the wire formats of its SDK: who signs in, and where a browser rings."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.async_api import BrowserContext, Route

from bellringer.clock import utc_now

PROJECT = "acme-app"
HOSTS = ("identitytoolkit", "securetoken", "firebaseinstallations", "fcmregistrations")
PASSWORD = "correct horse"


@dataclass
class Google:
    """One account, Rita's; what pages asked last is kept by the end of the path."""

    key: rsa.RSAPrivateKey
    jwks_url: str = ""
    lasts: timedelta = timedelta(hours=1)
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> "AsyncIterator[Google]":
        """Serve the public keys while the block runs."""
        made = cls(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        application = web.Application()
        application.router.add_get("/keys", made._keys)
        async with TestServer(application) as server:
            made.jwks_url = str(server.make_url("/keys"))
            yield made

    async def stand_in(self, context: BrowserContext) -> None:
        """Answer what pages of a browser ask Google."""
        for host in HOSTS:
            await context.route(f"https://{host}.googleapis.com/**", self._answer)

    def token(self, now: datetime, lasts: timedelta) -> str:
        """Sign an ID token."""
        issued = int(now.timestamp()) - 60
        claims = {
            "iss": f"https://securetoken.google.com/{PROJECT}",
            "aud": PROJECT,
            "sub": "uid-of-rita",
            "email": "rita@example.com",
            "email_verified": True,
            "auth_time": issued,
            "iat": issued,
            "exp": int((now + lasts).timestamp()),
        }
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})

    async def _keys(self, _: web.Request) -> web.Response:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return web.json_response({"keys": [{**public, "use": "sig", "alg": "RS256", "kid": "k1"}]})

    async def _answer(self, route: Route) -> None:
        path = route.request.url.partition("?")[0].rpartition("/")[2]
        self.asked[path] = sent = route.request.post_data or ""
        status, said = self._say(path, sent)
        headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
        await route.fulfill(status=status, json=said, headers=headers)

    def _say(self, path: str, sent: str) -> tuple[int, dict[str, Any]]:
        now = utc_now()
        user = {"localId": "uid-of-rita", "email": "rita@example.com"}
        match path:
            case "accounts:signInWithPassword" if json.loads(sent)["password"] != PASSWORD:
                return 400, {"error": {"code": 400, "message": "INVALID_LOGIN_CREDENTIALS"}}
            case "accounts:signInWithPassword" | "accounts:signInWithEmailLink":
                tokens = {"idToken": self.token(now, self.lasts), "refreshToken": "r"}
                return 200, {**user, **tokens, "expiresIn": "3600"}
            case "accounts:lookup":
                return 200, {"users": [{**user, "emailVerified": True, "providerUserInfo": []}]}
            case "accounts:sendOobCode":
                return 200, {"email": "rita@example.com"}
            case "token":
                fresh = self.token(now, timedelta(hours=1))
                names = {"id_token": fresh, "access_token": fresh, "user_id": "uid-of-rita"}
                return 200, {**names, "refresh_token": "r", "expires_in": "3600"}
            case "installations":
                token = {"token": "t", "expiresIn": "604800s"}
                return 200, {"name": "n", "fid": "f" * 22, "refreshToken": "r", "authToken": token}
            case "registrations":
                return 200, {"token": "the-address-that-google-gave"}
            case _:
                return 404, {"error": {"code": 404, "message": path}}
