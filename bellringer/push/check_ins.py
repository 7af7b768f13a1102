"""What members are reminded of on the way to their next talk."""

from bellringer.gamification.store.notifications import Params
from bellringer.push.languages import Language
from bellringer.push.voices import N_, NN_, Templates, Voice
from bellringer.words import CheckInPart, NotificationKind

_ASKED_FOR = {
    CheckInPart.PLAN: N_("What is your plan for today? A few numbers will do."),
    CheckInPart.DONE: N_("How did today go? Your numbers are there already; add a word."),
}

CHECK_INS: Templates = {
    (NotificationKind.CHECK_IN_DUE, Voice.YOU): (N_("Time to check in"), "{asked_for}"),
    (NotificationKind.ACTION_ITEM_DUE, Voice.YOU): (
        N_("Due today"),
        NN_(
            "{items} thing that you have taken on is due.",
            "{items} things that you have taken on are due.",
            "items",
        ),
    ),
}


def asked_for(params: Params, speaks: Language) -> str:
    """Return what a reminder asks for: the plan of the day, or how it went."""
    is_done = params.get("part") == CheckInPart.DONE
    return speaks.say(_ASKED_FOR[CheckInPart.DONE if is_done else CheckInPart.PLAN])
