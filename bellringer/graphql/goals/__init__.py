"""Goals: what is aimed at, how far it is, what it is made of, and why."""

from bellringer.graphql.goals.doubts import GoalWarning, warnings_of
from bellringer.graphql.goals.listing import GoalQuery, goal_of, goals_of
from bellringer.graphql.goals.node import Goal
from bellringer.graphql.goals.pace import DaySum

__all__ = ["DaySum", "Goal", "GoalQuery", "GoalWarning", "goal_of", "goals_of", "warnings_of"]
