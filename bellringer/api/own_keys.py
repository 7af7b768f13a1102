"""Keys that this deployment signs with, each in a file of its own."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes


def key_id(key: RSAPublicKey) -> str:
    """Return the name of a key: it says which, and nothing else."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(
        key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return digest.finalize().hex()[:16]


def read_key(path: Path) -> RSAPrivateKey:
    """Read an RSA key.

    Raises:
        TypeError: The file holds another kind of key.
    """
    key = _parsed(path.read_bytes())
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key; remove it and a new one is made")
    return key


@lru_cache(maxsize=4)
def _parsed(pem: bytes) -> PrivateKeyTypes:
    # proving that an RSA key is one takes as long as signing thirty times
    return serialization.load_pem_private_key(pem, password=None)


def own_key(path: Path) -> RSAPrivateKey:
    """Read a key of this data directory; the first time, make one up."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        fresh = path.with_name(f".{path.name}.{key_id(made.public_key())}")
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
    return read_key(path)
