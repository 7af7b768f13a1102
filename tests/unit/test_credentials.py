"""Who signs credentials, and with which key."""

from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from jwt import PyJWK

from bellringer.api.credentials import KEY_FILE, credential_signer
from bellringer.config import Mode, Settings, UnusableSettingError


def written(path: Path, key: PrivateKeyTypes) -> Path:
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def test_development_makes_one_key_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    settings = Settings(mode=Mode.DEVELOPMENT, data_dir=tmp_path)
    first, again = credential_signer(settings), credential_signer(settings)
    assert first is not None
    assert again is not None
    assert not (tmp_path / KEY_FILE).exists(), "none is made before one is needed"
    token = first.sign({"jti": "urn:uuid:1"})
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0
    assert jwt.decode(token, PyJWK(dict(again.jwk)).key, algorithms=["RS256"]) == {
        "jti": "urn:uuid:1"
    }


def test_production_signs_with_the_key_it_is_given_or_not_at_all(tmp_path: Path) -> None:
    settings = Settings(mode=Mode.PRODUCTION, data_dir=tmp_path)
    assert credential_signer(settings) is None
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    named = settings.model_copy(update={"credential_key_file": written(tmp_path / "key.pem", key)})
    signer = credential_signer(named)
    assert signer is not None
    assert jwt.decode(signer.sign({"a": 1}), key.public_key(), algorithms=["RS256"]) == {"a": 1}


@pytest.mark.parametrize("kind", ["no key", "elliptic", "short"])
def test_a_key_that_can_not_sign_stops_the_start(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "key.pem"
    if kind == "no key":
        path.write_text("nothing")
    elif kind == "elliptic":
        written(path, ec.generate_private_key(ec.SECP256R1()))
    else:
        written(path, rsa.generate_private_key(public_exponent=65537, key_size=1024))
    with pytest.raises(UnusableSettingError, match="BELLRINGER_CREDENTIAL_KEY_FILE: must hold"):
        credential_signer(Settings(credential_key_file=path))
