"""Who may read what: every type has an audience, single fields may have a narrower one.

Without an entry here the schema is not built. A field whose audience the caller is not part of answers null.
"""

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.extensions import FieldExtension

from bellringer.gamification.rules.permissions import leads
from bellringer.graphql.context import Context
from bellringer.words import Role


class Audience(StrEnum):
    """Who reads a field, each contained in those below where that makes sense."""

    SELF = "SELF"
    LEADS = "LEADS"
    ADMIN = "ADMIN"
    ORGANIZATION = "ORGANIZATION"
    DISPLAY = "DISPLAY"
    SERVICE = "SERVICE"


_SELF = (
    *("Viewer", "Progress", "PointsWhy", "Notification", "NotificationConnection"),
    *("NotificationEdge", "Device", "BadgeProgress", "LevelStep"),
)
_LEADS = (
    *("Activity", "ActivityConnection", "ActivityEdge", "ActivityShare", "ActivityValue"),
    *("LedgerEntry", "LedgerEntryConnection", "LedgerEntryEdge"),
)
_ORGANIZATION = (
    *("Query", "Mutation", "Subscription", "Node", "UserError", "RefusedError"),
    *("AlreadyRecordedError", "PageInfo"),
    *("Organization", "ActivityKind", "Metric", "Money", "BadgeDefinition", "StandingSubject"),
    *("Member", "MemberConnection", "MemberEdge", "Team"),
    *(
        "Goal",
        "GoalConnection",
        "GoalEdge",
        "GoalTerms",
        "Milestone",
        "Crossing",
        "GoalWhy",
        "DaySum",
    ),
    *("BadgeAward", "BadgeAwardConnection", "BadgeAwardEdge", "Streak", "StreakWhy", "StreakDay"),
    *("Leaderboard", "Standing", "StandingConnection", "StandingEdge", "StandingWhy"),
    *("TeamOfTheMonth", "MemberOfTheMonth", "TeamOfTheMonthWinner", "MemberOfTheMonthWinner"),
    *("FeedPost", "FeedConnection", "FeedPostEdge"),
)

TYPES: dict[str, Audience] = (
    dict.fromkeys(_SELF, Audience.SELF)
    | dict.fromkeys(_LEADS, Audience.LEADS)
    | dict.fromkeys(_ORGANIZATION, Audience.ORGANIZATION)
)
FIELDS: dict[tuple[str, str], Audience] = {}


class UndeclaredAudienceError(TypeError):
    """A type of the schema says nothing about who may read it."""


def check(schema: GraphQLSchema) -> None:
    """Refuse a schema with a type of ours that has no audience, or an audience without a type."""
    made = {
        name
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        and not name.startswith("__")
        and not name.endswith("Payload")
    }
    if strange := made ^ set(TYPES):
        raise UndeclaredAudienceError(
            f"graphql/audiences.py and the schema differ: {sorted(strange)}"
        )


def audience_of(kind: str, field: str) -> Audience:
    """Return who may read a field; what a mutation answers is its caller's."""
    if kind.endswith("Payload"):
        return Audience.SELF
    return FIELDS.get((kind, field), TYPES[kind])


async def sees(context: Context, audience: Audience, member_ids: Iterable[UUID]) -> bool:
    """Tell whether the caller is in the audience of something about these members."""
    if audience in (Audience.ORGANIZATION, Audience.DISPLAY, Audience.SERVICE):
        return True
    if audience is not Audience.SELF and context.authority.role is Role.ADMIN:
        return True
    about = list(member_ids)
    if audience is not Audience.ADMIN and context.authority.member_id in about:
        return True
    if audience is Audience.LEADS:
        members = await context.loaders.members.load_many(about)
        return any(each and leads(context.principal, each.team_id) for each in members)
    return False


class Only(FieldExtension):
    """Answer null to callers outside of the audience; the source says whom it is `about`."""

    def __init__(self, kind: str, field: str, audience: Audience) -> None:
        self._audience = FIELDS[kind, field] = audience

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any
    ) -> Any:
        """Resolve the field for those who may read it."""
        if await sees(info.context, self._audience, source.about):
            return await next_(source, info, **kwargs)
        return None
