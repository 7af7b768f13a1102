"""An award as an Open Badges 3.0 credential, in the data model of Verifiable Credentials 2.0; unsigned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from bellringer.gamification.playbook.badges import Badge

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose award it is; a member by a salted hash of the e-mail address, a team by its name."""

    subject_id: UUID
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """All that a credential says."""

    award_id: UUID
    badge: Badge
    criterion: str
    holder: Holder
    org_id: UUID
    organization: str
    url: str | None
    awarded_at: datetime


def credential(certified: Certified) -> Mapping[str, Any]:
    """Return the OpenBadgeCredential; instants are whole seconds, as a signed one's numbers must equal them."""
    badge, holder = certified.badge, certified.holder
    issuer: dict[str, Any] = {
        "id": certified.org_id.urn,
        "type": ["Profile"],
        "name": certified.organization,
    }
    if certified.url is not None:
        issuer["url"] = certified.url
    return {
        "@context": list(CONTEXT),
        "id": certified.award_id.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": issuer,
        "validFrom": _seconds(certified.awarded_at),
        "awardedDate": _seconds(certified.awarded_at),
        "credentialSubject": {
            "id": holder.subject_id.urn,
            "type": ["AchievementSubject"],
            "identifier": [_identity(certified)],
            "achievement": {
                "id": badge.badge_id.urn,
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": badge.title,
                "description": badge.description or badge.title,
                "criteria": {"narrative": certified.criterion},
            },
        },
        "credentialSchema": [{"id": SCHEMA, "type": SCHEMA_TYPE}],
    }


def claims(document: Mapping[str, Any], *, awarded_at: datetime) -> Mapping[str, Any]:
    """Return what is signed: the credential, with the claims that repeat its parts."""
    return {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": int(awarded_at.timestamp()),
    }


def _identity(certified: Certified) -> Mapping[str, Any]:
    holder = certified.holder
    if holder.email is None:
        return {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": holder.name or str(holder.subject_id),
            "identityType": "identifier",
        }
    # another award has another salt, so that two credentials don't show that they are one person's
    salt = sha256(b"salt" + certified.award_id.bytes).hexdigest()[:32]
    digest = sha256((holder.email + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _seconds(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
