"""The types by name, for modules that speak of each other in a circle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from bellringer.graphql.activities import Activity
    from bellringer.graphql.badges import BadgeAward, BadgeDefinition
    from bellringer.graphql.celebrations import Celebration
    from bellringer.graphql.coaching.action_items import ActionItem
    from bellringer.graphql.coaching.check_ins import CheckIn, CheckInCadence, CheckInDay
    from bellringer.graphql.coaching.lead_accounts import LeadAccount
    from bellringer.graphql.coaching.meetings import Meeting
    from bellringer.graphql.coaching.off_days import DayNote, OffDayFlag, OffDaySettings
    from bellringer.graphql.coaching.one_on_ones import OneOnOne
    from bellringer.graphql.coaching.outlooks import TeamOutlook
    from bellringer.graphql.coaching.team_today import TeamToday
    from bellringer.graphql.coaching.today import KindCount, Today
    from bellringer.graphql.comments import FeedComment
    from bellringer.graphql.competitions import Competition
    from bellringer.graphql.crossings import Crossing
    from bellringer.graphql.goals import DaySum, Goal
    from bellringer.graphql.leaderboards import Leaderboard
    from bellringer.graphql.leave import Leave
    from bellringer.graphql.members import Member
    from bellringer.graphql.memberships import Membership
    from bellringer.graphql.points import LedgerEntry, PointsWhy
    from bellringer.graphql.streaks import Streak
    from bellringer.graphql.teams import Team

ADaySum = Annotated["DaySum", strawberry.lazy("bellringer.graphql.goals")]
AnActionItem = Annotated["ActionItem", strawberry.lazy("bellringer.graphql.coaching.action_items")]
AnActivity = Annotated["Activity", strawberry.lazy("bellringer.graphql.activities")]
ABadge = Annotated["BadgeDefinition", strawberry.lazy("bellringer.graphql.badges")]
AnAward = Annotated["BadgeAward", strawberry.lazy("bellringer.graphql.badges")]
ACelebration = Annotated["Celebration", strawberry.lazy("bellringer.graphql.celebrations")]
ACheckIn = Annotated["CheckIn", strawberry.lazy("bellringer.graphql.coaching.check_ins")]
ACheckInCadence = Annotated[
    "CheckInCadence", strawberry.lazy("bellringer.graphql.coaching.check_ins")
]
ACheckInDay = Annotated["CheckInDay", strawberry.lazy("bellringer.graphql.coaching.check_ins")]
AComment = Annotated["FeedComment", strawberry.lazy("bellringer.graphql.comments")]
ACompetition = Annotated["Competition", strawberry.lazy("bellringer.graphql.competitions")]
ACrossing = Annotated["Crossing", strawberry.lazy("bellringer.graphql.crossings")]
AGoal = Annotated["Goal", strawberry.lazy("bellringer.graphql.goals")]
AnEntry = Annotated["LedgerEntry", strawberry.lazy("bellringer.graphql.points")]
ALeaderboard = Annotated["Leaderboard", strawberry.lazy("bellringer.graphql.leaderboards")]
ALeadAccount = Annotated[
    "LeadAccount", strawberry.lazy("bellringer.graphql.coaching.lead_accounts")
]
ALeave = Annotated["Leave", strawberry.lazy("bellringer.graphql.leave")]
AMeeting = Annotated["Meeting", strawberry.lazy("bellringer.graphql.coaching.meetings")]
AMember = Annotated["Member", strawberry.lazy("bellringer.graphql.members")]
AMembership = Annotated["Membership", strawberry.lazy("bellringer.graphql.memberships")]
APointsWhy = Annotated["PointsWhy", strawberry.lazy("bellringer.graphql.points")]
AStreak = Annotated["Streak", strawberry.lazy("bellringer.graphql.streaks")]
AnOneOnOne = Annotated["OneOnOne", strawberry.lazy("bellringer.graphql.coaching.one_on_ones")]
ATeam = Annotated["Team", strawberry.lazy("bellringer.graphql.teams")]
ATeamOutlook = Annotated["TeamOutlook", strawberry.lazy("bellringer.graphql.coaching.outlooks")]
ATeamToday = Annotated["TeamToday", strawberry.lazy("bellringer.graphql.coaching.team_today")]
AToday = Annotated["Today", strawberry.lazy("bellringer.graphql.coaching.today")]
AKindCount = Annotated["KindCount", strawberry.lazy("bellringer.graphql.coaching.today")]
ADayNote = Annotated["DayNote", strawberry.lazy("bellringer.graphql.coaching.off_days")]
AnOffDayFlag = Annotated["OffDayFlag", strawberry.lazy("bellringer.graphql.coaching.off_days")]
AnOffDaySetting = Annotated[
    "OffDaySettings", strawberry.lazy("bellringer.graphql.coaching.off_days")
]
