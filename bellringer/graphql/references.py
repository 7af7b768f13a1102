"""The types by name, for modules that speak of each other in a circle."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from bellringer.graphql.activities import Activity
    from bellringer.graphql.badges import BadgeAward, BadgeDefinition
    from bellringer.graphql.goals import Goal
    from bellringer.graphql.members import Member
    from bellringer.graphql.points import LedgerEntry
    from bellringer.graphql.streaks import Streak
    from bellringer.graphql.teams import Team

AnActivity = Annotated["Activity", strawberry.lazy("bellringer.graphql.activities")]
ABadge = Annotated["BadgeDefinition", strawberry.lazy("bellringer.graphql.badges")]
AnAward = Annotated["BadgeAward", strawberry.lazy("bellringer.graphql.badges")]
AGoal = Annotated["Goal", strawberry.lazy("bellringer.graphql.goals")]
AnEntry = Annotated["LedgerEntry", strawberry.lazy("bellringer.graphql.points")]
AMember = Annotated["Member", strawberry.lazy("bellringer.graphql.members")]
AStreak = Annotated["Streak", strawberry.lazy("bellringer.graphql.streaks")]
ATeam = Annotated["Team", strawberry.lazy("bellringer.graphql.teams")]
