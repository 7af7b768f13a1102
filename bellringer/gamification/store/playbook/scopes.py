"""A board's scope, which is stored as JSON."""

from typing import assert_never
from uuid import UUID

from bellringer.gamification.playbook.leaderboards import (
    RegionScope,
    SalesRoleScope,
    Scope,
    TeamScope,
    TenureScope,
)
from bellringer.gamification.store.playbook.documents import Document


def scope_document(scope: Scope | None) -> Document | None:
    """Return what is stored for a board's scope."""
    match scope:
        case None:
            return None
        case TeamScope():
            return {"of": "TEAM", "team_id": str(scope.team_id)}
        case RegionScope():
            return {"of": "REGION", "region": scope.region}
        case SalesRoleScope():
            return {"of": "SALES_ROLE", "sales_role": scope.sales_role}
        case TenureScope():
            return {
                "of": "TENURE",
                "min_months": scope.min_months,
                "max_months": scope.max_months,
            }
        case _:
            assert_never(scope)


def read_scope(stored: Document | None) -> Scope | None:
    """Return the scope that was stored.

    Raises:
        ValueError: It is of a sort that this code does not know.
    """
    if stored is None:
        return None
    match stored["of"]:
        case "TEAM":
            return TeamScope(UUID(stored["team_id"]))
        case "REGION":
            return RegionScope(stored["region"])
        case "SALES_ROLE":
            return SalesRoleScope(stored["sales_role"])
        case "TENURE":
            return TenureScope(stored["min_months"], stored["max_months"])
        case unknown:
            raise ValueError(f"a scope of sort {unknown!r}")
