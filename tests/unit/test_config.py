"""Every setting of the contract is read, checked, and named when it can't be used."""

import json
import os
from pathlib import Path

import pytest

from bellringer.config import Mode, SignIn, UnusableSettingError, load_settings

WEB_CONFIG = {
    "apiKey": "k",
    "authDomain": "x.firebaseapp.com",
    "appId": "1:2:web:3",
    "messagingSenderId": "2",
    "vapidKey": "v",
    "storageBucket": "not ours to know",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("BELLRINGER_", "FIREBASE_", "GOOGLE_")):
            monkeypatch.delenv(name)


def refusal() -> str:
    with pytest.raises(UnusableSettingError) as caught:
        load_settings()
    return str(caught.value)


def test_nothing_set_is_development_with_the_embedded_database() -> None:
    settings = load_settings()
    assert settings.mode is None
    assert not settings.is_production
    assert settings.is_embedded
    assert settings.data_dir == Path(".bellringer")
    assert settings.fcm_base_url == "https://fcm.googleapis.com"
    assert settings.sign_in is None


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELLRINGER_DATABASE_URL", "")
    monkeypatch.setenv("BELLRINGER_MODE", "")
    assert load_settings().is_embedded


def test_variables_of_others_with_our_prefix_do_not_stop_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Kubernetes sets such a variable for a service named bellringer.
    monkeypatch.setenv("BELLRINGER_PORT", "tcp://10.0.0.1:80")
    assert load_settings().is_embedded


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("BELLRINGER_MODE", "prod", "must be development or production"),
        ("BELLRINGER_DATABASE_URL", "mysql://u:hunter2@h/d", "must begin with postgresql://"),
        (
            "BELLRINGER_DATABASE_URL",
            "postgresql://u:hunter2@h:99999/d",
            "has a port that is no number from 0 to 65535",
        ),
        (
            "BELLRINGER_DATABASE_OWNER_URL",
            "postgresql://u:hunter2@h/d",
            "is of no use without BELLRINGER_DATABASE_URL",
        ),
        (
            "BELLRINGER_DATABASE_DOOR_URL",
            "postgresql://u:hunter2@h/d",
            "is of no use without BELLRINGER_DATABASE_URL",
        ),
        ("BELLRINGER_DATA_DIR", __file__, "must be a folder, and is a file"),
        (
            "BELLRINGER_REDIS_URL",
            "localhost:6379",
            "must begin with redis://, rediss:// or unix://",
        ),
        (
            "BELLRINGER_FIREBASE_PROJECT_ID",
            "My Project",
            "must be a project id, as the Firebase console shows it",
        ),
        (
            "BELLRINGER_FCM_BASE_URL",
            "ftp://h",
            "must be an address that begins with https:// or http://",
        ),
        (
            "BELLRINGER_PUBLIC_URL",
            "https://example.com/app",
            "must be an origin, such as https://example.com, with nothing after it",
        ),
        (
            "BELLRINGER_AUTH_JWKS_URL",
            "keys.json",
            "must be an address that begins with https:// or http://",
        ),
        (
            "BELLRINGER_APP_FLOOR",
            "v2",
            "must be numbers with points between them, such as 2.4.0",
        ),
        ("BELLRINGER_FIREBASE_WEB_CONFIG", "{", "must be JSON"),
        ("BELLRINGER_FIREBASE_WEB_CONFIG", "{}", "apiKey: Field required"),
    ],
)
def test_an_unusable_setting_is_named_in_one_line_that_keeps_its_value_to_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal() == f"{name}: {line}"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_spelling_of_a_postgresql_address_is_taken(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("BELLRINGER_DATABASE_URL", f"{scheme}://u:p@h:5433/d?sslmode=require")
    assert load_settings().database_url == "postgresql://u:p@h:5433/d?sslmode=require"


def test_a_password_does_not_show_when_settings_are_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BELLRINGER_DATABASE_URL", "postgresql://u:hunter2@h/d")
    monkeypatch.setenv("BELLRINGER_REDIS_URL", "redis://:hunter2@h")
    assert "hunter2" not in repr(load_settings())
    assert "hunter2" not in str(load_settings())


def test_origins_lose_their_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELLRINGER_PUBLIC_URL", "https://sales.example.com/")
    assert load_settings().public_url == "https://sales.example.com"


def test_a_firebase_project_says_whose_tokens_are_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BELLRINGER_FIREBASE_PROJECT_ID", "demo-sales")
    assert load_settings().sign_in == SignIn(
        issuer="https://securetoken.google.com/demo-sales",
        audience="demo-sales",
        jwks_url="https://www.googleapis.com/service_accounts/v1/jwk/"
        "securetoken@system.gserviceaccount.com",
    )


def test_another_issuer_brings_its_own_audience_and_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BELLRINGER_AUTH_ISSUER", "https://id.example.com/")
    monkeypatch.setenv("BELLRINGER_AUTH_AUDIENCE", "bellringer")
    monkeypatch.setenv("BELLRINGER_AUTH_JWKS_URL", "https://id.example.com/keys")
    assert load_settings().sign_in == SignIn(
        issuer="https://id.example.com/",
        audience="bellringer",
        jwks_url="https://id.example.com/keys",
    )


@pytest.mark.parametrize("missing", ["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"])
def test_two_thirds_of_a_sign_in_are_refused_by_the_name_of_the_third(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in {"AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"} - {missing}:
        monkeypatch.setenv(f"BELLRINGER_{name}", "https://id.example.com")
    assert refusal().startswith(f"BELLRINGER_{missing}: is needed too")


def test_google_keys_are_never_trusted_for_another_issuer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BELLRINGER_FIREBASE_PROJECT_ID", "demo-sales")
    monkeypatch.setenv("BELLRINGER_AUTH_ISSUER", "https://id.example.com")
    assert refusal().startswith("BELLRINGER_AUTH_JWKS_URL: is needed too")


def test_firebase_web_config_is_read_and_what_is_not_ours_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().firebase_in_browser is None
    monkeypatch.setenv("BELLRINGER_FIREBASE_PROJECT_ID", "demo-sales")
    assert load_settings().firebase_in_browser is None
    monkeypatch.setenv("BELLRINGER_FIREBASE_WEB_CONFIG", json.dumps(WEB_CONFIG))
    web = load_settings().firebase_in_browser
    assert web is not None
    shown = web.model_dump(by_alias=True)
    ours = {k: v for k, v in WEB_CONFIG.items() if k != "storageBucket"}
    assert shown == {**ours, "projectId": "demo-sales"}


def test_browsers_sign_in_to_the_project_whose_tokens_are_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BELLRINGER_FIREBASE_WEB_CONFIG", json.dumps(WEB_CONFIG))
    assert refusal().startswith("BELLRINGER_FIREBASE_PROJECT_ID: is needed too")
    monkeypatch.setenv("BELLRINGER_FIREBASE_PROJECT_ID", "demo-sales")
    other = {**WEB_CONFIG, "projectId": "other-sales"}
    monkeypatch.setenv("BELLRINGER_FIREBASE_WEB_CONFIG", json.dumps(other))
    assert refusal().startswith("BELLRINGER_FIREBASE_WEB_CONFIG: projectId is another one")


def test_credentials_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BELLRINGER_FIREBASE_PROJECT_ID", "demo-sales")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))
    assert refusal() == "GOOGLE_APPLICATION_CREDENTIALS: must name a file that exists"


def test_a_key_for_credentials_must_be_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BELLRINGER_CREDENTIAL_KEY_FILE", str(tmp_path / "absent.pem"))
    assert refusal() == "BELLRINGER_CREDENTIAL_KEY_FILE: must name a file that exists"


def test_s1_production_does_not_start_with_the_auth_emulator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    assert load_settings().mode is None
    monkeypatch.setenv("BELLRINGER_MODE", Mode.PRODUCTION)
    assert refusal().startswith("FIREBASE_AUTH_EMULATOR_HOST: is set")
    assert "\n" not in refusal()
