"""Reading anything again by its id."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.graphql.activities import activity_of
from bellringer.graphql.badges import award_of, badge_of
from bellringer.graphql.celebrations import celebration_of
from bellringer.graphql.coaching.action_items import action_item_of
from bellringer.graphql.coaching.check_ins import check_in_of
from bellringer.graphql.coaching.feedback import feedback_of
from bellringer.graphql.coaching.lessons import lesson_of
from bellringer.graphql.coaching.meetings import meeting_of
from bellringer.graphql.coaching.off_days import flag_of
from bellringer.graphql.coaching.one_on_ones import one_on_one_of
from bellringer.graphql.coaching.pulses import pulse_of
from bellringer.graphql.coaching.threads import thread_of
from bellringer.graphql.coaching.trainings import training_of
from bellringer.graphql.comments import comment_of
from bellringer.graphql.competitions import competition_of
from bellringer.graphql.context import Info
from bellringer.graphql.describing import resolved
from bellringer.graphql.devices import devices_of
from bellringer.graphql.feed import post_of
from bellringer.graphql.goals import goal_of
from bellringer.graphql.leave import leave_of
from bellringer.graphql.members import member_of
from bellringer.graphql.nodes import Node, key_of, opened, pack
from bellringer.graphql.notifications import notification_of
from bellringer.graphql.organizations import Organization
from bellringer.graphql.rules import boost_of, rule_of
from bellringer.graphql.teams import team_of


async def _organization(info: Info, key: UUID) -> Node | None:
    return Organization.of(info.context) if key == info.context.authority.org_id else None


async def _device(info: Info, key: UUID) -> Node | None:
    shown = pack("Device", key)
    return next((device for device in await devices_of(info) if device.id == shown), None)


_READERS: dict[str, Callable[[Info, UUID], Awaitable[Node | None]]] = {
    "ActionItem": action_item_of,
    "Activity": activity_of,
    "BadgeAward": award_of,
    "BadgeDefinition": badge_of,
    "Celebration": celebration_of,
    "CheckIn": check_in_of,
    "Competition": competition_of,
    "Device": _device,
    "FeedComment": comment_of,
    "FeedPost": post_of,
    "Feedback": feedback_of,
    "Goal": goal_of,
    "Leave": leave_of,
    "Meeting": meeting_of,
    "Lesson": lesson_of,
    "Member": member_of,
    "OffDayFlag": flag_of,
    "Notification": notification_of,
    "OneOnOne": one_on_one_of,
    "Organization": _organization,
    "PointBoost": boost_of,
    "PointRule": rule_of,
    "Pulse": pulse_of,
    "Team": team_of,
    "Thread": thread_of,
    "Training": training_of,
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
