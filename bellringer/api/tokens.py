"""ID tokens: what makes one good, whoever issued it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from bellringer.api.keys import Keys, KeysUnavailableError
from bellringer.api.problems import ProblemError

SKEW = timedelta(seconds=10)
LONGEST_TOKEN = 8 * 1024
LONGEST_SUBJECT = 128
_REQUIRED = ("iss", "aud", "sub", "exp", "iat", "auth_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Whose tokens are trusted, and for whom they are made."""

    name: str
    audience: str
    keys: Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a good token says; `email` only where the issuer has verified it, `org` a slug."""

    issuer: str
    subject: str
    expires_at: datetime
    email: str | None
    org: str | None


def refused(code: str, message: str) -> ProblemError:
    """Say why nobody is signed in."""
    return ProblemError(401, code, message, headers={"www-authenticate": "Bearer"})


async def verify(token: str, issuers: Mapping[str, Issuer], *, now: datetime) -> Claims:
    """Return what a token says, if it is good.

    Raises:
        ProblemError: It isn't (401), or the issuer's keys can't be had (503).
    """
    key_id, unverified = _peek(token)
    issuer = issuers.get(str(unverified.get("iss")))
    if issuer is None:
        raise refused("TOKEN_ISSUER", "This token is from an issuer that is not trusted here.")
    try:
        key = await issuer.keys.key(key_id)
    except KeysUnavailableError:
        raise ProblemError(
            503,
            "SIGN_IN_UNAVAILABLE",
            "The sign-in service can't be reached; try again soon.",
            headers={"retry-after": "5"},
        ) from None
    if key is None:
        raise refused(
            "TOKEN_KEY", "This token is signed with a key that is not (or no longer) in use."
        )
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=issuer.audience,
            issuer=issuer.name,
            # times are checked below, by our clock
            options={
                "require": list(_REQUIRED),
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.InvalidAudienceError:
        raise refused("TOKEN_AUDIENCE", "This token was made for another application.") from None
    except jwt.MissingRequiredClaimError as error:
        raise refused("TOKEN_INCOMPLETE", f"This token has no `{error.claim}`.") from None
    except jwt.PyJWTError:
        raise refused("TOKEN_SIGNATURE", "This token is not what its issuer signed.") from None
    return _checked(claims, issuer, now)


def _peek(token: str) -> tuple[str, Mapping[str, Any]]:
    try:
        if len(token) > LONGEST_TOKEN:
            raise ValueError
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise refused("TOKEN_MALFORMED", "This is no ID token.") from None
    key_id = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(key_id, str):
        raise refused("TOKEN_ALGORITHM", "An ID token is signed by RS256 and names its key.")
    return key_id, claims


def _checked(claims: Mapping[str, Any], issuer: Issuer, now: datetime) -> Claims:
    if claims["aud"] != issuer.audience:
        raise refused("TOKEN_AUDIENCE", "This token was made for another application.")
    expires_at, issued_at, signed_in_at = (
        _instant(claims, name) for name in ("exp", "iat", "auth_time")
    )
    if expires_at + SKEW <= now:
        raise refused("TOKEN_EXPIRED", "This token has expired; get a new one and send again.")
    if issued_at - SKEW > now or signed_in_at - SKEW > now:
        raise refused("TOKEN_EARLY", "This token is from the future; check the clocks.")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise refused("TOKEN_SUBJECT", "This token names nobody.")
    email, org = claims.get("email"), claims.get("org")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Claims(
        issuer=issuer.name,
        subject=subject,
        expires_at=expires_at,
        email=email if is_verified else None,
        org=org if isinstance(org, str) else None,
    )


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused("TOKEN_INCOMPLETE", f"This token has no usable `{name}`.")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise refused("TOKEN_INCOMPLETE", f"This token has no usable `{name}`.") from None
