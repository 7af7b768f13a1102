"""The development issuer: signs tokens for a machine of one's own, and is not there in production."""

from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bellringer.api.own_keys import key_id, own_key
from bellringer.api.tokens import Issuer
from bellringer.config import Settings

ISSUER = "urn:bellringer:development"
AUDIENCE = "bellringer"
KEY_FILE = "development-key.pem"


class DevelopmentOnlyError(Exception):
    """Development tokens are not made in production; sign in with the app."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class OwnKeys:
    """The one key of the development issuer."""

    def __init__(self, key: RSAPublicKey) -> None:
        self._key = key
        self._id = key_id(key)

    async def key(self, key_id: str) -> RSAPublicKey | None:
        """Return the key if it is the one named."""
        return self._key if key_id == self._id else None


def development_issuer(settings: Settings) -> Issuer | None:
    """Return the issuer of this data directory; None in production."""
    if settings.is_production:
        return None
    keys = OwnKeys(own_key(settings.data_dir / KEY_FILE).public_key())
    return Issuer(name=ISSUER, audience=AUDIENCE, keys=keys)


def mint_development_token(
    settings: Settings, *, org: str, email: str, minutes: int, now: datetime
) -> str:
    """Sign a token for a member of an organization, by e-mail.

    Raises:
        DevelopmentOnlyError: This is production.
    """
    if settings.is_production:
        raise DevelopmentOnlyError
    key = own_key(settings.data_dir / KEY_FILE)
    address = email.strip().casefold()
    issued_at = int(now.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": address,
        "iat": issued_at,
        "auth_time": issued_at,
        "exp": issued_at + int(timedelta(minutes=minutes).total_seconds()),
        "email": address,
        "email_verified": True,
        "org": org,
    }
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": key_id(key.public_key())})
