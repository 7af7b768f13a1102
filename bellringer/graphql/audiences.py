"""Who may read what: every type has an audience, single fields may have a narrower one.

Without an entry here the schema is not built. A field whose audience the caller is not part of answers null.
What those who lead see of a member has a surface besides: looking at it goes on the member's access log.
"""

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    default_field_resolver,
)
from strawberry.extensions import FieldExtension

from bellringer.gamification.rules.permissions import leads
from bellringer.graphql.context import Context
from bellringer.words import Role, Surface


class Audience(StrEnum):
    """Who reads a field, each contained in those below where that makes sense."""

    SELF = "SELF"
    LEADS = "LEADS"
    ADMIN = "ADMIN"
    ORGANIZATION = "ORGANIZATION"
    DISPLAY = "DISPLAY"
    SERVICE = "SERVICE"


_SELF = (
    *("Feedback", "FeedbackConnection", "FeedbackEdge"),
    *("AccessLook", "AccessLookConnection", "AccessLookEdge"),
    *("Viewer", "Progress", "Notification", "NotificationConnection"),
    *("NotificationEdge", "Device", "BadgeProgress", "BadgeAllowance"),
    # for the two sides of it alone
    *("OneOnOne", "OneOnOneConnection", "OneOnOneEdge"),
    *("OneOnOneTopic", "OneOnOneNote", "OneOnOneFigure", "OneOnOneKpi"),
)
_LEADS = (
    *("Today", "KindToday", "DayNote", "Nudge"),
    *("OffDayFlag", "OffDayFlagConnection", "OffDayFlagEdge"),
    *("RulePreviewMember", "PointsWhy", "LevelWhy", "LevelLowering", "Approval"),
    "InboxAttention",
    *("Completeness", "RoleCompleteness"),
    *("Thread", "ThreadConnection", "ThreadEdge"),
    *("Mentoring", "MentoringConnection", "MentoringEdge"),
    *("StrategyReview", "StrategyChange", "StrategyChangeConnection", "StrategyChangeEdge"),
    *("Training", "TrainingConnection", "TrainingEdge", "TrainingWeek"),
    *("ThreadMessage", "ThreadMessageConnection", "ThreadMessageEdge"),
    *("AwardMention", "AwardMentionConnection", "AwardMentionEdge"),
    *("Activity", "ActivityConnection", "ActivityEdge", "ActivityShare", "ActivityValue"),
    *("LedgerEntry", "LedgerEntryConnection", "LedgerEntryEdge"),
    *("Leave", "LeaveConnection", "LeaveEdge", "StreakDayOff"),
    *("CheckIn", "CheckInConnection", "CheckInEdge", "CheckInItem"),
    *("CheckInDay", "CheckInDayConnection", "CheckInDayEdge"),
    *("ActionItem", "ActionItemConnection", "ActionItemEdge", "ActionItemStep"),
    *("KpiTarget", "KpiTargetConnection", "KpiTargetEdge", "AttainmentDistribution"),
    *("AttainmentBand", "AttainmentCohort"),
    *("KpiReview", "KpiGrade", "KpiGradeFloor", "KpiScore", "KpiScorePart", "KpiBonus"),
    "CustomerBrought",
    *("KpiSeries", "KpiPoint", "KpiGiven", "KpiGivenConnection", "KpiGivenEdge"),
)
_ORGANIZATION = (
    *("KindCount", "TeamToday", "OffDaySettings"),
    *("Query", "Mutation", "Subscription", "Node", "UserError", "RefusedError"),
    *("AlreadyRecordedError", "PageInfo"),
    *("PointRule", "PointRuleVersion", "PointTerms", "PointBoost", "LevelStep"),
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
        "GoalPace",
        "GoalParts",
        "GoalStep",
        "GoalStepConnection",
        "GoalStepEdge",
        "GoalContribution",
        "GoalContributionConnection",
        "GoalContributionEdge",
        "GoalTermsConnection",
        "GoalTermsEdge",
        "CrossingConnection",
        "CrossingEdge",
        "GoalWarning",
        "DaySum",
    ),
    *("BadgeCriterion", "BadgeGrant", "BadgeWhy", "BadgeStanding", "BadgeCredential"),
    "BadgePreviewMember",
    *("BadgeAward", "BadgeAwardConnection", "BadgeAwardEdge", "Streak", "StreakWhy", "StreakDay"),
    *("StreakDefinition", "StreakRun", "StreakRunConnection", "StreakRunEdge", "StreakRewalk"),
    *("LeaderboardStreak", "LeaderboardStreakPeriod"),
    *("Calendar", "CalendarSpan", "CalendarYear", "HolidayDifference"),
    *("CalendarDay", "CalendarDayConnection", "CalendarDayEdge"),
    *("Leaderboard", "Standing", "StandingConnection", "StandingEdge", "StandingWhy"),
    "ScoreParts",
    *("LeaderboardConnection", "LeaderboardEdge", "FormerStanding", "FormerStandingConnection"),
    *("FormerStandingEdge", "BoardEdition", "BoardEditionConnection", "BoardEditionEdge"),
    *("BoardCorrection", "BoardCorrectionConnection", "BoardCorrectionEdge"),
    *("Season", "BoardScope"),
    *("TeamOfTheMonth", "MemberOfTheMonth", "TeamOfTheMonthWinner", "MemberOfTheMonthWinner"),
    *("TeamOfTheMonthConnection", "TeamOfTheMonthEdge", "MemberOfTheMonthConnection"),
    *("MemberOfTheMonthEdge", "RecognizedMonth", "MonthCandidate", "MonthWhy", "MonthNomination"),
    *("Competition", "CompetitionConnection", "CompetitionEdge", "CompetitionParticipant"),
    *("CompetitionWhy",),
    *("MonthNominationConnection", "MonthNominationEdge", "RecognitionSettings"),
    *("NotificationPreferences", "KindPreference", "QuietHours", "DigestPreference"),
    *("FeedPost", "FeedConnection", "FeedPostEdge", "ReactionCount"),
    *("FeedComment", "FeedCommentConnection", "FeedCommentEdge"),
    *("Celebration", "CelebrationConnection", "CelebrationEdge"),
    *("Membership", "MembershipConnection", "MembershipEdge"),
    "CheckInCadence",
    *("Meeting", "MeetingConnection", "MeetingEdge", "MeetingHurdle", "TeamOutlook", "LeadAccount"),
    "KpiDefinition",
    *("KpiDefinition", "KpiRuleVersion", "KpiRuleVersionConnection", "KpiRuleVersionEdge"),
    *("KpiRulePart", "KpiBonusTier"),
    *("Customer", "CustomerConnection", "CustomerEdge", "CustomerOwner"),
    *("Pulse", "PulseConnection", "PulseEdge", "PulseResult", "PulseFigure", "GoalAttainment"),
    "Expectation",
    *("Lesson", "LessonConnection", "LessonEdge"),
)
_ADMIN = (
    *("AuditEntry", "AuditDetail", "AuditEntryConnection", "AuditEntryEdge"),
    *("DeadLetter", "DeadLetterConnection", "DeadLetterEdge"),
    "Webhook",
    *("Display", "DisplayConnection", "DisplayEdge"),
)
_DISPLAY = ("Screen",)
# All that a display reads, field by field; a document that names anything else is refused as a whole.
DISPLAYED: dict[str, frozenset[str]] = {
    kind: frozenset(fields.split())
    for kind, fields in {
        "Query": "screen leaderboard feed",
        "Subscription": "leaderboardChanged feedPostAdded",
        "Screen": "title boardKeys organization",
        "Organization": "id name currency timeZone locale",
        "Leaderboard": (
            "key title unit scale currency state asOf startsAt endsAt finalAt timeZone periodKind subjectKind"
            " scoreKind tiePolicy peersSee standings"
        ),
        "StandingConnection": "edges pageInfo totalCount",
        "StandingEdge": "cursor node",
        "Standing": "rank score rankDelta gapToNext subject",
        "StandingSubject": "id name",
        "Member": "id name",
        "Team": "id name",
        "PageInfo": "hasNextPage hasPreviousPage startCursor endCursor",
        "FeedConnection": "edges pageInfo",
        "FeedPostEdge": "cursor node",
        "FeedPost": (
            "id audience seq kind occurredAt createdAt text percent amount dealSize"
            " member byMember team badge goal competition celebration reactions"
        ),
        "ReactionCount": "reaction count",
        "Money": "amountMinor currency",
        "BadgeDefinition": "id title symbol",
        "Goal": "id title",
        "Competition": "id title",
        "Celebration": "id title kind startsAt",
    }.items()
}

TYPES: dict[str, Audience] = (
    dict.fromkeys(_SELF, Audience.SELF)
    | dict.fromkeys(_LEADS, Audience.LEADS)
    | dict.fromkeys(_ADMIN, Audience.ADMIN)
    | dict.fromkeys(_DISPLAY, Audience.DISPLAY)
    | dict.fromkeys(_ORGANIZATION, Audience.ORGANIZATION)
)
FIELDS: dict[tuple[str, str], Audience] = {}

# Details of a member; the class says by `about` whom an object is about, and reading any field of it is a look.
SURFACES = {
    "RulePreviewMember": Surface.POINTS,
    "PointsWhy": Surface.POINTS,
    "LedgerEntry": Surface.POINTS,
    "Activity": Surface.ACTIVITIES,
    "ActivityShare": Surface.ACTIVITIES,
    "Leave": Surface.LEAVE,
    "CheckIn": Surface.CHECK_INS,
    "Today": Surface.TODAY,
    "OffDayFlag": Surface.FLAGS,
    "DayNote": Surface.NOTES,
    "CustomerBrought": Surface.KPIS,
    "ActionItem": Surface.ACTION_ITEMS,
    "Thread": Surface.THREADS,
    "Training": Surface.TRAININGS,
}
# The rest of what is for LEADS: parts of the details above, or of a field whose looks are logged; and what says
# nothing of a single member's work.
_UNLOGGED = frozenset(
    (
        *("ActionItemStep", "ActivityValue", "CheckInDay", "CheckInItem", "KindToday", "Nudge"),
        *("InboxAttention", "LevelWhy", "StreakDayOff", "ThreadMessage", "TrainingWeek"),
        *("KpiReview", "KpiGrade", "KpiGradeFloor", "KpiScore", "KpiScorePart", "KpiBonus"),
        *("KpiSeries", "KpiPoint"),
        *("AttainmentBand", "AttainmentCohort", "AttainmentDistribution", "KpiGiven", "KpiTarget"),
        *("Approval", "AwardMention", "LevelLowering", "Mentoring"),
        *("Completeness", "RoleCompleteness", "StrategyReview", "StrategyChange"),
    )
)


class UndeclaredAudienceError(TypeError):
    """A type of the schema says nothing about who may read it, or whom a detail is about."""


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
    led = {name for name in _LEADS if not name.endswith(("Connection", "Edge"))}
    if silent := led ^ (set(SURFACES) & led) ^ _UNLOGGED:
        raise UndeclaredAudienceError(f"does a look at it go on the log? {sorted(silent)}")


def watch(schema: GraphQLSchema) -> None:
    """Let every field of a detail of a member note the look before it is resolved."""
    for name, surface in SURFACES.items():
        kind = schema.type_map[name]
        if not hasattr(kind.extensions["strawberry-definition"].origin, "about"):
            raise UndeclaredAudienceError(f"{name} needs a property `about`: whom it is about")
        if isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                field.resolve = _noting(surface, field.resolve or default_field_resolver)


def _noting(surface: Surface, resolve: Callable[..., Any]) -> Callable[..., Any]:
    def noted(source: Any, info: Any, **given: Any) -> Any:
        info.context.look(surface, source.about)
        return resolve(source, info, **given)

    return noted


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
    """Answer null to callers outside of the audience; the source says whom it is `about`.

    What is for LEADS has a surface: that somebody of them read it goes on the access log.
    """

    def __init__(
        self, kind: str, field: str, audience: Audience, surface: Surface | None = None
    ) -> None:
        if (audience is Audience.LEADS) != (surface is not None):
            raise UndeclaredAudienceError(f"{kind}.{field} has a surface if it is for LEADS")
        self._audience = FIELDS[kind, field] = audience
        self._surface = surface

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any
    ) -> Any:
        """Resolve the field for those who may read it."""
        if await sees(info.context, self._audience, source.about):
            if self._surface is not None:
                info.context.look(self._surface, source.about)
            return await next_(source, info, **kwargs)
        return None
