"""Who stands at the door."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.words import PrincipalKind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who stands at the door, with the authority that the database gave when the request began.

    `source` scopes idempotency keys: `member:<id>`, `key:<id>`, `import:<mapping name>`.
    An import or the system acts with the authority of an admin and has no `member_id`. `regions` are those of the
    teams led.
    """

    org_id: UUID
    kind: PrincipalKind
    source: str
    role: Role
    member_id: UUID | None = None
    leads: frozenset[UUID] = frozenset()
    regions: frozenset[str] = frozenset()
