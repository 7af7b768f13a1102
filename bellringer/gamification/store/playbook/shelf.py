"""The playbooks that a process has read: used again for as long as their version is the present one."""

from uuid import UUID

from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.store.playbook.reading import read
from bellringer.models.database import Connection

KEPT = 1_000  # organizations; what was used longest ago is read anew


class Shelf:
    """The newest known playbook of each organization."""

    def __init__(self) -> None:
        self._known: dict[UUID, Playbook] = {}

    def known(self, org_id: UUID, version: int) -> Playbook | None:
        """Return an organization's playbook of a version, if it is at hand."""
        known = self._known.get(org_id)
        return known if known is not None and known.version == version else None

    async def current(self, connection: Connection, *, version: int | None = None) -> Playbook:
        """Return the present playbook; `version` is the present one where the caller has read it already.

        Raises:
            NotFoundError: There is no such organization.
        """
        known = self._known.pop(connection.organization, None)
        if known is None or known.version != version:
            known = await read(connection, known)
        self._known[known.org_id] = known
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return known
