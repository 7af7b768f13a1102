"""The closed lists of words about goals, each value described."""

from bellringer.gamification.rules.goals.likely import WarningCode
from bellringer.graphql import describing
from bellringer.words import GoalKind, GoalState, GoalStepKind, SplitBy, Visibility

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
    GoalKind,
    NUMBER="A target of a metric.",
    CERTIFICATION="A certification: passed or not, on evidence.",
    SKILL="A skill: passed or not, on evidence.",
)
describing.words(
    GoalStepKind,
    DECLINED="The other side declined the terms.",
    SUBMITTED="Evidence was submitted.",
    PASSED="A certification or skill was passed.",
    FAILED="A certification or skill was not passed.",
    WITHDRAWN="A pass was taken back.",
    MET="The goal ended, and stands as met.",
    MISSED="The goal ended, and stands as missed.",
)
describing.words(
    SplitBy,
    WORKING_DAYS="By the working days of whoever has the goal.",
    WEIGHTS="By weights that you give.",
    HISTORY="By what the same periods of the year before brought.",
)
describing.words(
    WarningCode,
    "GoalWarningCode",
    UNLIKELY_TARGET="The last full periods of the same length make the target unlikely.",
)
describing.words(
    Visibility,
    PRIVATE="The owner, the owner's managers and admins.",
    TEAM="Also everybody in the owner's team.",
    ORGANIZATION="Everybody in the organization.",
)
