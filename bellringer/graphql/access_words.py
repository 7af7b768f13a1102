"""The closed lists of words of the coaching side, each value described."""

from bellringer.graphql import describing
from bellringer.words import NormMissing, Surface

describing.words(
    Surface,
    ADDRESS="The e-mail address.",
    ATTENTION="Whether what is told is read.",
    POINTS="The points: the ledger, the level, what a rule would have meant.",
    ACTIVITIES="Activities.",
    BADGES="Why a badge was taken back, and the days behind one.",
    GOALS="What was said about a goal, and evidence.",
    LEAVE="Leave and days off.",
    CHECK_INS="Check-ins that are not shared with the team.",
    TODAY="The day so far: first and last activity, and what is usual.",
    KPIS="KPIs, grade, scorecards and bonuses.",
    FLAGS="Days that were flagged.",
    NOTES="What the member said of a day.",
    ACTION_ITEMS="What the member has taken on, by itself: not from a one-to-one or a meeting.",
    THREADS="What is asked and said about a number of the member's.",
    TRAININGS="Trainings, and what was done of them.",
)
describing.words(
    NormMissing,
    DAY_OFF="Today is no working day of the member.",
    TOO_FEW_DAYS="Fewer than 4 working days of this weekday are on record.",
)
