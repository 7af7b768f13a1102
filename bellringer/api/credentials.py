"""Credentials: signed with the key of this deployment, which everybody may read to check them."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bellringer.api.keys import SMALLEST_KEY
from bellringer.api.own_keys import key_id, own_key, read_key
from bellringer.config import Settings, UnusableSettingError

KEY_FILE = "credential-key.pem"
KEYS_PATH = "/.well-known/jwks.json"
KEY_PATH = "/.well-known/keys/{key_id}"
_FOR_A_DAY = {"cache-control": "public, max-age=86400"}


class OwnSigner:
    """Signs by RS256; the key is read, or made in development, when it is first needed."""

    def __init__(self, read: Callable[[], RSAPrivateKey], url: str | None) -> None:
        self._read = read
        self._url = url

    @property
    def url(self) -> str | None:
        """Return the origin under which people open Bellringer, if it is known."""
        return self._url

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return self._read()

    @cached_property
    def jwk(self) -> Mapping[str, Any]:
        """Return the public key as a JSON Web Key."""
        public = self._key.public_key()
        shown: dict[str, Any] = RSAAlgorithm.to_jwk(public, as_dict=True)
        return {
            "kty": shown["kty"],
            "n": shown["n"],
            "e": shown["e"],
            "kid": key_id(public),
            "use": "sig",
            "alg": "RS256",
        }

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the claims as a signed token.

        It names its key by an address that answers it, or carries it where no address is known; other
        headers are not allowed by the standard.
        """
        if self._url is None:
            public = {name: self.jwk[name] for name in ("kty", "n", "e")}
            headers: dict[str, Any] = {"jwk": public}
        else:
            headers = {"kid": self._url + KEY_PATH.format(key_id=self.jwk["kid"])}
        return jwt.encode(dict(claims), self._key, algorithm="RS256", headers=headers)


def credential_signer(settings: Settings) -> OwnSigner | None:
    """Return who signs credentials; None in production without a key file.

    Raises:
        UnusableSettingError: The file holds no RSA key, or too short a one.
    """
    path = settings.credential_key_file
    if path is not None:
        key = _given(path)
        return OwnSigner(lambda: key, settings.public_url)
    if settings.is_production:
        return None
    own: Path = settings.data_dir / KEY_FILE
    return OwnSigner(lambda: own_key(own), settings.public_url)


def _given(path: Path) -> RSAPrivateKey:
    try:
        key = read_key(path)
        if key.key_size < SMALLEST_KEY:
            raise ValueError("the key is too short")
    except (OSError, ValueError, TypeError) as error:
        raise UnusableSettingError(
            "BELLRINGER_CREDENTIAL_KEY_FILE: must hold an RSA key (PEM) of 2048 bits or more"
        ) from error
    return key


def published_keys(signer: OwnSigner | None) -> Callable[[Request], Response]:
    """Answer the public keys, as a set; without a key the set is empty."""

    def answer(_: Request) -> Response:
        keys = [] if signer is None else [dict(signer.jwk)]
        return JSONResponse({"keys": keys}, headers=_FOR_A_DAY)

    return answer


def published_key(signer: OwnSigner | None) -> Callable[[Request], Response]:
    """Answer one public key by its id."""

    def answer(request: Request) -> Response:
        if signer is None or request.path_params["key_id"] != signer.jwk["kid"]:
            return JSONResponse({"error": "there is no such key"}, status_code=404)
        return JSONResponse(dict(signer.jwk), headers=_FOR_A_DAY)

    return answer
