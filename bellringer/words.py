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


class Visibility(StrEnum):
    """Who sees a goal besides its owner and the owner's managers."""

    PRIVATE = "PRIVATE"
    TEAM = "TEAM"
    ORGANIZATION = "ORGANIZATION"


class AwardState(StrEnum):
    """Whether a badge award still counts; a revoked one stays on record."""

    GRANTED = "GRANTED"
    REVOKED = "REVOKED"


class NotificationKind(StrEnum):
    """What an inbox item tells."""

    MILESTONE_CROSSED = "MILESTONE_CROSSED"
    GOAL_MET = "GOAL_MET"
    GOAL_PROPOSED = "GOAL_PROPOSED"
    GOAL_AGREED = "GOAL_AGREED"
    BADGE_AWARDED = "BADGE_AWARDED"
    BADGE_REVOKED = "BADGE_REVOKED"
    LEVEL_UP = "LEVEL_UP"
    TEAM_OF_THE_MONTH = "TEAM_OF_THE_MONTH"
    MEMBER_OF_THE_MONTH = "MEMBER_OF_THE_MONTH"
    KUDOS = "KUDOS"


class Channel(StrEnum):
    """A way to deliver an inbox item."""

    PUSH = "PUSH"
    EMAIL = "EMAIL"


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


class FeedKind(StrEnum):
    """What a feed post celebrates."""

    DEAL_WON = "DEAL_WON"
    MILESTONE_CROSSED = "MILESTONE_CROSSED"
    BADGE_AWARDED = "BADGE_AWARDED"
    TEAM_OF_THE_MONTH = "TEAM_OF_THE_MONTH"
    MEMBER_OF_THE_MONTH = "MEMBER_OF_THE_MONTH"
    KUDOS = "KUDOS"


class EntryKind(StrEnum):
    """What the sign-in directory can look up before the organization is known."""

    IDENTITY = "IDENTITY"
    INVITE = "INVITE"
    DEVICE = "DEVICE"
