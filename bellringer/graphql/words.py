"""The closed lists of words on the wire, each value described."""

from bellringer.gamification.errors import DomainError, ErrorCode
from bellringer.gamification.playbook.points import Per
from bellringer.graphql import describing
from bellringer.words import (
    ApprovalState,
    AwardState,
    Cadence,
    Channel,
    CompetitionKind,
    CompetitionState,
    CredentialState,
    CriterionKind,
    CutBy,
    DayOffReason,
    DayOrigin,
    DecisionMode,
    DeviceTarget,
    EntryReason,
    ErasureReason,
    FiscalPattern,
    LeftOut,
    Measure,
    MetricDirection,
    MetricUnit,
    NotificationKind,
    PeriodKind,
    PeriodState,
    Platform,
    Recurrence,
    Revocation,
    Role,
    ScoreKind,
    StreakCondition,
    SubjectKind,
    TieBreak,
    TiePolicy,
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
    Channel,
    PUSH="A phone rings.",
    EMAIL="An e-mail is sent.",
    TEXT="A text is sent, by a system of the organization that takes texts.",
    WEBHOOK="Another system of the organization is told; nothing that a member can wish for.",
)
describing.words(
    PeriodKind,
    DAY="A calendar day of the board's time zone.",
    WEEK="A week, from the organization's first weekday.",
    MONTH="A month of the fiscal pattern: the calendar's, or 4, 4 and 5 weeks a quarter.",
    QUARTER="A quarter of the organization's fiscal year.",
    YEAR="A fiscal year of the organization.",
    SEASON="Named dates.",
    ALL="All time.",
)
describing.words(
    FiscalPattern,
    CALENDAR="Months of the calendar.",
    WEEKS_445="4, 4 and 5 weeks a quarter.",
)
describing.words(
    Cadence,
    DAY="Each working day of the member.",
    WEEK="Each week of the organization in which the member has a working day.",
)
describing.words(
    StreakCondition,
    AT_LEAST="At least so much of a metric.",
    GOAL_MET=(
        "The member's goal of exactly this metric and day or week, agreed by both sides and without a second "
        "metric, reached its target; without such a goal it does not hold."
    ),
)
describing.words(
    DayOrigin,
    PUBLIC_HOLIDAY="A public holiday of a country, copied when its year was opened.",
    OWN="Set by an admin.",
)
describing.words(
    DayOffReason,
    LEAVE="The member was away.",
    PUBLIC_HOLIDAY="A public holiday where the member's team sits.",
    DAY_OFF="A day off of the organization or the team.",
    WEEKLY="A weekday that is not worked.",
    SKIPPED="The member's clock never showed this date.",
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
    ScoreKind,
    TOTAL="The sum of the metric.",
    PER_HEAD="The sum of a team's metric by its average daily headcount so far, in hundredths.",
    PERCENT_TO_GOAL="What was done of the goal agreed for exactly this metric and period.",
    IMPROVEMENT="What was done beyond the mean of the three full periods before.",
)
describing.words(
    TiePolicy,
    COMPETITION="Equal scores share a rank and the next rank is skipped: 1-2-2-4.",
    DENSE="Equal scores share a rank and none is skipped: 1-2-2-3.",
    ORDINAL="Every rank is given once: who reached the score first is ahead, then the lower id.",
)
describing.words(
    TieBreak,
    NONE="Nobody else has the score.",
    SHARED="Nothing: they share the rank.",
    FIRST_TO_REACH="Who reached the score first is ahead.",
    LOWER_ID="They reached it at the same moment, so the lower id is ahead.",
)
describing.words(
    ScoreKind,
    TOTAL="The sum of the metric.",
    PER_HEAD="The sum by the average number of members, in hundredths.",
    PERCENT_TO_GOAL="The sum by the agreed goal's target, in ten-thousandths.",
    IMPROVEMENT="The sum minus one's own average of the last three full periods.",
)
describing.words(
    DecisionMode,
    AUTOMATIC="The FINAL standings decide.",
    BY_MANAGER="An admin decides, from the shortlist and those nominated, with a reason.",
)
describing.words(
    LeftOut,
    TOO_NEW="Has not been a member for as long as is asked for.",
    WON_BEFORE="Has won the month before, and no repeat is allowed.",
)
describing.words(
    CompetitionKind,
    MOST_WINS="The highest score wins.",
    RACE_TO_TARGET="Who reaches the target first wins, by when things happened.",
    HEAD_TO_HEAD="Two members; the higher score wins.",
    TEAM_VS_TEAM="Two teams or more; the highest score wins.",
    MISSION="All together gather the target: won together, or not at all.",
)
describing.words(
    CompetitionState,
    DRAFT="Being made up; its maker and admins see it.",
    SCHEDULED="Takes place from its first day on; it may still be changed.",
    LIVE="Running: rules and participants are locked.",
    ENDED="Its days are over; late data still count.",
    FINAL="Judged.",
    CANCELLED="Called off; nobody wins it.",
)
describing.words(
    Recurrence,
    WEEKLY="Comes again seven days later.",
    MONTHLY="Comes again a month later.",
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
    AwardState,
    GRANTED="The award counts.",
    REVOKED="Taken back, by a person or because the activity behind it was reversed; stays on record.",
)
describing.words(
    Revocation,
    BY_HAND="A person took it back, with a reason.",
    REVERSAL="What it rested on was reversed; it comes back if that is done again.",
    REOPENED="A period or a result was decided anew.",
)
describing.words(
    CredentialState,
    VALID="The credential is there.",
    REVOKED="The award was taken back, so there is no credential.",
    UNAVAILABLE="Nothing can be signed here, or the holder has no e-mail address.",
)
describing.words(
    CriterionKind,
    METRIC_TOTAL="A metric's total within one period.",
    FIRST_OF_KIND="The first of its kind that a member ever does.",
    IN_ONE_DAY="So many in one day.",
    STREAK_LENGTH="A streak of some length.",
    GOAL_MET="Any own goal met.",
    MILESTONE="Any own goal carried so far.",
    FINAL_RANK="FINAL standings of a board within a rank.",
    COMPETITION_WON="A competition won.",
)
describing.words(
    NotificationKind,
    MILESTONE_CROSSED="A goal passed a milestone.",
    GOAL_MET="A goal was met.",
    GOAL_PROPOSED="A goal waits for your agreement.",
    GOAL_AGREED="The other side agreed to a goal.",
    GOAL_DECLINED="The other side declined the terms of a goal.",
    GOAL_SUBMITTED="Evidence for a certification or skill waits for you.",
    BADGE_AWARDED="A badge was awarded.",
    BADGE_REVOKED="A badge was taken back.",
    LEVEL_UP="A new level was reached.",
    ACTIVITY_APPROVED="What you reported was approved, and counts.",
    ACTIVITY_REJECTED="What you reported was not approved; the activity says why.",
    TEAM_OF_THE_MONTH="The team of the month is known.",
    MEMBER_OF_THE_MONTH="The member of the month is known.",
    COMPETITION_STARTED="A competition that you take part in has begun.",
    COMPETITION_RESULT="A competition that you take part in is FINAL.",
    KUDOS="A colleague said thanks.",
    WEBHOOK_DISABLED="A webhook has failed for days and is told no more; for admins.",
    COMMENT="Colleagues commented on what is about you, or where you did; one item while it is unread.",
    GOAL_FAILED="A certification or skill of yours or your team's is not passed; the goal says why.",
    STREAK_AT_RISK="A streak of yours ends with the day unless you add to it.",
    DIGEST="What your last working day brought, what today asks for, and what was told without a ring.",
    RANK_CHANGED="Your rank on points-month has changed so much that it is worth telling.",
    STREAK_MILESTONE="A run of yours has reached a length such as 5, 10 or 20.",
    COMPETITION_LEAD="Somebody else leads in a competition that you take part in.",
    PERIOD_CLOSING="The days of a goal of yours or your team's are nearly over, and something is left to do.",
    APPROVAL_WAITING="Activities wait for your decision.",
    ACTION_ITEM_DUE="What you have taken on is due: today, or on days off that begin tomorrow.",
    CHECK_IN_DUE="Your team checks in at this hour; the notification says whether plan or day is asked for.",
    PULSE_OPEN="A short anonymous survey is open to you.",
    THREAD_MESSAGE="Somebody wrote into a thread about something of yours, or of a member that you lead.",
    FEEDBACK_REQUESTED="A colleague asks for your feedback, or waits for it still.",
    FEEDBACK_GIVEN="There is feedback for you.",
    EXPECTATION_OPEN="What is expected of your role waits for you to read and acknowledge it.",
    OFF_DAY_FLAG="Far less than usual was done by this hour; those who lead are told of a pattern alone.",
    NUDGE="Whoever leads you thinks of your day.",
    VOTE_OPEN="A month takes nominations or votes for its team or member.",
)
describing.words(
    DeviceTarget,
    FCM_TOKEN="A registration token of Firebase Cloud Messaging.",
    FCM_FID="A Firebase installation id.",
)
describing.words(Platform, ANDROID="Android.", IOS="iOS or iPadOS.", WEB="A web browser.")
describing.words(
    ErasureReason,
    MEMBER_REQUEST="The member asked for it.",
    RETENTION="The time for which such data is kept is over.",
    MISTAKE="The person should never have been enrolled.",
)
describing.words(
    Per,
    "PointsPer",
    UNIT="For each unit of the quantity.",
    AMOUNT_STEP="For each full step of the amount; what is left over pays nothing.",
)
describing.words(
    Measure,
    POINTS="Points of the game; of the built-in metric alone.",
    QUANTITY="How many.",
    AMOUNT="The amount of money, of kinds that take one.",
    DURATION="The whole minutes that it took.",
    VALUE="A number of its own, told with the activity under the metric's key.",
)
describing.words(
    ApprovalState,
    PENDING="It waits for a manager's decision and does not count.",
    APPROVED="It counts, since the decision.",
    REJECTED="It does not count; see the reason.",
    WITHDRAWN="It was taken back while it waited.",
)
describing.words(
    CutBy,
    COOLDOWN="The rule had paid the member for something too short a time away.",
    DAY_CAP="The rule pays a member no more on one day.",
    WEEK_CAP="The rule pays a member no more in one week.",
)
