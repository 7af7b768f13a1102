"""Whose figures a sheet, a table or a distribution is of."""

from collections.abc import Sequence
from uuid import UUID

from bellringer.gamification.rules import permissions
from bellringer.gamification.rules.kpis.sheets import Employed
from bellringer.gamification.store.kpis import sheets
from bellringer.graphql.audiences import Audience, sees
from bellringer.graphql.context import Info
from bellringer.graphql.errors import BadRequestError
from bellringer.graphql.nodes import NOTHING, wanted
from bellringer.words import Surface

MOST_PEOPLE = 1_000


async def looked_at(
    info: Info, member_id: str | None, team_id: str | None
) -> Sequence[Employed] | None:
    """Return who is asked for, and note the look at them; None where the caller may not look."""
    found = await _asked_for(info, member_id, team_id)
    info.context.look(Surface.KPIS, [each.member_id for each in found or ()])
    return found


async def _asked_for(
    info: Info, member_id: str | None, team_id: str | None
) -> Sequence[Employed] | None:
    context = info.context
    if member_id is not None and team_id is not None:
        raise BadRequestError("INVALID_KPI", "Name a member or a team, not both.")
    if team_id is not None:
        team = wanted("Team", team_id)
        return await employed(info, team) if permissions.leads(context.principal, team) else None
    asked = context.authority.member_id if member_id is None else wanted("Member", member_id)
    if not await sees(context, Audience.LEADS, [asked or NOTHING]):
        return None
    one = await context.read(lambda c: sheets.person(c, asked or NOTHING))
    return None if one is None else [one]


async def employed(info: Info, team_id: UUID | None) -> list[Employed]:
    """Return who scores for a team today, or for any."""
    context = info.context
    found = await context.read(
        lambda c: sheets.people(c, team_id, on=context.today, limit=MOST_PEOPLE + 1)
    )
    if len(found) > MOST_PEOPLE:
        raise BadRequestError("INVALID_KPI", f"A report is of at most {MOST_PEOPLE} members.")
    return found
