"""The closed lists of words that the feed knows, each value described."""

from bellringer.graphql import describing
from bellringer.words import CelebrationKind, DealSize, FeedKind, Reaction

describing.words(
    FeedKind,
    DEAL_WON="A deal was won.",
    MILESTONE_CROSSED="A goal that the audience may see passed a milestone.",
    BADGE_AWARDED="A badge was awarded.",
    TEAM_OF_THE_MONTH="The team of the month.",
    MEMBER_OF_THE_MONTH="The member of the month.",
    COMPETITION_RESULT="How a competition came out.",
    KUDOS="Thanks between peers.",
    CELEBRATION="An invitation to celebrate; ask `celebration`.",
)
describing.words(
    DealSize,
    SMALL="Below what the organization calls medium.",
    MEDIUM="Medium.",
    LARGE="Large.",
)
describing.words(
    CelebrationKind,
    LUNCH="A meal together.",
    CEREMONY="Where awards are handed out.",
    RETREAT="Some days away together.",
    PARTY="A party.",
    OTHER="Something else.",
)
describing.words(
    Reaction,
    CLAP="Clapping hands.",
    HEART="A heart.",
    FIRE="A flame.",
    PARTY="A party popper.",
    LAUGH="A laughing face.",
)
