"""The closed lists of words of coaching on the wire, each value described."""

from bellringer.graphql import describing
from bellringer.words import (
    ActionItemState,
    ActionItemStepKind,
    FeedbackState,
    OneOnOneKind,
    OneOnOneNoteKind,
    OneOnOneState,
    PulseState,
    StrategyArea,
    ThreadSubject,
)

describing.words(
    OneOnOneKind,
    REGULAR="The usual talk of the two.",
    PERFORMANCE="About what has to change: with facts, what was agreed, a day of review and acknowledgement.",
)
describing.words(
    OneOnOneState,
    PLANNED="It lies ahead, and both prepare it.",
    HELD="It has begun; both may still write, and sign.",
    SIGNED="Both have signed: nothing of it changes any more.",
    CANCELLED="It was called off.",
)
describing.words(
    OneOnOneNoteKind,
    PRIVATE="For its author alone: neither the other side nor admins ever see it.",
    SHARED="For both sides.",
    FACTS="What is the case, in a performance conversation; written by who leads, for both.",
    AGREED="What was agreed in it; likewise.",
)
describing.words(
    ActionItemState,
    OPEN="To be done.",
    DONE="Done.",
    DROPPED="Not to be done any more.",
)
describing.words(
    ActionItemStepKind,
    CREATED="It was put down.",
    DONE="It was done.",
    DROPPED="It was dropped.",
    REOPENED="It was taken up again.",
    MOVED="It was given another day.",
)
describing.words(
    PulseState,
    SCHEDULED="It opens later; it can still be removed.",
    OPEN="Those who were members when it opened can answer.",
    CLOSED="It is over: the results are there, and what single members answered is deleted.",
)
describing.words(
    ThreadSubject,
    GOAL="A goal of the member's own.",
    ACTIVITY="An activity that credits the member, with what it paid.",
    STANDING="The member's standing on a board in a period.",
    FIGURE="A metric of the member's in a period.",
    KPI="A KPI of the member's in a period; a TOTAL is a FIGURE.",
    FLAG="An off-day of the member's, as it was flagged.",
)
describing.words(
    FeedbackState,
    REQUESTED="It was asked for, and is not there yet.",
    GIVEN="It is there.",
    DECLINED="Who was asked would rather not give any.",
    EXPIRED="The date is over without any.",
)
describing.words(
    StrategyArea,
    RULE="A version of a point rule was published.",
    GOAL="Terms of a goal of the organization, or of a team that you lead, were agreed.",
    BOARD="A board was created, changed or archived.",
)
