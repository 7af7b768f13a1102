"""The sign-in directory: which organizations know an identity, an invited e-mail, a device or a slug.

Looking up is done as the door's role, before the tenant is known; writing as the application's, its own rows only.
"""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from bellringer.models.database import Connection
from bellringer.words import EntryKind

_FIND = """
SELECT e.org_id, o.slug, e.subject_id, e.holder_sha256, e.claim_no
FROM door.entry e JOIN door.organization o ON o.org_id = e.org_id
WHERE e.kind = $1 AND e.lookup_sha256 = $2
ORDER BY e.claim_no DESC, e.org_id
"""
_FIND_ORGANIZATION = "SELECT org_id FROM door.organization WHERE slug = $1"
_LIST = "SELECT org_id FROM door.organization ORDER BY org_id"
_HASH_KEY = "SELECT hash_key FROM door.hash_key"
_CLAIM_SLUG = """
INSERT INTO door.organization (org_id, slug) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true
"""
_PUT = """
INSERT INTO door.entry AS known (kind, lookup_sha256, org_id, subject_id, holder_sha256, claim_no)
VALUES ($2, $3, $1, $4, $5, $6)
ON CONFLICT (kind, lookup_sha256, org_id) DO UPDATE
   SET subject_id = excluded.subject_id,
       holder_sha256 = excluded.holder_sha256,
       claim_no = excluded.claim_no
"""
_REMOVE = "DELETE FROM door.entry WHERE org_id = $1 AND kind = $2 AND lookup_sha256 = $3"
_REMOVE_OF = "DELETE FROM door.entry WHERE org_id = $1 AND kind = $2 AND subject_id = $3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organization's knowledge of what was looked up.

    `subject_id` is its member, or its device; `holder_sha256` the identity that registered the device.
    """

    org_id: UUID
    slug: str
    subject_id: UUID
    holder_sha256: bytes | None
    claim_no: int


def identity_sha256(issuer: str, subject: str) -> bytes:
    """Return the hash by which a sign-in identity is known; both halves count, and neither can imitate the other."""
    return hashlib.sha256(f"{issuer}\0{subject}".encode()).digest()


def device_sha256(target: str) -> bytes:
    """Return the hash by which a phone's address is known."""
    return hashlib.sha256(target.encode()).digest()


def normalised(email: str) -> str:
    """Return an e-mail address as it is stored and compared."""
    return email.strip().casefold()


async def email_hash(connection: Connection, email: str) -> bytes:
    """Return the hash by which an invited e-mail is known.

    It is keyed, because addresses can be guessed: without this installation's key a copy of the directory
    tells nobody who is in it.
    """
    key: bytes = await connection.fetchval(_HASH_KEY)
    return hmac.digest(key, normalised(email).encode(), "sha256")


async def find(connection: Connection, kind: EntryKind, lookup_sha256: bytes) -> list[Entry]:
    """Return every organization's entry, the newest claim first."""
    rows = await connection.fetch(_FIND, kind, lookup_sha256)
    return [Entry(**dict(row)) for row in rows]


async def find_organization(connection: Connection, slug: str) -> UUID | None:
    """Return the organization of a slug."""
    found: UUID | None = await connection.fetchval(_FIND_ORGANIZATION, slug)
    return found


async def organizations(connection: Connection) -> list[UUID]:
    """Return every organization, for work that goes through them one by one."""
    return [row["org_id"] for row in await connection.fetch(_LIST)]


async def claim_slug(connection: Connection, slug: str) -> bool:
    """Take a slug for this organization; False if another has it."""
    return bool(await connection.fetchval(_CLAIM_SLUG, connection.org_id, slug))


async def put(
    connection: Connection,
    kind: EntryKind,
    lookup_sha256: bytes,
    subject_id: UUID,
    *,
    holder_sha256: bytes | None = None,
    claim_no: int = 0,
) -> None:
    """Make this organization's entry, or make it say the new thing."""
    await connection.execute(
        _PUT, connection.org_id, kind, lookup_sha256, subject_id, holder_sha256, claim_no
    )


async def remove(connection: Connection, kind: EntryKind, lookup_sha256: bytes) -> None:
    """Remove this organization's entry, if it has one."""
    await connection.execute(_REMOVE, connection.org_id, kind, lookup_sha256)


async def remove_of(connection: Connection, kind: EntryKind, subject_id: UUID) -> None:
    """Remove every entry of this organization that leads to a member or device."""
    await connection.execute(_REMOVE_OF, connection.org_id, kind, subject_id)
