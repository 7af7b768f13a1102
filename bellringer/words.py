"""The closed lists of words that every room shares, one enumeration each.

They stand below the rooms because tables constrain them, rules match on them and the API shows them.
Values are stored as they stand here; a new value needs a migration of the column's check.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do; a manager may also sell."""

    REP = "REP"
    MANAGER = "MANAGER"
    ADMIN = "ADMIN"


class MetricUnit(StrEnum):
    """What a number counts."""

    POINTS = "POINTS"
    COUNT = "COUNT"
    MONEY = "MONEY"
    MINUTES = "MINUTES"
    RATIO = "RATIO"


class MetricDirection(StrEnum):
    """Which way is good."""

    HIGHER_IS_BETTER = "HIGHER_IS_BETTER"
    LOWER_IS_BETTER = "LOWER_IS_BETTER"


class Measure(StrEnum):
    """What of an activity a metric adds up."""

    POINTS = "POINTS"
    QUANTITY = "QUANTITY"
    AMOUNT = "AMOUNT"
    DURATION = "DURATION"
    VALUE = "VALUE"


class PeriodKind(StrEnum):
    """How long a board or a criterion counts before it starts anew."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    SEASON = "SEASON"
    ALL = "ALL"


class FiscalPattern(StrEnum):
    """How a fiscal year falls into months: those of the calendar, or 4, 4 and 5 weeks a quarter."""

    CALENDAR = "CALENDAR"
    WEEKS_445 = "WEEKS_445"


class Cadence(StrEnum):
    """How often a streak asks for its condition."""

    DAY = "DAY"
    WEEK = "WEEK"


class StreakCondition(StrEnum):
    """What has to hold on a day or in a week of a streak."""

    AT_LEAST = "AT_LEAST"
    GOAL_MET = "GOAL_MET"


class DayOrigin(StrEnum):
    """Where a day comes from that differs from the weekly pattern."""

    PUBLIC_HOLIDAY = "PUBLIC_HOLIDAY"
    OWN = "OWN"


class DayOffReason(StrEnum):
    """Why a date is no working day of a member."""

    LEAVE = "LEAVE"
    PUBLIC_HOLIDAY = "PUBLIC_HOLIDAY"
    DAY_OFF = "DAY_OFF"
    WEEKLY = "WEEKLY"
    SKIPPED = "SKIPPED"


class PeriodState(StrEnum):
    """How settled the standings of a period are."""

    OPEN = "OPEN"
    PROVISIONAL = "PROVISIONAL"
    FINAL = "FINAL"


class SubjectKind(StrEnum):
    """Who can have a score, a goal or a recognition."""

    MEMBER = "MEMBER"
    TEAM = "TEAM"
    ORGANIZATION = "ORGANIZATION"


class TieBreak(StrEnum):
    """What puts a row of a board before or after others with the same score."""

    NONE = "NONE"
    SHARED = "SHARED"
    FIRST_TO_REACH = "FIRST_TO_REACH"
    LOWER_ID = "LOWER_ID"


class ScoreKind(StrEnum):
    """How a board turns a metric into a score."""

    TOTAL = "TOTAL"
    PER_HEAD = "PER_HEAD"
    PERCENT_TO_GOAL = "PERCENT_TO_GOAL"
    IMPROVEMENT = "IMPROVEMENT"


class TiePolicy(StrEnum):
    """How equal scores are ranked: 1-2-2-4, 1-2-2-3, or first to reach wins."""

    COMPETITION = "COMPETITION"
    DENSE = "DENSE"
    ORDINAL = "ORDINAL"


class DecisionMode(StrEnum):
    """Who decides who is recognised for a month."""

    AUTOMATIC = "AUTOMATIC"
    BY_MANAGER = "BY_MANAGER"


class LeftOut(StrEnum):
    """Why somebody with the score for it is not on a month's shortlist."""

    TOO_NEW = "TOO_NEW"
    WON_BEFORE = "WON_BEFORE"


class CompetitionKind(StrEnum):
    """How a competition is won."""

    MOST_WINS = "MOST_WINS"
    RACE_TO_TARGET = "RACE_TO_TARGET"
    HEAD_TO_HEAD = "HEAD_TO_HEAD"
    TEAM_VS_TEAM = "TEAM_VS_TEAM"
    MISSION = "MISSION"


class CompetitionState(StrEnum):
    """Where a competition stands; dates carry it from SCHEDULED to FINAL."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    LIVE = "LIVE"
    ENDED = "ENDED"
    FINAL = "FINAL"
    CANCELLED = "CANCELLED"


class Recurrence(StrEnum):
    """How often a competition comes again."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Account(StrEnum):
    """Which purse a ledger entry moves; boards and levels read POINTS only."""

    POINTS = "POINTS"
    COINS = "COINS"


class EntryReason(StrEnum):
    """Why a ledger entry exists."""

    ACTIVITY = "ACTIVITY"
    REVERSAL = "REVERSAL"
    ADJUSTMENT = "ADJUSTMENT"
    BADGE_BONUS = "BADGE_BONUS"
    TRANSFER = "TRANSFER"


class CutBy(StrEnum):
    """What kept a point rule from paying its full worth."""

    COOLDOWN = "COOLDOWN"
    DAY_CAP = "DAY_CAP"
    WEEK_CAP = "WEEK_CAP"


class ApprovalState(StrEnum):
    """What became of a self-reported activity that needs approval."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class GoalKind(StrEnum):
    """What it takes to meet a goal: a number reached, or something passed."""

    NUMBER = "NUMBER"
    CERTIFICATION = "CERTIFICATION"
    SKILL = "SKILL"


class GoalState(StrEnum):
    """Where a goal stands between its two sides; the dates decide when AGREED becomes ACTIVE."""

    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    ACTIVE = "ACTIVE"
    MET = "MET"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"


class GoalStepKind(StrEnum):
    """What was said or decided about a goal after its terms were proposed."""

    DECLINED = "DECLINED"
    SUBMITTED = "SUBMITTED"
    PASSED = "PASSED"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"
    MET = "MET"
    MISSED = "MISSED"


class SplitBy(StrEnum):
    """What decides how much of a goal each of its parts carries."""

    WORKING_DAYS = "WORKING_DAYS"
    WEIGHTS = "WEIGHTS"
    HISTORY = "HISTORY"


class Visibility(StrEnum):
    """Who sees a goal besides its owner and the owner's managers."""

    PRIVATE = "PRIVATE"
    TEAM = "TEAM"
    ORGANIZATION = "ORGANIZATION"


class AwardState(StrEnum):
    """Whether a badge award still counts; a revoked one stays on record."""

    GRANTED = "GRANTED"
    REVOKED = "REVOKED"


class Revocation(StrEnum):
    """Why an award was taken back."""

    BY_HAND = "BY_HAND"
    REVERSAL = "REVERSAL"
    REOPENED = "REOPENED"


class CredentialState(StrEnum):
    """Whether an award is shown outside as a credential."""

    VALID = "VALID"
    REVOKED = "REVOKED"
    UNAVAILABLE = "UNAVAILABLE"


class CriterionKind(StrEnum):
    """What an automatic badge asks for."""

    METRIC_TOTAL = "METRIC_TOTAL"
    FIRST_OF_KIND = "FIRST_OF_KIND"
    IN_ONE_DAY = "IN_ONE_DAY"
    STREAK_LENGTH = "STREAK_LENGTH"
    GOAL_MET = "GOAL_MET"
    MILESTONE = "MILESTONE"
    FINAL_RANK = "FINAL_RANK"
    COMPETITION_WON = "COMPETITION_WON"


class NotificationKind(StrEnum):
    """What an inbox item tells."""

    MILESTONE_CROSSED = "MILESTONE_CROSSED"
    GOAL_MET = "GOAL_MET"
    GOAL_PROPOSED = "GOAL_PROPOSED"
    GOAL_AGREED = "GOAL_AGREED"
    GOAL_DECLINED = "GOAL_DECLINED"
    GOAL_SUBMITTED = "GOAL_SUBMITTED"
    GOAL_FAILED = "GOAL_FAILED"
    BADGE_AWARDED = "BADGE_AWARDED"
    BADGE_REVOKED = "BADGE_REVOKED"
    LEVEL_UP = "LEVEL_UP"
    ACTIVITY_APPROVED = "ACTIVITY_APPROVED"
    ACTIVITY_REJECTED = "ACTIVITY_REJECTED"
    TEAM_OF_THE_MONTH = "TEAM_OF_THE_MONTH"
    MEMBER_OF_THE_MONTH = "MEMBER_OF_THE_MONTH"
    COMPETITION_STARTED = "COMPETITION_STARTED"
    COMPETITION_RESULT = "COMPETITION_RESULT"
    KUDOS = "KUDOS"
    WEBHOOK_DISABLED = "WEBHOOK_DISABLED"
    STREAK_AT_RISK = "STREAK_AT_RISK"
    VOTE_OPEN = "VOTE_OPEN"
    DIGEST = "DIGEST"
    COMMENT = "COMMENT"
    RANK_CHANGED = "RANK_CHANGED"
    STREAK_MILESTONE = "STREAK_MILESTONE"
    COMPETITION_LEAD = "COMPETITION_LEAD"
    PERIOD_CLOSING = "PERIOD_CLOSING"
    APPROVAL_WAITING = "APPROVAL_WAITING"
    CHECK_IN_DUE = "CHECK_IN_DUE"
    PULSE_OPEN = "PULSE_OPEN"
    ACTION_ITEM_DUE = "ACTION_ITEM_DUE"
    EXPECTATION_OPEN = "EXPECTATION_OPEN"
    THREAD_MESSAGE = "THREAD_MESSAGE"
    FEEDBACK_REQUESTED = "FEEDBACK_REQUESTED"
    FEEDBACK_GIVEN = "FEEDBACK_GIVEN"
    OFF_DAY_FLAG = "OFF_DAY_FLAG"
    NUDGE = "NUDGE"


class CheckInPart(StrEnum):
    """What is said in a check-in: the plan of the day, how it went, and the answer to both."""

    PLAN = "PLAN"
    DONE = "DONE"
    ANSWER = "ANSWER"


class OneOnOneKind(StrEnum):
    """What a one-to-one is about."""

    REGULAR = "REGULAR"
    PERFORMANCE = "PERFORMANCE"


class OneOnOneState(StrEnum):
    """Where a one-to-one stands."""

    PLANNED = "PLANNED"
    HELD = "HELD"
    SIGNED = "SIGNED"
    CANCELLED = "CANCELLED"


class OneOnOneNoteKind(StrEnum):
    """For whom a note of a one-to-one is, and what it says."""

    PRIVATE = "PRIVATE"
    SHARED = "SHARED"
    FACTS = "FACTS"
    AGREED = "AGREED"


class ActionItemState(StrEnum):
    """What became of an action item."""

    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


class ActionItemStepKind(StrEnum):
    """What was done with an action item."""

    CREATED = "CREATED"
    DONE = "DONE"
    DROPPED = "DROPPED"
    REOPENED = "REOPENED"
    MOVED = "MOVED"


class Alarm(StrEnum):
    """What the timetable does for a member at an hour of the member's own clock."""

    DIGEST = "DIGEST"
    RANK_CHANGED = "RANK_CHANGED"
    APPROVAL_WAITING = "APPROVAL_WAITING"
    STREAK_AT_RISK = "STREAK_AT_RISK"
    CHECK_IN = "CHECK_IN"
    ACTION_ITEM = "ACTION_ITEM"
    OFF_DAY = "OFF_DAY"


class StrategyArea(StrEnum):
    """What of how an organization plays has changed."""

    RULE = "RULE"
    GOAL = "GOAL"
    BOARD = "BOARD"


class FeedbackState(StrEnum):
    """Where feedback stands."""

    REQUESTED = "REQUESTED"
    GIVEN = "GIVEN"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


class ThreadSubject(StrEnum):
    """What a thread is about."""

    GOAL = "GOAL"
    ACTIVITY = "ACTIVITY"
    STANDING = "STANDING"
    FIGURE = "FIGURE"
    KPI = "KPI"
    FLAG = "FLAG"


class PulseState(StrEnum):
    """Where a pulse stands; the timetable carries it on."""

    SCHEDULED = "SCHEDULED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Surface(StrEnum):
    """Which detail of a member somebody looked at; no check holds the column, so a new one needs no migration."""

    ADDRESS = "ADDRESS"
    ATTENTION = "ATTENTION"
    POINTS = "POINTS"
    ACTIVITIES = "ACTIVITIES"
    BADGES = "BADGES"
    GOALS = "GOALS"
    LEAVE = "LEAVE"
    CHECK_INS = "CHECK_INS"
    TODAY = "TODAY"
    KPIS = "KPIS"
    FLAGS = "FLAGS"
    NOTES = "NOTES"
    ACTION_ITEMS = "ACTION_ITEMS"
    THREADS = "THREADS"
    TRAININGS = "TRAININGS"


class NormMissing(StrEnum):
    """Why nothing is said of what is usual for a member."""

    DAY_OFF = "DAY_OFF"
    TOO_FEW_DAYS = "TOO_FEW_DAYS"


class InboxMark(StrEnum):
    """What a member did with an inbox item."""

    READ = "READ"
    OPENED = "OPENED"
    ACKNOWLEDGED = "ACKNOWLEDGED"


class Channel(StrEnum):
    """A way to deliver an inbox item."""

    PUSH = "PUSH"
    EMAIL = "EMAIL"
    TEXT = "TEXT"
    WEBHOOK = "WEBHOOK"


class DeliveryState(StrEnum):
    """What became of one delivery."""

    PENDING = "PENDING"
    SENT = "SENT"
    DROPPED = "DROPPED"
    DEAD = "DEAD"


class DeviceTarget(StrEnum):
    """Which address of a phone a device was registered with."""

    FCM_TOKEN = "FCM_TOKEN"
    FCM_FID = "FCM_FID"


class Platform(StrEnum):
    """What the device runs."""

    ANDROID = "ANDROID"
    IOS = "IOS"
    WEB = "WEB"


class PrincipalKind(StrEnum):
    """Who can be at the door."""

    MEMBER = "MEMBER"
    IMPORT = "IMPORT"
    SYSTEM = "SYSTEM"
    DISPLAY = "DISPLAY"


class FeedKind(StrEnum):
    """What a feed post celebrates."""

    DEAL_WON = "DEAL_WON"
    MILESTONE_CROSSED = "MILESTONE_CROSSED"
    BADGE_AWARDED = "BADGE_AWARDED"
    TEAM_OF_THE_MONTH = "TEAM_OF_THE_MONTH"
    MEMBER_OF_THE_MONTH = "MEMBER_OF_THE_MONTH"
    COMPETITION_RESULT = "COMPETITION_RESULT"
    KUDOS = "KUDOS"
    CELEBRATION = "CELEBRATION"


class DealSize(StrEnum):
    """How big a deal is for the organization that won it."""

    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"


class CelebrationKind(StrEnum):
    """What people come together for."""

    LUNCH = "LUNCH"
    CEREMONY = "CEREMONY"
    RETREAT = "RETREAT"
    PARTY = "PARTY"
    OTHER = "OTHER"


class Reaction(StrEnum):
    """What a member can say to a feed post with one tap."""

    CLAP = "CLAP"
    HEART = "HEART"
    FIRE = "FIRE"
    PARTY = "PARTY"
    LAUGH = "LAUGH"


class EntryKind(StrEnum):
    """What the sign-in directory can look up before the organization is known."""

    IDENTITY = "IDENTITY"
    INVITE = "INVITE"
    DEVICE = "DEVICE"


class ErasureReason(StrEnum):
    """Why a member is erased; a closed list, because what people write would be personal again."""

    MEMBER_REQUEST = "MEMBER_REQUEST"
    RETENTION = "RETENTION"
    MISTAKE = "MISTAKE"


class KpiKey(StrEnum):
    """What can be measured of a member, a team or the organization over a period."""

    TOTAL = "TOTAL"
    WIN_RATE = "WIN_RATE"
    SALES_CYCLE_MEAN = "SALES_CYCLE_MEAN"
    SALES_CYCLE_MEDIAN = "SALES_CYCLE_MEDIAN"
    SALES_GROWTH = "SALES_GROWTH"
    AVERAGE_DEAL_SIZE = "AVERAGE_DEAL_SIZE"
    ACQUISITION_COST = "ACQUISITION_COST"
    LIFETIME_VALUE = "LIFETIME_VALUE"
    CONVERSION = "CONVERSION"
    LEAD_RESPONSE_MEAN = "LEAD_RESPONSE_MEAN"
    LEAD_RESPONSE_MEDIAN = "LEAD_RESPONSE_MEDIAN"
    CUSTOMER_TIME = "CUSTOMER_TIME"


class KpiUnit(StrEnum):
    """What the value of a KPI counts."""

    POINTS = "POINTS"
    COUNT = "COUNT"
    MONEY = "MONEY"
    MINUTES = "MINUTES"
    DAYS = "DAYS"
    RATIO = "RATIO"


class KpiGap(StrEnum):
    """Why a KPI has no value."""

    NO_DATA = "NO_DATA"
    ZERO_DENOMINATOR = "ZERO_DENOMINATOR"
    NO_PRIOR = "NO_PRIOR"
    NO_INPUT = "NO_INPUT"
    NO_TARGET = "NO_TARGET"
    NO_RULE = "NO_RULE"
    PERIOD_TOO_SHORT = "PERIOD_TOO_SHORT"
    OUT_OF_RANGE = "OUT_OF_RANGE"


class KpiInputKind(StrEnum):
    """What only the organization knows, and KPIs need."""

    ACQUISITION_SPEND = "ACQUISITION_SPEND"
    GROSS_MARGIN = "GROSS_MARGIN"
    PURCHASES_PER_YEAR = "PURCHASES_PER_YEAR"
    LIFETIME_YEARS = "LIFETIME_YEARS"


class KpiRuleKind(StrEnum):
    """What an organization sets up on top of KPIs."""

    GRADE = "GRADE"
    SCORECARD = "SCORECARD"
    BONUS = "BONUS"
    TARGET = "TARGET"


class Grade(StrEnum):
    """A band of gross profit, the best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
