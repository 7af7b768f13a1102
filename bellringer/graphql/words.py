"""The closed lists of words on the wire, each value described."""

from bellringer.gamification.errors import DomainError, ErrorCode
from bellringer.graphql import describing
from bellringer.words import (
    AwardState,
    DeviceTarget,
    EntryReason,
    FeedKind,
    GoalState,
    MetricDirection,
    MetricUnit,
    NotificationKind,
    PeriodKind,
    PeriodState,
    Platform,
    Role,
    SubjectKind,
    TiePolicy,
    Visibility,
)


def _refusals(kind: type[DomainError]) -> dict[str, str]:
    found = {kind.code.value: kind.__doc__ or ""} if hasattr(kind, "code") else {}
    for narrower in kind.__subclasses__():
        found |= _refusals(narrower)
    return found


describing.words(ErrorCode, "UserErrorCode", **_refusals(DomainError))
describing.words(
    Role,
    REP="Sells: sees and logs own activities.",
    MANAGER="Leads teams: also logs for, awards and agrees goals with their members.",
    ADMIN="May act for every member.",
)
describing.words(
    MetricUnit,
    POINTS="Points of the game.",
    COUNT="How many.",
    MONEY="Money, in minor units of the organization's currency.",
    MINUTES="Minutes.",
    RATIO="A ratio, in ten-thousandths: 10 000 is 100 %.",
)
describing.words(
    MetricDirection,
    HIGHER_IS_BETTER="More is better.",
    LOWER_IS_BETTER="Less is better.",
)
describing.words(
    PeriodKind,
    DAY="A calendar day of the board's time zone.",
    WEEK="A week, from the organization's first weekday.",
    MONTH="A calendar month.",
    QUARTER="A quarter of the organization's fiscal year.",
    YEAR="A fiscal year of the organization.",
    SEASON="Named dates.",
    ALL="All time.",
)
describing.words(
    PeriodState,
    OPEN="The period runs, or has not begun.",
    PROVISIONAL="The period has ended; late data still count until finalAt.",
    FINAL="Settled: what arrives later shows as a correction and moves no rank.",
)
describing.words(
    SubjectKind,
    MEMBER="A member.",
    TEAM="A team.",
    ORGANIZATION="The whole organization.",
)
describing.words(
    TiePolicy,
    COMPETITION="Equal scores share a rank and the next rank is skipped: 1-2-2-4.",
    DENSE="Equal scores share a rank and none is skipped: 1-2-2-3.",
    ORDINAL="Every rank is given once: who reached the score first is ahead, then the lower id.",
)
describing.words(
    EntryReason,
    ACTIVITY="A recorded activity, priced by a point rule.",
    REVERSAL="Takes back exactly one earlier entry.",
    ADJUSTMENT="Given or taken by a manager or an admin, with a reason.",
    BADGE_BONUS="Came with a badge.",
    TRANSFER="Moved between teams when a membership was corrected; a member's sum is unchanged.",
)
describing.words(
    GoalState,
    PROPOSED="Waits for the other side to agree.",
    AGREED="Agreed by both sides; begins on its first day.",
    ACTIVE="Agreed, and today lies within its days.",
    MET="The target was reached.",
    MISSED="The days are over and the target was not reached.",
    CANCELLED="Given up; counts no more.",
)
describing.words(
    Visibility,
    PRIVATE="The owner, the owner's managers and admins.",
    TEAM="Also everybody in the owner's team.",
    ORGANIZATION="Everybody in the organization.",
)
describing.words(
    AwardState,
    GRANTED="The award counts.",
    REVOKED="Taken back, by a person or because the activity behind it was reversed; stays on record.",
)
describing.words(
    NotificationKind,
    MILESTONE_CROSSED="A goal passed a milestone.",
    GOAL_MET="A goal was met.",
    GOAL_PROPOSED="A goal waits for your agreement.",
    GOAL_AGREED="The other side agreed to a goal.",
    BADGE_AWARDED="A badge was awarded.",
    BADGE_REVOKED="A badge was taken back.",
    LEVEL_UP="A new level was reached.",
    TEAM_OF_THE_MONTH="The team of the month is known.",
    MEMBER_OF_THE_MONTH="The member of the month is known.",
    KUDOS="A colleague said thanks.",
)
describing.words(
    FeedKind,
    DEAL_WON="A deal was won.",
    MILESTONE_CROSSED="A goal that the audience may see passed a milestone.",
    BADGE_AWARDED="A badge was awarded.",
    TEAM_OF_THE_MONTH="The team of the month.",
    MEMBER_OF_THE_MONTH="The member of the month.",
    KUDOS="Thanks between peers.",
)
describing.words(
    DeviceTarget,
    FCM_TOKEN="A registration token of Firebase Cloud Messaging.",
    FCM_FID="A Firebase installation id.",
)
describing.words(Platform, ANDROID="Android.", IOS="iOS or iPadOS.", WEB="A web browser.")
