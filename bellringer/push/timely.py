"""What is told because its time has come."""

from bellringer.push.voices import N_, NN_, Templates, Voice
from bellringer.words import NotificationKind

_K, _V = NotificationKind, Voice

_CLOSING = NN_(
    "{goal}: {missing} to go, and {days} working day is left.",
    "{goal}: {missing} to go, and {days} working days are left.",
    "days",
)

TIMELY: Templates = {
    (_K.DIGEST, _V.YOU): (N_("Your day: {day}"), "{lines}"),
    (_K.STREAK_AT_RISK, _V.YOU): (
        N_("Keep your streak going"),
        N_("{streak}: {run} in a row. Today is the day to add to it."),
    ),
    (_K.STREAK_MILESTONE, _V.YOU): (
        N_("{run} in a row!"),
        N_("{streak}: {run} in a row. Congratulations!"),
    ),
    (_K.RANK_CHANGED, _V.YOU): (
        N_("Rank {rank}: {board}"),
        N_("You went from rank {rank_before} to {rank}, of {listed}."),
    ),
    (_K.COMPETITION_LEAD, _V.YOU): (
        N_("You are in front!"),
        N_("You lead in {competition}. Stay there!"),
    ),
    (_K.COMPETITION_LEAD, _V.MEMBER): (
        N_("{competition}: {member} is in front"),
        N_("{member} leads in {competition} now."),
    ),
    (_K.COMPETITION_LEAD, _V.TEAM): (
        N_("{competition}: {team} is in front"),
        N_("{team} leads in {competition} now."),
    ),
    (_K.COMPETITION_LEAD, _V.EVERYONE): (
        N_("{competition}: somebody else is in front"),
        N_("Have a look at {competition}."),
    ),
    **{
        (_K.PERIOD_CLOSING, voice): (N_("Almost there"), _CLOSING)
        for voice in (_V.YOU, _V.MEMBER, _V.TEAM, _V.EVERYONE)
    },
    (_K.APPROVAL_WAITING, _V.YOU): (
        N_("Approvals wait for you"),
        NN_(
            "{items} activity waits for your decision.",
            "{items} activities wait for your decision.",
            "items",
        ),
    ),
    (_K.WEBHOOK_DISABLED, _V.YOU): (
        N_("A webhook is disabled"),
        N_("Another system has not taken for days what it was to be told, and is told no more."),
    ),
    (_K.VOTE_OPEN, _V.EVERYONE): (
        N_("Member of the month: have your say"),
        N_("Who did best in {month}? The vote is open."),
    ),
    (_K.VOTE_OPEN, _V.TEAM): (
        N_("Team of the month: have your say"),
        N_("Which team did best in {month}? The vote is open."),
    ),
    (_K.PULSE_OPEN, _V.EVERYONE): (
        N_("How are things going?"),
        N_("A short survey is open. It takes a minute, and nobody sees who answered what."),
    ),
    (_K.EXPECTATION_OPEN, _V.YOU): (
        N_("What is expected of you"),
        N_("Please read what is expected of your role, and confirm that you have."),
    ),
    (_K.GOAL_FAILED, _V.YOU): (
        N_("Not passed this time"),
        N_("{goal} is not passed. Have a look at the reason, and talk about it."),
    ),
    (_K.GOAL_FAILED, _V.MEMBER): (
        N_("{owner}: not passed"),
        N_("{owner} has not passed {goal}."),
    ),
    (_K.GOAL_FAILED, _V.TEAM): (N_("{owner}: not passed"), N_("{goal} is not passed.")),
    (_K.GOAL_FAILED, _V.EVERYONE): (N_("Not passed this time"), N_("{goal} is not passed.")),
}
