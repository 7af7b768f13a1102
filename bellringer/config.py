"""Settings, read from the environment once, by the files that wire things together.

A setting that can't be used stops the start with one line that names it; values are never
repeated in that line, since some of them are secrets.
"""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "BELLRINGER_"

_FIREBASE_ISSUER = "https://securetoken.google.com/"
_FIREBASE_JWKS_URL = (
    "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
)
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_APP_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_PROJECT_ID = re.compile(r"[a-z0-9][a-z0-9.:-]{2,98}[a-z0-9]")


class UnusableSettingError(Exception):
    """A setting can't be used; the message is one line that names it and says what it needs."""


class Mode(StrEnum):
    """How much is open: development signs its own tokens, production trusts issuers only."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class FirebaseWebConfig(BaseModel):
    """What the Firebase SDK of a browser is given; none of it is secret.

    Attributes:
        vapid_key: The public key of web push, from the console's Cloud Messaging page.
    """

    model_config = ConfigDict(
        frozen=True, alias_generator=AliasGenerator(alias=to_camel), extra="ignore"
    )

    api_key: str = Field(min_length=1)
    auth_domain: str = Field(min_length=1)
    app_id: str = Field(min_length=1)
    messaging_sender_id: str = Field(min_length=1)
    vapid_key: str = Field(min_length=1)
    project_id: str | None = None


class SignIn(BaseModel):
    """Whose ID tokens are trusted."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    audience: str
    jwks_url: str


def _check_database(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise ValueError("must begin with postgresql://")
    _check_port(url)
    return f"postgresql://{rest}"


def _check_redis(url: str) -> str:
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    _check_port(url)
    return url


def _check_smtp(url: str) -> str:
    if urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname:
        raise ValueError("must begin with smtp:// or smtps:// and name a server")
    _check_port(url)
    return url


def _check_address(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise ValueError("must be an e-mail address")
    return address


def _check_port(url: str) -> None:
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise ValueError("has a port that is no number from 0 to 65535") from None


def _check_web(url: str) -> str:
    if urlsplit(url).scheme not in ("https", "http") or not urlsplit(url).hostname:
        raise ValueError("must be an address that begins with https:// or http://")
    _check_port(url)
    return url


def _check_origin(url: str) -> str:
    _check_web(url)
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError("must be an origin, such as https://example.com, with nothing after it")
    return f"{parts.scheme}://{parts.netloc}"


def _check_project(name: str) -> str:
    if not _PROJECT_ID.fullmatch(name):
        raise ValueError("must be a project id, as the Firebase console shows it")
    return name


def _check_version(text: str) -> str:
    if not _APP_VERSION.fullmatch(text):
        raise ValueError("must be numbers with points between them, such as 2.4.0")
    return text


def _check_folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ValueError("must be a folder, and is a file")
    return path


def _read_mode(value: object) -> object:
    if isinstance(value, str) and value not in tuple(Mode):
        raise ValueError(f"must be {' or '.join(Mode)}")
    return value


def _read_json(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise ValueError("must be JSON") from None


DatabaseUrl = Annotated[str, AfterValidator(_check_database)]
RedisUrl = Annotated[str, AfterValidator(_check_redis)]
SmtpUrl = Annotated[str, AfterValidator(_check_smtp)]
Address = Annotated[str, AfterValidator(_check_address)]
WebUrl = Annotated[str, AfterValidator(_check_web)]
Origin = Annotated[str, AfterValidator(_check_origin)]


class Settings(BaseSettings):
    """What the environment says, checked; an empty variable counts as an absent one.

    Attributes:
        mode: None while nobody has said; that is development, and on loopback addresses only.
        database_url: None for the embedded PostgreSQL in `data_dir`.
        database_owner_url: The login that migrates; None for that of `database_url`.
        database_door_url: The login that looks up who signs in; None for that of `database_url`.
        redis_url: The Redis or Valkey that notices travel through; None: PostgreSQL carries them.
        firebase_web_config: What the Firebase console shows for a web app, and the key of web push; None: the web
            client neither signs in by Firebase nor rings a browser, and loads nothing of it.
        google_application_credentials: Named and used as Google defines it.
        device_days: A phone whose app was not opened for so long is no longer rung.
        app_floor: Apps of a version below it tell their user to update; None: every app will do.
        credential_key_file: The RSA key that badge credentials are signed with; in development one is made up.
        smtp_url: The server that e-mail goes through, smtp:// or smtps://; with `mail_from`, the sender.
        public_url: The origin under which people open Bellringer, for links; None for the address
            it is served on.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore"
    )

    mode: Annotated[Mode | None, BeforeValidator(_read_mode)] = None

    database_url: DatabaseUrl | None = Field(default=None, repr=False)
    database_owner_url: DatabaseUrl | None = Field(default=None, repr=False)
    database_door_url: DatabaseUrl | None = Field(default=None, repr=False)
    data_dir: Annotated[Path, AfterValidator(_check_folder)] = Path(".bellringer")
    redis_url: RedisUrl | None = Field(default=None, repr=False)

    firebase_project_id: Annotated[str, AfterValidator(_check_project)] | None = None
    firebase_web_config: Annotated[
        FirebaseWebConfig | None, NoDecode, BeforeValidator(_read_json)
    ] = None
    fcm_base_url: Origin = "https://fcm.googleapis.com"
    device_days: int = Field(default=270, ge=30, le=3_650)
    google_application_credentials: Path | None = Field(
        default=None, validation_alias="GOOGLE_APPLICATION_CREDENTIALS"
    )

    auth_issuer: str | None = None
    auth_audience: str | None = None
    auth_jwks_url: WebUrl | None = None
    firebase_auth_emulator_host: str | None = Field(
        default=None, validation_alias="FIREBASE_AUTH_EMULATOR_HOST"
    )

    app_floor: Annotated[str, AfterValidator(_check_version)] | None = None
    credential_key_file: Path | None = None
    public_url: Origin | None = None

    smtp_url: SmtpUrl | None = Field(default=None, repr=False)
    mail_from: Address | None = None

    @property
    def is_production(self) -> bool:
        """Tell whether nothing made for development may be open."""
        return self.mode is Mode.PRODUCTION

    @property
    def is_embedded(self) -> bool:
        """Tell whether Bellringer brings its own PostgreSQL."""
        return self.database_url is None

    @property
    def sign_in(self) -> SignIn | None:
        """Return whose ID tokens are trusted; None when only development tokens can be."""
        project = self.firebase_project_id
        issuer = self.auth_issuer or (_FIREBASE_ISSUER + project if project else None)
        audience = self.auth_audience or project
        jwks_url = self.auth_jwks_url
        if jwks_url is None and issuer is not None and issuer.startswith(_FIREBASE_ISSUER):
            jwks_url = _FIREBASE_JWKS_URL
        if issuer is None or audience is None or jwks_url is None:
            return None
        return SignIn(issuer=issuer, audience=audience, jwks_url=jwks_url)

    @property
    def firebase_in_browser(self) -> FirebaseWebConfig | None:
        """Return what the SDK of a browser is given, with the project it is of; None: no Firebase there."""
        if self.firebase_web_config is None:
            return None
        return self.firebase_web_config.model_copy(update={"project_id": self.firebase_project_id})

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        for contradiction in (
            self._unsigned_tokens(),
            self._half_a_sign_in(),
            self._part_of_a_database(),
            self._absent_credentials(),
            self._unusable_key(),
            self._another_project(),
            self._half_a_mailer(),
        ):
            if contradiction is not None:
                raise ValueError(contradiction)
        return self

    def _unsigned_tokens(self) -> str | None:
        if self.is_production and self.firebase_auth_emulator_host is not None:
            return (
                "FIREBASE_AUTH_EMULATOR_HOST: is set, and would let unsigned sign-in tokens pass; "
                "production does not start with it"
            )
        return None

    def _half_a_sign_in(self) -> str | None:
        given = (self.auth_issuer, self.auth_audience, self.auth_jwks_url)
        if self.sign_in is not None or not any(given):
            return None
        missing = next(
            name
            for name, value in (
                ("AUTH_ISSUER", self.auth_issuer),
                ("AUTH_AUDIENCE", self.auth_audience or self.firebase_project_id),
                ("AUTH_JWKS_URL", self.auth_jwks_url),
            )
            if value is None
        )
        return (
            f"{PREFIX}{missing}: is needed too; issuer, audience and keys of a sign-in go together"
        )

    def _part_of_a_database(self) -> str | None:
        if self.database_url is not None:
            return None
        for name, value in (
            ("DATABASE_OWNER_URL", self.database_owner_url),
            ("DATABASE_DOOR_URL", self.database_door_url),
        ):
            if value is not None:
                return f"{PREFIX}{name}: is of no use without {PREFIX}DATABASE_URL"
        return None

    def _half_a_mailer(self) -> str | None:
        if (self.smtp_url is None) == (self.mail_from is None):
            return None
        missing = "SMTP_URL" if self.smtp_url is None else "MAIL_FROM"
        return f"{PREFIX}{missing}: is needed too; the server and the sender of e-mail go together"

    def _absent_credentials(self) -> str | None:
        path = self.google_application_credentials
        if path is not None and self.firebase_project_id is not None and not path.is_file():
            return "GOOGLE_APPLICATION_CREDENTIALS: must name a file that exists"
        return None

    def _unusable_key(self) -> str | None:
        path = self.credential_key_file
        if path is not None and not path.is_file():
            return f"{PREFIX}CREDENTIAL_KEY_FILE: must name a file that exists"
        return None

    def _another_project(self) -> str | None:
        config = self.firebase_web_config
        if config is None:
            return None
        if self.firebase_project_id is None:
            return (
                f"{PREFIX}FIREBASE_PROJECT_ID: is needed too; "
                "browsers sign in to the project whose tokens are trusted"
            )
        if config.project_id not in (None, self.firebase_project_id):
            return f"{PREFIX}FIREBASE_WEB_CONFIG: projectId is another one than {PREFIX}FIREBASE_PROJECT_ID"
        return None


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        UnusableSettingError: With one line that names the first setting that can't be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise UnusableSettingError(_line(error.errors(include_url=False)[0])) from None


def _line(error: ErrorDetails) -> str:
    # Never the whole pydantic message: it repeats the value, and with it a password.
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return message  # a contradiction names its setting itself
    first, *rest = (str(part) for part in error["loc"])
    name = first if first.isupper() else PREFIX + first.upper()
    return f"{name}: {': '.join([*rest, message])}"
