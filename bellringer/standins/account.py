"""A Google service account of our own making: a throw-away key, and the token service that trusts it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bellringer.ids import new_secret

TOKEN_SECONDS = 3600
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# what google-auth signs for, wherever `token_uri` points
GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"
# any of these lets an account send
SCOPES = frozenset(
    f"https://www.googleapis.com/auth/{name}"
    for name in ("firebase.messaging", "firebase", "cloud-platform")
)


class GrantRefusedError(Exception):
    """The assertion is not signed by this account, or asks for something else."""


@dataclass(frozen=True, kw_only=True)
class ServiceAccount:
    """What Google would hand out as a JSON file, pointing at a token service of our own."""

    project_id: str
    token_uri: str
    key: rsa.RSAPrivateKey

    @classmethod
    def make(cls, project_id: str, *, token_uri: str, key: rsa.RSAPrivateKey | None = None) -> Self:
        """Make an account, with a new key if none is given."""
        key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(project_id=project_id, token_uri=token_uri, key=key)

    @property
    def email(self) -> str:
        """Return what the account calls itself."""
        return f"stand-in@{self.project_id}.example.com"

    def write(self, path: Path) -> Path:
        """Write the key file, readable by its owner only."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        content = {
            "type": "service_account",
            "project_id": self.project_id,
            "private_key_id": "stand-in",
            "private_key": pem.decode(),
            "client_email": self.email,
            "client_id": "1",
            "token_uri": self.token_uri,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=2)
        return path

    def grant(self, form: dict[str, str]) -> dict[str, Any]:
        """Answer a token request as Google's does.

        Raises:
            GrantRefusedError: The assertion is not this account's, not for here, or out of date.
        """
        if form.get("grant_type") != JWT_GRANT:
            raise GrantRefusedError("unsupported_grant_type")
        try:
            said = jwt.decode(
                form.get("assertion", ""),
                self.key.public_key(),
                algorithms=["RS256"],
                audience=[self.token_uri, GOOGLE_AUDIENCE],
                issuer=self.email,
                options={"require": ["exp", "iat", "iss", "aud"]},
            )
        except jwt.InvalidTokenError as error:
            raise GrantRefusedError("invalid_grant") from error
        if SCOPES.isdisjoint(str(said.get("scope", "")).split()):
            raise GrantRefusedError("invalid_scope")
        return {
            "access_token": new_secret(),
            "expires_in": TOKEN_SECONDS,
            "token_type": "Bearer",
        }
