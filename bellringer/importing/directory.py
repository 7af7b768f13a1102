"""Whom a file means: a member by address, or by a name that only one has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.store.directory import members_by_email, members_by_name
from bellringer.gamification.store.door import normalised
from bellringer.importing.values import InvalidCellError, shown
from bellringer.models.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The members that a batch names."""

    by_email: Mapping[str, UUID]
    by_name: Mapping[str, tuple[UUID, ...]]

    def one(self, named: str) -> UUID:
        """Return the one member that is meant.

        Raises:
            InvalidCellError: Nobody is, or several may be.
        """
        if "@" in named:
            found = self.by_email.get(normalised(named))
            if found is None:
                raise InvalidCellError(f"no member has the address {shown(named)}")
            return found
        ids = self.by_name.get(named, ())
        if len(ids) != 1:
            how_many = "no member has" if not ids else "several members have"
            raise InvalidCellError(f"{how_many} the name {shown(named)}; an address is sure")
        return ids[0]


async def find(database: Database, org_id: UUID, named: Iterable[str | None]) -> People:
    """Look up everyone that a batch names."""
    texts = {text for text in named if text}
    emails = {normalised(text) for text in texts if "@" in text}
    names = {text for text in texts if "@" not in text}
    async with database.reading(org_id) as connection:
        return People(
            by_email=await members_by_email(connection, emails),
            by_name=await members_by_name(connection, names) if names else {},
        )
