"""Reading anything again by its id."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.graphql.activities import activity_of
from bellringer.graphql.badges import award_of, badge_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved
from bellringer.graphql.devices import devices_of
from bellringer.graphql.goals import goal_of
from bellringer.graphql.members import member_of
from bellringer.graphql.nodes import Node, key_of, opened, pack
from bellringer.graphql.notifications import notification_of
from bellringer.graphql.organizations import Organization
from bellringer.graphql.teams import team_of


async def _organization(info: Info, key: UUID) -> Node | None:
    return Organization.of(info.context) if key == info.context.authority.org_id else None


async def _device(info: Info, key: UUID) -> Node | None:
    shown = pack("Device", key)
    return next((device for device in await devices_of(info) if device.id == shown), None)


_READERS: dict[str, Callable[[Info, UUID], Awaitable[Node | None]]] = {
    "Activity": activity_of,
    "BadgeAward": award_of,
    "BadgeDefinition": badge_of,
    "Device": _device,
    "Goal": goal_of,
    "Member": member_of,
    "Notification": notification_of,
    "Organization": _organization,
    "Team": team_of,
}


@strawberry.type
class NodeQuery:
    """The read of anything."""

    @resolved
    async def node(
        self,
        info: Info,
        node_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="The id of anything.")
        ],
    ) -> Node | None:
        """Anything with an id; null if there is none, or none that you may see: the same answer for both."""
        kind = (opened(node_id) or ("", ""))[0]
        key = key_of(kind, node_id)
        reader = _READERS.get(kind)
        return await reader(info, key) if reader and key else None
