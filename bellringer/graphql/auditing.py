"""The audit log: who changed what."""

import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.store.views import audit
from bellringer.gamification.store.views.audit import AuditView
from bellringer.graphql import describing, members
from bellringer.graphql.connections import (
    After,
    Before,
    Connection,
    First,
    Last,
    connect,
    window_of,
)
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved, said
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.references import AMember
from bellringer.words import Role

ACTION_LIMIT = 100


@describing.output
class AuditDetail:
    """One typed value of a change."""

    name: str = said("What it is, e.g. member_id.")
    value: str = said("The value: a text as it stands, anything else as JSON.")


@describing.output
class AuditEntry:
    """One administrative change, by ids and typed values: never with personal text."""

    view: strawberry.Private[AuditView]
    at: datetime = said("When.")
    action: str = said("What was done, a noun and a verb, e.g. member.role.")
    principal: str = said("Who did it: member:<uuid>, import:<name>, or system.")
    details: list[AuditDetail] = said("To what, from what, to what.")

    @classmethod
    def of(cls, view: AuditView) -> "AuditEntry":
        """Show what a store read."""
        return cls(
            view=view,
            at=view.at,
            action=view.action,
            principal=view.principal,
            details=[
                AuditDetail(
                    name=name,
                    value=value if isinstance(value, str) else json.dumps(value),
                )
                for name, value in sorted(view.details.items())
            ],
        )

    @resolved
    async def member(self, info: Info) -> AMember | None:
        """The member who did it; null for an import or the system."""
        kind, _, key = self.view.principal.partition(":")
        return await members.member_of(info, UUID(key)) if kind == "member" else None


@strawberry.type
class AuditQuery:
    """The read of the audit log."""

    @resolved
    async def audit_log(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        action: Annotated[
            str | None,
            strawberry.argument(description="Only actions that begin so, e.g. member."),
        ] = None,
    ) -> Connection[AuditEntry] | None:
        """What admins and managers changed, the latest first; null for everyone but admins."""
        if info.context.authority.role is not Role.ADMIN:
            return None
        if action is not None and (len(action) > ACTION_LIMIT or "\x00" in action):
            raise BadRequestError("INVALID_SEARCH", f"An action has at most {ACTION_LIMIT} signs.")
        window = window_of(first, after, last, before, audit.KEY)
        found = await info.context.read(lambda c: audit.page(c, window, action))
        return connect(
            found,
            AuditEntry.of,
            lambda view: (view.audit_id,),
            lambda: info.context.read(lambda c: audit.count(c, action)),
        )
