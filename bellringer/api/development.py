"""The development issuer: signs tokens for a machine of one's own, and is not there in production."""

from datetime import datetime, timedelta
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

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


def key_id(key: RSAPublicKey) -> str:
    """Return the name of a key: it says which, and nothing else."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(
        key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return digest.finalize().hex()[:16]


def development_issuer(settings: Settings) -> Issuer | None:
    """Return the issuer of this data directory; None in production."""
    if settings.is_production:
        return None
    keys = OwnKeys(_key(settings.data_dir).public_key())
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
    key = _key(settings.data_dir)
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


def _key(data_dir: Path) -> RSAPrivateKey:
    """Read this directory's key; the first time, make one up."""
    path = data_dir / KEY_FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        fresh = data_dir / f".{KEY_FILE}.{key_id(made.public_key())}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(
            made.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        try:
            path.hardlink_to(fresh)  # of several processes at once, one key stays
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key; remove it and a new one is made")
    return key
