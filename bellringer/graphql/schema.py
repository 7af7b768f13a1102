"""The schema, put together."""

from collections import OrderedDict
from collections.abc import Callable
from functools import cache

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    build_schema,
    lexicographic_sort_schema,
    print_schema,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from bellringer.graphql import (
    access_words,  # noqa: F401 - describes the enumerations
    audiences,
    coaching_words,  # noqa: F401 - describes the enumerations
    feed_words,  # noqa: F401 - describes the enumerations
    goal_words,  # noqa: F401 - describes the enumerations
    kpi_words,  # noqa: F401 - describes the enumerations
    words,  # noqa: F401 - describes the enumerations
)
from bellringer.graphql.agreements import GoalMutation
from bellringer.graphql.answering import AnswerMutation
from bellringer.graphql.approvals import ApprovalMutation, ApprovalQuery
from bellringer.graphql.auditing import AuditQuery
from bellringer.graphql.badges.defining import BadgeMutation
from bellringer.graphql.boosting import BoostMutation
from bellringer.graphql.calendar_changing import CalendarMutation
from bellringer.graphql.celebrating import CelebrationMutation
from bellringer.graphql.celebrations import CelebrationQuery
from bellringer.graphql.coaching.action_items import ActionItemMutation
from bellringer.graphql.coaching.asking import PulseMutation
from bellringer.graphql.coaching.check_ins import CheckInQuery
from bellringer.graphql.coaching.checking_in import CheckInMutation
from bellringer.graphql.coaching.completeness import CompletenessQuery
from bellringer.graphql.coaching.expectations import ExpectationQuery
from bellringer.graphql.coaching.expecting import ExpectationMutation
from bellringer.graphql.coaching.feedback import FeedbackQuery
from bellringer.graphql.coaching.giving import FeedbackMutation
from bellringer.graphql.coaching.lessons import LessonMutation, LessonQuery
from bellringer.graphql.coaching.looking import Looks
from bellringer.graphql.coaching.meeting_changing import MeetingMutation
from bellringer.graphql.coaching.meetings import MeetingQuery
from bellringer.graphql.coaching.off_day_changing import OffDayMutation
from bellringer.graphql.coaching.one_on_one_holding import OneOnOneHoldingMutation
from bellringer.graphql.coaching.one_on_one_planning import OneOnOnePlanningMutation
from bellringer.graphql.coaching.one_on_one_preparing import OneOnOnePreparingMutation
from bellringer.graphql.coaching.one_on_ones import OneOnOneQuery
from bellringer.graphql.coaching.pulses import PulseQuery
from bellringer.graphql.coaching.reviews import ReviewQuery
from bellringer.graphql.coaching.talking import ThreadMutation
from bellringer.graphql.coaching.threads import ThreadQuery
from bellringer.graphql.coaching.training import TrainingMutation
from bellringer.graphql.coaching.trainings import TrainingQuery
from bellringer.graphql.competing import CompetitionMutation
from bellringer.graphql.competitions import CompetitionQuery
from bellringer.graphql.conversing import ConversationMutation
from bellringer.graphql.customers import CustomerMutation, CustomerQuery
from bellringer.graphql.defining import DefiningMutation
from bellringer.graphql.deliveries import DeliveryMutation, DeliveryQuery
from bellringer.graphql.devices import DeviceMutation
from bellringer.graphql.displays import DisplayMutation, DisplayQuery
from bellringer.graphql.enrolling import MemberMutation
from bellringer.graphql.errors import AlreadyRecordedError, RefusedError
from bellringer.graphql.feed import FeedQuery
from bellringer.graphql.goals import GoalQuery
from bellringer.graphql.granting import GrantingMutation
from bellringer.graphql.hiding import HidingMutation
from bellringer.graphql.kinds import KindMutation
from bellringer.graphql.kpis.distributions import DistributionQuery
from bellringer.graphql.kpis.giving import KpiInputMutation
from bellringer.graphql.kpis.publishing import KpiRuleMutation
from bellringer.graphql.kpis.sheets import SheetQuery
from bellringer.graphql.leaderboard_query import LeaderboardQuery
from bellringer.graphql.leading import TeamMutation
from bellringer.graphql.leave import LeaveMutation
from bellringer.graphql.levelling import LevelMutation
from bellringer.graphql.locales import LocaleMutation
from bellringer.graphql.member_lists import MemberQuery
from bellringer.graphql.moving import MembershipMutation
from bellringer.graphql.nominations import NominationQuery
from bellringer.graphql.notifications import NotificationMutation
from bellringer.graphql.operation import Documents, Faults, Surroundings, Turns
from bellringer.graphql.passing import PassingMutation
from bellringer.graphql.preferences import PreferencesMutation
from bellringer.graphql.reading import NodeQuery
from bellringer.graphql.recognition import RecognitionQuery
from bellringer.graphql.recognition_settings import RecognitionSettingsMutation
from bellringer.graphql.recognizing import RecognitionMutation
from bellringer.graphql.recording import ActivityMutation
from bellringer.graphql.reopening import ReopeningMutation
from bellringer.graphql.ruling import RuleMutation
from bellringer.graphql.scalars import SCALARS
from bellringer.graphql.settings import OrganizationMutation
from bellringer.graphql.showing import Shown
from bellringer.graphql.splitting import SplittingMutation
from bellringer.graphql.streak_defining import StreakMutation
from bellringer.graphql.subscriptions import Subscription
from bellringer.graphql.teams import TeamQuery
from bellringer.graphql.viewer import ViewerQuery
from bellringer.graphql.webhooks import WebhookMutation, WebhookQuery


@strawberry.type(
    description="What can be read. Everything is your organization's; nothing else is visible."
)
class Query(
    ViewerQuery,
    DisplayQuery,
    NodeQuery,
    LeaderboardQuery,
    RecognitionQuery,
    NominationQuery,
    CompetitionQuery,
    MemberQuery,
    TeamQuery,
    GoalQuery,
    SheetQuery,
    DistributionQuery,
    FeedQuery,
    CelebrationQuery,
    ApprovalQuery,
    AuditQuery,
    DeliveryQuery,
    WebhookQuery,
    CustomerQuery,
    CheckInQuery,
    PulseQuery,
    OneOnOneQuery,
    MeetingQuery,
    ReviewQuery,
    LessonQuery,
    TrainingQuery,
    FeedbackQuery,
    ThreadQuery,
    ExpectationQuery,
    CompletenessQuery,
):
    """What can be read."""


@strawberry.type(
    description=(
        "What can be done. A refusal is in userErrors and has written nothing; what needs a key can be "
        "sent again with it."
    )
)
class Mutation(
    ActivityMutation,
    ApprovalMutation,
    GoalMutation,
    AnswerMutation,
    PassingMutation,
    SplittingMutation,
    GrantingMutation,
    ConversationMutation,
    CelebrationMutation,
    BadgeMutation,
    RuleMutation,
    BoostMutation,
    LevelMutation,
    KindMutation,
    DeviceMutation,
    DisplayMutation,
    NotificationMutation,
    DeliveryMutation,
    WebhookMutation,
    PreferencesMutation,
    RecognitionMutation,
    CompetitionMutation,
    RecognitionSettingsMutation,
    StreakMutation,
    CalendarMutation,
    LeaveMutation,
    MemberMutation,
    LocaleMutation,
    TeamMutation,
    OrganizationMutation,
    MembershipMutation,
    CustomerMutation,
    DefiningMutation,
    ReopeningMutation,
    HidingMutation,
    CheckInMutation,
    PulseMutation,
    OneOnOnePlanningMutation,
    OneOnOnePreparingMutation,
    OneOnOneHoldingMutation,
    ActionItemMutation,
    MeetingMutation,
    LessonMutation,
    TrainingMutation,
    FeedbackMutation,
    ThreadMutation,
    ExpectationMutation,
    OffDayMutation,
    KpiInputMutation,
    KpiRuleMutation,
):
    """What can be done."""


class Schema(strawberry.Schema):
    """Ours: faults are logged where they are masked, with the request they belong to."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave the logging to Faults; what a caller did wrong is not logged at all."""


@cache
def make_schema(*, may_introspect: bool) -> Schema:
    """Build the schema, once a process; introspection is for development."""
    known: OrderedDict[str, DocumentNode] = OrderedDict()
    extensions: list[Callable[[], SchemaExtension]] = [
        Surroundings,
        lambda: Documents(known, may_introspect=may_introspect),
        Looks,
        Turns,
        Shown,
        Faults,
    ]
    schema = Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[RefusedError, AlreadyRecordedError],
        extensions=extensions,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    audiences.check(schema._schema)
    audiences.watch(schema._schema)
    return schema


def sdl() -> str:
    """Return the contract with the phone: the schema's text in a stable order."""
    text = make_schema(may_introspect=False).as_str()
    return print_schema(lexicographic_sort_schema(build_schema(text))) + "\n"
